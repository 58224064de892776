"""Which hotspots' people can come to which stop, on foot."""

from __future__ import annotations

import pandas as pd

from planner.model.need import StopRules
from planner.scoring.provisional import to_metres


def reach(hotspots: pd.DataFrame, rules: StopRules) -> list[list[int]]:
    """For each hotspot row as a stop, the rows whose people can walk to it (``walk_m`` crow-fly), itself first."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load

    metres = to_metres(hotspots[["lon", "lat"]].to_numpy(dtype=float))
    near = cKDTree(metres).query_ball_point(metres, rules.walk_m)
    return [[stop, *sorted(set(rows) - {stop})] for stop, rows in enumerate(near)]
