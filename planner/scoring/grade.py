"""How far a hotspot's figures can be relied on: A to E, and the weakest of the reasons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LETTERS = "EDCBA"
REASONS = ("sample", "geocoding", "coordinate", "age")
_COORDINATE = {"high": 4, "medium": 3, "low": 2, "memory": 1}


def grades(
    households: Floats, probability: Floats, coordinate: list[str], age_days: Floats
) -> tuple[list[str], list[str]]:
    """The grade of each hotspot and its weakest reason.

    ``households`` is the sample, ``probability`` the mean placement probability, ``coordinate`` the gazetteer's
    grade, ``age_days`` the median days since households were last heard. Each reason earns 0…4; the grade is their
    mean rounded down, never more than one step above the weakest: one bad source cannot be averaged away.
    """
    steps = np.stack(
        [
            np.digitize(households, [5, 10, 20, 50]),
            np.digitize(probability, [0.4, 0.6, 0.75, 0.9]),
            np.array([_COORDINATE.get(word, 0) for word in coordinate], dtype=np.int64),
            4 - np.digitize(age_days, [3, 7, 14, 30], right=True),
        ]
    )
    weakest = steps.min(axis=0)
    level = np.minimum(steps.mean(axis=0).astype(np.int64), weakest + 1)
    return [LETTERS[i] for i in level], [REASONS[i] for i in steps.argmin(axis=0)]
