"""Brings places of another source into a gazetteer: twins are merged, conflicts are told and never averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from planner.geo.address_words import CLASS_OF_KIND, KIND_WORDS
from planner.geo.gazetteer import Gazetteer, with_places
from planner.geo.geocode_places import span_m
from planner.geo.normalise import squash, words
from planner.model.place import Place

SAME_KM = 1.0
"""Two places of one name and class within this distance are one."""
CONFLICT_KM = 0.3
"""Coordinates of one place further apart than this are a conflict to look at."""


@dataclass(frozen=True, slots=True)
class MergeLine:
    """What became of one incoming place: added, merged, conflict (merged, ours kept) or refused, and why."""

    place_id: str
    name: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged gazetteer, what was added or changed, and a line for every incoming place."""

    gazetteer: Gazetteer
    changed: tuple[Place, ...]
    lines: tuple[MergeLine, ...]


def merge(gazetteer: Gazetteer, incoming: Iterable[Place]) -> Merged:
    """``gazetteer`` with ``incoming`` brought in, in their order; ours wins conflicts, gaps are filled."""
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    current = {place.place_id: place for place in gazetteer.places}
    for place in gazetteer.places:
        _file(place, by_name)
    changed: dict[str, Place] = {}
    lines = []
    for place in incoming:
        twin = _twin(place, by_name, current)
        merged, line = _add(place, current) if twin is None else _join(twin, place)
        lines.append(line)
        if merged is not None:
            current[merged.place_id] = changed[merged.place_id] = merged
            _file(merged, by_name)
    return Merged(with_places(gazetteer, changed.values()), tuple(changed.values()), tuple(lines))


def _core(name: str) -> str:
    tokens = words(name.partition("(")[0]).tokens
    return squash(tokens[1:] if len(tokens) > 1 and tokens[0] in KIND_WORDS else tokens)


def _cls(place: Place) -> str:
    return CLASS_OF_KIND.get(place.kind, place.kind)


def _file(place: Place, by_name: dict[tuple[str, str], list[str]]) -> None:
    for name in (place.name, *place.aliases):
        ids = by_name[_cls(place), _core(name)]
        if place.place_id not in ids:
            ids.append(place.place_id)


def _twin(place: Place, by_name: dict[tuple[str, str], list[str]], current: dict[str, Place]) -> Place | None:
    """The place that ``place`` is, by name, class and nearness; without coordinates, by name, class and state."""
    for known in (current[i] for i in by_name.get((_cls(place), _core(place.name)), ())):
        away = _km(known, place)
        if away is None and known.state == (place.state or known.state):
            return known
        if away is not None and away <= SAME_KM:
            return known
    return None


def _km(one: Place, other: Place) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return span_m((one.lon, one.lat), (other.lon, other.lat)) / 1000.0


def _add(place: Place, current: dict[str, Place]) -> tuple[Place | None, MergeLine]:
    if not _core(place.name):
        return None, MergeLine(place.place_id, place.name, "refused", "the name has no words of its own")
    free = place.place_id
    number = 2
    while free in current:
        free, number = f"{place.place_id}-{number}", number + 1
    parent = place.parent if place.parent in current else ""
    reason = "new" if free == place.place_id else f"new; id {place.place_id} was taken"
    return replace(place, place_id=free, parent=parent), MergeLine(free, place.name, "added", reason)


def _join(ours: Place, theirs: Place) -> tuple[Place | None, MergeLine]:
    """``ours`` with what it lacks from ``theirs``, or None when nothing is learnt."""
    spellings = [a for a in (theirs.name, *theirs.aliases) if a != ours.name]
    joined = replace(
        ours,
        aliases=tuple(dict.fromkeys((*ours.aliases, *spellings))),
        postcodes=ours.postcodes or theirs.postcodes,
        police_district=ours.police_district or theirs.police_district,
        parliament=ours.parliament or theirs.parliament,
        units=ours.units if ours.units is not None else theirs.units,
        blocks=ours.blocks if ours.blocks is not None else theirs.blocks,
    )
    if not ours.is_located and theirs.is_located:
        joined = replace(joined, lon=theirs.lon, lat=theirs.lat, grade=theirs.grade, source=theirs.source)
    conflicts = _conflicts(ours, theirs)
    action = "conflict" if conflicts else "merged"
    reason = "; ".join(conflicts) or ("nothing new" if joined == ours else "missing values and spellings taken over")
    return (None if joined == ours else joined), MergeLine(ours.place_id, theirs.name, action, reason)


def _conflicts(ours: Place, theirs: Place) -> list[str]:
    found = []
    away = _km(ours, theirs)
    if away is not None and away > CONFLICT_KM:
        found.append(f"its coordinate lies {away * 1000:.0f} m from ours, which is kept")
    pairs = (
        ("police district", ours.police_district, theirs.police_district),
        ("constituency", ours.parliament, theirs.parliament),
        ("units", ours.units, theirs.units),
    )
    found.extend(f"{what} {b} against our {a}" for what, a, b in pairs if a and b and a != b)
    return found
