"""The engine's own promises: a start that pays, a search as good as choosing by hand, a partner that can be stopped."""

from __future__ import annotations

import json
import signal
from io import BytesIO
from itertools import permutations
from random import Random
from time import monotonic, sleep

import numpy as np
import pytest

from planner.routing import clock, solver
from planner.routing.build import REQUIRED, Builder, Job, Node, Shift
from planner.routing.core import CoreProblem
from planner.routing.engines import partner as partner_process
from planner.routing.engines.greedy import cost_of_row, cost_of_rows
from planner.routing.engines.native import warm, worker
from planner.routing.engines.native.run import NativeSearch
from planner.routing.engines.partner import Partner, _improve, is_better, is_wanted
from planner.routing.solver import clock_of, solve_core
from tests.still_clock import stand_still


def plane(jobs: int, seed: int, *, prize: int = 0, shifts: int = 3, room: int = 100) -> CoreProblem:
    """Jobs strewn over a square of 1,000 with windows; ``prize`` 0 makes them required."""
    rng = Random(seed)
    xy = np.array([(500, 500)] + [(rng.randrange(1000), rng.randrange(1000)) for _ in range(jobs)])
    table = np.ceil(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype(np.int64)
    build = Builder(table, table, np.zeros((1, 0, 2), np.int64))
    for k in range(jobs):
        opens = rng.choice([0, 0, 2000])
        build.nodes.append(Node(k + 1, rng.randint(1, 9), 50, (((opens, opens + 4000),),)))
        build.jobs.append(Job(k, REQUIRED if not prize else rng.randint(1, prize)))
    build.shifts = [Shift(table[0], table[0], table[:, 0], table[:, 0], 0, 9000, room)] * shifts
    return build.build()


@pytest.mark.parametrize("seed", range(6))
def test_no_start_is_worse_than_doing_nothing(seed):
    """Prizes too small for a route of one stop: before the first round the plan pays, and its cost is what it says."""
    problem = plane(150, seed, prize=400, shifts=40)
    nothing = int(problem.job_prize.sum())
    search = NativeSearch(problem, seed)
    assert search.best_cost < nothing
    assert search.best_cost == cost_of_rows(problem, search.routes())
    assert all(cost_of_row(problem, v, row) is not None for v, row in enumerate(search.routes()))


def test_prizes_worth_no_drive_are_left():
    """One unit a stop: nobody is driven to, and that is a plan."""
    problem = plane(60, 1, prize=1, shifts=5)
    assert solve_core(problem, clock=clock_of(5), seed=1, iterations=200).cost == int(problem.job_prize.sum())


@pytest.mark.parametrize("seed", range(4))
def test_six_stops_are_solved_to_the_end(seed):
    """One vehicle, six optional stops: as good as trying every order of every choice."""
    problem = plane(6, seed, prize=900, shifts=1)
    best = int(problem.job_prize.sum())
    for size in range(1, 7):
        for row in permutations(range(6), size):
            if cost_of_row(problem, 0, row) is not None:
                best = min(best, cost_of_rows(problem, (row,)))
    assert solve_core(problem, clock=clock_of(20), seed=seed, iterations=2000).cost == best


def test_many_jobs_are_all_placed_in_right_rows():
    """450 required jobs, tried beside neighbours alone: all done, every row in time by the plain reckoning."""
    problem = plane(450, 3, shifts=60)
    solved = solve_core(problem, clock=clock_of(60), seed=1, iterations=300)
    assert sorted(node for row in solved.routes for node in row) == list(range(450))
    assert solved.cost == cost_of_rows(problem, solved.routes)
    assert all(cost_of_row(problem, v, row) is not None for v, row in enumerate(solved.routes))


def test_the_partner_hands_over_better_plans_and_ends_when_told():
    """PyVRP in its own process: better than the start it got, whole rows, and gone at once after stop."""
    problem = plane(80, 5, shifts=20)
    start = NativeSearch(problem, 1).routes()
    partner = Partner(problem, 1, 300.0, start)
    begun = monotonic()
    while partner.rows is None and monotonic() - begun < 250:
        sleep(0.05)
    rows = partner.rows
    partner.stop()
    assert partner._process.returncode == -signal.SIGKILL  # it had time left and did not use it
    assert not partner._thread.is_alive()
    assert rows is not None
    assert cost_of_rows(problem, rows) < cost_of_rows(problem, start)
    assert all(cost_of_row(problem, v, row) is not None for v, row in enumerate(rows))


def test_the_partner_tells_its_last_plan_when_its_time_is_over(monkeypatch):
    """From its own start: what it tells last is whole, in time, and as good as the best it told."""
    problem, out = plane(25, 6, shifts=12), BytesIO()
    ticks = iter(range(10_000))  # each look at the clock is a hundredth of a second later than the one before
    monkeypatch.setattr(partner_process, "monotonic", lambda: next(ticks) / 100)
    _improve(problem, 1, None, 10.0, out)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert sorted(node for row in told[-1] for node in row) == list(range(25))
    assert all(cost_of_row(problem, v, tuple(row)) is not None for v, row in enumerate(told[-1]))
    assert min(cost_of_rows(problem, rows) for rows in told) == cost_of_rows(problem, told[-1])
    assert len(told) > 1
    assert next(ticks) < 1010  # over soon after ten seconds


def test_the_partner_is_for_plain_problems_with_time():
    """Not in short times; it is the better of the two where driving outweighs prizes."""
    assert is_wanted(plane(50, 1), 10.0)
    assert not is_wanted(plane(50, 1), 2.0)
    assert is_better(plane(50, 1), 80.0)
    assert not is_better(plane(50, 1, prize=90_000), 80.0)


@pytest.mark.parametrize("count", [1, 2])
def test_both_engines_have_their_turn(monkeypatch, count):
    """On two cores side by side, on one core one after the other: what comes out holds and costs what it says."""
    problem = plane(30, 4, shifts=10, prize=90_000)
    monkeypatch.setattr(solver, "cores", lambda: count)
    solved = solve_core(problem, clock=clock_of(3.2), seed=1)
    assert "PyVRP" in solved.engine
    assert solved.cost == cost_of_rows(problem, solved.routes)


def test_a_lone_core_is_not_lent_for_too_short(monkeypatch):
    """Two hundred jobs in four seconds: the partner would be stopped before it got anywhere."""
    monkeypatch.setattr(solver, "cores", lambda: 1)
    assert "PyVRP" not in solve_core(plane(200, 4, shifts=40), clock=clock_of(4.0), seed=1).engine


@pytest.mark.parametrize(("prize", "share"), [(0, solver.FIRST_SHARE), (90_000, solver.OTHER_SHARE)])
def test_the_better_engine_has_more_of_a_lone_core(monkeypatch, prize, share):
    """The partner's time is what it is told when it begins."""
    told = []

    def engage(problem, seed, seconds, start):
        told.append(seconds)
        raise InterruptedError

    stand_still(monkeypatch)
    monkeypatch.setattr(solver, "cores", lambda: 1)
    monkeypatch.setattr(solver, "Partner", engage)
    with pytest.raises(InterruptedError):  # its time is all that is asked for
        solve_core(plane(30, 4, shifts=10, prize=prize), clock=clock_of(10.0), seed=1)
    assert told == [pytest.approx(10.0 * share)]


def test_compiling_asks_no_clock(monkeypatch):
    """However long it takes, it ends when everything is compiled: the time of compiling is no search's pace."""

    def ask() -> float:
        raise AssertionError("compiling asked for the time")

    monkeypatch.setattr(clock, "monotonic", ask)
    monkeypatch.setattr(worker, "monotonic", ask)
    warm.run_tiny()
