"""Free text to words as people mean them: one spelling, short forms written out, stems beside the word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NUMBER = "#"
"""The form that every number has beside its digits, so that a phrase can ask for any number."""

_TOKEN = re.compile(r"[a-z]+(?:['’`][a-z]+)*|\d+|[.!?;\n。！？；]+|[,:()，：、–—]+")
_SENTENCE_END = re.compile(r"[.!?;\n。！？；]")
_DOUBLED = re.compile(r"\b([a-z]{2,})2\b")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_PAIR = re.compile(r"([a-z])\1")
# Malay nasal prefixes and the letter each may have swallowed.
_NASAL = (("meny", "s"), ("meng", "k"), ("mem", "p"), ("men", "t"), ("me", ""))
_PREFIXES = ("memper", "diper", "ber", "ter", "di", "se", "ke", "per", "pe", "ku", "be")
_SUFFIXES = ("kannya", "annya", "inya", "nya", "kan", "lah", "kah", "an", "ku", "mu", "la", "i")
_ENGLISH = (("ied", "y"), ("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("es", ""), ("s", ""))


def word_set(words: str) -> frozenset[str]:
    """The words of a line, for lists kept in code."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in order: as written, all forms each may be read as, and the sentence and clause it stands in."""

    text: str
    written: list[str]
    forms: list[tuple[str, ...]]
    sentence: list[int]
    clause: list[int]
    present: set[str]  # every form of every word: a phrase one of whose words is not here need not be looked for


def fold(text: str) -> str:
    """``text`` in compatibility form and lower case, accents kept off Latin letters, reduplication signs removed."""
    if text.isascii():
        return _DOUBLED.sub(r"\1", text.lower())
    kept = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in kept if not ("\u0300" <= char <= "\u036f"))
    return _DOUBLED.sub(r"\1", unicodedata.normalize("NFKC", plain))


@dataclass(slots=True)
class WordReader:
    """Reads texts against a vocabulary; remembers every word's forms, so a long file costs little.

    ``short_forms`` maps one or two written words to the words meant; ``turns`` are words that open a new clause (but).
    """

    vocabulary: frozenset[str]
    short_forms: Mapping[str, str]
    turns: frozenset[str]
    _forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _opening: frozenset[str] | None = None  # words a short form begins with

    def read(self, text: str) -> Words:
        """The words of ``text``."""
        words = Words(fold(text), [], [], [], [], set())
        known, turns = self._forms, self.turns
        sentence = clause = 0
        for token in self._expanded(_TOKEN.findall(words.text)):
            forms = known.get(token)
            if forms is None:
                if not token[0].isalnum():
                    clause += 1
                    sentence += bool(_SENTENCE_END.search(token))
                    continue
                forms = self.forms(token)
            if token in turns:
                clause += 1
            words.written.append(token)
            words.forms.append(forms)
            words.sentence.append(sentence)
            words.clause.append(clause)
        words.present.update(*words.forms)
        return words

    def _expanded(self, tokens: list[str]) -> list[str]:
        """Tokens with short forms written out; a pair of words is looked up before a single one."""
        if self._opening is None:
            self._opening = frozenset(name.partition(" ")[0] for name in self.short_forms)
        opening = self._opening
        if opening.isdisjoint(tokens):
            return tokens
        written: list[str] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if token not in opening:
                written.append(token)
                continue
            pair = self.short_forms.get(f"{token} {tokens[at]}") if at < len(tokens) else None
            if pair is not None:
                written += pair.split()
                at += 1
            else:
                written += self.short_forms.get(token, token).split()
        return written

    def forms(self, token: str) -> tuple[str, ...]:
        """Every vocabulary word that ``token`` may stand for, in alphabetical order."""
        if token.isdigit():  # there are as many numbers as rows: none is remembered
            return (token, NUMBER) if token in self.vocabulary else (NUMBER,)
        known = self._forms.get(token)
        if known is None:
            known = self._forms[token] = tuple(sorted(set(self._find_forms(token))))
        return known

    def _find_forms(self, token: str) -> Iterator[str]:
        plain = token.replace("'", "").replace("’", "").replace("`", "")
        spellings = {plain, _LONG_RUN.sub(r"\1", plain), _LONG_RUN.sub(r"\1\1", plain)}
        if not spellings & self.vocabulary:
            spellings |= {_PAIR.sub(r"\1", spelling) for spelling in tuple(spellings)}
        for spelling in sorted(spellings):
            if spelling in self.vocabulary:
                yield spelling
            yield from (stem for stem in stems(spelling) if stem in self.vocabulary)


def stems(word: str) -> set[str]:
    """Every shorter word that ``word`` may be built on; most are no words, the caller's vocabulary decides."""
    bases = {word} | {word[: -len(end)] for end in _SUFFIXES if word.endswith(end) and len(word) > len(end) + 2}
    found = set(bases)
    for base in bases:
        for prefix, swallowed in _NASAL:
            if base.startswith(prefix):
                rest = base[len(prefix) :]
                found |= {rest, swallowed + rest}
        found |= {base[len(prefix) :] for prefix in _PREFIXES if base.startswith(prefix)}
        found |= _stems_of_agent(base)
    found |= {word[: -len(end)] + instead for end, instead in _ENGLISH if word.endswith(end)}
    if word.endswith("ing") and len(word) > 5 and word[-4] == word[-5]:
        found.add(word[:-4])
    return {stem for stem in found if len(stem) > 2 and stem != word}


def _stems_of_agent(base: str) -> set[str]:
    """Stems under pe-: pemukul → pukul, penagih → tagih, pengasuh → asuh."""
    if not base.startswith("pe"):
        return set()
    return {swallowed + base[len(prefix) :] for prefix, swallowed in _agent_prefixes() if base.startswith(prefix)}


def _agent_prefixes() -> tuple[tuple[str, str], ...]:
    return (("peny", "s"), ("peng", "k"), ("peng", ""), ("pem", "p"), ("pem", ""), ("pen", "t"), ("pen", ""))
