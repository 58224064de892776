"""The chance of each recommended stop: how often its households would be reached if the scores fell otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.scoring.cover import Cover, CoverProblem

Floats = NDArray[np.float64]
DRAWS = 200
_SPREAD = 3.29  # standard deviations between the 5 % and the 95 % quantile of a normal


def chances(
    frame: pd.DataFrame, problem: CoverProblem, found: Cover, *, severity: float, seed: int
) -> dict[int, float]:
    """For each chosen site the share of draws in which its households are among those the ``k`` next stops reach.

    In each draw every hotspot of ``frame`` (rows as in ``problem``) gets a score from between ``score_low`` and
    ``score_high``, and the stops are chosen anew, one after the other by what each adds: a stop whose neighbour would
    do as well keeps its chance, because its people are reached. Floors and caps are no doubt and are left out.
    Without those columns there is no answer, and the mapping is empty.
    """
    if not {"score_low", "score_high"} <= set(frame.columns) or not found.sites:
        return {}
    score, low, high = (frame[name].to_numpy(dtype=float)[:, None] for name in ("score", "score_low", "score_high"))
    rng = np.random.default_rng([seed, 4])
    drawn = np.clip(rng.normal(score, np.maximum(high - low, 0.0) / _SPREAD, size=(len(frame), DRAWS)), 0.0, 100.0)
    reached = _reached(problem, drawn**severity)
    result = {}
    for site in found.sites:
        rows = [(place, amount) for place, where, amount in found.served if where == site]
        if rows:
            places, amounts = (np.array(column) for column in zip(*rows, strict=True))
            result[site] = float((amounts @ reached[places]).mean() / amounts.sum())
    return result


def _reached(problem: CoverProblem, worth: Floats) -> Floats:
    """Places × draws: the share of each place's households reached by ``k`` stops chosen one after the other."""
    places = [place for reach in problem.reach for place in reach]
    sites = [site for site, reach in enumerate(problem.reach) for _ in reach]
    count = len(problem.reach)
    serves = csr_array((np.ones(len(places)), (sites, places)), shape=(count, count))
    households = np.array(problem.households, dtype=float)[:, None]
    left = np.ones_like(worth)
    draw = np.arange(worth.shape[1])
    for _ in range(min(problem.k, count)):
        coming = serves @ (left * households)
        fits = np.minimum(1.0, problem.capacity / np.maximum(coming, 1e-9))  # people of all places come alike
        best = np.argmax(fits * (serves @ (left * households * worth)), axis=0)
        taken = (serves.T[:, best].toarray()) * fits[best, draw]
        left *= 1.0 - taken
    return np.asarray(1.0 - left)
