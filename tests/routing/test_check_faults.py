"""The checker finds every kind of fault planted into a good plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.model.dispatch import DatedRule, Solution
from planner.model.kinds import RuleKind
from planner.routing import check_convoys, check_patrols, solve_convoys, solve_patrols
from tests.routing.cases import FRIDAY, patrol_problem, random_convoys

PROBLEM = random_convoys(0)


@pytest.fixture(scope="module")
def good() -> Solution:
    solution = solve_convoys(PROBLEM, time_limit_s=1, seed=1)
    assert check_convoys(PROBLEM, solution) == ()
    return solution


def _codes(problem, solution):
    return {violation.code for violation in check_convoys(problem, solution)}


def _with_visit(solution, kind, **changes):
    """The solution with the first visit of ``kind`` changed."""
    routes = list(solution.routes)
    for r, route in enumerate(routes):
        for k, visit in enumerate(route.visits):
            if visit.kind == kind:
                visits = (*route.visits[:k], replace(visit, **changes), *route.visits[k + 1 :])
                routes[r] = replace(route, visits=visits)
                return replace(solution, routes=tuple(routes))
    raise AssertionError(kind)


def _stop_visit(solution):
    return next(v for r in solution.routes for v in r.visits if v.kind == "stop" and v.baskets)


def test_every_planted_fault_is_found(good):
    """Times, amounts, places, totals: each fault yields its own code."""
    visit = _stop_visit(good)
    early = _with_visit(good, "stop", arrival_s=0)
    assert "too-fast" in _codes(PROBLEM, early)
    assert "window" in _codes(PROBLEM, _with_visit(good, "stop", departure_s=23 * 3600))
    assert "service-time" in _codes(PROBLEM, _with_visit(good, "stop", departure_s=visit.start_s))
    assert "unknown-stop" in _codes(PROBLEM, _with_visit(good, "stop", serves_id="nowhere"))
    assert "capacity" in _codes(PROBLEM, _with_visit(good, "depot", baskets=10_000))
    assert "stock" in _codes(PROBLEM, _with_visit(good, "depot", baskets=10_000))
    assert "weight" in _codes(PROBLEM, _with_visit(good, "depot", baskets=10_000))
    assert "load" in _codes(PROBLEM, _with_visit(good, "depot", baskets=0))
    assert "objective" in _codes(PROBLEM, replace(good, objective=good.objective + 1))
    assert "bound" in _codes(PROBLEM, replace(good, bound=good.objective - 1, gap=None))
    assert "twice" in _codes(PROBLEM, replace(good, routes=(*good.routes, good.routes[0])))
    assert "silent" in _codes(PROBLEM, replace(good, unserved=()))
    first = good.routes[0]
    swapped = (replace(first, vehicle_id="ghost"), *good.routes[1:])
    assert "unknown-vehicle" in _codes(PROBLEM, replace(good, routes=swapped))
    wrong = (replace(first, distance_m=first.distance_m + 1), *good.routes[1:])
    assert {"distance", "objective"} <= _codes(PROBLEM, replace(good, routes=wrong))


def test_rules_with_dates_bite(good):
    """Change the date, change the verdict: cordon, curfew, crew, radius and district ban."""
    stop_id = _stop_visit(good).serves_id
    for code, rule in (
        ("cordon", DatedRule("r", RuleKind.CORDON, FRIDAY, FRIDAY.replace(day=10), places=(stop_id,))),
        ("curfew", DatedRule("r", RuleKind.CURFEW, FRIDAY, FRIDAY.replace(day=10), at_s=10 * 3600)),
        ("crew", DatedRule("r", RuleKind.CREW, FRIDAY, FRIDAY.replace(day=10), limit=9)),
        ("radius", DatedRule("r", RuleKind.RADIUS, FRIDAY, FRIDAY.replace(day=10), limit=1)),
        ("district", DatedRule("r", RuleKind.DISTRICT_BAN, FRIDAY, FRIDAY.replace(day=10))),
        ("escort", DatedRule("r", RuleKind.ESCORT, FRIDAY, FRIDAY.replace(day=10))),
    ):
        assert code in _codes(replace(PROBLEM, rules=(rule,)), good)
        late = replace(rule, start=FRIDAY.replace(month=9), end=FRIDAY.replace(month=9))
        assert code not in _codes(replace(PROBLEM, rules=(late,)), good)


def test_the_break_and_the_service_vehicle_are_seen(good):
    """A break across the whole day and a counter that stays at home are both found."""
    pause = replace(PROBLEM.breaks[0], start_s=0, end_s=24 * 3600 - 1, days=(0, 1))
    assert "break" in _codes(replace(PROBLEM, breaks=(pause,)), good)
    without = tuple(route for route in good.routes if route.vehicle_id != "c1")
    assert len(without) < len(good.routes)
    assert "service" in _codes(PROBLEM, replace(good, routes=without))


def test_patrol_faults_are_found():
    """A drop without its load, food before the convoy, a car of another district."""
    problem = patrol_problem([(0.01 * i, 0.01, 1, 60) for i in range(6)])
    solution = solve_patrols(problem, time_limit_s=1, seed=1)
    assert check_patrols(problem, solution) == ()
    late = replace(problem, pickups=tuple(replace(p, ready_s=20 * 3600) for p in problem.pickups))
    assert "before-convoy" in {v.code for v in check_patrols(late, solution)}
    abroad = replace(problem, vehicles=tuple(replace(v, police_district="Z") for v in problem.vehicles))
    assert "district" in {v.code for v in check_patrols(abroad, solution)}
    route = solution.routes[0]
    dropped = replace(route, visits=tuple(v for v in route.visits if v.kind != "pickup"))
    found = {v.code for v in check_patrols(problem, replace(solution, routes=(dropped, *solution.routes[1:])))}
    assert {"pair", "load"} <= found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(1, 10))
def test_any_random_problem_gives_a_plan_that_holds(seed, stops):
    """Whatever the mix of stops, the plan passes the checker and stays below its bound."""
    problem = random_convoys(seed, stops)
    solution = solve_convoys(problem, time_limit_s=0.3, seed=seed)
    assert check_convoys(problem, solution) == ()
    assert solution.bound >= solution.objective
