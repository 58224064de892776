"""Travel times between places, as the routing room receives them: integers and names, never streets."""

from __future__ import annotations

from dataclasses import dataclass

UNREACHABLE = -1


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """Square tables over ``location_ids``; ``duration_s[i][j]`` and ``distance_m[i][j]`` lead from i to j.

    A pair that cannot be driven holds :data:`UNREACHABLE` (-1) in both tables. ``source`` names where the times
    come from (road snapshot and its hash, OSRM server, or crow-fly with its factor).
    """

    location_ids: tuple[str, ...]
    duration_s: tuple[tuple[int, ...], ...]
    distance_m: tuple[tuple[int, ...], ...]
    source: str
    profile: str = "lorry"
    depart_hour: int = 9

    def __post_init__(self) -> None:
        size = len(self.location_ids)
        if len(set(self.location_ids)) != size:
            raise ValueError("location ids must differ from one another")
        for table in (self.duration_s, self.distance_m):
            if len(table) != size or any(len(row) != size for row in table):
                raise ValueError(f"both tables must be {size} by {size}")
