"""How far help is: time since the last visit, distance to the district headquarters, a cordon in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.model.dispatch import DatedRule
from planner.model.kinds import RuleKind
from planner.model.need import NeedScales
from planner.scoring.provisional import to_metres
from planner.scoring.served import days_until
from planner.units import ZONE

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def local_date(moment: datetime) -> date:
    """The date in Malaysia at ``moment`` (zone-aware)."""
    return moment.astimezone(ZONE).date()


def cordoned(spots: pd.DataFrame, rules: Sequence[DatedRule], day: date) -> Mask:
    """Which spots lie behind a cordon on ``day``; a rule names places by id or name, in any letter case."""
    closed = {
        place.strip().casefold()
        for rule in rules
        if rule.kind == RuleKind.CORDON and rule.start <= day <= rule.end
        for place in rule.places
    }
    names = [spots[column].astype(str).str.casefold() for column in ("place_id", "hotspot_id", "name")]
    found = np.zeros(len(spots), dtype=bool)
    for column in names:
        found |= column.isin(closed).to_numpy(dtype=bool) & (column != "").to_numpy(dtype=bool)
    return found


def access_values(
    spots: pd.DataFrame,
    headquarters: Floats,
    last_visit: pd.Series[pd.Timestamp],
    is_cordoned: Mask,
    *,
    scales: NeedScales,
    now: datetime,
) -> Floats:
    """The access value in 0…1 of each spot. ``headquarters`` are (lon, lat) rows; without any, distance counts half."""
    days = days_until(now, last_visit)
    unvisited = np.where(np.isnan(days), 1.0, days / (days + scales.unvisited_days))
    far = np.full(len(spots), 0.5)
    if len(headquarters) and len(spots):
        metres = nearest_m(spots[["lon", "lat"]].to_numpy(dtype=float), headquarters)
        far = metres / (metres + scales.distance_m)
    first, second, third = scales.access_shares
    return np.asarray(first * unvisited + second * far + third * is_cordoned)


def nearest_m(points: Floats, others: Floats) -> Floats:
    """Crow-fly metres from each of ``points`` to the nearest of ``others`` ((lon, lat) rows)."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load

    distance, _ = cKDTree(to_metres(others)).query(to_metres(points))
    return np.asarray(distance, dtype=float)
