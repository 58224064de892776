"""Finds every gazetteer name inside an address: an index of names without their kind words, and its scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from planner.geo.address_words import CLASS_OF_KIND, GARDEN, GENERIC, KIND_WORDS, SPELLINGS, TALK
from planner.geo.candidates_fuzzy import SHORTEST, FuzzyWords
from planner.geo.han import HanNames
from planner.geo.normalise import Words, squash, words
from planner.geo.phrases_near import joined
from planner.geo.short_words import ShortWords
from planner.model.place import Place

_LONG_KINDS = (
    "taman", "kampung", "jalan", "bandar", "lorong", "persiaran", "lebuhraya", "pangsapuri", "apartment", "masjid",
    "stesen", "hospital", "seksyen",
)  # fmt: skip
_GLUED = (
    ("ppr", "ppr"), ("flat", "flat"), ("taman", "taman"), ("tmn", "taman"), ("kampung", "kampung"), ("kg", "kampung"),
    ("jalan", "jalan"), ("jln", "jalan"), ("seri", "seri"), ("sri", "seri"), ("pa", "pa"), ("jl", "jalan"),
    ("bdr", "bandar"), ("lrt", "lrt"), ("mrt", "mrt"),
    ("sg", "sungai"), ("bkt", "bukit"),
)  # fmt: skip
LONGEST = 7
"""No name of the index has more words than this after its kind word; longer names are indexed by their first seven."""

MOST_SPELLINGS = 24
"""How many readings of a run of misspelt words are followed at a time."""

_HEADS = (0, 2, 4, 7)
"""Letters of a name by which what begins like no name is given up early."""


class Entry(NamedTuple):
    """One way of writing a place's name, without its kind words."""

    place: int  # position in the gazetteer
    cls: str  # scheme, taman, kampung, bandar, locality, road, landmark, town, elsewhere
    kinds: tuple[str, ...]  # the kind words this writing carries
    size: int  # words of the core
    is_weak: bool  # the core alone is a common word or too short to mean the place
    lost_number: bool  # the name's own number was left out


class Match(NamedTuple):
    """An entry found at words ``start`` up to ``end`` of an address, with the edits it took."""

    start: int
    end: int
    cost: int
    entry: Entry
    is_short: bool = False  # a word of it is written as an initial or by its consonants: D Rejang, Dsa Rejang


_Spelling = tuple[str, int, bool]
"""A reading of a word or of words run together, the edits it took, and whether a short form was filled in."""


@dataclass(frozen=True, slots=True)
class _Variant:
    core: tuple[str, ...]
    kinds: tuple[str, ...]
    lost_number: bool = False


def _variants(name: str) -> Iterable[_Variant]:
    """The writings of a name: as it stands, and without its one or two kind words, before or after."""
    tokens = words(name.partition("(")[0]).tokens[:LONGEST]
    lead = 0
    while lead < min(2, len(tokens) - 1) and tokens[lead] in KIND_WORDS:
        lead += 1
    if lead == 0:
        yield _Variant(tokens, ())
        if len(tokens) > 1 and tokens[-1] in KIND_WORDS:
            yield _Variant(tokens[:-1], ("taman",) if tokens[-1] == GARDEN else tokens[-1:])
    if lead >= 1:
        yield _Variant(tokens[1:], tokens[:1])
    if lead == 2 and len(tokens) > 3:
        yield _Variant(tokens[2:], tokens[:2])
    if lead and len(tokens) - lead >= 2 and tokens[-1].isdigit() and len(tokens) - lead - 1 >= 2:
        yield _Variant(tokens[1:-1], tokens[:1], lost_number=True)


def _is_weak(core: tuple[str, ...], name: str) -> bool:
    letters = sum(len(token) for token in core if token.isalpha())
    if len(core) == 1:
        return core[0] in GENERIC or letters < (3 if name.isupper() else 4)
    if letters >= 2 and len(core) == 2 and core[1][0].isdigit() and core[0] not in GENERIC:
        return letters > 3 and core[0] in KIND_WORDS  # AU2 is a name of its own
    return all(token in GENERIC or not token.isalpha() for token in core)


class NameIndex:
    """Every writing of every place's name by its squashed core; read-only once built."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_core: dict[str, list[Entry]] = {}
        counts: Counter[str] = Counter()
        for number, place in enumerate(places):
            cls = CLASS_OF_KIND.get(place.kind, "landmark")
            for name in (place.name, *place.aliases):
                for variant in _variants(name):
                    self._add(number, cls, variant, name)
                    counts.update(variant.core)
        self.vocabulary = frozenset(counts)
        self._heads = frozenset(key[:size] for key in self._by_core for size in _HEADS)
        self._han = HanNames(set(counts))
        self._fuzzy = FuzzyWords(token for token in counts if token.isalpha())
        self._short = ShortWords(counts)
        self._fuzzy_kinds = FuzzyWords(_LONG_KINDS)

    def _add(self, number: int, cls: str, variant: _Variant, name: str) -> None:
        key = squash(variant.core)
        if not key:
            return
        is_weak = _is_weak(variant.core, name)
        entry = Entry(number, cls, variant.kinds, len(variant.core), is_weak, variant.lost_number)
        known = self._by_core.setdefault(key, [])
        if entry not in known:
            known.append(entry)

    def find(self, text: Words) -> list[Match]:
        """All matches in ``text``, exact spellings and near ones; names do not reach over a hard break."""
        shortened = _may_be_short(text)
        spellings = [self._spellings(token, at in shortened) for at, token in enumerate(text.tokens)]
        found: list[Match] = []
        for start in range(len(spellings)):
            self._grow(spellings, text.breaks, start, found)
        return found

    def mended(self, text: Words) -> Words:
        """``text`` with kind words cut off a word they are glued to (*pprjelatek*) and set right (*kmpong*)."""
        text = joined(self._han.split(text), self.vocabulary)
        if all(token in self.vocabulary or len(token) < 5 or token in TALK for token in text.tokens):
            return text
        tokens: list[str] = []
        breaks: list[bool] = []
        for token, is_break in zip(text.tokens, text.breaks, strict=True):
            parts = self._parts(token)
            tokens.extend(parts)
            breaks.extend([is_break] + [False] * (len(parts) - 1))
        return Words(tuple(tokens), tuple(breaks))

    def _parts(self, token: str) -> list[str]:
        if token in self.vocabulary or len(token) < 5 or not token.isalpha() or token in TALK or token in KIND_WORDS:
            return [token]
        near = self._fuzzy_kinds.near(token)
        if near and near[0][1] == 1:
            return [near[0][0]]
        for glue, word in _GLUED:
            rest = token[len(glue) :]
            if token.startswith(glue) and len(rest) >= 3 and len(token) >= 6:
                known = SPELLINGS.get(rest, rest)
                if known in self.vocabulary or known in self._by_core:
                    return [word, known]
                if word != "seri" and (inner := self._parts(rest)) != [rest]:
                    return [word, *inner]
        return [token]

    def _spellings(self, token: str, may_be_short: bool) -> tuple[_Spelling, ...]:
        """The readings of a word: as it stands, mended, and a short form in full."""
        if len(token) < SHORTEST:
            words = self._short.of(token) if may_be_short else ()
            return ((token, 0, False), *((word, 1, True) for word in words))
        if token in self.vocabulary or not token.isalpha() or token in KIND_WORDS:
            return ((token, 0, False),)
        return ((token, 0, False), *((word, cost, False) for word, cost in self._fuzzy.near(token)))

    def _grow(
        self,
        spellings: list[tuple[_Spelling, ...]],
        breaks: tuple[bool, ...],
        start: int,
        found: list[Match],
    ) -> None:
        """Extend names from ``start``; every partial spelling is kept until the longest name's length."""
        partial: list[_Spelling] = [("", 0, False)]
        for end in range(start, min(start + LONGEST, len(spellings))):
            if end > start and breaks[end]:
                return
            choices = spellings[end]
            if len(choices) == 1:
                word = choices[0][0]
                if len(partial) == 1:  # nearly always: no list has to be made
                    stem, cost, is_short = partial[0]
                    stem += word
                    if entries := self._by_core.get(stem):
                        found.extend([Match(start, end + 1, cost, entry, is_short) for entry in entries])
                    if _head(stem) not in self._heads:
                        return
                    partial = [(stem, cost, is_short)]
                    continue
                partial = [(stem + word, cost, is_short) for stem, cost, is_short in partial]
            else:
                grown = [
                    (stem + word, cost + extra, is_short or is_cut)
                    for stem, cost, is_short in partial
                    for word, extra, is_cut in choices
                ]
                partial = [spelling for spelling in grown if spelling[1] <= 3][:MOST_SPELLINGS]
                if choices[-1][2]:
                    self._report(partial[:1], start, end, found)  # no name ends in a short form
                    continue
            self._report(partial, start, end, found)
            partial = [spelling for spelling in partial if _head(spelling[0]) in self._heads]
            if not partial:
                return  # no name begins like this

    def _report(self, partial: list[_Spelling], start: int, end: int, found: list[Match]) -> None:
        for key, cost, is_short in partial:
            entries = self._by_core.get(key)
            if entries:
                found.extend([Match(start, end + 1, cost, entry, is_short) for entry in entries])


def _head(stem: str) -> str:
    """As much of a stem as is looked up among the heads of names."""
    size = len(stem)
    return stem[:7] if size >= 7 else stem[:4] if size >= 4 else stem[:2] if size >= 2 else ""


def _may_be_short(text: Words) -> set[int]:
    """Where a short form of a name's word may stand: up to two words after a kind word, before another word."""
    found: set[int] = set()
    tokens, breaks = text.tokens, text.breaks
    for at, token in enumerate(tokens):
        if token not in KIND_WORDS:
            continue
        for spot in (at + 1, at + 2):
            if spot + 1 >= len(tokens) or breaks[spot] or breaks[spot + 1] or not tokens[spot + 1].isalpha():
                break
            short = tokens[spot]
            if short.isalpha() and (len(short) == 1 or (len(short) < SHORTEST and short not in TALK)):
                found.add(spot)
    return found
