"""Parses an address into its parts, by its words alone; no gazetteer is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.geo.address_states import STATE_WORDS, state_of_postcode
from planner.geo.address_words import AT, KIND_WORDS, NEAR, OPPOSITE, SCHEME_WORDS, STREET_WORDS, TALK
from planner.geo.normalise import Words, fold, words_of_folded
from planner.geo.unit import Unit, find_unit

LONGEST_NAME = 5
_LAW = frozenset(("kanun", "akta", "penal", "act", "code", "enakmen", "peraturan", "perlembagaan"))


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address in one spelling (lower case, *seri*, *kampung*, *datuk* …); empty where not given.

    ``scheme``, ``street`` and ``area`` carry their kind word: ``ppr seri semarak``, ``jalan 3/27b``, ``taman melati``.
    ``seksyen`` is a numbered section of a township, never of a law. ``state`` falls back to the postcode's state.
    """

    unit: Unit
    scheme: str = ""
    street: str = ""
    area: str = ""
    seksyen: str = ""
    postcode: str = ""
    state: str = ""


def parse(text: str) -> Address:
    """The parts of ``text``, an address or a message that holds one, in Malay, English or both."""
    unit, rest = find_unit(fold(text))
    words = words_of_folded(rest)
    taken = [False] * len(words.tokens)
    scheme = _named(words, taken, SCHEME_WORDS)
    street = _named(words, taken, STREET_WORDS)
    area = _named(words, taken, frozenset(("taman", "kampung", "bandar", "pekan")))
    seksyen = _seksyen(words, taken)
    postcode = _last(words, taken, lambda token: bool(state_of_postcode(token)))
    state_word = _last(words, taken, lambda token: token in STATE_WORDS)
    return Address(
        unit=unit, scheme=scheme, street=street, area=area, seksyen=seksyen, postcode=postcode,
        state=STATE_WORDS.get(state_word, "") or state_of_postcode(postcode),
    )  # fmt: skip


def _named(words: Words, taken: list[bool], kinds: frozenset[str]) -> str:
    """The first kind word of ``kinds`` with the name that follows it; marks both as taken."""
    for at, token in enumerate(words.tokens):
        if token not in kinds or taken[at]:
            continue
        end = at + 1
        while end < len(words.tokens) and end - at <= LONGEST_NAME and _continues(words, taken, end, at):
            end += 1
        if end > at + 1:
            taken[at:end] = [True] * (end - at)
            return " ".join(words.tokens[at:end])
    return ""


def _continues(words: Words, taken: list[bool], at: int, start: int) -> bool:
    token = words.tokens[at]
    if words.breaks[at] or taken[at] or state_of_postcode(token) or token in {"seksyen"}:
        return False
    if token in STATE_WORDS and at > start + 1 and words.tokens[at - 1] != "seri":  # PA Seri Sarawak
        return False
    is_first = at == start + 1
    if token in KIND_WORDS:
        return is_first and words.tokens[start] not in STREET_WORDS
    if token[0].isdigit():
        return is_first or len(token) <= 3
    return token not in TALK and token not in AT | NEAR | OPPOSITE


def _seksyen(words: Words, taken: list[bool]) -> str:
    tokens = words.tokens
    for at, token in enumerate(tokens[:-1]):
        number = tokens[at + 1]
        is_law = any(word in _LAW for word in tokens[at + 2 : at + 4])
        if token in {"seksyen"} and not taken[at] and number[0].isdigit() and len(number) <= 3 and not is_law:
            taken[at] = taken[at + 1] = True
            return number
    return ""


def _last(words: Words, taken: list[bool], is_wanted: Callable[[str], bool]) -> str:
    for at in range(len(words.tokens) - 1, -1, -1):
        if not taken[at] and is_wanted(words.tokens[at]):
            taken[at] = True
            return words.tokens[at]
    return ""
