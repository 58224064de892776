"""Driving between named places for schedules: seconds, metres, and driving around pauses."""

from __future__ import annotations

from itertools import pairwise

from planner.model.travel import TravelMatrix

Pauses = tuple[tuple[int, int], ...]


class RoadTable:
    """A travel matrix by id."""

    def __init__(self, travel: TravelMatrix) -> None:
        self._place = {name: i for i, name in enumerate(travel.location_ids)}
        self._travel = travel

    def seconds(self, origin: str, target: str) -> int:
        """Driving seconds; −1 when there is no way."""
        return self._travel.duration_s[self._place[origin]][self._place[target]]

    def metres(self, origin: str, target: str) -> int:
        """Driving metres; −1 when there is no way."""
        return self._travel.distance_m[self._place[origin]][self._place[target]]

    def along(self, names: list[str]) -> tuple[int, int]:
        """(metres, seconds) of driving through ``names`` in order."""
        legs = list(pairwise(names))
        return sum(self.metres(a, b) for a, b in legs), sum(self.seconds(a, b) for a, b in legs)


def arrive(leave_s: int, seconds: int, pauses: Pauses) -> int:
    """Arrival when driving in one go outside every pause."""
    t = leave_s
    for start, end in pauses:
        if t < end and t + seconds > start:
            t = end
    return t + seconds


def leave_by(arrive_s: int, seconds: int, pauses: Pauses) -> int:
    """The latest departure that is there by ``arrive_s``."""
    t = arrive_s - seconds
    for start, end in reversed(pauses):
        if t < end and t + seconds > start:
            t = start - seconds
    return t


def in_time(free_s: int, seconds: int, start_s: int, pauses: Pauses) -> tuple[int, int]:
    """(departure, arrival) of a drive after ``free_s`` that need not end before ``start_s``: as late as it can be."""
    leave_s = max(free_s, leave_by(start_s, seconds, pauses))
    return leave_s, arrive(leave_s, seconds, pauses)
