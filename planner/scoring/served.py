"""Which households have been served, and since when the others wait."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.units import ZONE

Mask = NDArray[np.bool_]


def past_visits(visited: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """The visits that have happened by ``now``, oldest first."""
    done = visited[visited["visited_at"] <= pd.Timestamp(now)]
    return done.sort_values(["visited_at", "place_id"], kind="stable")


def last_visits(visited: pd.DataFrame, now: datetime) -> pd.Series[pd.Timestamp]:
    """The last visit of each place by ``now``, indexed by place_id."""
    return past_visits(visited, now).groupby("place_id")["visited_at"].max()


def served(households: pd.DataFrame, visited: pd.DataFrame, now: datetime) -> Mask:
    """Whether each household (aligned to ``households``) has been served and not asked again since.

    A column ``served_at`` (outcomes of past stops, may be missing) decides where it is filled. Otherwise a visit of
    n households is taken to have served the n that had waited longest: the frame of visits names no household. Those
    that cannot come are the last of them, because they do not stand in the queue that a visit counts.
    """
    mask = np.zeros(len(households), dtype=bool)
    if "served_at" in households.columns:
        mask |= (households["served_at"] >= households["last_at"]).fillna(value=False).to_numpy(dtype=bool)
    by_place = _rows_by_place(households, set(visited["place_id"]))
    last_at, first_at = households["last_at"], households["first_at"].to_numpy(dtype="datetime64[ns]")
    stays = households["is_bedridden"].to_numpy(dtype=bool)
    for visit in past_visits(visited, now).itertuples(index=False):
        rows = by_place.get(str(visit.place_id))
        if rows is None:
            continue
        waiting = rows[~mask[rows] & (last_at.iloc[rows] <= visit.visited_at).to_numpy(dtype=bool)]
        order = np.lexsort((first_at[waiting], stays[waiting]))
        mask[waiting[order[: int(str(visit.households))]]] = True
    return mask


def _rows_by_place(households: pd.DataFrame, wanted: set[str]) -> dict[str, NDArray[np.int64]]:
    place_id = households["place_id"]
    rows = np.flatnonzero(place_id.isin(wanted).to_numpy())
    groups = pd.Series(rows).groupby(place_id.iloc[rows].to_numpy())
    return {str(place): group.to_numpy() for place, group in groups}


def visits_of(place_id: pd.Series[str], visits: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Each place's last visit; a time column even where nothing was ever visited."""
    codes, distinct = pd.factorize(place_id)
    moments = pd.to_datetime(pd.Series([visits.get(place, pd.NaT) for place in distinct], dtype="object"), utc=True)
    return moments.dt.tz_convert(ZONE).iloc[codes].set_axis(place_id.index)


def waiting_since(households: pd.DataFrame, visited: pd.DataFrame, now: datetime) -> pd.Series[pd.Timestamp]:
    """Since when each household waits: its first call, or the last visit of its place when it called again after it."""
    visit = visits_of(households["place_id"], last_visits(visited, now))
    came_back = (households["first_at"] < visit) & (households["last_at"] > visit)
    return households["first_at"].where(~came_back, visit)


def days_until(moment: datetime, times: pd.Series[pd.Timestamp]) -> NDArray[np.float64]:
    """Days from each of ``times`` to ``moment``, never below 0 (a clock of a source may run ahead)."""
    days = (pd.Timestamp(moment) - times).dt.total_seconds().to_numpy(dtype=float) / 86400.0
    return np.asarray(np.maximum(days, 0.0))
