"""Recommended next Kembara locations: which stops together reach the most need, and what each should bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.errors import Fault, raise_if_any
from planner.frames import HOTSPOTS, check
from planner.model.dispatch import DatedRule, Status
from planner.model.need import NeedWeights, Recommendation, Tour
from planner.model.reason import Detail, told
from planner.progress import Progress, silent
from planner.scoring.access import cordoned
from planner.scoring.catchment import reach
from planner.scoring.chance import chances
from planner.scoring.cover import CoverProblem, cover, feasible_floors
from planner.scoring.left_out import left_out
from planner.scoring.stops import Choice, stops
from planner.scoring.timing import days_from

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Openings:
    """``is_open[row, day]``: whether hotspot ``row`` may be visited on day ``day``; and why never, by row."""

    is_open: Mask
    closed: dict[int, str]


def recommend(
    hotspots: pd.DataFrame,
    tour: Tour,
    *,
    weights: NeedWeights,
    now: datetime,
    seed: int,
    time_limit_s: float = 5.0,
    progress: Progress = silent,
) -> Recommendation:
    """The stops of ``tour`` that together cover the most need.

    ``hotspots`` comes from :func:`planner.scoring.hotspots`. Places in cooldown (unless an emergency) or behind a
    cordon on every day are left out, and said. A floor that cannot be kept is cut and noted; with no open place the
    status is infeasible and the stops empty.
    """
    check(hotspots, HOTSPOTS)
    _check(tour, now)
    frame, days = hotspots.sort_values("rank").reset_index(drop=True), days_from(tour.start, tour.days)
    opening = openings(frame, days, tour.rules)
    rows = [row for row in range(len(frame)) if row not in opening.closed]
    if not rows:
        missed = left_out(frame, [], opening.closed)
        return Recommendation((), Status.INFEASIBLE, 0, 0, missed, (told("nothing_open"),))
    opened = frame.iloc[rows].reset_index(drop=True)
    problem, notes = _problem(opened, tour, weights)
    progress("recommend", 0.2, f"{len(rows)} open places")
    found = cover(problem, seed=seed, time_limit_s=time_limit_s)
    chance = chances(opened, problem, found, severity=weights.stops.severity, seed=seed)
    choice = Choice(opened, problem, found, opening.is_open[rows], chance)
    chosen = stops(choice, days, weights)
    progress("recommend", 1.0, f"{len(chosen)} stops")
    missed = left_out(frame, [frame["hotspot_id"].iloc[rows[i]] for i, _, _ in found.served], opening.closed)
    return Recommendation(chosen, found.status, found.objective, found.bound, missed, notes)


def _check(tour: Tour, now: datetime) -> None:
    faults = []
    if tour.k < 1:
        faults.append(Fault("E2402", f"k is {tour.k}", "ask for at least one stop"))
    if tour.days < 1:
        faults.append(Fault("E2403", f"days is {tour.days}", "plan at least one day"))
    if now.tzinfo is None:
        faults.append(Fault("E2401", f"now ({now}) has no time zone", "give a zone-aware time"))
    raise_if_any(faults)


def openings(frame: pd.DataFrame, days: list[date], rules: Sequence[DatedRule]) -> Openings:
    """On which of ``days`` each hotspot may be visited, from cordons, cooldowns and emergencies."""
    behind = np.column_stack([cordoned(frame, rules, day) for day in days])
    cooling = np.column_stack([_cooling(frame, day) for day in days])
    is_open = ~behind & ~cooling
    closed = {int(row): _reason(behind[row], cooling[row]) for row in np.flatnonzero(~is_open.any(axis=1))}
    return Openings(is_open, closed)


def _reason(behind: Mask, cooling: Mask) -> str:
    return "cordon" if behind.sum() >= cooling.sum() else "cooldown"


def _cooling(frame: pd.DataFrame, day: date) -> Mask:
    if "cooldown_until" not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    until = pd.to_datetime(frame["cooldown_until"], utc=True).dt.tz_convert("Asia/Kuala_Lumpur").dt.date
    is_cooling = np.array([end == end and end is not None and day < end for end in until], dtype=bool)  # noqa: PLR0124
    return np.asarray(is_cooling & ~frame["is_emergency"].to_numpy(dtype=bool))


def _problem(frame: pd.DataFrame, tour: Tour, weights: NeedWeights) -> tuple[CoverProblem, tuple[Detail, ...]]:
    near = reach(frame, weights.stops)
    households = np.maximum(frame["households"].to_numpy(dtype=np.int64), 1)
    per_household = np.maximum(np.rint(frame["score"].to_numpy(dtype=float) ** weights.stops.severity), 1).astype(
        np.int64
    )
    worth = per_household * households
    district = frame["police_district"].astype(str).tolist()
    needed = {name for name, least in tour.floors if least > 0}  # where a floor asks for a stop, any place may be it
    is_anchor = [
        where in needed or worth[rows[0]] >= weights.stops.anchor * worth[rows].max()
        for rows, where in zip(near, district, strict=True)
    ]
    near = [rows if fits else [] for rows, fits in zip(near, is_anchor, strict=True)]
    group = tuple(where if fits else "" for where, fits in zip(district, is_anchor, strict=True))
    kept, notes = feasible_floors(tour.floors, tour.caps, group, tour.k)
    problem = CoverProblem(
        worth=tuple(per_household.tolist()),
        households=tuple(households.tolist()),
        reach=tuple(tuple(rows) for rows in near),
        group=group,
        k=tour.k,
        capacity=weights.stops.capacity,
        floors=kept,
        caps=tour.caps,
    )
    return problem, notes
