"""Turns a covering choice into recommended stops with day, hour, load, services and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from planner.model.need import NeedWeights, RecommendedStop
from planner.model.reason import details_of
from planner.scoring.bring import items, services, share_of
from planner.scoring.cover import Cover, CoverProblem
from planner.scoring.timing import hours, spread
from planner.scoring.why import why_stop


@dataclass(frozen=True, slots=True)
class Choice:
    """The open hotspots, the covering problem over them, its answer, on which days each row is open, and the chance of
    each chosen row (a row without one keeps its hotspot's)."""

    frame: pd.DataFrame
    problem: CoverProblem
    found: Cover
    is_open: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    chance: Mapping[int, float]


def stops(choice: Choice, days: Sequence[date], weights: NeedWeights) -> tuple[RecommendedStop, ...]:
    """The chosen sites as stops, ranked by the need each covers; sites that serve nobody are left away."""
    served: dict[int, list[tuple[int, int]]] = {}
    for place, site, amount in choice.found.served:
        served.setdefault(site, []).append((place, amount))
    order = sorted(served, key=lambda site: (-_need(choice.problem, served[site]), site))
    open_days = [choice.is_open[site].tolist() for site in order]
    day_of = [days[d] for d in spread(open_days, max_per_day=weights.stops.max_per_day)]
    hour_of = hours(day_of, weights.stops)
    return tuple(
        _stop(choice, site, served[site], rank, day, hour, weights=weights)
        for rank, (site, day, hour) in enumerate(zip(order, day_of, hour_of, strict=True), start=1)
    )


def _need(problem: CoverProblem, served: list[tuple[int, int]]) -> int:
    return sum(problem.worth[place] * amount for place, amount in served)


def _stop(
    choice: Choice, site: int, served: list[tuple[int, int]], rank: int, day: date, hour: int, *,
    weights: NeedWeights,
) -> RecommendedStop:  # fmt: skip
    frame = choice.frame
    row = frame.iloc[site]
    households = sum(amount for _, amount in served)
    baskets, infants, bedridden = (_brought(frame, served, name) for name in ("baskets", "infants", "bedridden"))
    covers = [site, *sorted(place for place, _ in served if place != site)]
    names = [str(frame["name"].iloc[place]) for place in covers[1:]]
    is_cordoned = bool(row.get("is_cordoned", False))
    return RecommendedStop(
        stop_id=f"stop:{str(row['hotspot_id']).removeprefix('hs:')}",
        rank=rank,
        hotspot_id=str(row["hotspot_id"]),
        place_id=str(row["place_id"]),
        name=str(row["name"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        police_district=str(row["police_district"]),
        parliament=str(row["parliament"]),
        score=float(row["score"]),
        households=households,
        baskets=max(baskets, households),
        items=items(max(baskets, households), infants, weights.stops),
        services=services(households, bedridden, is_cordoned=is_cordoned, rules=weights.stops),
        day=day,
        hour=hour,
        p_top_k=round(choice.chance.get(site, float(row["p_top_k"])), 4),
        why=(*details_of(str(row["why"])), why_stop(names, households, day, hour)),
        runner_up=runner_up(choice, site),
        covers=tuple(str(frame["hotspot_id"].iloc[place]) for place in covers),
        grade=str(row["grade"]),
    )


def _brought(frame: pd.DataFrame, served: list[tuple[int, int]], name: str) -> int:
    """A count of the covered hotspots in proportion to the households served from each."""
    if name not in frame.columns:
        return 0
    return sum(
        share_of(int(frame[name].iloc[place]), amount, int(frame["households"].iloc[place])) for place, amount in served
    )


def runner_up(choice: Choice, site: int) -> str:
    """The name of the unchosen site that would lose least in place of ``site``, empty when there is none.

    Judged by what it would cover that no other chosen site reaches, up to the capacity of a stop.
    """
    problem = choice.problem
    kept = {place for other in choice.found.sites if other != site for place in problem.reach[other]}
    best, best_need = "", 0
    for other, places in enumerate(problem.reach):
        if other in choice.found.sites or not choice.is_open[other].any():
            continue
        need = _fill(problem, [place for place in places if place not in kept])
        if need > best_need:
            best, best_need = str(choice.frame["name"].iloc[other]), need
    return best


def _fill(problem: CoverProblem, places: list[int]) -> int:
    room, need = problem.capacity, 0
    for place in sorted(places, key=lambda p: -problem.worth[p]):
        amount = min(room, problem.households[place])
        need += amount * problem.worth[place]
        room -= amount
    return need
