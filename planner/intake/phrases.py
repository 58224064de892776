"""Phrases of the lexicon and where they stand in a text.

A phrase is written as an officer would: words with spaces between; ``a/b`` is either word, ``@name`` any word of a
group, ``#`` any number, ``...`` up to five words between within one sentence, ``!a/b`` or ``!@name`` at the end that
none of these words may follow. A phrase in Chinese or Tamil letters is found anywhere inside the text, since those
are written without spaces or with endings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.intake.words import Words

GAP = 5
_LATIN = re.compile(r"^[\x00-\x7f]*$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One compiled phrase: its label, its steps (each a set of words that fit) and the gap allowed before each step."""

    label: str
    source: str
    steps: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]
    pattern: re.Pattern[str] | None = None  # for scripts without spaces
    not_next: frozenset[str] = frozenset()  # words that must not follow


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase met in a text at word positions ``at`` (empty for a phrase in Chinese or Tamil letters)."""

    label: str
    source: str
    at: tuple[int, ...]
    found: str = ""


def compile_phrase(label: str, source: str, groups: Mapping[str, frozenset[str]]) -> Phrase:
    """The phrase written as ``source``; ValueError names a group that does not exist or a phrase without words."""
    if not _LATIN.match(source):
        pieces = [re.escape(piece.strip()) for piece in source.lower().split("...")]
        return Phrase(label, source, (), (), re.compile(r"[^。！？\n]{0,8}?".join(pieces)))
    steps: list[frozenset[str]] = []
    gaps: list[int] = []
    gap = 0
    not_next: frozenset[str] = frozenset()
    for item in source.lower().split():
        if item == "...":
            gap = GAP
            continue
        if item.startswith("!"):
            not_next = frozenset().union(*(_alternatives(name, groups) for name in item[1:].split("/")))
            continue
        steps.append(frozenset().union(*(_alternatives(name, groups) for name in item.split("/"))))
        gaps.append(gap)
        gap = 0
    if not steps:
        raise ValueError(f"the phrase {source!r} has no word")
    return Phrase(label, source, tuple(steps), tuple(gaps), None, not_next)


def _alternatives(name: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if not name.startswith("@"):
        return frozenset({name})
    if name[1:] not in groups:
        raise ValueError(f"there is no group {name}")
    return groups[name[1:]]


@dataclass(slots=True)
class PhraseIndex:
    """Finds all phrases of a lexicon in one pass: each phrase is looked at only where its rarest word stands."""

    phrases: tuple[Phrase, ...]
    is_within_clause: bool = False  # a gap ends at a comma too, not only at the end of a sentence
    _by_word: dict[str, list[tuple[Phrase, int]]] = field(default_factory=dict)
    _of_forms: dict[tuple[str, ...], tuple[tuple[Phrase, int, tuple[frozenset[str], ...]], ...]] = field(
        default_factory=dict
    )  # what a word may begin: each phrase, the step the word stands for, and the other steps; remembered
    _by_letter: dict[str, list[Phrase]] = field(default_factory=dict)  # phrases of scripts by their first letter
    _scripts: list[Phrase] = field(default_factory=list)
    _any_script: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        common = Counter(word for phrase in self.phrases for step in phrase.steps for word in step)
        for phrase in self.phrases:
            if phrase.pattern is not None:
                self._scripts.append(phrase)
                self._by_letter.setdefault(phrase.source[0], []).append(phrase)
                continue
            anchor = min(range(len(phrase.steps)), key=lambda at: sum(common[word] for word in phrase.steps[at]))
            for word in phrase.steps[anchor]:
                self._by_word.setdefault(word, []).append((phrase, anchor))
        if self._scripts:
            patterns = (phrase.pattern.pattern for phrase in self._scripts if phrase.pattern)
            self._any_script = re.compile("|".join(patterns))

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word any phrase asks for."""
        return frozenset(word for phrase in self.phrases for step in (*phrase.steps, phrase.not_next) for word in step)

    def find(self, words: Words, blocked: frozenset[int] = frozenset(), *, text: str | None = None) -> list[Match]:
        """All matches in ``words`` that use no word at a ``blocked`` position; ``text`` stands in for scripts' text."""
        shown = words.text if text is None else text
        if self._by_word.keys().isdisjoint(words.present):
            return self.in_scripts(shown)
        matches: list[Match] = []
        seen: set[tuple[str, str, tuple[int, ...]]] = set()
        bounds = words.clause if self.is_within_clause else words.sentence
        known, present = self._of_forms, words.present
        for position, forms in enumerate(words.forms):
            begun = known.get(forms)
            if begun is None:
                begun = self._begun(forms)
            if not begun or position in blocked:
                continue
            for phrase, anchor, others in begun:
                if others and not _all_met(others, present):
                    continue
                at = _match_around(phrase, anchor, position, bounds, words, blocked)
                if at is None or (phrase.label, phrase.source, at) in seen:
                    continue
                seen.add((phrase.label, phrase.source, at))
                matches.append(Match(phrase.label, phrase.source, at, " ".join([words.written[i] for i in at])))
        return matches + self.in_scripts(shown)

    def _begun(self, forms: tuple[str, ...]) -> tuple[tuple[Phrase, int, tuple[frozenset[str], ...]], ...]:
        """The phrases a word of these forms may stand in, with the steps that other words must fill."""
        found = self._of_forms[forms] = tuple(
            (phrase, anchor, tuple(step for at, step in enumerate(phrase.steps) if at != anchor))
            for form in forms
            for phrase, anchor in self._by_word.get(form, ())
        )
        return found

    def in_scripts(self, text: str) -> list[Match]:
        """Matches of Chinese and Tamil phrases in ``text``."""
        if not self._scripts or text.isascii():
            return []
        near = (phrase for letter in dict.fromkeys(text) for phrase in self._by_letter.get(letter, ()))
        found = ((phrase, _found_in(phrase, text)) for phrase in near)
        return [Match(phrase.label, phrase.source, (), hit) for phrase, hit in found if hit]

    def without_scripts(self, text: str) -> str:
        """``text`` with every match of a Chinese or Tamil phrase cut out (used for exceptions)."""
        if self._any_script is None or text.isascii():
            return text
        return self._any_script.sub("\u25cb", text)


def _all_met(steps: tuple[frozenset[str], ...], present: set[str]) -> bool:
    """Whether each of ``steps`` has a word in the text at all: most phrases fail here, at little cost."""
    for step in steps:  # noqa: SIM110 - a generator costs more than the test
        if step.isdisjoint(present):
            return False
    return True


def _found_in(phrase: Phrase, text: str) -> str:
    """The piece of ``text`` that fits a phrase of scripts, empty when none does; a plain phrase needs no pattern."""
    if phrase.source in text:
        return phrase.source
    hit = phrase.pattern.search(text) if phrase.pattern and "..." in phrase.source else None
    return hit[0] if hit else ""


def _match_around(
    phrase: Phrase, anchor: int, position: int, bounds: list[int], words: Words, blocked: frozenset[int]
) -> tuple[int, ...] | None:
    """Positions of all steps when step ``anchor`` stands at ``position``, nearest words first; None if one lacks."""
    if len(phrase.steps) == 1 and not phrase.not_next:
        return (position,)
    found = [position]
    for step in range(anchor - 1, -1, -1):
        at = _nearest(phrase.steps[step], found[0], -1, phrase.gaps[step + 1], bounds, words, blocked)
        if at is None:
            return None
        found.insert(0, at)
    for step in range(anchor + 1, len(phrase.steps)):
        at = _nearest(phrase.steps[step], found[-1], 1, phrase.gaps[step], bounds, words, blocked)
        if at is None:
            return None
        found.append(at)
    after = found[-1] + 1
    if phrase.not_next and after < len(words.forms) and not phrase.not_next.isdisjoint(words.forms[after]):
        return None
    return tuple(found)


def _nearest(
    step: frozenset[str], start: int, direction: int, gap: int, bounds: list[int], words: Words, blocked: frozenset[int]
) -> int | None:
    at = start
    for _ in range(gap + 1):
        at += direction
        if not 0 <= at < len(words.forms) or bounds[at] != bounds[start]:
            return None
        if at not in blocked and not step.isdisjoint(words.forms[at]):
            return at
    return None
