"""The second net of the protection firewall: a small linear text model behind the lexicon.

What is said around a danger, without any word of violence, passes a list of phrases by; and a figure of speech has all
the words of violence. The model weighs words, pairs of neighbouring words, pieces of words, meanings
(``meanings.txt``), wants (``need_meanings.txt``) and the phrases of ``protection.txt`` that were met. It may add an
unsure alarm, call a sure one unsure, and let go what only an unsure phrase held; what a sure phrase holds it never lets
go. Its weights are a table anybody can read; ``tools/fit_protection.py`` fits them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, compress, pairwise
from operator import eq

from planner.intake.phrases import Match
from planner.intake.words import NUMBER, Words, fold, stems

BIAS = "bias"
_PIECE_SIZES = (2, 3, 4)
_PIECE, _NEIGHBOURS, _PAIR = 0.3, 0.7, 0.6
"""What a piece of a word, two neighbours and two meanings count beside a word, which counts 1."""
_FEWEST = 7
"""A text of fewer different words is weighed as if it had so many: one word alone should not decide."""
_SCRIPT = re.compile(r"[\u3400-\u9fff]+|[\u0b80-\u0bff]+")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hunch:
    """What the model makes of a text: 0…1, and the words that weighed most, heaviest first."""

    score: float
    words: tuple[str, ...]


@dataclass(slots=True)
class Meanings:
    """Names of the meanings a word or a text may have; remembers every word."""

    of_word: Mapping[str, frozenset[str]]
    of_script: Mapping[str, frozenset[str]]
    _by_letter: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)  # of scripts, by first letter
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Mapping[str, frozenset[str]]) -> Meanings:
        """Meanings from groups of words by name."""
        found: dict[str, set[str]] = {}
        for name, words in groups.items():
            for word in words:
                found.setdefault(fold(word), set()).add(name)
        frozen = {word: frozenset(names) for word, names in found.items()}
        return cls(
            {word: names for word, names in frozen.items() if word.isascii()},
            {word: names for word, names in frozen.items() if not word.isascii()},
        )

    def __post_init__(self) -> None:
        for word, names in self.of_script.items():
            self._by_letter.setdefault(word[0], []).append((word, names))

    @property
    def names(self) -> frozenset[str]:
        """Every meaning there is."""
        return frozenset[str]().union(*self.of_word.values(), *self.of_script.values())

    def word(self, token: str) -> frozenset[str]:
        """Meanings of a Latin word or of any stem of it."""
        known = self._known.get(token)
        if known is None:
            known = frozenset[str]().union(*(self.of_word.get(form, ()) for form in (token, *stems(token))))
            self._known[token] = known
        return known

    def script(self, text: str) -> frozenset[str]:
        """Meanings of the Chinese and Tamil words in ``text``."""
        if text.isascii():
            return frozenset()
        near = (pair for letter in set(text) for pair in self._by_letter.get(letter, ()))
        return frozenset[str]().union(*(names for word, names in near if word in text))


@dataclass(slots=True)
class SecondNet:
    """The model: ``weights`` by feature, the scores that matter, and names it must never show.

    From ``threshold`` on a text without any phrase is held; under ``release`` one that only an unsure phrase held is
    let go; under ``doubt`` the alarm of a sure phrase is for a person to confirm.
    """

    weights: Mapping[str, float]
    meanings: Meanings
    wants: Meanings
    threshold: float
    silent: frozenset[str] = frozenset()
    release: float = 0.0
    doubt: float = 0.0
    _token: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict)
    _sides: dict[tuple[str, str], float] = field(default_factory=dict)
    _pairs: dict[str, dict[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pairs = {name: {} for name in self.meanings.names}
        for name, weight in self.weights.items():
            kind, _, what = name.partition(":")
            if kind == "b":
                left, _, right = what.partition(" ")
                self._sides[left, right] = weight * _NEIGHBOURS
            elif kind in ("k", "p"):  # a meaning by itself stands as a pair with itself
                left, _, right = what.partition("+")
                self._pairs.setdefault(left, {})[right or left] = weight * (_PAIR if right else 1.0)

    def weigh(self, words: Words) -> Hunch | None:
        """A hunch about ``words`` in which no phrase was met, None when they stay under the threshold."""
        tokens = tokens_of(words)
        if not tokens:
            return None
        score = self.score(words, tokens=tokens)
        if score < self.threshold:
            return None
        return Hunch(score, tuple(self._heaviest(tokens)))

    def score(self, words: Words, heard: Iterable[str] = (), tokens: list[str] | None = None) -> float:
        """0…1; the logistic of the features' weighted sum. ``heard`` are features of phrases (:func:`heard_in`)."""
        tokens = tokens_of(words) if tokens is None else tokens
        known = self._token
        total = 0.0
        meant: set[str] = set()
        for token in tokens:
            weight, names = known.get(token) or self._read(token)
            total += weight
            meant |= names
        for name in heard:
            total += self.weights.get(name, 0.0)
        of_side = self._sides.get
        for pair in neighbours(words):
            total += of_side(pair, 0.0)
        if not words.text.isascii():
            meant |= self.meanings.script(words.text)
            total += sum(self.weights.get(f"n:{name}", 0.0) for name in sorted(self.wants.script(words.text)))
        found = sorted(meant)
        for at, left in enumerate(found):
            of_other = self._pairs[left].get
            for right in found[at:]:
                total += of_other(right, 0.0)
        total = self.weights[BIAS] + total * evenness(len(tokens), _FEWEST)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def _read(self, token: str) -> tuple[float, frozenset[str]]:
        """What a word weighs with its pieces, and its meanings; remembered."""
        weight = self.weights.get(f"w:{token}", 0.0)
        weight += _PIECE * sum(self.weights.get(f"c:{piece}", 0.0) for piece in pieces(token))
        weight += sum(self.weights.get(f"n:{name}", 0.0) for name in sorted(self.wants.word(token)))
        found = self._token[token] = (weight, self.meanings.word(token))
        return found

    def _heaviest(self, tokens: list[str]) -> Iterator[str]:
        """The words that speak most for an alarm, among those learnt from; a person's name is never shown."""
        of_meaning = {
            token: sum(self.weights.get(f"k:{name}", 0.0) for name in self.meanings.word(token)) for token in tokens
        }
        ranked = sorted(tokens, key=lambda token: (-self._read(token)[0] - of_meaning[token], token))
        shown = (word for word in ranked if self.weights.get(f"w:{word}", 0.0) > 0 and word not in self.silent)
        return (word for word, _ in zip(shown, range(_SHOWN), strict=False))


def tokens_of(words: Words) -> list[str]:
    """Every different word in order; numbers are one word; Chinese by signs and pairs of them."""
    found = dict.fromkeys(NUMBER if word.isdigit() else word for word in words.written)
    if not words.text.isascii():
        for run in _SCRIPT.findall(words.text):
            if "\u0b80" <= run[0] <= "\u0bff":
                found[run] = None
            else:
                found.update(dict.fromkeys(run))
                found.update(dict.fromkeys(left + right for left, right in pairwise(run)))
    return list(found)


def neighbours(words: Words) -> Iterable[tuple[str, str]]:
    """Every different pair of words that stand side by side in one sentence, in order."""
    written = [NUMBER if word.isdigit() else word for word in words.written]
    sides = pairwise(written)
    if not words.sentence or words.sentence[0] == words.sentence[-1]:
        return dict.fromkeys(sides)
    return dict.fromkeys(compress(sides, map(eq, words.sentence, words.sentence[1:])))


def pieces(token: str) -> Iterator[str]:
    """Runs of two to four letters of a Latin word with its ends marked: ``takut`` → ``<t``, ``tak``, ``kut>`` …"""
    if token == NUMBER or not token.isascii():
        return
    marked = f"<{token}>"
    for size in _PIECE_SIZES:
        for at in range(len(marked) - size + 1):
            yield marked[at : at + size]


def meanings_of(tokens: Iterable[str], text: str, meanings: Meanings) -> list[str]:
    """Names of all meanings in a text, in alphabetical order."""
    return sorted(meanings.script(text).union(*map(meanings.word, tokens)))


def evenness(count: int, fewest: int) -> float:
    """What a text of ``count`` words is multiplied by, so that length alone says nothing; ``fewest`` at least."""
    return 2.0 / math.sqrt(max(fewest, count))


def heard_in(matches: Iterable[Match]) -> list[str]:
    """Features of the phrases met: each phrase, each label, and that there is any."""
    found = dict.fromkeys(name for match in matches for name in (f"x:{match.source}", f"l:{match.label}"))
    return [*found, "l:any"] if found else []


def features(words: Words, meanings: Meanings, wants: Meanings, heard: Iterable[str] = ()) -> dict[str, float]:
    """The features of a text as the fit sees them; :meth:`SecondNet.score` is their weighted sum."""
    tokens = tokens_of(words)
    found: dict[str, float] = {f"w:{token}": 1.0 for token in tokens}
    found |= dict.fromkeys(heard, 1.0)
    for token in tokens:
        for piece in pieces(token):
            found[f"c:{piece}"] = found.get(f"c:{piece}", 0.0) + _PIECE
    for name in (*wants.script(words.text), *(name for token in tokens for name in wants.word(token))):
        found[f"n:{name}"] = found.get(f"n:{name}", 0.0) + 1.0
    found |= {f"b:{left} {right}": _NEIGHBOURS for left, right in neighbours(words)}
    names = meanings_of(tokens, words.text, meanings)
    found |= {f"k:{name}": 1.0 for name in names}
    found |= {f"p:{left}+{right}": _PAIR for left, right in combinations(names, 2)}
    even = evenness(len(tokens), _FEWEST)
    return {name: value * even for name, value in found.items()}
