"""The programme's own rules, each broken by itself somewhere in a checked plan: the checker names that rule.

What is bent is the rule, not the plan: the same routes under a rule they do not keep, by any amount, on any day driven.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.dispatch import Break, ConvoyProblem, DatedRule, Route, Solution, VehicleKind
from planner.model.kinds import RuleKind
from planner.routing import check_convoys, check_patrols, solve_convoys, solve_patrols
from tests.routing.cases import FRIDAY, FRIDAY_BREAK, convoy_problem, helper, lorry, patrol_problem, stop

COUNTER = VehicleKind.MOBILE_COUNTER
WHERE = st.integers(0, 10_000)


@cache
def _planned() -> tuple[ConvoyProblem, Solution]:
    """Two days: a scheme in parts with a reload, a stop with a counter, a Friday break, a crew of two."""
    stops = [
        stop("big", 0.02, 0.0, 260, 200),
        stop("far", -0.03, 0.02, 60, 60),
        stop("with", 0.01, 0.03, 30, 90, services=(COUNTER,)),
        stop("whole", 0.0, -0.02, 40, 40, may_split=False),
    ]
    vehicles = [lorry("l1"), lorry("l2"), helper("c1", COUNTER)]
    problem = convoy_problem(stops, vehicles, days=2, breaks=(FRIDAY_BREAK,), stock=600)
    made = solve_convoys(problem, time_limit_s=0.8, seed=1)
    assert check_convoys(problem, made) == ()
    kinds = [visit.kind for route in made.routes for visit in route.visits]
    assert made.unserved == ()
    assert "load" in kinds or len(made.routes) > 3
    return problem, made


def _codes(problem: ConvoyProblem, solution: Solution) -> set[str]:
    return {violation.code for violation in check_convoys(problem, solution)}


def _any_route(where: int) -> tuple[ConvoyProblem, Solution, Route]:
    problem, solution = _planned()
    return problem, solution, solution.routes[where % len(solution.routes)]


def _rule(route: Route, kind: RuleKind, **more) -> DatedRule:
    day = FRIDAY + timedelta(days=route.day)
    return DatedRule("planted", kind, day, day, **more)


def _swap(solution: Solution, old: Route, new: Route) -> Solution:
    return replace(solution, routes=tuple(new if route is old else route for route in solution.routes))


@settings(max_examples=25, deadline=None)
@given(WHERE, st.integers(1, 7200))
def test_a_curfew_by_date_or_by_plan_is_kept(where, sooner):
    """Home by any moment before a vehicle really is: both the plan's curfew and a dated one are named."""
    problem, solution, route = _any_route(where)
    at = route.visits[-1].departure_s - sooner
    dated = replace(problem, rules=(_rule(route, RuleKind.CURFEW, at_s=at),))
    plain = replace(problem, curfew_s=tuple(at if d == route.day else c for d, c in enumerate(problem.curfew_s)))
    assert "curfew" in _codes(dated, solution)
    assert "curfew" in _codes(plain, solution)


@settings(max_examples=25, deadline=None)
@given(WHERE, st.integers(0, 10_000), st.integers(60, 3600))
def test_a_break_is_kept_at_every_stop(where, which, length):
    """A break that begins within any service of any route is named."""
    problem, solution, route = _any_route(where)
    served = [visit for visit in route.visits if visit.departure_s - visit.start_s > 1]
    visit = served[which % len(served)]
    start = visit.start_s + 1 + which % (visit.departure_s - visit.start_s - 1)
    pause = Break(start, start + length, (route.day,), "planted")
    assert "break" in _codes(replace(problem, breaks=(*problem.breaks, pause)), solution)


@settings(max_examples=25, deadline=None)
@given(WHERE, st.integers(1, 5))
def test_a_crew_is_as_large_as_the_day_asks(where, more):
    """One vehicle with fewer aboard than a dated rule asks for, by any number; with as many it passes."""
    problem, solution, route = _any_route(where)
    aboard = next(v.crew for v in problem.vehicles if v.vehicle_id == route.vehicle_id)
    assert "crew" in _codes(replace(problem, rules=(_rule(route, RuleKind.CREW, limit=aboard + more),)), solution)
    assert "crew" not in _codes(replace(problem, rules=(_rule(route, RuleKind.CREW, limit=aboard),)), solution)


def _counters_call() -> tuple[ConvoyProblem, Solution, Route, int]:
    problem, solution = _planned()
    for route in solution.routes:
        if route.vehicle_id == "c1":
            for k, visit in enumerate(route.visits):
                if visit.serves_id == "with":
                    return problem, solution, route, k
    raise AssertionError("the counter is not there")


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 7200), st.booleans())
def test_a_counter_is_there_with_the_food_from_beginning_to_end(by, is_late):
    """Beginning later than its grace after the food, or leaving before it, by any time: no counter with the food."""
    problem, solution, route, k = _counters_call()
    visit = route.visits[k]
    if is_late:
        bent = replace(visit, start_s=visit.start_s + problem.sync_s + by)
    else:
        bent = replace(visit, departure_s=visit.departure_s - by)
    wrong = _swap(solution, route, replace(route, visits=(*route.visits[:k], bent, *route.visits[k + 1 :])))
    assert "service" in _codes(problem, wrong)


def test_an_escort_asked_for_by_a_dated_rule_is_missed():
    """Every food stop of that day without a counter is named, and only once the rule holds."""
    problem, solution = _planned()
    alone = next(r for r in solution.routes if r.vehicle_id != "c1" and not _with_counter(solution, r))
    assert "escort" in _codes(replace(problem, rules=(_rule(alone, RuleKind.ESCORT),)), solution)
    over = replace(_rule(alone, RuleKind.ESCORT), start=FRIDAY - timedelta(9), end=FRIDAY - timedelta(1))
    assert _codes(replace(problem, rules=(over,)), solution) == set()


def _with_counter(solution: Solution, route: Route) -> bool:
    return any(r.vehicle_id == "c1" and (r.day, r.convoy_id) == (route.day, route.convoy_id) for r in solution.routes)


def test_a_scheme_in_parts_may_be_parted_only_if_it_may():
    """The large scheme's parts, once it may not be split; and a stop that gets less than all of its wish."""
    problem, solution = _planned()
    whole = replace(problem, stops=tuple(replace(s, may_split=False) for s in problem.stops))
    assert "split" in _codes(whole, solution)


@pytest.mark.parametrize("most", [0])
def test_reloads_are_counted_and_take_their_time(most):
    """One reload more than allowed, and loading in less than its time."""
    problem = convoy_problem([stop("big", 0.02, 0.0, 260, 200)], [lorry("l1")])
    made = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert [visit.kind for visit in made.routes[0].visits].count("load") == 1
    assert "reloads" in _codes(replace(problem, max_reloads=most), made)
    assert "load-time" in _codes(replace(problem, reload_s=problem.reload_s + 1), made)


def test_a_curfew_from_midnight_keeps_patrols_at_home_too():
    """At 0 s nobody may be out: a rule of that hour is a rule, not a missing one, for cars as for convoys."""
    problem = patrol_problem([(0.01, 0.0, 1, 50)])
    solution = solve_patrols(problem, time_limit_s=0.5, seed=1)
    assert solution.routes
    night = replace(problem, rules=(DatedRule("r", RuleKind.CURFEW, FRIDAY, FRIDAY, at_s=0),))
    assert "curfew" in {item.code for item in check_patrols(night, solution)}
