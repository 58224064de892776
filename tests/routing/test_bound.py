"""The bound shown with a plan: above every plan there is, and not far above where it can be known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.routing import solve_convoys
from planner.routing.convoy.bound import convoy_bound
from tests.routing.cases import convoy_problem, lorry, random_convoys, stop


@pytest.mark.parametrize("seed", range(10, 18))
def test_no_plan_is_above_the_bound(seed):
    """Plans of random problems, with stops that may be split and stops that may not, never exceed it."""
    problem = random_convoys(seed)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=seed)
    assert solution.objective <= convoy_bound(problem)


def test_one_stop_is_bounded_by_its_round():
    """A full lorry for one stop: its prize less the way there and the way back, to the rounding."""
    problem = convoy_problem([stop("a", 0.05, 0.0, 135, 50)], [lorry("l", room=135)])
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert [visit.serves_id for route in solution.routes for visit in route.visits if visit.serves_id] == ["a"]
    assert solution.objective <= convoy_bound(problem) <= solution.objective + 2


def test_whole_stops_are_not_served_in_parts():
    """Two stops that together want more than the stock: the bound takes one of them where neither may be split."""
    stops = [stop(name, 0.01 * k, 0.0, 60, 50) for k, name in enumerate("ab", 1)]
    problem = convoy_problem(stops, [lorry("l", "ipd-a")], stock=100)
    whole = replace(problem, stops=tuple(replace(one, may_split=False) for one in problem.stops))
    in_parts = replace(problem, stops=tuple(replace(one, may_split=True) for one in problem.stops))
    assert convoy_bound(whole) <= 1000 * 50 + 1 < convoy_bound(in_parts)
    solution = solve_convoys(whole, time_limit_s=0.5, seed=1)
    assert solution.objective <= convoy_bound(whole)
