"""Many planners at one store: how long a page's data call takes, and whether anything is lost.

    python -m benchmarks.store --url sqlite:///bench.db --planners 10 --seconds 300
    python -m benchmarks.store --url postgresql://… --planners 20 --seconds 300

Each planner is a process that loads a page (the newest 200 of 20,000 referrals, the plans, the work list), decides a
duplicate, resolves an address and imports a small file, then thinks for a moment, as people do. At the end every act
must be in the store and the record whole. The alternative beside it is the same load without any thinking time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "store"))

from store_people import KEY, NOW, intake

from planner.roles import Role
from planner.store import Store, audit, open_store

ROWS = 20_000
PAGE = 200


def planner(url: str, number: int, seconds: float, think_s: float, results: multiprocessing.Queue) -> None:
    """One planner at work; puts (read times, write times, acts, errors)."""
    store = open_store(url, key=KEY, busy_s=60)
    chance = random.Random(number)
    reads, writes, acts, errors = [], [], 0, []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        now = NOW + timedelta(seconds=acts)
        try:
            reads.append(timed(page, store))
            writes.append(timed(act, store, number, acts, now))
            acts += 1
        except Exception as error:  # noqa: BLE001 — the benchmark counts whatever goes wrong
            errors.append(repr(error))
        time.sleep(chance.uniform(0, 2 * think_s))
    results.put((reads, writes, acts, errors))


def timed(call: Callable[..., None], *words: object) -> float:
    begin = time.perf_counter()
    call(*words)
    return time.perf_counter() - begin


def page(store: Store) -> None:
    """What a page asks for."""
    newest = NOW + timedelta(minutes=ROWS - PAGE)
    assert len(store.referrals(Role.PLANNER, since=newest)) >= PAGE
    store.plans(Role.PLANNER)
    store.quarantined(Role.PLANNER)
    store.revision()


def act(store: Store, number: int, count: int, now: datetime) -> None:
    """Three things a planner does, each its own transaction."""
    words = {"role": Role.PLANNER, "actor": f"planner {number}", "now": now}
    left, right = f"r{number:08d}", f"r{count + 100:08d}"
    store.link_decisions.decide(left, right, is_same=True, reason="the same door", **words)
    store.resolutions.resolve(left, {"place_id": f"p{count}", "level": "block"}, **words)
    start = first_new(number) + count * 5
    brought = intake(5, start=start)
    brought.referrals["received_at"] = NOW  # older than the page's rows: the page stays a page
    store.add_intake(brought, now=now, actor=words["actor"])


def run(url: str, planners: int, seconds: float, think_s: float) -> None:
    """One round, printed and judged."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["planner.store", "store_people"])
    results = context.Queue()
    store = open_store(url, key=KEY)
    before, known = len(store.audit_log(Role.PLANNER)), len(store.referrals(Role.PLANNER))
    people = [context.Process(target=planner, args=(url, n, seconds, think_s, results)) for n in range(planners)]
    for person in people:
        person.start()
    told = [results.get() for _ in people]
    for person in people:
        person.join()
    reads = sorted(value for answer in told for value in answer[0])
    writes = sorted(value for answer in told for value in answer[1])
    acts, errors = sum(answer[2] for answer in told), [error for answer in told for error in answer[3]]
    lost = 3 * acts - (len(store.audit_log(Role.PLANNER)) - before)
    lost_rows = 5 * acts - (len(store.referrals(Role.PLANNER)) - known)
    print(
        f"{store.engine.dialect.name}, {planners} planners, {seconds:.0f} s, thinking {think_s:.1f} s: "
        f"{len(reads)} pages, p50 {1000 * statistics.median(reads):.0f} ms, p95 {p95(reads):.0f} ms; "
        f"{3 * acts} acts, p95 of three {p95(writes):.0f} ms; errors {len(errors)}, lost acts {lost}, "
        f"lost rows {lost_rows}, breaks {len(audit.verify(store))}"
    )
    for error in errors[:3]:
        print("  ", error)
    store.close()


def first_new(number: int) -> int:
    """The first new referral's number of this planner in this round: processes differ, so do their imports."""
    return 1_000_000 + (os.getpid() % 5_000) * 2_000 + number


def p95(values: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return 1000 * values[int(0.95 * (len(values) - 1))]


def main() -> None:
    """Fill the store, then the round with and the round without thinking time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--planners", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, default=2.0, help="mean seconds between a planner's pages")
    given = parser.parse_args()
    store = open_store(given.url, key=KEY)
    begin = time.perf_counter()
    report = store.add_intake(intake(ROWS), now=NOW, actor="benchmark")
    print(f"{report.added} referrals imported in {time.perf_counter() - begin:.1f} s")
    store.close()
    run(given.url, given.planners, given.seconds, given.think)
    run(given.url, given.planners, min(given.seconds, 60), 0.0)


if __name__ == "__main__":
    main()
