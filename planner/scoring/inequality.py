"""How unevenly something is spread: Gini and Theil figures, weighted by households."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def gini(values: Floats, weights: Floats) -> float:
    """Gini figure of ``values`` per household with ``weights`` households each: 0 even, towards 1 uneven.

    Half the mean absolute difference over the mean, the definition itself; 0 when nothing was given at all.
    """
    mean = float((values * weights).sum() / weights.sum())
    if mean <= 0:
        return 0.0
    difference = np.abs(values[:, None] - values[None, :]) * weights[:, None] * weights[None, :]
    return float(difference.sum() / (2.0 * mean * weights.sum() ** 2))


def theil(values: Floats, weights: Floats) -> float:
    """Theil's T of ``values`` with ``weights``: 0 even; areas with nothing count as the limit 0."""
    share = weights / weights.sum()
    mean = float((values * share).sum())
    if mean <= 0:
        return 0.0
    relative = values / mean
    safe = np.where(relative > 0, relative, 1.0)
    return float((share * relative * np.log(safe)).sum())
