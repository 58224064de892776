"""Made-up towns whose true need is known, and how well it is found again.

Everything differs from what scoring assumes: rates are lognormal, not gamma; vulnerability comes from people drawn one
by one; geocoding errs as often as it says it does. Reporting is one of :data:`REPORTING`: even; in steps (a quarter of
the places call 0.35 times a needy household, the most 1, some 2.5 times); spread (lognormal, a tenfold difference
between the tenth and the ninetieth place); or with campaigns (steps, and in every eighth place one channel brings
up to as many again, who are not in need).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from planner.model.need import NeedWeights
from planner.scoring import hotspots
from planner.units import ZONE

NOW = datetime(2021, 7, 6, 9, tzinfo=ZONE)
WEIGHTS = NeedWeights()
NO_VISITS = pd.DataFrame(
    {
        "place_id": pd.Series([], dtype="str"),
        "visited_at": pd.Series([], dtype="datetime64[ns, Asia/Kuala_Lumpur]"),
        "households": pd.Series([], dtype="int64"),
    }
)


@dataclass(frozen=True)
class Town:
    """What is observed, and per place the truth behind it: shares, people in need, calls per household, campaign."""

    households: pd.DataFrame
    places: pd.DataFrame
    share: np.ndarray
    fragile: np.ndarray
    wait: np.ndarray
    volume_factor: np.ndarray
    calls: np.ndarray
    campaign: np.ndarray


REPORTING = ("even", "steps", "spread", "campaigns")


def make_town(seed: int, *, n: int = 75, doubt: bool = True, report: str = "steps") -> Town:
    """A town of ``n`` places with 60 to 1,900 units whose households report as ``report`` of :data:`REPORTING` says."""
    rng = np.random.default_rng(seed)
    units = np.exp(rng.uniform(np.log(60), np.log(1900), n)).astype(int)
    share = np.minimum(rng.lognormal(np.log(0.035), 0.7, n), 0.4)
    fragile, wait = rng.beta(3, 5, n), rng.gamma(6.0, 1.2, n)
    calls = np.full(n, 1.0)
    if report in {"steps", "campaigns"}:
        calls *= rng.choice([0.35, 1.0, 2.5], n, p=[0.25, 0.6, 0.15])
    elif report == "spread":
        calls *= rng.lognormal(0.0, 0.9, n)
    campaign = rng.random(n) < (0.125 if report == "campaigns" else 0.0)
    frames = []
    for i in range(n):
        needy = rng.poisson(units[i] * share[i])
        times = rng.poisson(calls[i], needy) if report != "even" else 1 + rng.poisson(0.4, needy)
        times = times[times > 0]
        frames.append(_households(i, times, fragile[i], wait[i], rng))
        if campaign[i]:
            loud = np.ones(int(rng.uniform(0.0, 1.0) * len(times)), dtype=int)
            frames.append(_households(i, loud, fragile[i], wait[i], rng).assign(channels="social_media"))
    households = pd.concat(frames, ignore_index=True)
    households["household_id"] = [f"h{i}" for i in range(len(households))]
    if doubt:
        households = _misplaced(households, n, rng)
    places = pd.DataFrame({
        "place_id": [f"p{i}" for i in range(n)], "name": [f"Tempat {i}" for i in range(n)], "kind": "ppr",
        "lon": rng.uniform(101.6, 101.75, n), "lat": rng.uniform(3.05, 3.25, n), "police_district": "Sentul",
        "parliament": "P.115 Batu", "units": pd.array(units, dtype="Int64"), "grade": "high",
    })  # fmt: skip
    return Town(households, places, share, fragile, wait, units * share, calls, campaign)


def _households(place: int, times: np.ndarray, fragile: float, wait: float, rng: np.random.Generator) -> pd.DataFrame:
    n = len(times)
    days = rng.gamma(4.0, wait / 4.0, n)
    zero = pd.array(np.zeros(n, dtype=int), dtype="Int64")
    return pd.DataFrame({
        "household_id": "", "place_id": f"p{place}", "place_probability": 1.0, "runner_up_id": "", "level": "unit",
        "lon": np.nan, "lat": np.nan, "referrals": times,
        "channels": rng.choice(["talian_kasih", "whatsapp", "police", "community_leader"], n),
        "first_at": pd.Timestamp(NOW) - pd.to_timedelta(days, unit="D"),
        "last_at": pd.Timestamp(NOW) - pd.to_timedelta(np.minimum(days, 2.0), unit="D"),
        "needs": "food", "household_size": pd.array(np.full(n, 4), dtype="Int64"), "children": zero,
        "elderly": pd.array(rng.binomial(1, fragile, n), dtype="Int64"),
        "disabled": pd.array(rng.binomial(1, fragile, n), dtype="Int64"),
        "infants": pd.array(rng.binomial(1, fragile, n), dtype="Int64"),
        "is_bedridden": False,
    })  # fmt: skip


def _misplaced(households: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Move each household to a wrong place as often as its stated probability admits, the true one runner-up."""
    size = len(households)
    stated = rng.beta(8, 1.2, size)
    true = households["place_id"].str[1:].astype(int).to_numpy()
    other = (true + rng.integers(1, n, size)) % n
    is_wrong = rng.random(size) > stated
    shown, runner = np.where(is_wrong, other, true), np.where(is_wrong, true, other)
    return households.assign(
        place_id=np.char.add("p", shown.astype(str)), runner_up_id=np.char.add("p", runner.astype(str)),
        place_probability=stated,
    )  # fmt: skip


def score(town: Town, seed: int = 1, draws: int = 200) -> pd.DataFrame:
    """Hotspots of the town."""
    return hotspots(town.households, town.places, NO_VISITS, weights=WEIGHTS, now=NOW, seed=seed, k=10, draws=draws)


def true_score(town: Town) -> np.ndarray:
    """The score each place would have if its rate, vulnerability and wait were known: same formula, other eyes."""
    rng = np.random.default_rng(99)
    units = town.places["units"].to_numpy(dtype=float)
    points, scales = WEIGHTS.points, WEIGHTS.scales
    people = rng.random((3, 4000))
    result = []
    for i, home in enumerate(units):
        e, d, b = (people < town.fragile[i]).astype(float)
        fragile = np.minimum(points.elderly * e + points.disabled * d + points.infant * b, 1.0).mean()
        days = rng.gamma(4.0, town.wait[i] / 4.0, 20_000)
        urgent = 0.7 * (days / (days + WEIGHTS.target_wait_days)).mean() + 0.3
        factor = np.power(0.5, np.minimum(days, 2.0) / WEIGHTS.half_life_days).mean()
        n, rate = home * town.share[i] * factor, 100 * town.share[i] * factor
        volume = 0.5 * n / (n + scales.households) + 0.5 * rate / (rate + scales.rate)
        result.append(100 * (WEIGHTS.volume * volume + WEIGHTS.vulnerability * fragile + WEIGHTS.urgency * urgent))
    return np.array(result)


def recall(towns: int) -> None:
    """How many of the ten places truly in greatest need are among the first ten, by several ways of ranking."""
    print(f"# top-10 recall, mean of {towns} towns of 75 places; four truths")
    found: dict[tuple[str, str], list[float]] = {}
    for seed in range(towns):
        town = make_town(seed)
        table = score(town, draws=2).set_index("place_id").reindex(town.places["place_id"])
        units = town.places["units"].to_numpy(dtype=float)
        heard = table["households"].fillna(0).to_numpy(dtype=float)
        ways = {
            "pins (referrals)": table["referrals"].fillna(0).to_numpy(dtype=float),
            "households": heard,
            "rate, unshrunk": heard / units,
            "rate, shrunk": table["rate"].fillna(0).to_numpy(dtype=float),
            "corrected rate": table["rate_corrected"].fillna(0).to_numpy(dtype=float),
            "need score": table["score"].fillna(0).to_numpy(dtype=float),
            "score of the truth": true_score(town),
        }
        truths = {
            "share in need": town.share,
            "severity": town.share * town.fragile * town.wait,
            "people in severe need": town.volume_factor * town.fragile * town.wait,
            "what the score means": true_score(town),
        }
        for truth, value in truths.items():
            best = set(np.argsort(-value)[:10])
            for way, values in ways.items():
                hits = len(best & set(np.argsort(-values, kind="stable")[:10])) / 10
                found.setdefault((way, truth), []).append(hits)
    for way in dict.fromkeys(way for way, _ in found):
        print(f"{way:>18}: " + ", ".join(f"{t} {np.mean(v):.2f}" for (w, t), v in found.items() if w == way))


def held(towns: range, *, doubt: bool, report: str) -> pd.DataFrame:
    """A row for every place heard of: whether the stated interval holds its true rank, its P(top 10), whether it is
    in it, and what is special about its reporting (quiet, loud, campaign)."""
    found = []
    for seed in towns:
        town = make_town(seed, doubt=doubt, report=report)
        table = score(town).set_index("place_id")
        ids = town.places["place_id"]
        rank = pd.Series(true_score(town), index=ids).reindex(table.index).rank(ascending=False)
        special = np.select([town.campaign, town.calls < 0.5, town.calls > 2.0], ["campaign", "quiet", "loud"], "usual")
        found.append(
            pd.DataFrame(
                {
                    "inside": (table["rank_low"] <= rank) & (rank <= table["rank_high"]),
                    "chance": table["p_top_k"],
                    "happened": rank <= 10,
                    "reporting": pd.Series(special, index=ids).reindex(table.index),
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def calibration(towns: int) -> None:
    """How often the stated 90 % rank interval holds the true rank, and P(top 10) beside what happened."""
    print(f"# stated 90 % rank intervals, {towns} towns of 75 places each")
    for report in REPORTING:
        for doubt in (False, True):
            rows = held(range(1000, 1000 + towns), doubt=doubt, report=report)
            bins = np.digitize(rows["chance"], [0.2, 0.4, 0.6, 0.8])
            means = rows.groupby(bins)[["chance", "happened"]].mean()
            told = "; ".join(f"said {said:.2f} was {was:.2f}" for said, was in means.itertuples(index=False))
            kinds = ", ".join(f"{k} {100 * v:.1f} %" for k, v in rows.groupby("reporting")["inside"].mean().items())
            name = f"{report}, placement {'in doubt' if doubt else 'certain'}"
            share = 100 * rows["inside"].mean()
            print(f"{name}: {share:.1f} % of {len(rows)} held ({kinds}); P(top 10): {told}", flush=True)
