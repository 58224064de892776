"""Travel times between places, as the routing room receives them: integers and names, never streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.model.table import IntTable

UNREACHABLE = -1


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """Square tables over ``location_ids``; ``duration_s[i][j]`` and ``distance_m[i][j]`` lead from i to j.

    Tables may be given as anything :class:`~planner.model.table.IntTable` takes: tuples of tuples, or an array.
    A pair that cannot be driven holds :data:`UNREACHABLE` (-1) in both tables. ``source`` names where the times
    come from (road snapshot and its hash, OSRM server, or crow-fly with its factor).
    """

    location_ids: tuple[str, ...]
    duration_s: IntTable
    distance_m: IntTable
    source: str
    profile: str = "lorry"
    depart_hour: int = 9

    def __post_init__(self) -> None:
        size = len(self.location_ids)
        if len(set(self.location_ids)) != size:
            raise ValueError("location ids must differ from one another")
        for name in ("duration_s", "distance_m"):
            table = IntTable(getattr(self, name))
            if table.array.shape != (size, size) and (size or table.array.size):
                raise ValueError(f"both tables must be {size} by {size}")
            object.__setattr__(self, name, table)  # tuples given become a table here


def with_places(travel: TravelMatrix, names: Sequence[str]) -> TravelMatrix:
    """``travel`` with ``names`` besides, to which no way is known: places that lie nowhere, a cancelled stop's say."""
    size, whole = len(travel.location_ids), len(travel.location_ids) + len(names)

    def wider(table: IntTable) -> IntTable:
        values = np.full((whole, whole), UNREACHABLE, np.int32)
        values[:size, :size] = table.array
        values[range(size, whole), range(size, whole)] = 0
        return IntTable(values)

    location_ids = (*travel.location_ids, *names)
    return replace(
        travel, location_ids=location_ids, duration_s=wider(travel.duration_s), distance_m=wider(travel.distance_m)
    )
