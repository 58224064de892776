"""The fairness ledger: what each constituency and police district has received, and how long its households wait."""

from __future__ import annotations

import re
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.frames import CONSTITUENCIES, FAIRNESS, HOUSEHOLDS, PLACES, VISITED, check
from planner.model.need import Fairness
from planner.scoring.inequality import gini
from planner.scoring.served import days_until, past_visits, served, waiting_since

Floats = NDArray[np.float64]
UNKNOWN = ""
_CODE = re.compile(r"^p\.?\s*\d+\s+")


def area_key(name: str) -> str:
    """A constituency's name without its code and letter case, so that "P.119 Titiwangsa" meets "Titiwangsa"."""
    return _CODE.sub("", name.strip().casefold())


def fairness(
    households: pd.DataFrame,
    places: pd.DataFrame,
    visited: pd.DataFrame,
    *,
    now: datetime,
    constituencies: pd.DataFrame | None = None,
    weeks: int = 8,
) -> Fairness:
    """The ledger (schema ``FAIRNESS``), its Gini figure and the trend over the last ``weeks`` weeks.

    ``constituencies`` (schema ``CONSTITUENCIES``) gives households by census; without it, and for police districts,
    which no census counts, the figures per 1,000 are missing. Every known constituency has a row, also one that
    received nothing: leaving it away would flatter the figure. Before
    anything was served there is no figure. No party is read, kept or shown.
    """
    check(households, HOUSEHOLDS)
    check(places, PLACES)
    check(visited, VISITED)
    census = CONSTITUENCIES.empty() if constituencies is None else check(constituencies, CONSTITUENCIES)
    done = past_visits(visited, now)
    waiting = _waiting(households, visited, now)
    ledger = pd.concat(
        [_ledger(kind, done, waiting, places, census) for kind in ("parliament", "police_district")], ignore_index=True
    )
    trend = _trend(done, places, census, now, weeks)
    latest = trend["gini"].iloc[-1] if len(trend) else np.nan
    return Fairness(check(ledger, FAIRNESS), None if np.isnan(latest) else float(latest), trend)


def _waiting(households: pd.DataFrame, visited: pd.DataFrame, now: datetime) -> pd.DataFrame:
    unmet = households[~served(households, visited, now)].reset_index(drop=True)
    return pd.DataFrame(
        {
            "place_id": unmet["place_id"],
            "days": days_until(now, waiting_since(unmet, visited, now)),
        }
    )


def _areas(kind: str, places: pd.DataFrame, census: pd.DataFrame) -> pd.DataFrame:
    """One row per area with its name, key and households (missing where no source gives them)."""
    names = places[kind].astype(str)
    areas = pd.DataFrame({"area": sorted(set(names) - {UNKNOWN})}, dtype=object)  # also when no place names any
    areas["key"] = areas["area"].map(area_key).astype(object)
    if kind != "parliament":
        return areas.assign(households=np.nan)
    known = census.assign(key=census["parliament"].astype(str).map(area_key).astype(object))
    merged = known[known["key"].isin(set(areas["key"]))][["key", "households"]]
    return areas.merge(merged, on="key", how="left").astype({"households": float})


def _ledger(
    kind: str, done: pd.DataFrame, waiting: pd.DataFrame, places: pd.DataFrame, census: pd.DataFrame
) -> pd.DataFrame:
    area_of = places.set_index("place_id")[kind].astype(str)
    areas = _areas(kind, places, census)
    visits = done.assign(area=done["place_id"].map(area_of)).groupby("area")
    waits = waiting.assign(area=waiting["place_id"].map(area_of)).groupby("area")["days"]
    names = areas["area"]
    served_total = names.map(visits["households"].sum()).fillna(0).astype(np.int64)
    return pd.DataFrame(
        {
            "area_kind": kind,
            "area": names,
            "households": areas["households"],
            "served": served_total,
            "visits": names.map(visits.size()).fillna(0).astype(np.int64),
            "waiting": names.map(waits.size()).fillna(0).astype(np.int64),
            "served_per_1000": 1000.0 * served_total / areas["households"],
            "wait_median_days": names.map(waits.median()).astype(float),
            "wait_p90_days": names.map(waits.quantile(0.9)).astype(float),
            "wait_max_days": names.map(waits.max()).astype(float),
        }
    )


def _trend(done: pd.DataFrame, places: pd.DataFrame, census: pd.DataFrame, now: datetime, weeks: int) -> pd.DataFrame:
    """Gini over constituencies of all served so far, at the end of each of the last ``weeks`` weeks up to ``now``."""
    areas = _areas("parliament", places, census).dropna(subset=["households"])
    area_of = places.set_index("place_id")["parliament"].astype(str)
    ends = [pd.Timestamp(now) - pd.Timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    figures, totals = [], []
    for end in ends:
        so_far = done[done["visited_at"] <= end]
        total = areas["area"].map(so_far.groupby(so_far["place_id"].map(area_of))["households"].sum()).fillna(0)
        homes = areas["households"].to_numpy(dtype=float)
        given = total.to_numpy(dtype=float)
        totals.append(int(given.sum()))
        figures.append(gini(given / homes, homes) if len(areas) > 1 and given.sum() > 0 else np.nan)
    return pd.DataFrame({"week_end": ends, "served": totals, "gini": np.array(figures, dtype=float)})
