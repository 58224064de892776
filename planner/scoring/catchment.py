"""Which hotspots' people can come to which stop: on foot by distance, or by a travel matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.model.need import StopRules
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.scoring.provisional import to_metres


def reach(hotspots: pd.DataFrame, travel: TravelMatrix | None, rules: StopRules) -> list[list[int]]:
    """For each hotspot row as a stop, the rows whose people can come to it, itself first.

    Without ``travel`` within ``walk_m`` metres crow-fly. With it within ``travel_s`` seconds from home to stop;
    hotspots that the matrix does not name (by hotspot_id or place_id) keep the walking distance.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load

    metres = to_metres(hotspots[["lon", "lat"]].to_numpy(dtype=float))
    tree = cKDTree(metres)
    near = [set(rows) for rows in tree.query_ball_point(metres, rules.walk_m)]
    if travel is not None:
        near = _by_travel(hotspots, near, travel, rules)
    return [[stop, *sorted(rows - {stop})] for stop, rows in enumerate(near)]


def _by_travel(hotspots: pd.DataFrame, near: list[set[int]], travel: TravelMatrix, rules: StopRules) -> list[set[int]]:
    position = {name: at for at, name in enumerate(travel.location_ids)}
    at = [
        position.get(str(hotspot), position.get(str(place), -1))
        for hotspot, place in zip(hotspots["hotspot_id"], hotspots["place_id"], strict=True)
    ]
    known = [row for row, where in enumerate(at) if where >= 0]
    seconds = np.array(travel.duration_s, dtype=np.int64).reshape(len(position), len(position))
    table = seconds[np.ix_([at[r] for r in known], [at[r] for r in known])]
    within = (table != UNREACHABLE) & (table <= rules.travel_s)
    result = [set(rows) for rows in near]
    for column, stop in enumerate(known):
        others = {row for row in near[stop] if at[row] < 0}
        result[stop] = others | {known[row] for row in np.flatnonzero(within[:, column])} | {stop}
    return result
