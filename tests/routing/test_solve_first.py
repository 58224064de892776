"""Plans the solvers make pass the independent checker."""

from __future__ import annotations

import pytest

from planner.model.dispatch import Status
from planner.routing import check_convoys, check_patrols, solve_convoys, solve_patrols
from tests.routing.cases import convoy_problem, lorry, patrol_problem, random_convoys, stop
from tests.still_clock import stand_still


@pytest.fixture(autouse=True)
def no_clock(monkeypatch):
    """Plans here are as good as the work that their limits buy, however busy the machine."""
    stand_still(monkeypatch)


@pytest.mark.parametrize("seed", range(5))
def test_random_convoys_pass_the_checker(seed):
    """Mixed fleets, services, splits, floors and breaks: no violation, and the bound is above the plan."""
    problem = random_convoys(seed)
    solution = solve_convoys(problem, time_limit_s=1, seed=seed)
    assert check_convoys(problem, solution) == ()
    assert solution.routes
    assert solution.bound >= solution.objective


def test_same_inputs_same_plan():
    """Two runs with one seed give one plan to the last figure."""
    problem = random_convoys(3)
    first, second = (solve_convoys(problem, time_limit_s=5, seed=5) for _ in range(2))
    assert not first.is_cut
    assert first == second


def test_patrols_pass_the_checker():
    """Pairs with two places to load, a boot of ten baskets and a stop that has food only after the convoy."""
    problem = patrol_problem([(0.01 * i, 0.02 - 0.003 * i, 1 + i % 3, 40) for i in range(12)])
    solution = solve_patrols(problem, time_limit_s=1, seed=1)
    assert check_patrols(problem, solution) == ()
    assert sum(visit.kind == "drop" for route in solution.routes for visit in route.visits) > 6


def test_nothing_to_do_is_a_result():
    """No stops: an empty plan, not an exception."""
    solution = solve_convoys(convoy_problem([], [lorry("l1")]), time_limit_s=1, seed=1)
    assert solution.routes == ()
    assert solution.status in (Status.FEASIBLE, Status.OPTIMAL)


def test_a_large_scheme_is_split():
    """260 baskets do not fit into one lorry of 135, but a reload brings them all."""
    problem = convoy_problem([stop("s1", 0.02, 0.0, 260, 500, service_s_per_household=60)], [lorry("l1")])
    solution = solve_convoys(problem, time_limit_s=1, seed=1)
    assert check_convoys(problem, solution) == ()
    assert -sum(v.baskets for r in solution.routes for v in r.visits if v.kind == "stop") == 260
