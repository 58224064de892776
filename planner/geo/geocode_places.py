"""What the geocoder asks about places, worked out once per gazetteer."""

from __future__ import annotations

import math

from planner.geo.gazetteer import Gazetteer
from planner.model.place import Grade, Place

_RADIUS_M = {
    "ppr": 250.0, "pa": 250.0, "flat": 250.0, "pangsapuri": 250.0, "taman": 600.0, "kampung": 700.0, "seksyen": 500.0,
    "locality": 1500.0, "bandar": 1500.0, "road": 800.0, "town": 3000.0, "postcode": 2000.0,
}  # fmt: skip
"""How far from its point a place of that kind usually reaches; our own reading of the map, to the nearest 50 m."""
_LANDMARK_RADIUS_M = 200.0
_GRADE_M = {Grade.HIGH: 0.0, Grade.MEDIUM: 50.0, Grade.LOW: 300.0, Grade.MEMORY: 700.0}
_KM_PER_DEGREE = 111.2
LONG_ROAD_M = 1500.0
BESIDE_KM = 0.5


class PlaceFacts:
    """Kinship, distance, postcodes and reach of the places of a gazetteer, by their position in it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.places = gazetteer.places
        position = {place.place_id: number for number, place in enumerate(self.places)}
        self._ancestors = [self._lineage(place, gazetteer, position) for place in self.places]
        self._located = [gazetteer.located(place) for place in self.places]
        self._codes: dict[int, frozenset[str]] = {}

    @staticmethod
    def _lineage(place: Place, gazetteer: Gazetteer, position: dict[str, int]) -> tuple[int, ...]:
        line: list[int] = []
        at = gazetteer.parent_of(place)
        while at is not None and position[at.place_id] not in line:
            line.append(position[at.place_id])
            at = gazetteer.parent_of(at)
        return tuple(line)

    def is_kin(self, one: int, other: int) -> bool:
        """Whether one place lies in the other."""
        return one in self._ancestors[other] or other in self._ancestors[one]

    def state(self, place: int) -> str:
        """The place's state."""
        return self.places[place].state

    def postcodes(self, place: int) -> frozenset[str]:
        """The postcodes of the place and of what it lies in."""
        codes = self._codes.get(place)
        if codes is None:
            line = (place, *self._ancestors[place][:1])
            codes = self._codes[place] = frozenset(code for at in line for code in self.places[at].postcodes)
        return codes

    def is_closed(self, place: int) -> bool:
        """Whether the entry is known to be no longer true."""
        return self.places[place].valid_to is not None

    def is_long_road(self, place: int) -> bool:
        """Whether the place is a road whose one point says little."""
        at = self.places[place]
        return at.kind == "road" and (at.radius_m or 0.0) > LONG_ROAD_M

    def located(self, place: int) -> Place | None:
        """The place or its nearest ancestor with a coordinate."""
        return self._located[place]

    def radius_m(self, place: Place) -> float:
        """How far from its point the thing named may be, from its kind or own radius, and its grade."""
        own = place.radius_m or _RADIUS_M.get(place.kind, _LANDMARK_RADIUS_M)
        return own + _GRADE_M[place.grade]

    def distance_km(self, one: int, other: int) -> float | None:
        """Crow-fly distance between two places less the reach of both, at least 0; None if one has no point."""
        a, b = self._located[one], self._located[other]
        if a is None or b is None:
            return None
        reach = (self.radius_m(a) + self.radius_m(b)) / 1000.0
        return max(0.0, _km(a, b.lon or 0.0, b.lat or 0.0) - reach)

    def are_beside(self, one: int, other: int) -> bool:
        """Whether both have a point of their own and these are at most :data:`BESIDE_KM` apart."""
        a, b = self.places[one], self.places[other]
        return a.is_located and b.is_located and _km(a, b.lon or 0.0, b.lat or 0.0) <= BESIDE_KM

    def distance_to_point_km(self, place: int, point: tuple[float, float]) -> float | None:
        """As :meth:`distance_km`, to a point (lon, lat)."""
        at = self._located[place]
        return None if at is None else max(0.0, _km(at, *point) - self.radius_m(at) / 1000.0)


def _km(place: Place, lon: float, lat: float) -> float:
    return span_m((place.lon or 0.0, place.lat or 0.0), (lon, lat)) / 1000.0


def span_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Crow-fly metres between two points (lon, lat), on a plane touching the earth at the second."""
    dx = (one[0] - other[0]) * math.cos(math.radians(other[1]))
    return 1000.0 * _KM_PER_DEGREE * math.hypot(dx, one[1] - other[1])
