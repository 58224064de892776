"""A synthetic year of a nation: 157 police districts, from raw rows to a one-day plan in every one of them.

    python -m benchmarks.national --rows 40000 --workers 1
    python -m benchmarks.national --rows 2000000 --workers 2 --out national.csv
    python -m benchmarks.national --rows 2000000 --every 8 --workers 1   # a sample, to be timed
    python -m benchmarks.national --rows 2000000 --every 8 --workers 2   # beside two workers

The districts are made up: each is one of the five police districts of the embedded Kuala Lumpur under another number,
with its own people (another seed), its own share of the referrals (log-normal, as districts differ), that district's
vehicles and headquarters, and the whole city's gazetteer and roads to find its way in. A district is one part: it is
generated, received, placed, linked, scored and planned by itself, so that memory does not grow with the nation.
Households heard in two districts stay two. ``--out`` takes a line a district as it is done; the same command goes on
after a break.
"""

from __future__ import annotations

import argparse
import csv
import resource
import statistics
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from planner import synthetic
from planner.adapters.cluster import Here, open_cluster
from planner.frames import VISITED
from planner.model.fleet import Fleet
from planner.model.place import Place
from planner.pipeline.order import Order
from planner.units import ZONE
from planner.workspace import Workspace

DISTRICTS = 157
HOMES = ("Brickfields", "Cheras", "Dang Wangi", "Sentul", "Wangsa Maju")
FIRST, DAYS = date(2021, 1, 1), 365
NOW = datetime(2021, 12, 31, 20, tzinfo=ZONE)
START = date(2022, 1, 3)
SEARCH_S = 1.0
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """One district: its number, how many referrals it hears, and what to plan with."""

    number: int
    rows: int
    seed: int


@dataclass
class Done:
    """What came of a district; seconds are wall clock of its worker, ``peak_gb`` the worker's peak so far."""

    number: int
    rows: int
    accepted: int = 0
    quarantined: int = 0
    protected: int = 0
    households: int = 0
    hotspots: int = 0
    routes: int = 0
    households_planned: int = 0
    generate_s: float = 0.0
    take_s: float = 0.0
    need_s: float = 0.0
    plan_s: float = 0.0
    cpu_s: float = 0.0
    peak_gb: float = 0.0


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    """One for each worker."""
    return Workspace.open()


@lru_cache(maxsize=8)
def fleet_of(home: str) -> Fleet:
    """The vehicles and headquarters of one district; the launch's dated rules and floors are over."""
    fleet = workspace().fleet()
    depots = tuple(depot for depot in fleet.depots if depot.police_district == home)
    ids = {depot.depot_id for depot in depots}
    vehicles = tuple(vehicle for vehicle in fleet.vehicles if vehicle.depot_id in ids)
    return replace(fleet, depots=depots, vehicles=vehicles, rules=(), floors=())


def people_of(places: tuple[Place, ...], part: Part) -> synthetic.SyntheticSet:
    """The year's rows of one district, about its own places."""
    text = (workspace().settings.data_dir / "synthetic" / "phrases.toml").read_text(encoding="utf-8")
    return synthetic.generate(places, tomllib.loads(text), rows=part.rows, seed=part.seed, start=FIRST, days=DAYS)


def one_district(part: Part) -> Done:
    """The whole way of one district."""
    tools, done, cpu = workspace(), Done(part.number, part.rows), time.process_time()
    home = HOMES[part.number % len(HOMES)]
    places = tuple(place for place in tools.gazetteer.places if place.police_district == home)

    def timed(name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        setattr(done, name, time.perf_counter() - began)
        return result

    made = timed("generate_s", lambda: people_of(places, part))
    rows = made.rows.assign(row=range(1, len(made.rows) + 1))
    taken = timed("take_s", lambda: tools.take(rows, channel=None, now=NOW))
    done.accepted, done.quarantined = len(taken.intake.referrals), len(taken.intake.quarantined)
    done.protected, done.households = len(taken.intake.protection), len(taken.linkage.households)
    need = timed(
        "need_s",
        lambda: tools.find_need(taken.linkage.households, VISITED.empty(), now=NOW, seed=part.seed),
    )
    done.hotspots = len(need.hotspots)
    order = Order(start=START, days=1, time_limit_s=SEARCH_S, seed=part.seed, now=NOW, is_demonstration=True)
    result = timed("plan_s", lambda: tools.dispatch(need, fleet=fleet_of(home), order=order))
    assert result.plan is not None
    done.routes = len(result.plan.convoys.routes)
    done.households_planned = sum(v.households for r in result.plan.convoys.routes for v in r.visits)
    done.cpu_s = time.process_time() - cpu
    done.peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return done


def parts_of(rows: int, seed: int) -> list[Part]:
    """The districts with their shares of ``rows``, which add up; every district hears something."""
    weights = np.random.default_rng(seed).lognormal(0.0, 0.8, DISTRICTS)
    shares = np.floor(weights / weights.sum() * (rows - 60 * DISTRICTS)).astype(int) + 60
    shares[int(shares.argmax())] += rows - int(shares.sum())
    return [Part(number, int(count), seed * 1000 + number) for number, count in enumerate(shares)]


def read_done(path: Path | None) -> list[Done]:
    """Districts of an earlier, interrupted run."""
    if path is None or not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        kinds: dict[str, Callable[[str], float]] = {f.name: int if f.type == "int" else float for f in fields(Done)}
        return [Done(**{name: kind(row[name]) for name, kind in kinds.items()}) for row in csv.DictReader(file)]


def keep(path: Path | None, found: list[Done]) -> None:
    """Append a line a district."""
    if path is None:
        return
    is_new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Done)])
        if is_new:
            writer.writeheader()
        writer.writerows(asdict(done) for done in found)


def run(rows: int, workers: int, seed: int, out: Path | None, every: int = 1) -> None:
    """Every district, the largest first so that the last ones are short; then the sums.

    ``every`` 8 takes each eighth of that order, so that the sample has large and small ones as the nation has.
    """
    known = read_done(out)
    wanted = sorted(parts_of(rows, seed), key=lambda part: -part.rows)[every // 2 :: every]
    left = [part for part in wanted if part.number not in {done.number for done in known}]
    cluster = Here() if workers == 1 else open_cluster(f"local:{workers}")
    began, step = time.perf_counter(), 8 * workers
    for start in range(0, len(left), step):
        found = cluster.map(one_district, left[start : start + step])
        keep(out, found)
        known += found
        print(f"  {len(known)} of {len(wanted)} districts, {time.perf_counter() - began:.0f} s", flush=True)
    wall = time.perf_counter() - began
    cluster.close()
    tell(known, wall, workers)


def tell(done: list[Done], wall: float, workers: int) -> None:
    """The nation's sums."""
    total = {name: sum(getattr(part, name) for part in done) for name in asdict(done[0])}
    print(
        f"{total['rows']:,} referrals in {len(done)} districts, {workers} workers: wall {wall:.0f} s, "
        f"processor {total['cpu_s']:.0f} s, peak of a worker {max(part.peak_gb for part in done):.2f} GB"
    )
    print(
        f"  accepted {total['accepted']:,}, quarantined {total['quarantined']:,}, protected {total['protected']:,}, "
        f"households {total['households']:,}, hotspots {total['hotspots']:,}"
    )
    stages = ", ".join(f"{name} {total[name + '_s']:.0f}" for name in ("generate", "take", "need", "plan"))
    print(
        f"  seconds by stage: {stages}; plans in {sum(part.routes > 0 for part in done)} districts, "
        f"{total['routes']} routes, {total['households_planned']:,} households; "
        f"median district {statistics.median(part.rows for part in done):.0f} rows"
    )


def main() -> None:
    """One run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="a sample: one district of so many, by size")
    parser.add_argument("--out", type=Path, help="CSV with a line a district; the same file again goes on")
    given = parser.parse_args()
    run(given.rows, given.workers, given.seed, given.out, given.every)


if __name__ == "__main__":
    main()
