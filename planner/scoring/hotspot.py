"""Ranked hotspots from households and places: the scoring room's main way through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.errors import refuse
from planner.frames import HOTSPOTS, HOUSEHOLDS, PLACES, UNCOVERED, VISITED, check
from planner.model.dispatch import DatedRule
from planner.model.need import NeedWeights
from planner.progress import Progress, silent
from planner.scoring import clusters
from planner.scoring.access import access_values, cordoned, local_date
from planner.scoring.doubt import Groups, expected, group
from planner.scoring.draws import drawn_shares, drawn_values, scores, standing
from planner.scoring.facts import new_since_visit, own_means, spot_facts
from planner.scoring.household import decay, has_any, urgency, vulnerability
from planner.scoring.loudness import channel_weights
from planner.scoring.need import Priors, Values, measure, parts, point_values, priors
from planner.scoring.provisional import to_metres
from planner.scoring.rates import posterior_mean, posterior_quantile
from planner.scoring.served import days_until, last_visits, served, visits_of, waiting_since
from planner.scoring.spots import Spots, gather, keep_used
from planner.scoring.tell import tell

Floats = NDArray[np.float64]
PARTS = ("part_volume", "part_vulnerability", "part_urgency", "part_access")


@dataclass(frozen=True, slots=True)
class Run:
    """How to rank: weights, the moment, the seed, the k of "among the first k", how many draws, dated rules."""

    weights: NeedWeights
    now: datetime
    seed: int
    k: int
    draws: int
    rules: tuple[DatedRule, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The unmet households with their measures (households × measures) and days of waiting, all row by row."""

    frame: pd.DataFrame
    measures: Floats
    wait_days: Floats
    spots: Spots


def hotspots(  # noqa: PLR0913 - the room's front door: every choice is named
    households: pd.DataFrame,
    places: pd.DataFrame,
    visited: pd.DataFrame,
    *,
    weights: NeedWeights,
    now: datetime,
    seed: int,
    k: int = 5,
    draws: int = 200,
    rules: Sequence[DatedRule] = (),
    progress: Progress = silent,
) -> pd.DataFrame:
    """Every place with unmet households, ranked by need: schema ``HOTSPOTS`` and the numbers behind each part.

    ``households``, ``places`` and ``visited`` follow ``HOUSEHOLDS``, ``PLACES`` and ``VISITED``; ``now`` is
    zone-aware. ``p_top_k`` is the chance to be among the first ``k`` over ``draws`` seeded draws, ``rank_low`` and
    ``rank_high`` hold 90 % of them. Households that no hotspot can hold are told by :func:`uncovered`.
    """
    _check(households, places, visited, now)
    if households.empty:
        return HOTSPOTS.empty()
    progress("hotspots", 0.0, f"{len(households)} households")
    waiting = _waiting(households, places, visited, weights=weights, now=now)
    spots = waiting.spots
    if not (spots.primary >= 0).any():
        return HOTSPOTS.empty()
    common, cluster = _common(waiting, weights, seed)
    is_used = np.bincount(spots.primary[spots.primary >= 0], minlength=len(spots.frame)) > 0
    waiting = Waiting(waiting.frame, waiting.measures, waiting.wait_days, keep_used(spots, is_used))
    progress("hotspots", 0.4, f"{int(is_used.sum())} hotspots")
    run = Run(weights, now, seed, k, draws, tuple(rules))
    frame = _scored(waiting, common, run, visits=last_visits(visited, now), headquarters=_headquarters(places))
    frame = pd.concat([frame, cluster[is_used].reset_index(drop=True)], axis=1)
    progress("hotspots", 1.0, "ranked")
    return check(tell(frame, weights=weights, now=now).sort_values("rank").reset_index(drop=True), HOTSPOTS)


def _check(households: pd.DataFrame, places: pd.DataFrame, visited: pd.DataFrame, now: datetime) -> None:
    check(households, HOUSEHOLDS)
    check(places, PLACES)
    check(visited, VISITED)
    if now.tzinfo is None:
        raise refuse("E2401", f"now ({now}) has no time zone", "give a zone-aware time, for example Asia/Kuala_Lumpur")


def _waiting(
    households: pd.DataFrame, places: pd.DataFrame, visited: pd.DataFrame, *, weights: NeedWeights, now: datetime
) -> Waiting:
    frame = households[~served(households, visited, now)].reset_index(drop=True)
    spots = gather(frame, places)
    wait = days_until(now, waiting_since(frame, visited, now))
    fragile = vulnerability(frame, weights.points)
    known = ~np.isnan(fragile)
    fragile = np.where(known, fragile, 0.0)
    urgent = urgency(wait, has_any(frame["needs"], weights.scales.urgent_needs), weights)
    age = days_until(now, frame["last_at"])
    loud = channel_weights(frame["channels"], spots.primary, weights.reporting)
    calls = frame["referrals"].to_numpy(dtype=np.int64)
    counted = decay(age, weights.half_life_days)
    columns = [
        np.ones(len(frame)), counted * loud, counted * (1.0 - loud), known, fragile, fragile**2, urgent, urgent**2,
        loud * (calls == 1), loud * (calls == 2), (1.0 - loud) * (calls == 1), (1.0 - loud) * (calls == 2),
    ]  # fmt: skip
    return Waiting(frame, np.column_stack([np.asarray(c, dtype=float) for c in columns]), wait, spots)


def _groups(waiting: Waiting) -> Groups:
    spots = waiting.spots
    # A provisional spot is the household's own point: there is no other place it could be.
    is_place = (spots.frame["place_id"] != "").to_numpy(dtype=bool)[spots.primary]
    share = np.where(is_place, waiting.frame["place_probability"].to_numpy(dtype=float), 1.0)
    return group(spots.primary, spots.runner, share, waiting.measures, len(spots.frame))


def units_of(spots: pd.DataFrame) -> Floats:
    """Units as floats, NaN where not known or not above 0."""
    units = spots["units"].to_numpy(dtype=float, na_value=np.nan)
    return np.where(units > 0, units, np.nan)


def _common(waiting: Waiting, weights: NeedWeights, seed: int) -> tuple[Priors, pd.DataFrame]:
    """Priors and clusters over all located places, the quiet ones included."""
    spots = waiting.spots.frame
    sums = expected(_groups(waiting)).T
    units = units_of(spots)
    common = priors(sums, units)
    return common, _clusters(spots, sums, units, common, weights, seed)


def _clusters(
    spots: pd.DataFrame, sums: Floats, units: Floats, common: Priors, weights: NeedWeights, seed: int
) -> pd.DataFrame:
    """Code and q of each spot: by rate over places where enough have one, else by households over cells."""
    households = measure(sums, "households")
    points = spots[["lon", "lat"]].to_numpy(dtype=float)
    told = pd.DataFrame({"cluster": clusters.TOO_FEW, "cluster_q": np.nan}, index=range(len(spots)))
    by_cell = clusters.cell_clusters(points, households, seed=seed)
    if by_cell is not None:
        told["cluster"] = [code + clusters.CELLS for code in clusters.label(by_cell)]
        told["cluster_q"] = by_cell.q
    known = np.flatnonzero(~np.isnan(units))
    if len(known) >= weights.least_features:
        rate = posterior_mean(households[known], units[known], common.rate)
        found = clusters.gi_star(rate, to_metres(points[known]), neighbours=weights.neighbours, seed=seed)
        told.loc[known, "cluster"] = clusters.label(found)
        told.loc[known, "cluster_q"] = found.q
    return told


def _scored(
    waiting: Waiting, common: Priors, run: Run, *, visits: pd.Series[pd.Timestamp], headquarters: Floats
) -> pd.DataFrame:
    spots, groups = waiting.spots.frame, _groups(waiting)
    units = units_of(spots)
    last_visit = visits_of(spots["place_id"], visits)
    is_cordoned = cordoned(spots, run.rules, local_date(run.now))
    access = access_values(spots, headquarters, last_visit, is_cordoned, scales=run.weights.scales, now=run.now)
    sums = expected(groups).T
    values = point_values(sums, units, access, common, run.weights)
    at = waiting.spots.primary
    facts = spot_facts(waiting.frame, at, waiting.wait_days, len(spots), weights=run.weights, now=run.now)
    own = own_means(waiting.measures, at, len(spots))
    frame = pd.concat([spots.rename(columns={"grade": "coordinate_grade"}), facts, own], axis=1).assign(
        **_rates(measure(sums, "households"), units, common),
        **_score(values, units, run.weights),
        last_visit_at=last_visit,
        is_cordoned=is_cordoned,
        new_urgent=new_since_visit(waiting.frame, at, last_visit, run.weights),
    )
    return _ranked(frame, groups, values, common, run)


def _headquarters(places: pd.DataFrame) -> Floats:
    ipd = places[(places["kind"] == "ipd") & places["lon"].notna() & places["lat"].notna()]
    return ipd[["lon", "lat"]].to_numpy(dtype=float)


def _rates(households: Floats, units: Floats, common: Priors) -> dict[str, Floats]:
    """Waiting households per 100 with a 90 % interval; missing, not guessed, where units are unknown."""
    exposure = np.where(np.isnan(units), 1.0, units)
    blank = np.where(np.isnan(units), np.nan, 100.0)
    return {
        "rate": blank * posterior_mean(households, exposure, common.rate),
        "rate_low": blank * posterior_quantile(households, exposure, common.rate, 0.05),
        "rate_high": blank * posterior_quantile(households, exposure, common.rate, 0.95),
        "rate_usual": np.full(len(units), 100.0 * common.rate.mean),
    }


def _score(values: Values, units: Floats, weights: NeedWeights) -> dict[str, Floats]:
    points = parts(values, weights)
    return {
        **dict(zip(PARTS, points, strict=True)),
        "score": np.round(points.sum(axis=0), 2),
        "effective_households": np.round(values.effective, 1),
        "rate_corrected": np.where(np.isnan(units), np.nan, np.round(values.effective_rate, 2)),
        "mean_vulnerability": np.round(values.vulnerability, 3),
        "mean_urgency": np.round(values.urgency, 3),
        "access_value": np.round(values.access, 3),
        "reporting": np.round(values.reporting, 2),
    }


def _ranked(frame: pd.DataFrame, groups: Groups, values: Values, common: Priors, run: Run) -> pd.DataFrame:
    """Ranks by score (ties: more households, then id), and what the draws and changed weights make of them."""
    order = frame.sort_values(["score", "households", "hotspot_id"], ascending=[False, False, True]).index
    rank = pd.Series(np.arange(1, len(frame) + 1), index=order).reindex(frame.index)
    units = units_of(frame)
    noisy = drawn_values(groups, units, values.access, common, run.weights, run.draws, run.seed)
    drawn_scores = scores(noisy, np.array(run.weights.shares))
    doubt = standing(drawn_scores, run.k)
    low, high = np.quantile(drawn_scores, (0.05, 0.95), axis=1)
    shares = drawn_shares(run.weights, run.draws, run.seed)
    changed = standing(np.asarray(100.0 * values.stacked().T @ shares), run.k)
    return frame.assign(
        rank=rank,
        rank_low=np.minimum(doubt.low, rank),
        rank_high=np.maximum(doubt.high, rank),
        p_top_k=doubt.p_top_k,
        score_low=np.round(low, 2),
        score_high=np.round(high, 2),
        rank_low_weights=np.minimum(changed.low, rank),
        rank_high_weights=np.maximum(changed.high, rank),
        p_top_k_weights=changed.p_top_k,
    )


def uncovered(households: pd.DataFrame, places: pd.DataFrame, visited: pd.DataFrame, *, now: datetime) -> pd.DataFrame:
    """Unmet households that no hotspot can hold, with the reason: schema ``UNCOVERED``.

    Served households are neither here nor in a hotspot: rows in = served + in hotspots + uncovered.
    """
    _check(households, places, visited, now)
    if households.empty:
        return UNCOVERED.empty()
    frame = households[~served(households, visited, now)].reset_index(drop=True)
    lost = frame[gather(frame, places).primary < 0]
    name = lost["place_id"].map(places.set_index("place_id")["name"]).fillna("")
    is_place = (name != "").to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "household_id": lost["household_id"].to_numpy(),
            "place_id": lost["place_id"].to_numpy(),
            "place_name": name.to_numpy(),
            "reason": np.where(is_place, "place_without_coordinate", "no_place_no_coordinate"),
            "action": np.where(is_place, "give the place a coordinate in the gazetteer", "resolve the address by hand"),
        }
    )
