"""Silent places on made-up towns: how often the stated interval holds, who is found, who is accused in error."""

from __future__ import annotations

import numpy as np

from planner.roles import Role
from planner.scoring.silent import LEVEL, judged
from planner.scoring.spans import lower_ends, upper_ends
from planner.scoring.usual import usual_rate


def town(seed: int, *, silent: float, spread: float, n: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units, households heard, and which places are silent: a tenth of what they would bring is heard of them."""
    rng = np.random.default_rng(seed)
    units = np.exp(rng.uniform(np.log(60), np.log(1900), n)).astype(int)
    rate = 0.035 * (rng.gamma(1 / spread**2, spread**2, n) if spread else np.ones(n))
    quiet = rng.random(n) < silent
    return units, rng.poisson(units * rate * np.where(quiet, 0.1, 1.0)), quiet


def found_in(units: np.ndarray, heard: np.ndarray, role: Role) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the places called silent, and for every place whether the stated 90 % hold what was heard."""
    low, high = lower_ends(heard, role), upper_ends(heard, role)
    told = judged(units, high, usual_rate((low + high) / 2.0, units.astype(float)))
    inside = (told["low"] <= heard) & (heard <= told["high"])
    return np.flatnonzero((told["q"] <= LEVEL) & (high < told["expected"])), inside.to_numpy()


def silence(towns: int) -> None:
    """Coverage of the stated interval over places that are not silent, and what is found and accused."""
    print(f"# silent places, {towns} towns of 120 places; silent ones bring a tenth")
    for spread in (0.0, 0.3, 0.6):
        for silent in (0.0, 0.1, 0.2):
            rows = []
            for seed in range(towns):
                units, heard, quiet = town(seed, silent=silent, spread=spread)
                found, inside = found_in(units, heard, Role.PLANNER)
                public, _ = found_in(units, heard, Role.ANALYST)
                rows.append((inside[~quiet].mean(), (~quiet[found]).sum(), quiet[found].sum(),
                             quiet[public].sum(), quiet.sum()))  # fmt: skip
            held, accused, hit, public_hit, true = np.array(rows, dtype=float).T
            all_true, all_told = max(true.sum(), 1), max(accused.sum() + hit.sum(), 1)
            print(
                f"rates vary by {spread:.1f}, {silent:.0%} silent: {100 * held.mean():.1f} % held; "
                f"found {hit.sum() / all_true:.2f} ({public_hit.sum() / all_true:.2f} from spans of 10); "
                f"{accused.mean():.1f} accused a town, {100 * accused.sum() / all_told:.0f} % of all told",
                flush=True,
            )
