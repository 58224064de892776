"""The offline geocoder: addresses in, placements out, each with a level, a probability and a reason."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from planner.frames import ADDRESSES, PLACEMENTS, check
from planner.geo.address_states import STATE_WORDS
from planner.geo.calibrate import probability
from planner.geo.candidates import NameIndex
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode_anchor import NOT_OURS, Anchor, Fit, Relation, anchors_of
from planner.geo.geocode_context import Context, context_of
from planner.geo.geocode_places import PlaceFacts
from planner.geo.geocode_rank import Choice, choose, outermost
from planner.geo.geocode_reason import checked, reason_of
from planner.geo.normalise import Words, fold, words, words_of_folded
from planner.geo.unit import Unit, find_unit
from planner.model.place import Level, Place
from planner.model.reason import Detail, cell_of, told
from planner.progress import Progress, silent

THRESHOLD = 0.5
"""Below this probability an address is not placed but goes to the work list with its candidates."""
REPORT_EVERY = 5000
LONGEST_ADDRESS = 1000
"""Characters of an address that are read; an address, even with talk around it, is shorter, and time stays bounded."""


MOST_REMEMBERED = 50_000
"""Addresses without their door numbers kept in memory at once: about 100 MB at most."""


class _Found(NamedTuple):
    """What an address says beside its unit: the same for every door of a building, so it is found out once."""

    text: Words
    anchors: tuple[Anchor, ...]
    context: Context
    choice: Choice | None
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found out about one address: its unit, words, anchors, context, and the choice if there is one."""

    unit: Unit
    text: Words
    anchors: tuple[Anchor, ...]
    context: Context
    choice: Choice | None
    probability: float
    notes: tuple[Detail, ...]


class Geocoder:
    """Places addresses by the names of one gazetteer; builds its index once, then only reads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.facts = PlaceFacts(gazetteer)
        self._index = NameIndex(gazetteer.places)
        self._known: dict[tuple[object, ...], _Found] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What travels to workers: the index, not what was remembered."""
        return {**self.__dict__, "_known": {}}

    def place(self, addresses: pd.DataFrame, *, progress: Progress = silent) -> pd.DataFrame:
        """PLACEMENTS for ADDRESSES (EPSG:4326), a row for a row in the same order.

        A row that cannot be placed has an empty ``place_id``, level ``none`` and its reason all the same.
        """
        check(addresses, ADDRESSES)
        columns = [addresses[name].tolist() for name in ADDRESSES.names]
        rows = []
        for number, (key, text, postcode, state, lon, lat) in enumerate(zip(*columns, strict=True)):
            if number % REPORT_EVERY == 0 and number:
                progress("geocode", number / len(addresses), f"{number} addresses")
            reading = self.read(_text(text), postcode=_text(postcode), state=_text(state), point=_point(lon, lat))
            rows.append((key, *self._row(reading)))
        frame = pd.DataFrame(rows, columns=PLACEMENTS.names)
        strings = [c.name for c in PLACEMENTS.columns if c.kind == "str"]
        frame = frame.astype({**dict.fromkeys(strings, "object"), **dict.fromkeys(("lon", "lat", "radius_m"), float)})
        return check(frame.astype({"probability": float}), PLACEMENTS)

    def read(
        self, address: str, *, postcode: str = "", state: str = "", point: tuple[float, float] | None = None
    ) -> Reading:
        """Find out what ``address`` says; ``point`` is (lon, lat) as a source gave it, checked here."""
        point, notes = checked(point)
        if len(address) > LONGEST_ADDRESS:
            notes = (told("cut_short", read=LONGEST_ADDRESS, given=len(address)), *notes)
            address = address[:LONGEST_ADDRESS]
        unit, rest = find_unit(fold(address))
        key = (rest, bool(unit.key), postcode.strip(), _state(state), point)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._find(*key)
        return Reading(unit, *known, notes)

    def _find(self, rest: str, has_unit: bool, postcode: str, state: str, point: tuple[float, float] | None) -> _Found:
        """Everything that depends on the address without its unit, ``rest``, folded; the other fields are clean."""
        text = self._index.mended(words_of_folded(rest))
        anchors = _settled(anchors_of(self._index.find(text), text, has_unit=has_unit), text)
        towns = self._far_states(anchors)
        context = context_of(text, anchors, postcode=postcode, state=state, far=towns)
        choice = choose(anchors, context, self.facts, point)
        return _Found(text, anchors, context, choice, probability(choice.features) if choice else 0.0)

    def _far_states(self, anchors: tuple[Anchor, ...]) -> list[str]:
        """States of far towns named, unless one of our schemes is written the same way."""
        ours = {(a.start, a.end) for a in anchors if a.cls == "scheme"}
        return [
            self.facts.state(a.place)
            for a in anchors
            if a.cls == "far_town" and a.fit == Fit.EXACT and a.relation == Relation.AT and (a.start, a.end) not in ours
        ]

    def _row(self, reading: Reading) -> tuple[object, ...]:
        choice, chance, facts = reading.choice, reading.probability, self.facts
        rival = facts.places[choice.rival.place] if choice and choice.rival else None
        names = (rival.name, rival.place_id) if rival else ("", "")
        at = facts.located(choice.anchor.place) if choice else None
        passed = next((a for a in reading.anchors if a.relation > Relation.NEAR and a.cls not in NOT_OURS), None)
        reason = cell_of(reason_of(reading.context, choice, facts, at, reading.notes, passed))
        chance = round(chance, 4)
        if choice is None or at is None or chance < THRESHOLD:
            guess = choice.anchor if choice else passed
            if guess is not None:
                names = (facts.places[guess.place].name, facts.places[guess.place].place_id)
            return ("", "", None, None, str(Level.NONE), None, chance, *names, reason, reading.unit.key)
        place = facts.places[choice.anchor.place]
        level, radius = _level(choice.anchor, place, at, reading.unit, facts)
        return (
            place.place_id, place.name, at.lon, at.lat, str(level), radius, chance, *names, reason, reading.unit.key,
        )  # fmt: skip


def _level(anchor: Anchor, place: Place, at: Place, unit: Unit, facts: PlaceFacts) -> tuple[Level, float]:
    """The level and radius (m) of a placement; what has no point of its own, or is only near, is a locality."""
    radius = facts.radius_m(at)
    if at is not place or anchor.relation == Relation.NEAR:
        return Level.LOCALITY, max(radius, 500.0)
    if anchor.cls == "scheme":
        level = Level.UNIT if unit.door and unit.key else Level.BLOCK if unit.block else Level.SCHEME
        return level, radius
    if anchor.cls == "road" and anchor.fit <= Fit.BARE:
        return Level.STREET, radius
    return (Level.POSTCODE if anchor.cls == "postcode" else Level.LOCALITY), radius


def _settled(anchors: list[Anchor], text: Words) -> tuple[Anchor, ...]:
    """The anchors that remain: longest names, best writing of each, bare readings only where nothing fits exactly."""
    kept = outermost(_best_per_span(anchors))
    exact: dict[tuple[int, int], int] = {}
    for a in kept:
        if a.fit == Fit.EXACT and a.cls not in NOT_OURS:
            exact[a.start, a.end] = min(a.cost, exact.get((a.start, a.end), a.cost))
    kept = [a for a in kept if a.fit < Fit.BARE or exact.get((a.start, a.end), a.cost + 1) > a.cost]
    if any(a.cls == "scheme" and a.has_kind and a.fit <= Fit.CLASS for a in kept):  # a scheme is named outright
        kept = [a for a in kept if a.cls != "scheme" or a.has_kind or a.fit == Fit.EXACT]
    starts = {a.start for a in kept} | {at for at, token in enumerate(text.tokens) if token in STATE_WORDS}
    return tuple(a._replace(runs_on=False) if a.runs_on and a.end in starts else a for a in kept)


def _best_per_span(anchors: list[Anchor]) -> list[Anchor]:
    """One anchor for each place and span: the best of its writings."""
    best: dict[tuple[int, int, int], Anchor] = {}
    for anchor in anchors:
        key = (anchor.place, anchor.start, anchor.end)
        if key not in best or best[key].rank < anchor.rank:
            best[key] = anchor
    return list(best.values())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _state(value: str) -> str:
    """The state a field of its own gives, in our spelling; empty when it is none we know."""
    for token in words(value).tokens if value else ():
        if token in STATE_WORDS:
            return STATE_WORDS[token]
    return ""


def _point(lon: float, lat: float) -> tuple[float, float] | None:
    if lon is None or lat is None or pd.isna(lon) or pd.isna(lat) or not math.isfinite(lon + lat):
        return None
    return float(lon), float(lat)
