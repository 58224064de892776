"""Two searches side by side on two cores, meeting now and then; their routes go into one pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from time import monotonic

import numpy as np

from planner.routing.clock import Clock
from planner.routing.core import CoreProblem
from planner.routing.engines.native.run import NativeSearch, Routes, neighbours
from planner.routing.engines.partner import Partner

BATCH_S = 0.04  # no batch should take longer, so that the clock is kept
MEETINGS = 5
PARTNER_MEETINGS = 10
POOL_MOST = 6000
LATE_AFTER = 0.1  # of the time, before the pace is judged
MANY_JOBS = 400

Pool = dict[tuple[int, tuple[int, ...]], int]
"""(group, nodes) of every route met, with the round in which it was met last."""


@dataclass
class Work:
    """How much to do: ``iterations`` for each search, or until the clock ends when None."""

    clock: Clock
    iterations: int | None
    hot: float
    cold: float
    mean_out: float = 10.0
    partner: Partner | None = None
    begun: float = field(default_factory=monotonic)
    is_cut: bool = False
    late: tuple[float, float] | None = None
    """Share of the iterations done, and when, once it was clear that the clock would end first."""


@dataclass
class Team:
    """The searches of one run."""

    problem: CoreProblem
    searches: list[NativeSearch]
    pool: Pool = field(default_factory=dict)

    @property
    def best(self) -> NativeSearch:
        """The search with the least cost; the first of equals."""
        return min(self.searches, key=lambda search: search.best_cost)

    def remember(self, routes: Routes) -> None:
        """Add routes to the pool, newest last; the oldest go when there are too many."""
        for v, nodes in enumerate(routes):
            if nodes:
                key = (int(self.problem.shift_group[v]), nodes)
                self.pool.pop(key, None)
                self.pool[key] = len(self.pool)
        while len(self.pool) > POOL_MOST:
            self.pool.pop(next(iter(self.pool)))


def new_team(problem: CoreProblem, seed: int, count: int = 2) -> Team:
    """``count`` searches of different seeds; where jobs are many they share one start, which takes its time."""
    near = neighbours(problem)
    first = NativeSearch(problem, seed * 1000, near)
    start = first.current() if problem.jobs >= MANY_JOBS else None
    others = [NativeSearch(problem, seed * 1000 + k, near, start) for k in range(1, count)]
    return Team(problem, [first, *others])


def together(tasks: list[Callable[[], None]]) -> None:
    """Run tasks in threads and wait for all; the first failure is raised again."""
    failures: list[BaseException] = []

    def guarded(task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001  # handed to the caller below
            failures.append(error)

    threads = [Thread(target=guarded, args=(task,), daemon=True) for task in tasks[1:]]
    for thread in threads:
        thread.start()
    guarded(tasks[0])
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def run(team: Team, work: Work, report: Callable[[float, int], None]) -> None:
    """Cool from hot to cold in some rounds; between rounds the worse search goes on from the better one's routes."""
    meetings = MEETINGS if work.partner is None else PARTNER_MEETINGS
    for meeting in range(meetings):
        span = (meeting / meetings, (meeting + 1) / meetings)
        notes: list[list[Routes]] = [[] for _ in team.searches]
        tasks: list[Callable[[], None]] = [
            partial(_round, search, work, span, note) for search, note in zip(team.searches, notes, strict=True)
        ]
        together(tasks)
        for note in notes:
            for routes in note:
                team.remember(routes)
        if work.partner is not None:
            hear(team, work.partner)
        best = team.best
        for search in team.searches:
            team.remember(search.routes())
            if search is not best and search.best_cost > best.best_cost and meeting >= 1:
                search.load(best.routes())
        report(span[1], best.best_cost)
        if work.clock.left <= 0:
            work.is_cut = work.is_cut or (work.iterations is not None and meeting + 1 < meetings)
            return


def hear(team: Team, partner: Partner) -> None:
    """Take over what the other process has found; the search goes on from there when that is better."""
    rows = partner.rows
    if rows is None:
        return
    team.remember(rows)
    search = team.searches[0]
    before, own = search.best_cost, search.current()
    if search.load(rows) and search.best_cost >= before:
        search.load(own)


def _round(search: NativeSearch, work: Work, span: tuple[float, float], note: list[Routes]) -> None:
    if work.iterations is not None and work.late is None:
        _count(search, work, span, note)
    if work.iterations is None or work.late is not None:
        _until_clock(search, work, span, note)


def _count(search: NativeSearch, work: Work, span: tuple[float, float], note: list[Routes]) -> None:
    """A fixed number of iterations, in batches of a fixed size: the same on every machine that is fast enough.

    On one that is not, the work is cut, and what is left of the time still cools the search down to the end.
    """
    total = int(work.iterations or 0)
    first, last = int(total * span[0]), int(total * span[1])
    batch = max(1, min(500, total // 100))
    for done in range(first, last, batch):
        if work.late is None and _is_late(work, done):
            work.late = (done / total, monotonic())
        if work.late is not None:
            work.is_cut = True
            return
        heat = work.hot * (work.cold / work.hot) ** (done / total)
        search.improve(min(batch, last - done), heat, heat, work.mean_out)
        note.append(search.current())


def _is_late(work: Work, done: int) -> bool:
    """Whether the clock will end before the work does, by the pace so far; asked once some time has passed."""
    left = work.clock.left
    if left <= BATCH_S:
        return True
    spent = monotonic() - work.begun
    if not done or spent < LATE_AFTER * (spent + left):
        return False
    return spent * (int(work.iterations or 0) - done) / done > left


def _share(work: Work) -> float:
    """How far the cooling is, by the clock; from where it was when counting was given up."""
    if work.late is None:
        return work.clock.share
    gone, since = work.late
    rest = work.clock.ends - since
    return 1.0 if rest <= 0 else min(1.0, gone + (1.0 - gone) * (monotonic() - since) / rest)


def _until_clock(search: NativeSearch, work: Work, span: tuple[float, float], note: list[Routes]) -> None:
    batch = 1
    noted = monotonic()
    while (share := _share(work)) < span[1] and work.clock.left > BATCH_S / 2:
        before = monotonic()
        heat = work.hot * (work.cold / work.hot) ** share
        search.improve(batch, heat, heat, work.mean_out)
        now = monotonic()
        batch = max(1, min(2000, int(batch * BATCH_S / max(now - before, 1e-4)), 4 * batch))
        if now - noted > BATCH_S:
            noted = now
            note.append(search.current())


def fewest(team: Team, clock: Clock, floor: int) -> int:
    """Give up shift after shift while all jobs can still be done; returns how many remain in use at best."""
    counts = [_in_use(search) for search in team.searches]

    def one(k: int) -> None:
        search = team.searches[k]
        batch = 1
        while clock.left > BATCH_S and counts[k] > floor:
            if bool((search.state.job_shift >= 0).all()):
                counts[k] = _in_use(search)
                search.keep()
                if counts[k] <= max(floor, min(counts) - 1) and counts[k] <= floor:
                    return
                search.close_one()
            before = monotonic()
            search.squeeze(batch)
            batch = max(1, min(2000, int(batch * BATCH_S / max(monotonic() - before, 1e-4)), 4 * batch))
        if bool((search.state.job_shift >= 0).all()):
            counts[k] = _in_use(search)
            search.keep()

    together([partial(one, k) for k in range(len(team.searches))])
    best = min(range(len(counts)), key=lambda k: counts[k])
    routes = team.searches[best].routes()
    for search in team.searches:
        search.problem.shift_room[:] = team.problem.shift_room
        search.load(routes)
    return counts[best]


def _in_use(search: NativeSearch) -> int:
    return int((search.state.size > 0).sum())


def fewest_possible(problem: CoreProblem) -> int:
    """At least one shift is needed for whatever there is to do."""
    return int(np.sign(problem.jobs))
