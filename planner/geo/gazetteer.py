"""The gazetteer: named places with their kinds, parents and dates of validity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from planner.frames import PLACES, check
from planner.model.place import Place

ELSEWHERE, FAR_TOWN = "elsewhere", "far_town"
"""Kinds of entries known only so as not to be taken for ours: same-named places and towns of other states."""


@dataclass(frozen=True)
class Gazetteer:
    """Places by id, in the order given; ids are unique (the loader sees to it)."""

    places: tuple[Place, ...]
    _by_id: dict[str, Place] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {place.place_id: place for place in self.places})

    def get(self, place_id: str) -> Place | None:
        """The place of that id, or None."""
        return self._by_id.get(place_id)

    def parent_of(self, place: Place) -> Place | None:
        """The place that ``place`` lies in, where the gazetteer says so."""
        return self._by_id.get(place.parent) if place.parent else None

    def located(self, place: Place) -> Place | None:
        """The nearest of ``place`` and its ancestors that has a coordinate, or None."""
        seen: set[str] = set()
        at: Place | None = place
        while at is not None and not at.is_located and at.place_id not in seen:
            seen.add(at.place_id)
            at = self.parent_of(at)
        return at if at is not None and at.is_located else None

    def frame(self) -> pd.DataFrame:
        """The places of the area served as PLACES (EPSG:4326), without kinds ``elsewhere`` and ``far_town``.

        Further columns: ``state``, ``parent``, ``radius_m``, ``blocks``, ``note``.
        """
        rows = [_row(place) for place in self.places if place.kind not in {ELSEWHERE, FAR_TOWN}]
        frame = pd.DataFrame(rows, columns=[*PLACES.names, "state", "parent", "radius_m", "blocks", "note"])
        frame = frame.astype({"units": "Int64", "blocks": "Int64", "lon": float, "lat": float, "radius_m": float})
        return check(frame, PLACES)


def _row(place: Place) -> tuple[object, ...]:
    return (
        place.place_id, place.name, place.kind, place.lon, place.lat, place.police_district, place.parliament,
        place.units, str(place.grade), place.state, place.parent, place.radius_m, place.blocks, place.note,
    )  # fmt: skip


def with_places(gazetteer: Gazetteer, extra: Iterable[Place]) -> Gazetteer:
    """``gazetteer`` with ``extra`` added; an entry of the same id is replaced in place."""
    merged = {place.place_id: place for place in gazetteer.places}
    merged.update({place.place_id: place for place in extra})
    return Gazetteer(tuple(merged.values()))
