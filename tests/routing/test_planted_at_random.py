"""Faults planted at random into checked plans: whatever is bent, and wherever, the checker names it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.model.dispatch import ConvoyProblem, Route, Solution, Visit
from planner.routing import check_convoys, check_patrols, solve_convoys, solve_patrols
from tests.routing.cases import patrol_problem, random_convoys

SEEDS = st.sampled_from([0, 3])
WHERE = st.integers(0, 10_000)
TIMES = ("arrival_s", "start_s", "departure_s")


@cache
def _planned(seed: int) -> tuple[ConvoyProblem, Solution]:
    problem = random_convoys(seed)
    solution = solve_convoys(problem, time_limit_s=0.6, seed=1)
    assert check_convoys(problem, solution) == ()
    assert solution.routes
    return problem, solution


def _bent(solution: Solution, where: int, change) -> tuple[Solution, Route, Visit]:
    """The solution with one visit changed, the visit chosen by ``where``."""
    spots = [(r, k) for r, route in enumerate(solution.routes) for k in range(len(route.visits))]
    r, k = spots[where % len(spots)]
    route = solution.routes[r]
    visit = route.visits[k]
    visits = (*route.visits[:k], change(visit), *route.visits[k + 1 :])
    routes = (*solution.routes[:r], replace(route, visits=visits), *solution.routes[r + 1 :])
    return replace(solution, routes=routes), route, visit


def _found(problem: ConvoyProblem, wrong: Solution) -> set[str]:
    return {violation.code for violation in check_convoys(problem, wrong)}


@settings(max_examples=60, deadline=None)
@given(SEEDS, WHERE, st.sampled_from(TIMES), st.sampled_from([-86_400, 86_400]))
def test_a_time_on_another_day_is_found(seed, where, field, by):
    """Any visit's arrival, start or departure a day off, at any place of any route."""
    problem, solution = _planned(seed)
    wrong, *_ = _bent(solution, where, lambda v: replace(v, **{field: getattr(v, field) + by}))
    assert _found(problem, wrong)


@settings(max_examples=60, deadline=None)
@given(SEEDS, WHERE, st.integers(-500, 500).filter(bool))
def test_a_basket_more_or_less_is_found(seed, where, by):
    """Any change of what any stop is handed; a basket more from the depot is a spare one, and no fault."""
    problem, solution = _planned(seed)
    wrong, _, visit = _bent(solution, where, lambda v: replace(v, baskets=v.baskets + by))
    assume(visit.kind == "stop")
    assert _found(problem, wrong)


@settings(max_examples=40, deadline=None)
@given(SEEDS, WHERE, WHERE)
def test_a_visit_moved_to_another_place_is_found(seed, where, other):
    """Any visit at any other place than the one it says it serves."""
    problem, solution = _planned(seed)
    place = problem.travel.location_ids[other % len(problem.travel.location_ids)]
    wrong, _, visit = _bent(solution, where, lambda v: replace(v, location_id=place))
    assume(visit.location_id != place)
    assert _found(problem, wrong)


@settings(max_examples=40, deadline=None)
@given(SEEDS, WHERE, st.sampled_from(["stop", "load", "depot", "drop", "nonsense"]))
def test_a_visit_of_another_kind_is_found(seed, where, kind):
    """Any visit said to be of another kind than it is."""
    problem, solution = _planned(seed)
    wrong, _, visit = _bent(solution, where, lambda v: replace(v, kind=kind))
    assume(visit.kind != kind and {visit.kind, kind} != {"depot", "load"})  # a load at the depot is one
    assert _found(problem, wrong)


def test_a_visit_of_no_kind_is_no_way_around_the_checker():
    """A counter's call, a route's first loading: under a kind nobody judges, each is named as such."""
    problem, solution = _planned(0)
    for where in range(sum(len(route.visits) for route in solution.routes)):
        wrong, *_ = _bent(solution, where, lambda v: replace(v, kind="nonsense"))
        assert "visit-kind" in _found(problem, wrong)


@settings(max_examples=40, deadline=None)
@given(SEEDS, WHERE, st.sampled_from(["drop", "twice", "vehicle", "day", "metres", "seconds"]))
def test_a_route_that_is_not_what_it_was_is_found(seed, where, fault):
    """Any route left out, given twice, on another vehicle or day, or measured wrongly."""
    problem, solution = _planned(seed)
    at = where % len(solution.routes)
    route = solution.routes[at]
    others = tuple(r for k, r in enumerate(solution.routes) if k != at)
    made = {
        "drop": (),
        "twice": (route, route),
        "vehicle": (replace(route, vehicle_id="nobody's"),),
        "day": (replace(route, day=route.day + problem.days),),
        "metres": (replace(route, distance_m=route.distance_m - 1),),
        "seconds": (replace(route, driving_s=route.driving_s + 1),),
    }[fault]
    assert _found(problem, replace(solution, routes=(*others, *made)))


@settings(max_examples=40, deadline=None)
@given(WHERE, st.sampled_from([*TIMES, "baskets", "location_id", "serves_id"]), st.integers(1, 900))
def test_a_patrol_bent_anywhere_is_found(where, field, by):
    """Any visit of any car: a day off, a basket off, elsewhere, or for somebody else."""
    problem, solution = _rounds()
    value = {"baskets": by, "location_id": "nowhere", "serves_id": "nobody"}.get(field)

    def change(visit: Visit) -> Visit:
        if field in TIMES:
            return replace(visit, **{field: getattr(visit, field) - 86_400 - by})
        return replace(visit, **{field: visit.baskets + by if field == "baskets" else value})

    wrong, _, visit = _bent(solution, where, change)
    assume(field != "serves_id" or visit.serves_id)
    assert check_patrols(problem, wrong)


@cache
def _rounds():
    problem = patrol_problem([(0.01 * k, 0.01, 1 + k % 2, 60 + k) for k in range(6)])
    solution = solve_patrols(problem, time_limit_s=0.6, seed=1)
    assert check_patrols(problem, solution) == ()
    assert solution.routes
    return problem, solution
