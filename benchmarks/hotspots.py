"""Hotspots: time, memory and growth, Gi* beside esda, covering beside brute force and spopt, recall and calibration.

Run by hand: ``python -m benchmarks.hotspots [--referrals N] [--towns N] [--only PART]``.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import warnings
from datetime import datetime

import numpy as np
import pandas as pd
import pulp
from esda.getisord import G_Local
from libpysal.weights import KNN
from spopt.locate import MCLP

from benchmarks.hotspot_silence import silence
from benchmarks.hotspot_truth import calibration, recall
from planner.model.need import NeedWeights
from planner.scoring import hotspots
from planner.scoring.clusters import gi_star
from planner.scoring.cover import CoverProblem, cover
from planner.units import ZONE

NOW = datetime(2021, 7, 6, 9, tzinfo=ZONE)
CHANNELS = ["talian_kasih", "whatsapp", "police", "community_leader", "police;whatsapp", "jkm_ops", "social_media"]
NEEDS = ["food", "food;infant", "income", "unclassified", "food;medicine", "elderly_care", "disability"]


def referral_rows(n: int, places: int, seed: int) -> pd.DataFrame:
    """``n`` referrals of about 0.7 n households with all that scoring reads."""
    rng = np.random.default_rng(seed)
    household = rng.integers(0, int(0.95 * n), n)  # about 0.65 n different ones
    home = (household * 2654435761 % 2**32) % places
    return pd.DataFrame(
        {
            "household": household,
            "place": home,
            "channel": rng.integers(0, len(CHANNELS), n),
            "days": rng.exponential(8.0, n),
            "need": rng.integers(0, len(NEEDS), n),
        }
    )


def households_of(rows: pd.DataFrame, places: int, seed: int) -> pd.DataFrame:
    """Referrals gathered by known household, as the intake room hands them over."""
    groups = rows.groupby("household", sort=True)
    first = groups.agg(place=("place", "first"), referrals=("place", "size"), oldest=("days", "max"),
                       newest=("days", "min"), channel=("channel", "first"), need=("need", "first"))  # fmt: skip
    n, rng = len(first), np.random.default_rng([seed, 1])
    other = (first["place"].to_numpy() + rng.integers(1, places, n)) % places
    people = {
        name: pd.array(rng.binomial(size, share, n), dtype="Int64")
        for name, size, share in [
            ("children", 3, 0.4),
            ("elderly", 2, 0.15),
            ("disabled", 1, 0.08),
            ("infants", 1, 0.1),
        ]
    }
    return pd.DataFrame(
        {
            "household_id": "h" + first.index.astype(str),
            "place_id": "p" + first["place"].astype(str).to_numpy(),
            "place_probability": np.round(rng.beta(8, 1.5, n), 3),
            "runner_up_id": np.char.add("p", other.astype(str)),
            "level": "unit",
            "lon": np.nan,
            "lat": np.nan,
            "referrals": first["referrals"].to_numpy(),
            "channels": np.array(CHANNELS)[first["channel"].to_numpy()],
            "first_at": pd.Timestamp(NOW) - pd.to_timedelta(first["oldest"].to_numpy(), unit="D"),
            "last_at": pd.Timestamp(NOW) - pd.to_timedelta(first["newest"].to_numpy(), unit="D"),
            "needs": np.array(NEEDS)[first["need"].to_numpy()],
            "household_size": pd.array(rng.integers(1, 9, n), dtype="Int64"),
            **people,
            "is_bedridden": rng.random(n) < 0.02,
        }
    )


def town(places: int, seed: int) -> pd.DataFrame:
    """Places with 100 to 3,000 units over the Klang valley."""
    rng = np.random.default_rng([seed, 2])
    return pd.DataFrame(
        {
            "place_id": [f"p{i}" for i in range(places)],
            "name": [f"Tempat {i}" for i in range(places)],
            "kind": "ppr",
            "lon": rng.uniform(101.4, 101.9, places),
            "lat": rng.uniform(2.8, 3.4, places),
            "police_district": rng.choice(["Sentul", "Cheras", "Brickfields", "Wangsa Maju", "Dang Wangi"], places),
            "parliament": "P.115 Batu",
            "units": pd.array(rng.integers(100, 3000, places), dtype="Int64"),
            "grade": "medium",
        }
    )


def growth(most: int, places: int) -> None:
    """Seconds and peak memory from referral rows to ranked hotspots with 200 draws, beside a plain groupby count."""
    print(f"# growth: referrals to ranked hotspots, {places} places, 200 draws")
    print(" referrals households  gather s  score s  total s    cpu s  count s  peak GB")
    visits = pd.DataFrame(
        {
            "place_id": pd.Series([], dtype="str"),
            "visited_at": pd.Series([], dtype="datetime64[ns, Asia/Kuala_Lumpur]"),
            "households": pd.Series([], dtype="int64"),
        }
    )
    for n in [most // 100, most // 10, most // 3, most]:
        rows, where = referral_rows(n, places, 1), town(places, 1)
        start, cpu = time.perf_counter(), time.process_time()
        households = households_of(rows, places, 1)
        gathered = time.perf_counter()
        hotspots(households, where, visits, weights=NeedWeights(), now=NOW, seed=1, draws=200)
        done, cpu = time.perf_counter(), time.process_time() - cpu
        rows.groupby("place").size().sort_values()
        plain = time.perf_counter() - done
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{n:>10} {len(households):>10} {gathered - start:>9.1f} {done - gathered:>8.1f} "
              f"{done - start:>8.1f} {cpu:>8.1f} {plain:>8.2f} {peak:>8.2f}", flush=True)  # fmt: skip


def clustering() -> None:
    """Largest difference of our Gi* from esda's own on its example data, and what each costs from a cold start."""
    print("# Gi*: beside esda on the points and values of its documentation, and on 500 random points")
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
    values = np.array([2, 3, 3.2, 5, 8, 7.0])
    rng = np.random.default_rng(1)
    for name, at, y in [("documentation", points, values), ("random", rng.random((500, 2)), rng.gamma(2, size=500))]:
        k = min(8, len(y) - 1) if len(y) > 6 else 3
        start = time.perf_counter()
        ours = gi_star(y, at, neighbours=k, seed=1)
        middle = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = G_Local(y, KNN.from_array(at, k=k), transform="B", star=True, permutations=9999, seed=1, n_jobs=1)
        end = time.perf_counter()
        p = np.minimum(2 * theirs.p_sim, 1.0)
        print(f"{name}: z differs by {np.abs(ours.z - theirs.Zs).max():.1e}, p by {np.abs(ours.p - p).max():.3f}; "
              f"{middle - start:.1f} s here, {end - middle:.1f} s there")  # fmt: skip


def covering() -> None:
    """Covering beside spopt's MCLP with CBC: optimum and seconds."""
    print("# covering: k = 10, no capacity, beside spopt MCLP (CBC); with a capacity of 300 only here")
    for n in (100, 300, 700):
        rng = np.random.default_rng(n)
        at = rng.uniform(0, 15_000, (n, 2))
        near = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) <= 800
        reach = tuple((j, *[int(i) for i in np.flatnonzero(near[j]) if i != j]) for j in range(n))
        worth, homes = rng.integers(100, 1000, n), rng.integers(5, 300, n)
        lines = []
        for capacity in (10**6, 300):
            problem = CoverProblem(tuple(worth.tolist()), tuple(homes.tolist()), reach, ("",) * n, 10, capacity)
            start = time.perf_counter()
            found = cover(problem, seed=1, time_limit_s=30)
            lines.append((found.objective, found.bound, time.perf_counter() - start))
        start = time.perf_counter()
        oracle = MCLP.from_cost_matrix(np.where(near, 0.0, 9.0), worth * homes, service_radius=1.0, p_facilities=10)
        oracle.solve(pulp.PULP_CBC_CMD(msg=False))
        value = round(oracle.problem.objective.value())
        print(f"{n} places: {lines[0][0]} (bound {lines[0][1]}, {lines[0][2]:.2f} s), spopt {value} "
              f"({time.perf_counter() - start:.2f} s); capacity 300: {lines[1][0]} (bound {lines[1][1]}, "
              f"{lines[1][2]:.2f} s)", flush=True)  # fmt: skip


def main() -> int:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--referrals", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=1500)
    parser.add_argument("--towns", type=int, default=40)
    parser.add_argument("--only", choices=["growth", "clustering", "covering", "truth", "silence"])
    asked = parser.parse_args()
    parts = {
        "growth": lambda: growth(asked.referrals, asked.places),
        "clustering": clustering,
        "covering": covering,
        "truth": lambda: (recall(asked.towns), calibration(asked.towns)),
        "silence": lambda: silence(asked.towns),
    }
    for name, part in parts.items():
        if asked.only in {None, name}:
            part()
    return 0


if __name__ == "__main__":
    sys.exit(main())
