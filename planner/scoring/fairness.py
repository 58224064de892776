"""The fairness ledger: what each constituency and police district has received, and how long its households wait."""

from __future__ import annotations

import re
from datetime import datetime

import numpy as np
import pandas as pd

from planner.frames import CONSTITUENCIES, FAIRNESS, HOUSEHOLDS, PLACES, VISITED, check
from planner.model.need import Fairness
from planner.roles import Role
from planner.scoring.inequality import gini, theil
from planner.scoring.served import days_until, past_visits, served, waiting_since
from planner.scoring.spans import at_least, lower_ends, middles, span_of

UNKNOWN = ""
CENSUS, NO_CENSUS = "census", "no_census"
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
    role: Role = Role.PLANNER,
) -> Fairness:
    """The ledger (schema ``FAIRNESS``), its Gini figure and the trend over the last ``weeks`` weeks.

    ``constituencies`` (schema ``CONSTITUENCIES``) gives households by census; without it, and for police districts,
    which no census counts, the figures per 1,000 are missing and ``basis`` says so. Every known constituency has a
    row, also one that received nothing: leaving it away would flatter the figure. Before anything was served there
    is no figure. No party is read, kept or shown.

    For a ``role`` that may not see exact counts everything is made of each place's span (see ``spans``): counts are
    "at least" (missing where nothing may be shown), rates and Gini are of the middles of the spans, waits are whole
    days over places that may be shown, and the longest wait, which is one household's, is missing.
    """
    check(households, HOUSEHOLDS)
    check(places, PLACES)
    check(visited, VISITED)
    census = CONSTITUENCIES.empty() if constituencies is None else check(constituencies, CONSTITUENCIES)
    done = past_visits(visited, now)
    waiting = _waiting(households, visited, now, role)
    kinds = ("parliament", "police_district")
    ledger = pd.concat([_ledger(kind, done, waiting, places, census, role) for kind in kinds], ignore_index=True)
    trend = _trend(done, places, census, now, weeks, role)
    latest = trend["gini"].iloc[-1] if len(trend) else np.nan
    return Fairness(check(ledger, FAIRNESS), None if np.isnan(latest) else float(latest), trend)


def _waiting(households: pd.DataFrame, visited: pd.DataFrame, now: datetime, role: Role) -> pd.DataFrame:
    """Place and days of every household still waiting at a place that ``role`` may see."""
    unmet = households[~served(households, visited, now)].reset_index(drop=True)
    days = days_until(now, waiting_since(unmet, visited, now))
    waiting = pd.DataFrame({"place_id": unmet["place_id"], "days": days})
    size = waiting.groupby("place_id")["days"].transform("size")
    return waiting[lower_ends(size, role) > 0]


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


def _given(done: pd.DataFrame, area_of: pd.Series[str]) -> pd.DataFrame:
    """Households served so far per place (columns place_id, households, area): the cells that spans are made of."""
    cells = done.groupby("place_id", as_index=False)["households"].sum()
    named: pd.DataFrame = cells.assign(area=cells["place_id"].map(area_of))
    return named


def _ledger(
    kind: str, done: pd.DataFrame, waiting: pd.DataFrame, places: pd.DataFrame, census: pd.DataFrame, role: Role
) -> pd.DataFrame:
    area_of = places.set_index("place_id")[kind].astype(str)
    areas = _areas(kind, places, census)
    names = areas["area"]
    cells = _given(done, area_of)
    told = done[lower_ends(done["households"], role) > 0] if span_of(role) > 1 else done
    visits = told["place_id"].map(area_of).value_counts()
    days = waiting.assign(area=waiting["place_id"].map(area_of)).groupby("area")["days"]
    waits = {"median": days.median(), "p90": days.quantile(0.9), "max": days.max()}
    given = names.map(cells.assign(middle=middles(cells["households"], role)).groupby("area")["middle"].sum())
    is_exact = span_of(role) == 1
    return pd.DataFrame(
        {
            "area_kind": kind,
            "area": names,
            "households": areas["households"],
            "basis": np.where(areas["households"].notna(), CENSUS, NO_CENSUS),
            "served": _told(names, at_least(cells, role, by="area", counts=["households"]), role),
            "visits": names.map(visits).fillna(0).astype(np.int64),
            "waiting": _told(names, _still(waiting, area_of, role), role),
            "served_per_1000": 1000.0 * given.fillna(0.0).astype(float) / areas["households"],
            "wait_median_days": _days(names.map(waits["median"]), is_exact=is_exact),
            "wait_p90_days": _days(names.map(waits["p90"]), is_exact=is_exact),
            "wait_max_days": names.map(waits["max"]).astype(float) if is_exact else np.nan,
        }
    )


def _still(waiting: pd.DataFrame, area_of: pd.Series[str], role: Role) -> pd.DataFrame:
    cells = waiting.groupby("place_id").size().rename("households").reset_index()
    return at_least(cells.assign(area=cells["place_id"].map(area_of)), role, by="area", counts=["households"])


def _told(names: pd.Series[str], sums: pd.DataFrame, role: Role) -> pd.Series[int]:
    """``sums`` in the order of ``names``: 0 where there is none, missing where nothing may be shown."""
    found = names.map(sums.set_index("area")["households"]).astype("Int64")
    return found.fillna(0).astype(np.int64) if span_of(role) == 1 else found


def _days(values: pd.Series[float], *, is_exact: bool) -> pd.Series[float]:
    return values.astype(float) if is_exact else values.astype(float).round()


def _trend(
    done: pd.DataFrame, places: pd.DataFrame, census: pd.DataFrame, now: datetime, weeks: int, role: Role
) -> pd.DataFrame:
    """Gini and Theil over constituencies of all served so far, at the end of each of the last ``weeks`` weeks."""
    areas = _areas("parliament", places, census).dropna(subset=["households"])
    area_of = places.set_index("place_id")["parliament"].astype(str)
    homes = areas["households"].to_numpy(dtype=float)
    ends = [pd.Timestamp(now) - pd.Timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    rows = []
    for end in ends:
        cells = _given(done[done["visited_at"] <= end], area_of)
        cells = cells[cells["area"].isin(set(areas["area"]))]
        cells = cells.assign(low=lower_ends(cells["households"], role), middle=middles(cells["households"], role))
        given = areas["area"].map(cells.groupby("area")["middle"].sum()).fillna(0).to_numpy(dtype=float)
        is_told = len(areas) > 1 and given.sum() > 0
        figures = (gini(given / homes, homes), theil(given / homes, homes)) if is_told else (np.nan, np.nan)
        rows.append((end, int(cells["low"].sum()), *figures))
    return pd.DataFrame(rows, columns=["week_end", "served", "gini", "theil"]).astype({"gini": float, "theil": float})
