"""Word pairs that mean one kind of place, met with one of the two words misspelt: *balai plis*, *rumah pangsar*."""

from __future__ import annotations

from collections.abc import Set

from rapidfuzz.distance import OSA

from planner.geo.address_words import KIND_WORDS, PHRASES, SPELLINGS
from planner.geo.candidates_fuzzy import SHORTEST, allowed
from planner.geo.normalise import Words


def _pairs() -> list[tuple[str, str, str]]:
    split = [(phrase.split(), word) for phrase, word in PHRASES if word in KIND_WORDS]
    return [(p[0], p[1], word) for p, word in split if len(p) == 2 and min(map(len, p)) >= SHORTEST]


_BY_FIRST: dict[str, list[tuple[str, str]]] = {}
_BY_SECOND: dict[str, list[tuple[str, str]]] = {}
for _first, _second, _word in _pairs():
    _BY_FIRST.setdefault(_first, []).append((_second, _word))
    _BY_SECOND.setdefault(_second, []).append((_first, _word))
_EITHER = frozenset(_BY_FIRST) | frozenset(_BY_SECOND)
_WRITTEN = frozenset(SPELLINGS) | KIND_WORDS
"""Words that are spelt right as they stand: *rumah flat* is no *rumah pangsa*."""


def joined(text: Words, known: Set[str]) -> Words:
    """``text`` with such pairs as the one word they mean; none over a hard break, none of words in ``known`` names."""
    if _EITHER.isdisjoint(text.tokens):
        return text
    tokens, breaks = list(text.tokens), list(text.breaks)
    at = 0
    while at + 1 < len(tokens):
        word = "" if breaks[at + 1] else _meant(tokens[at], tokens[at + 1], known)
        if word:
            tokens[at : at + 2] = [word]
            del breaks[at + 1]
        at += 1
    return Words(tuple(tokens), tuple(breaks))


def _meant(first: str, second: str, known: Set[str]) -> str:
    for wanted, word in _BY_FIRST.get(first, ()) if second not in known else ():
        if _is_near(second, wanted):
            return word
    for wanted, word in _BY_SECOND.get(second, ()) if first not in known else ():
        if _is_near(first, wanted):
            return word
    return ""


def _is_near(written: str, wanted: str) -> bool:
    if not written.isalpha() or len(written) < SHORTEST or written in _WRITTEN:
        return False
    most = allowed(len(wanted))
    return 0 < OSA.distance(written, wanted, score_cutoff=most) <= most
