"""Anchors: gazetteer names found in an address, with how well kind word and neighbourhood of words fit them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from enum import IntEnum
from typing import NamedTuple

from planner.geo.address_words import (
    AT,
    CLASS_OF_WORD,
    CLOSING_LANDMARKS,
    FROM,
    GARDEN,
    HERE,
    KIND_WORDS,
    MOVED,
    NEAR,
    NOT_HERE,
    OPPOSITE,
    SCHEME_WORDS,
    TALK,
)  # fmt: skip
from planner.geo.candidates import Entry, Match
from planner.geo.normalise import Words


class Fit(IntEnum):
    """How the kind word written agrees with the place's own."""

    EXACT = 0  # PPR Jelatek, written PPR Jelatek; Jelatek, written Jelatek
    CLASS = 1  # a PPR called flat, a jalan called lorong
    BARE = 2  # no kind word written
    STREET_IN = 3  # Jalan Taman Melati 2: a street that carries the area's name
    NAMED_AFTER = 4  # Surau Setapak: something named after the locality
    SCHEME_IN = 5  # PPR Setapak, where no scheme of that name is known
    CROSS = 6  # Taman Jelatek, where only Kampung Jelatek is known


class Relation(IntEnum):
    """How the text stands to the place named."""

    AT = 0
    NEAR = 1
    OPPOSITE = 2
    ELSEWHERE_NOW = 3  # used to live there, not there


PENALTY = {
    Fit.EXACT: 0.0, Fit.CLASS: 0.4, Fit.BARE: 1.2, Fit.STREET_IN: 2.2, Fit.NAMED_AFTER: 1.5, Fit.SCHEME_IN: 2.5,
    Fit.CROSS: 2.8,
}  # fmt: skip
_RELATION_PENALTY = {Relation.AT: 0.0, Relation.NEAR: 2.5, Relation.OPPOSITE: 20.0, Relation.ELSEWHERE_NOW: 20.0}
LONG_ENOUGH = 6
"""Letters for each edit from which a misspelt name is as good as a well-spelt one."""
NOT_OURS = frozenset(("elsewhere", "far_town", "town"))
"""Classes that are evidence, never an answer: towns beyond the area served and names other states have."""
SPECIFICITY = {
    "scheme": 6.0, "section": 4.2, "taman": 4.0, "kampung": 4.0, "road": 3.0, "landmark": 2.9, "locality": 2.0,
    "bandar": 2.0,
    "town": 1.0, "elsewhere": 0.0, "far_town": 0.0, "postcode": 0.0,
}  # fmt: skip


class Anchor(NamedTuple):
    """A match widened by its kind words, with its fit, relation and a first score (higher is better)."""

    start: int
    end: int
    place: int
    cls: str
    fit: Fit
    relation: Relation
    cost: int
    size: int
    is_weak: bool
    lost_number: bool
    has_kind: bool  # a kind word is written with it
    runs_on: bool  # an unknown name-like word follows: Taman Desa Harmoni
    is_now: bool  # a word such as *sekarang* stands before it
    is_short: bool = False  # a word of its name is written as an initial or by its consonants
    letters: int = 0  # written in its name, without kind words

    @property
    def rank(self) -> float:
        """Specificity less what speaks against the reading, and against being there."""
        return self.reading - _RELATION_PENALTY[self.relation] + (1.5 if self.is_now else 0.0)

    @property
    def reading(self) -> float:
        """Specificity less what speaks against the reading, wherever the text says it stands to the place."""
        level = SPECIFICITY[self.cls]
        if not self.has_kind and self.cls in {"taman", "kampung"}:
            level = SPECIFICITY["locality"] + 0.2  # Maluri, Keramat: the whole neighbourhood is meant
        score = level - PENALTY[self.fit] - self._edit_price * self.cost + 0.25 * min(self.size, 4)
        return score - (0.8 if self.runs_on else 0.0) - (1.0 if self.lost_number else 0.0)

    @property
    def _edit_price(self) -> float:
        """What an edit costs: little in a long name, so that the first name stays first."""
        return 0.1 if self.letters >= LONG_ENOUGH * self.cost else 0.8


class _Span(NamedTuple):
    """What the words around a core say, the same for every entry with that core."""

    start: int
    end: int
    kinds: tuple[str, ...]
    has_number: bool
    is_milestone: bool  # Batu 3 1/2 Jalan Cheras: a distance, not the place called Batu
    letters: int


class _Standing(NamedTuple):
    """How the text stands to a span; asked only once a name fits there."""

    relation: Relation
    runs_on: bool
    is_now: bool


def anchors_of(matches: Iterable[Match], text: Words, *, has_unit: bool) -> list[Anchor]:
    """The anchors that matches make; a match is left out where the words around it give the name another meaning."""
    spans: dict[tuple[int, int], _Span] = {}
    standings: dict[tuple[int, int], _Standing] = {}
    anchors = []
    matches = list(matches)
    areas = {(m.start, m.end) for m in matches if m.entry.cls in _AREAS and not m.cost}
    openings = {start for start, _ in areas}
    for match in matches:
        core = (match.start, match.end)
        span = spans.get(core)
        if span is None:
            span = spans[core] = _span(match, text, openings if core not in areas else frozenset())
        fit = _fit_of(match, span, has_unit=has_unit)
        if fit is None:
            continue
        standing = standings.get(core)
        if standing is None:
            standing = standings[core] = _standing(span.start, span.end, text)
        anchors.append(_anchor(match, span, fit, standing))
    return anchors


def _span(match: Match, text: Words, openings: Set[int]) -> _Span:
    start, end, kinds = _kinds_around(match, text, openings)
    core = text.tokens[match.start : match.end]
    letters = sum([len(token) for token in core if token.isalpha()])
    after = text.tokens[match.end : match.end + 1]
    is_milestone = core == ("batu",) and bool(after) and after[0][0].isdigit()
    return _Span(start, end, kinds, _has_number(match.end, text), is_milestone, letters)


def _standing(start: int, end: int, text: Words) -> _Standing:
    cue = _cue(start, text)
    relation = Relation.ELSEWHERE_NOW if cue < 0 else _relation(start, end, text)
    return _Standing(relation, _runs_on(end, text), cue > 0)


def _fit_of(match: Match, span: _Span, *, has_unit: bool) -> Fit | None:
    """How well the entry fits what is written, or None where the words around give the name another meaning."""
    entry = match.entry
    if match.cost and (entry.cls in NOT_OURS or span.letters < 5 * match.cost):
        return None
    if span.is_milestone or (entry.lost_number and span.has_number):
        return None
    fit = _fit(entry, span.kinds, has_unit=has_unit)
    if fit is None or (match.is_short and (not span.kinds or fit > Fit.CLASS)):
        return None
    return fit


def _anchor(match: Match, span: _Span, fit: Fit, standing: _Standing) -> Anchor:
    entry = match.entry
    return Anchor(
        span.start, span.end, entry.place, entry.cls, fit, standing.relation, match.cost, entry.size, entry.is_weak,
        entry.lost_number, bool(span.kinds), standing.runs_on, standing.is_now, match.is_short, span.letters,
    )  # fmt: skip


def _has_number(at: int, text: Words) -> bool:
    """Whether a small number follows: *Seri Perlis 3* is not one of Seri Perlis 1 and 2."""
    return at < len(text.tokens) and not text.breaks[at] and text.tokens[at].isdigit() and len(text.tokens[at]) < 3


def _kinds_around(match: Match, text: Words, openings: Set[int]) -> tuple[int, int, tuple[str, ...]]:
    """The kind words written before the core (nearest first; one *di* may stand between) and just after it.

    ``openings``: where the names of areas begin; before one, a scheme word closes the name it follows
    (*Seri Sabah flats Cheras*), unless that name is an area's too.
    """
    tokens, breaks = text.tokens, text.breaks
    start, end = match.start, match.end
    kinds: list[str] = []
    at = start - 1
    if at >= 1 and tokens[at] in AT and not breaks[start] and tokens[at - 1] in SCHEME_WORDS and tokens[at - 1] != "pa":
        at -= 1
    while at >= 0 and len(kinds) < 2 and tokens[at] in _OPENING and not breaks[at + 1]:
        kinds.append(tokens[at])
        start = at
        at -= 1
    if (
        end < len(tokens)
        and tokens[end] in _CLOSING
        and not breaks[end]
        and (_is_trailing(end, text) or (not kinds and tokens[end] in SCHEME_WORDS and end + 1 in openings))
    ):
        kinds.append("taman" if tokens[end] == GARDEN else tokens[end])
        end += 1
    return start, end, tuple(kinds)


_AREAS = frozenset({"taman", "kampung", "bandar", "locality"})
_CLOSING = SCHEME_WORDS | CLOSING_LANDMARKS | {GARDEN}
_OPENING = KIND_WORDS - {GARDEN}


def _is_trailing(at: int, text: Words) -> bool:
    """Whether the kind word at ``at`` closes a name (*Seri Sabah flat*) rather than opening the next one."""
    if text.tokens[at] == GARDEN:
        return True
    after = at + 1
    if after < len(text.tokens) and text.tokens[after] == "stesen" and text.tokens[at] in CLOSING_LANDMARKS:
        after += 1  # Setiawangsa LRT station
    return after >= len(text.tokens) or text.breaks[after] or text.tokens[after] in TALK or text.tokens[after].isdigit()


def _fit(entry: Entry, kinds: tuple[str, ...], *, has_unit: bool) -> Fit | None:
    if entry.kinds:
        return _fit_kinded(entry, kinds, has_unit=has_unit)
    if not kinds:
        return (
            Fit.EXACT if not entry.is_weak or entry.cls in NOT_OURS | {"locality", "bandar", "postcode"} else Fit.BARE
        )
    written = CLASS_OF_WORD[kinds[0]]
    if written == entry.cls or (entry.cls == "locality" and written == "bandar"):
        return Fit.EXACT
    if entry.cls in {"locality", "bandar"} and written in {"taman", "kampung", "bandar"}:
        return Fit.NAMED_AFTER
    return _OTHER_WORD.get(written, Fit.CROSS)


def _fit_kinded(entry: Entry, kinds: tuple[str, ...], *, has_unit: bool) -> Fit | None:
    if not kinds:
        return _fit_bare(entry, has_unit=has_unit)
    if len(entry.kinds) > 1 and CLASS_OF_WORD[entry.kinds[0]] not in {CLASS_OF_WORD[kind] for kind in kinds}:
        return None
    is_own = entry.kinds[0] in kinds and entry.cls in {"scheme", CLASS_OF_WORD[kinds[0]]}
    if (len(entry.kinds) == 1 and entry.kinds[0] == kinds[0]) or is_own:
        return _with_prefix(entry, kinds)
    written = CLASS_OF_WORD[kinds[0]]
    if entry.cls == "landmark" or CLASS_OF_WORD[entry.kinds[0]] == "landmark":
        return None
    is_housing = written == "scheme" == CLASS_OF_WORD[entry.kinds[0]] and len(kinds) == 1
    if entry.is_weak and entry.size == 1 and not is_housing:
        return None
    if any(CLASS_OF_WORD[kind] == entry.cls for kind in kinds):
        return Fit.CLASS
    if entry.is_weak or "road" in {entry.cls, written}:
        return None
    return _OTHER_WORD.get(written, Fit.CROSS)


_OTHER_WORD = {"road": Fit.STREET_IN, "landmark": Fit.NAMED_AFTER, "scheme": Fit.SCHEME_IN}


def _with_prefix(entry: Entry, kinds: tuple[str, ...]) -> Fit:
    """An exact kind word, unless a further one before it says street, scheme or landmark."""
    further = [CLASS_OF_WORD[kind] for kind in kinds[1:] if kind not in entry.kinds]
    if entry.cls in {"scheme", "road", "landmark"} or not further:
        return Fit.EXACT
    return _OTHER_WORD.get(further[0], Fit.EXACT)


def _fit_bare(entry: Entry, *, has_unit: bool) -> Fit | None:
    if entry.cls in {"landmark", "road", "elsewhere", "far_town"} or CLASS_OF_WORD[entry.kinds[0]] in {
        "landmark",
        "road",
    }:
        return None
    if entry.cls == "scheme" and has_unit and (not entry.is_weak or entry.size > 1):
        return Fit.BARE if entry.is_weak else Fit.CLASS
    return None if entry.is_weak or entry.size < 2 else Fit.BARE


_BETWEEN = FROM | {"jalan", "dengan", "to", "the", "of"}


def _relation(start: int, end: int, text: Words) -> Relation:
    tokens = text.tokens
    at = start - 1
    while at > 0 and start - at <= 2 and tokens[at] in _BETWEEN:
        at -= 1
    before = tokens[start - 1] if start else ""
    if start and tokens[at] in OPPOSITE:
        return Relation.OPPOSITE
    if end < len(tokens) and tokens[end] in OPPOSITE and (end + 1 == len(tokens) or text.breaks[end + 1]):
        return Relation.OPPOSITE
    is_joined = before in {"dengan", "with", "to"} and start >= 2
    if before in NEAR or (is_joined and tokens[start - 2] in NEAR | {"dekat", "next"}):
        return Relation.NEAR
    return Relation.AT


_BUT = frozenset(("tapi", "tetapi", "but", "sebaliknya"))


def _cue(start: int, text: Words) -> int:
    """-1 where the words before say *no longer there*, 1 where they say *now*, else 0.

    A denial ends at the comma, or the *but*, after the kind of place it denies: *bukan PPR A, PPR B* is at B, while
    *dulu: PPR A* and *bekas penghuni, PPR A* still deny A.
    """
    cue, first = 0, max(0, start - 4)
    for at in range(first, start + 1):
        token = text.tokens[at]
        if (text.breaks[at] or token in _BUT) and (at < start or not KIND_WORDS.isdisjoint(text.tokens[first:at])):
            cue = max(cue, 0) if at == start else 0
        if at == start:
            break
        if token in NOT_HERE or (token in FROM and at and text.tokens[at - 1] in MOVED):
            cue = -1
        elif token in HERE:
            cue = 1
    return cue


_NO_NAME = TALK | KIND_WORDS | AT | NEAR | OPPOSITE | {"seksyen", "fasa", "batu"}


def _runs_on(end: int, text: Words) -> bool:
    tokens = text.tokens
    if end >= len(tokens) or text.breaks[end]:
        return False
    token = tokens[end]
    return token.isascii() and token.isalpha() and token not in _NO_NAME
