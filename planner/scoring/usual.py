"""The usual rate of being heard and how it varies between places, fitted so that silent places do not set it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

from planner.scoring.rates import GammaPrior, gamma_prior

Floats = NDArray[np.float64]
QUARTER = 0.25
_BOUNDS = (np.log(0.2), np.log(2000.0))  # of the shape: from wildly different places to none


def at_most(heard: Floats, units: Floats, prior: GammaPrior) -> Floats:
    """Chance that a place with ``units`` brings ``heard`` households or fewer, need varying as between places.

    The negative binomial of the gamma–Poisson model, by the regularised incomplete beta function.
    """
    return np.asarray(betainc(prior.shape, heard + 1.0, prior.rate / (prior.rate + units)))


def usual_rate(heard: Floats, units: Floats) -> GammaPrior:
    """The prior by maximum likelihood from places above the lowest quarter of rates, as a cut sample.

    Each is weighed against its chance of lying above the border: how silent, and how many, the silent are moves
    nothing, and the spread is not cut short, as it is where the lowest are merely left out; that would accuse places
    that are low as places are.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to load

    border = np.floor(np.quantile(heard / units, QUARTER) * units)
    kept = heard > border
    if not kept.any():  # every place is heard alike
        return gamma_prior(heard, units)
    start = gamma_prior(heard[kept], units[kept])

    def prior_of(x: Floats) -> GammaPrior:
        shape = float(np.exp(np.clip(x[0], *_BOUNDS)))
        return GammaPrior(shape, shape / float(np.exp(x[1])))

    def loss(x: Floats) -> float:
        prior = prior_of(x)
        above = np.maximum(1.0 - at_most(border[kept], units[kept], prior), 1e-12)
        return -float((_log_pmf(heard[kept], units[kept], prior) - np.log(above)).sum())

    first = np.array([np.clip(np.log(start.shape), *_BOUNDS), np.log(start.mean)])
    found = minimize(loss, first, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6, "maxiter": 400})
    return prior_of(np.asarray(found.x, dtype=float))


def _log_pmf(heard: Floats, units: Floats, prior: GammaPrior) -> Floats:
    ways = gammaln(heard + prior.shape) - gammaln(prior.shape) - gammaln(heard + 1.0)
    share = prior.rate / (prior.rate + units)
    return np.asarray(ways + prior.shape * np.log(share) + heard * np.log1p(-share))
