"""The need score: four named parts in 0…1, weighted to points that add up to 0…100."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.need import NeedWeights
from planner.scoring.loudness import pooled, repeat_prior, reporting, shrunk_share
from planner.scoring.rates import GammaPrior, NormalPrior, gamma_prior, normal_prior, posterior_mean, shrunk_mean

Floats = NDArray[np.float64]

MEASURES = (
    "households", "volume", "damped", "known", "vulnerable", "vulnerable2", "urgent", "urgent2", "once", "twice",
    "once_damped", "twice_damped",
)  # fmt: skip
"""Per household: 1; decay × channel weight; decay that the channel weight took off; 1 if vulnerability is known, it and
its square; urgency and its square; heard once, and twice, × channel weight, because a campaign's single calls must not
make a place look as if it reported little; and what the channel weight took off these."""
_AT = {name: position for position, name in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class Priors:
    """What is common to all places: the usual rate, vulnerability, urgency and share heard twice."""

    rate: GammaPrior
    vulnerability: NormalPrior
    urgency: NormalPrior
    twice: float
    repeats: float  # how alike places report: households that a place's own repeats must outweigh
    counted: float  # decayed and damped households per waiting household


@dataclass(frozen=True, slots=True)
class Values:
    """The four values in 0…1, each spots or spots × draws, and the numbers behind them."""

    volume: Floats
    vulnerability: Floats
    urgency: Floats
    access: Floats
    effective: Floats  # waiting households, decayed and corrected
    effective_rate: Floats  # the same per 100 households; the usual rate where units are unknown
    reporting: Floats

    def stacked(self) -> Floats:
        """The four values with the part as first axis, in the order of the weights."""
        return np.stack(
            [self.volume, self.vulnerability, self.urgency, np.broadcast_to(self.access, self.volume.shape)]
        )


def measure(sums: Floats, name: str) -> Floats:
    """One measure out of ``sums`` with the measure as first axis."""
    return np.asarray(sums[_AT[name]])


def priors(sums: Floats, units: Floats) -> Priors:
    """Priors from the expected sums (measures × spots) and the units of each spot (NaN unknown)."""
    known = ~np.isnan(units) & (units > 0)
    households = measure(sums, "households")
    total = float(households.sum())
    once, twice = measure(sums, "once"), measure(sums, "twice")
    return Priors(
        rate=gamma_prior(households[known], units[known]),
        vulnerability=normal_prior(measure(sums, "known"), measure(sums, "vulnerable"), measure(sums, "vulnerable2")),
        urgency=normal_prior(households, measure(sums, "urgent"), measure(sums, "urgent2")),
        twice=pooled(once, twice),
        repeats=repeat_prior(once, twice),
        counted=float(measure(sums, "volume").sum()) / total if total else 1.0,
    )


def saturate(x: Floats, half: float) -> Floats:
    """``x / (x + half)``: 0 at 0, one half at ``half``, towards 1."""
    return np.asarray(x / (x + half))


def volume(
    rate: Floats, counted: Floats, report: Floats, units: Floats, loose: Floats, common: Priors, weights: NeedWeights
) -> tuple[Floats, Floats, Floats]:
    """The volume value, effective households, and effective rate per 100.

    ``rate`` per household is used where ``units`` are known. Elsewhere the households come from ``loose`` and the
    rate is taken as the usual one: a place neither gains nor loses by an unknown number of units.
    """
    factor = counted / report
    known = ~np.isnan(units)
    effective = np.where(known, rate * np.where(known, units, 0.0), loose) * factor
    usual = 100.0 * common.rate.mean * common.counted
    effective_rate = np.where(known, 100.0 * rate * factor, usual)
    scales = weights.scales
    value = 0.5 * saturate(effective, scales.households) + 0.5 * saturate(effective_rate, scales.rate)
    return value, effective, effective_rate


def counted_share(households: Floats, volume_sum: Floats, common: Priors) -> Floats:
    """Decayed and damped households per waiting household, drawn a little to the common share in tiny places."""
    return np.asarray((volume_sum + common.counted) / (households + 1.0))


def point_values(sums: Floats, units: Floats, access: Floats, common: Priors, weights: NeedWeights) -> Values:
    """The values at the expected sums (measures × spots), every mean and rate at its posterior mean."""
    households = measure(sums, "households")
    known = ~np.isnan(units)
    exposure = np.where(known, units, 1.0)
    twice = shrunk_share(measure(sums, "once"), measure(sums, "twice"), common.twice, weights.reporting)
    report = reporting(twice, common.twice, weights.reporting)
    counted = counted_share(households, measure(sums, "volume"), common)
    rate = posterior_mean(households, exposure, common.rate)
    size, effective, per_100 = volume(rate, counted, report, units, households, common, weights)
    fragile, _ = shrunk_mean(measure(sums, "known"), measure(sums, "vulnerable"), common.vulnerability)
    urgent, _ = shrunk_mean(households, measure(sums, "urgent"), common.urgency)
    return Values(size, fragile, urgent, access, effective, per_100, report)


def parts(values: Values, weights: NeedWeights) -> Floats:
    """Parts × spots: points of each part, rounded to 0.01; their sum rounded to 0.01 is the score."""
    points = np.stack([100.0 * share * value for share, value in zip(weights.shares, values.stacked(), strict=True)])
    return np.asarray(np.round(points, 2))
