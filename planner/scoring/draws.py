"""Doubt drawn through the ranking: where households live, what small samples hide, and how parts are weighed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.need import NeedWeights, Reporting
from planner.scoring.doubt import Groups, drawn
from planner.scoring.loudness import reporting
from planner.scoring.need import Priors, Values, counted_share, measure, volume
from planner.scoring.rates import NormalPrior, shrunk_mean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_FREE = (0.25, 4.0)  # a drawn reporting rate, relative to the usual one


@dataclass(frozen=True, slots=True)
class Standing:
    """For each spot: the chance to be among the first k, and the ranks that hold 90 % of the draws."""

    p_top_k: Floats
    low: Ints
    high: Ints


def ranks(scores: Floats) -> Ints:
    """Rank of each spot in each draw (spots × draws), 1 for the highest score; ties by row."""
    order = np.argsort(-scores, axis=0, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, len(scores) + 1)[:, None], axis=0)
    return place.astype(np.int64)


def standing(scores: Floats, k: int) -> Standing:
    """What the draws of the scores (spots × draws) say about each spot's rank."""
    place = ranks(scores)
    # Ranks are whole: outward quantiles would hold more than the 90 % stated, so the inner ones are taken.
    low = np.quantile(place, 0.05, axis=1, method="higher")
    high = np.quantile(place, 0.95, axis=1, method="lower")
    return Standing(np.asarray((place <= k).mean(axis=1)), low.astype(np.int64), high.astype(np.int64))


def drawn_values(
    groups: Groups, units: Floats, access: Floats, common: Priors, weights: NeedWeights, draws: int, seed: int
) -> Values:
    """The four values, spots × draws, with placement and sampling noise drawn anew in each."""
    rng = np.random.default_rng([seed, 1])
    sums = drawn(groups, draws, rng)
    households = measure(sums, "households")
    known = ~np.isnan(units)[:, None]
    exposure = np.where(known, units[:, None], 1.0)
    rate = rng.gamma(common.rate.shape + households) / (common.rate.rate + exposure)
    loose = rng.gamma(households + 0.5)
    more = _drawn_more(measure(sums, "damped"), weights.reporting, rng)
    report = _drawn_reporting(sums, more, common, weights.reporting, rng)
    counted = counted_share(households, measure(sums, "volume") + more * measure(sums, "damped"), common)
    size, effective, per_100 = volume(rate, counted, report, units[:, None], loose, common, weights)
    known_n, fragile = measure(sums, "known"), measure(sums, "vulnerable")
    return Values(
        volume=size,
        vulnerability=_drawn_mean(known_n, fragile, common.vulnerability, rng),
        urgency=_drawn_mean(households, measure(sums, "urgent"), common.urgency, rng),
        access=access[:, None],
        effective=effective,
        effective_rate=per_100,
        reporting=report,
    )


def _drawn_mean(n: Floats, total: Floats, prior: NormalPrior, rng: np.random.Generator) -> Floats:
    mean, deviation = shrunk_mean(n, total, prior)
    return np.clip(rng.normal(mean, deviation), 0.0, 1.0)


def _drawn_more(damped: Floats, rules: Reporting, rng: np.random.Generator) -> Floats:
    """What each place's damped households count beyond the settled discount, as a share of what it took off them.

    Nobody knows how much of a loud channel is noise: the settled discount is the mean of a beta that, at one half, is
    even from "all of it" to "none of it". One draw holds for the place's volume and for its repeats.
    """
    kept = rules.discount
    if not 0.0 < kept < 1.0 or not damped.any():
        return np.zeros_like(damped)
    return np.asarray((rng.beta(2.0 * kept, 2.0 * (1.0 - kept), size=damped.shape) - kept) / (1.0 - kept))


def _drawn_reporting(sums: Floats, more: Floats, common: Priors, rules: Reporting, rng: np.random.Generator) -> Floats:
    """The reporting rate from repeats, as far as places differ in these data.

    ``rules.prior`` and ``rules.limits`` say how far the score follows what a place's repeats suggest. They are a
    caution, not knowledge, so the doubt keeps to the spread that is seen and to limits wide enough not to be met.
    """
    if common.twice <= 0.0 or rules.strength == 0.0:
        return np.ones_like(more)
    once = measure(sums, "once") + more * measure(sums, "once_damped")
    twice = measure(sums, "twice") + more * measure(sums, "twice_damped")
    first = common.repeats * common.twice + np.maximum(twice, 0.0)
    second = common.repeats * (1.0 - common.twice) + np.maximum(once, 0.0)
    return reporting(rng.beta(first, np.maximum(second, 1e-9)), common.twice, replace(rules, limits=_FREE))


def scores(values: Values, shares: Floats) -> Floats:
    """Score 0…100 of each spot in each draw; ``shares`` is one set of four, or four × draws."""
    weighted = values.stacked() * (shares[:, None, None] if shares.ndim == 1 else shares[:, None, :])
    return np.asarray(100.0 * weighted.sum(axis=0))


def drawn_shares(weights: NeedWeights, draws: int, seed: int) -> Floats:
    """Four × draws: shares spread around the settled ones by a Dirichlet; a share of 0 stays 0."""
    rng = np.random.default_rng([seed, 2])
    settled = np.array(weights.shares)
    drawn_ones = rng.gamma(np.maximum(settled * weights.weight_doubt, 1e-12)[:, None], size=(4, draws))
    drawn_ones[settled == 0.0] = 0.0
    return np.asarray(drawn_ones / drawn_ones.sum(axis=0))
