"""What the checker looks things up in: travel times by id, breaks by day, and a list of what it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import asin, cos, inf, isfinite, radians, sin, sqrt

from planner.model.dispatch import Break, DatedRule, Violation
from planner.model.travel import TravelMatrix

EARTH_RADIUS_M = 6_371_008.8  # IUGG mean radius


@dataclass
class Findings:
    """Violations in the order they were met."""

    found: list[Violation] = field(default_factory=list)

    def add(self, code: str, where: str, detail: str) -> None:
        """Note one violation."""
        self.found.append(Violation(code, where, detail))


class Roads:
    """Driving seconds and metres between two location ids; None where there is no way."""

    def __init__(self, travel: TravelMatrix) -> None:
        self._row = {name: i for i, name in enumerate(travel.location_ids)}
        self._travel = travel

    def knows(self, location_id: str) -> bool:
        """Whether the matrix covers this id."""
        return location_id in self._row

    def between(self, origin: str, target: str) -> tuple[int, int] | None:
        """(seconds, metres) of driving, or None."""
        i, j = self._row[origin], self._row[target]
        seconds, metres = self._travel.duration_s[i][j], self._travel.distance_m[i][j]
        return None if seconds < 0 or metres < 0 else (seconds, metres)


def breaks_on(breaks: Iterable[Break], day: int) -> list[tuple[int, int]]:
    """The (start, end) spans of ``day``, in order."""
    return sorted((pause.start_s, pause.end_s) for pause in breaks if day in pause.days)


def earliest_arrival(leave_s: int, driving_s: int, pauses: list[tuple[int, int]]) -> int:
    """When a drive ends at the earliest if it may not overlap a pause: the crew waits first and drives afterwards."""
    start = leave_s
    for pause_start, pause_end in pauses:
        if start < pause_end and start + driving_s > pause_start:
            start = pause_end
    return start + driving_s


def overlaps(start: int, end: int, pauses: list[tuple[int, int]]) -> bool:
    """Whether the span from ``start`` to ``end`` runs into any pause."""
    return any(start < pause_end and end > pause_start for pause_start, pause_end in pauses)


def rules_on(rules: Iterable[DatedRule], first: date, day: int) -> list[DatedRule]:
    """The dated rules in force on day ``day`` of a plan starting at ``first``."""
    today = first.toordinal() + day  # a plan may, wrongly, go on beyond what a calendar has
    return [rule for rule in rules if rule.start.toordinal() <= today <= rule.end.toordinal()]


def crow_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle metres between two (lon, lat) points in degrees (haversine formula); what lies nowhere lies far."""
    if not all(map(isfinite, (*a, *b))):
        return inf
    (lon1, lat1), (lon2, lat2) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, max(0.0, half))))
