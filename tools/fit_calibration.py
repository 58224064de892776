"""Fits the weights of the geocoder's probabilities and writes them down.

``python -m tools.fit_calibration [--count 24000] [--seed 7]`` makes addresses with :mod:`tools.address_noise`, reads
them with the geocoder, fits a logistic regression (ridge, signs fixed by meaning) of "the best guess is right" on its
evidence, prints the reliability on addresses held out, and writes ``planner/geo/calibrate_weights.py``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from planner.adapters.gazetteer_files import load_gazetteer
from planner.geo.calibrate import BIAS, expected_calibration_error, probability, reliability
from planner.geo.geocode import Geocoder
from tools.address_noise import make

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "planner" / "geo" / "calibrate_weights.py"
SPEAKS_FOR = frozenset(("postcode_fits", "support", "long_name", "says_kl", "point_agrees"))
"""Evidence that can only raise a probability; all other evidence can only lower it."""
RIDGE = 0.5
MOST = 9.0
BY_HAND = frozenset(("abbreviated", "two_schemes", "lost_number", "postcode_only", "unknown_area", "unknown_street"))
"""Evidence of a guess among equals or of falling back to something coarser: whether that may stand is a judgement."""
LEAST_ROWS = 25
"""A feature seen in fewer rows keeps the weight it had: too little was learnt about it."""


def evidence(count: int, seed: int) -> tuple[list[dict[str, float]], list[bool]]:
    """The evidence of ``count`` made-up addresses that have a best guess, and whether that guess is right."""
    gazetteer = load_gazetteer(ROOT / "data")
    geocoder = Geocoder(gazetteer)
    features, right = [], []
    for made in make(gazetteer, count, np.random.default_rng(seed)):
        choice = geocoder.read(made.text).choice
        if choice is not None:
            features.append(choice.features)
            right.append(gazetteer.places[choice.anchor.place].place_id in made.places)
    return features, right


def fit(features: list[dict[str, float]], right: list[bool], before: dict[str, float]) -> dict[str, float]:
    """Weights by name, of the sign their meaning demands; features hardly seen keep theirs."""
    seen = {name: sum(name in row for row in features) for name in before if name != BIAS}
    names = sorted(name for name, rows in seen.items() if rows >= LEAST_ROWS and name not in BY_HAND)
    fixed = {name: weight for name, weight in before.items() if name not in names and name != BIAS}
    rows = [k for k, row in enumerate(features) if not any(name in fixed for name in row)]
    table = np.array([[1.0, *(features[k].get(name, 0.0) for name in names)] for k in rows])
    signs = np.where(np.array(right)[rows], 1.0, -1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (table @ weights)
        pull = -signs / (1.0 + np.exp(margins))
        penalty = RIDGE * weights[1:]
        gradient = table.T @ pull
        gradient[1:] += penalty
        return float(np.logaddexp(0.0, -margins).sum() + 0.5 * (penalty @ weights[1:])), gradient

    bounds = [(None, None), *((0.0, MOST) if name in SPEAKS_FOR else (-MOST, 0.0) for name in names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    learnt = {BIAS: found[0], **dict(zip(names, found[1:], strict=True)), **fixed}
    return {name: round(float(weight), 3) for name, weight in learnt.items()}


def write(weights: dict[str, float], count: int, seed: int) -> None:
    """Write the weights as a module."""
    rows = "".join(f'    "{name}": {weight},\n' for name, weight in sorted(weights.items()))
    made_by = f"tools/fit_calibration.py (count {count}, seed {seed})"
    TARGET.write_text(
        f'"""Weights of :mod:`planner.geo.calibrate`; written by {made_by}."""\n\n'
        f"from __future__ import annotations\n\nWEIGHTS: dict[str, float] = {{\n{rows}}}\n",
        encoding="utf-8",
    )


def main() -> None:
    """Fit, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=24000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    from planner.geo.calibrate_weights import WEIGHTS  # noqa: PLC0415 the module is about to be rewritten

    weights = fit(*evidence(asked.count, asked.seed), WEIGHTS)
    features, right = evidence(asked.count // 4, asked.seed + 1)
    chances = [probability(row, weights) for row in features]
    for lower, rows, mean, share in reliability(chances, right):
        print(f"{lower:.1f}  {rows:6}  said {mean:.3f}  was {share:.3f}")
    print(f"expected calibration error on held-out addresses: {expected_calibration_error(chances, right):.4f}")
    write(weights, asked.count, asked.seed)


if __name__ == "__main__":
    main()
