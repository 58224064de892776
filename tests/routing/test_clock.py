"""The clock is kept at every size, and one seed gives one plan in any process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from random import Random
from time import monotonic, process_time

import pytest

from planner.model.dispatch import VehicleKind
from planner.routing import check_convoys, solve_convoys
from planner.routing.clock import clock_of
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.lower import lower
from planner.routing.convoy.solve import as_solution
from planner.routing.solver import solve_core
from tests.routing.cases import FRIDAY_BREAK, convoy_problem, helper, lorry, random_convoys, stop

LATE_S = 0.5


def large(size: int):
    """Stops all over the town, twelve lorries and three counters on three days."""
    rng = Random(size)
    stops = [
        stop(f"s{k}", rng.uniform(-0.2, 0.2), rng.uniform(-0.2, 0.2), rng.choice([20, 40, 150]), rng.randint(1, 99),
             services=rng.choice([(), (), (), (VehicleKind.MOBILE_COUNTER,)]))
        for k in range(size)
    ]  # fmt: skip
    fleet = [lorry(f"l{k}", rng.choice(["ipd-a", "ipd-b"])) for k in range(12)]
    fleet += [helper(f"c{k}", VehicleKind.MOBILE_COUNTER) for k in range(3)]
    return convoy_problem(stops, fleet, days=3, two_depots=True, stock=9000, breaks=(FRIDAY_BREAK,))


@pytest.mark.slow
@pytest.mark.parametrize("size", [300, 1000])
@pytest.mark.parametrize("limit_s", [1.0, 3.0])
def test_the_clock_is_kept(size, limit_s):
    """300 and 1,000 stops, 1 and 3 seconds: an answer in time, and one the checker accepts."""
    problem = large(size)
    begun = monotonic()
    solution = solve_convoys(problem, time_limit_s=limit_s, seed=1)
    took = monotonic() - begun
    assert check_convoys(problem, solution) == ()
    assert solution.routes
    assert took <= limit_s + LATE_S


def test_a_small_case_takes_no_more_than_a_short_clock_gives():
    """Twelve stops in half a second: by the processor's time, which no other program's work adds to, on two cores."""
    begun = process_time()
    solve_convoys(random_convoys(2), time_limit_s=0.5, seed=1)
    assert process_time() - begun <= 2 * (0.5 + LATE_S)


@pytest.mark.slow
def test_a_small_case_keeps_a_short_clock():
    """The same by the clock on the wall, on a machine with nothing else to do."""
    begun = monotonic()
    solve_convoys(random_convoys(2), time_limit_s=0.5, seed=1)
    assert monotonic() - begun <= 0.5 + LATE_S


SCRIPT = "from tests.routing.test_clock import digest; print(digest())"


def digest() -> str:
    """A hash of a plan made with a fixed amount of work, on a clock that no load of the machine uses up."""
    problem = random_convoys(7)
    lowered = lower(problem, possible_teams(problem))
    solved = solve_core(lowered.core, clock=clock_of(60), seed=3, iterations=400)
    assert not solved.is_cut
    plan = as_solution(problem, lowered, solved.routes, None, solved.engine)
    return hashlib.sha256(repr(plan).encode()).hexdigest()


def test_two_processes_make_one_plan():
    """Another process with other hash seeds finds the same plan to the last second."""
    here = digest()
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    there = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment)
    assert there.stdout.strip() == here
