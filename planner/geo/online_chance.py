"""How far an online service's answer may be trusted: a sum of log-odds over what question and answer agree on.

The weights are judged, not fitted: no labelled answers of a service may be kept. They say that a name that agrees and
is a street or a building is more likely right than not, that a postcode or state that contradicts outweighs importance,
and that no answer from outside is ever nearly sure (:data:`MOST`), as nobody here has checked it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rapidfuzz import fuzz

from planner.geo.address import parse
from planner.geo.address_words import KIND_WORDS
from planner.geo.normalise import words

MOST = 0.9
START = -1.6
NAME = 3.0
"""Gained by a name that is the same, lost in full by one that shares under half of its letters."""
HALF = 0.75
"""Likeness (0…1) of names at which they speak neither for nor against."""
OTHER_KIND = -0.8
FURTHER_PART = 0.7
"""Lost when only the street or area of the question agrees, not the first and most exact name in it."""
POSTCODE_SAME, POSTCODE_OTHER = 0.8, -1.0
STATE_SAME, STATE_OTHER = 0.4, -4.0
IMPORTANCE = 0.6
_RANKS = ((30, 0.6), (26, 0.5), (17, 0.0), (13, -1.5), (0, -3.0))
"""Nominatim's ``place_rank``: 30 a building, 26 and 27 a street, 17 to 25 a quarter, 13 to 16 a city, less: wider."""
_TYPES = {"administrative": -0.5, "postcode": -2.0, "state": -3.0, "bus_stop": -0.4}
"""Types that name an area's office or a code, not a place where people live."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the service says of its answer; empty or None where it says nothing."""

    name: str
    postcode: str = ""
    state: str = ""
    place_rank: int | None = None
    importance: float | None = None
    type: str = ""


def chance(query: str, told: Told) -> float:
    """The probability that ``told`` is the place of ``query`` (:func:`planner.geo.address_public.public_query`)."""
    asked = parse(query)
    parts = [part for part in (asked.scheme, asked.street, asked.area) if part] or [query.partition(",")[0]]
    total = START + max(_name(part, told.name) - FURTHER_PART * at for at, part in enumerate(parts))
    if told.place_rank is not None:
        total += next((gain for least, gain in _RANKS if told.place_rank >= least), 0.0)
    if told.importance is not None:
        total += IMPORTANCE * min(1.0, max(0.0, told.importance))
    total += _TYPES.get(told.type, 0.0)
    total += _agreement(asked.postcode, told.postcode, POSTCODE_SAME, POSTCODE_OTHER)
    total += _agreement(asked.state, parse(told.state).state if told.state else "", STATE_SAME, STATE_OTHER)
    return round(MOST / (1.0 + math.exp(-total)), 4)


def _name(part: str, name: str) -> float:
    asked, answered = words(part).tokens, words(name).tokens
    cores = [" ".join(token for token in tokens if token not in KIND_WORDS) for tokens in (asked, answered)]
    likeness = fuzz.token_sort_ratio(*cores) / 100.0 if all(cores) else 0.0
    kinds = [{token for token in tokens if token in KIND_WORDS} for tokens in (asked, answered)]
    is_other = all(kinds) and kinds[0].isdisjoint(kinds[1])
    return NAME * max(-1.0, (likeness - HALF) / (1.0 - HALF)) + (OTHER_KIND if is_other else 0.0)


def _agreement(asked: str, told: str, same: float, other: float) -> float:
    if not asked or not told:
        return 0.0
    return same if asked == told else other
