"""From evidence to a probability: a logistic model over named features, with frozen weights."""

from __future__ import annotations

import math
from collections.abc import Mapping

from planner.geo.calibrate_weights import WEIGHTS

BIAS = "bias"


def probability(features: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """The chance that a placement with these features is right; an unknown feature counts nothing."""
    total = weights[BIAS] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def expected_calibration_error(probabilities: list[float], outcomes: list[bool], bins: int = 10) -> float:
    """Mean gap between probability and share of right answers over equal-width bins, weighted by their rows.

    The usual ECE of Naeini, Cooper and Hauskrecht (2015); 0 for no rows.
    """
    return sum(abs(mean - share) * count for _, count, mean, share in reliability(probabilities, outcomes, bins)) / max(
        1, len(probabilities)
    )


def reliability(
    probabilities: list[float], outcomes: list[bool], bins: int = 10
) -> list[tuple[float, int, float, float]]:
    """Per non-empty bin: its lower edge, rows, mean probability and share of right answers."""
    table = []
    for number in range(bins):
        rows = [
            (p, right)
            for p, right in zip(probabilities, outcomes, strict=True)
            if min(bins - 1, int(p * bins)) == number
        ]
        if rows:
            mean, share = sum(p for p, _ in rows) / len(rows), sum(right for _, right in rows) / len(rows)
            table.append((number / bins, len(rows), mean, share))
    return table
