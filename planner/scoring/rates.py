"""Rates and means of small places, drawn towards the common value by empirical Bayes, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GammaPrior:
    """Rates per household vary between places like a gamma with this ``shape`` and ``rate`` (mean shape / rate)."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """The usual rate per household."""
        return self.shape / self.rate


def gamma_prior(events: Floats, exposure: Floats) -> GammaPrior:
    """The prior from all places by Marshall's moments (1991, Applied Statistics 40), as esda's Empirical_Bayes.

    Where the counts vary no more than chance would make them, the variance between places is set to 1 % of the
    mean squared instead of 0 or below, so that a posterior exists.
    """
    total = float(exposure.sum())
    if total <= 0:
        return GammaPrior(0.5, 0.5)
    mean = max(float(events.sum()), 0.5) / total
    between = float((exposure * (events / exposure - mean) ** 2).sum()) / total - mean / float(exposure.mean())
    variance = max(between, 0.01 * mean * mean)
    return GammaPrior(shape=mean * mean / variance, rate=mean / variance)


def posterior_mean(events: Floats, exposure: Floats, prior: GammaPrior) -> Floats:
    """Shrunk rate per household of each place."""
    return np.asarray((prior.shape + events) / (prior.rate + exposure))


def posterior_quantile(events: Floats, exposure: Floats, prior: GammaPrior, share: float) -> Floats:
    """The ``share`` quantile of each place's rate per household."""
    return np.asarray(gammaincinv(prior.shape + events, share) / (prior.rate + exposure))


@dataclass(frozen=True, slots=True)
class NormalPrior:
    """Place means vary around ``mean`` with variance ``between``; single households with ``within``."""

    mean: float
    between: float
    within: float


def normal_prior(n: Floats, total: Floats, squares: Floats) -> NormalPrior:
    """The prior of a mean in 0…1 by one-way analysis of variance over places with ``n`` households each."""
    heard = n > 0
    n, total, squares = n[heard], total[heard], squares[heard]
    size = float(n.sum())
    if size <= 0:
        return NormalPrior(0.5, 0.01, 0.05)
    mean = float(total.sum()) / size
    spread = float((squares - total * total / n).sum())
    within = max(spread / max(size - n.size, 1.0), 1e-4)
    among = float((n * (total / n - mean) ** 2).sum()) - (n.size - 1) * within
    effective = size - float((n * n).sum()) / size
    between = max(among / effective, 1e-4) if effective > 0 else 1e-4
    return NormalPrior(mean, between, within)


def shrunk_mean(n: Floats, total: Floats, prior: NormalPrior) -> tuple[Floats, Floats]:
    """Shrunk mean of each place and the standard deviation of what is not known about it."""
    precision = n / prior.within + 1.0 / prior.between
    mean = (total / prior.within + prior.mean / prior.between) / precision
    return np.clip(mean, 0.0, 1.0), np.asarray(1.0 / np.sqrt(precision))
