"""What one convoy id promises: food goes everywhere together, riders are only where the food is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from planner.model.dispatch import ConvoyProblem, Route, Solution, VehicleKind
from planner.routing import check_convoys, solve_convoys
from tests.routing.cases import convoy_problem, helper, lorry, stop

COUNTER = VehicleKind.MOBILE_COUNTER


@cache
def _planned() -> tuple[ConvoyProblem, Solution]:
    """Two lorries that must come together to one stop, a counter that rides with them to another; a lorry alone."""
    stops = [
        stop("whole", 0.02, 0.0, 200, 900, may_split=False),
        stop("with", 0.0, 0.03, 30, 90, services=(COUNTER,)),
        stop("other", -0.03, 0.0, 120, 90),
    ]
    problem = convoy_problem(stops, [lorry("l1"), lorry("l2"), lorry("l3"), helper("c1", COUNTER)])
    made = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, made) == ()
    assert made.unserved == ()
    return problem, made


def _together(solution: Solution) -> list[Route]:
    """The routes of the convoy of two lorries."""
    names = [r.convoy_id for r in solution.routes if "whole" in {v.serves_id for v in r.visits}]
    assert len(names) == 2
    return [r for r in solution.routes if r.convoy_id == names[0] and r.vehicle_id.startswith("l")]


def _codes(*swaps: tuple[Route, Route]) -> set[str]:
    problem, solution = _planned()
    fresh = {old.route_id: new for old, new in swaps}
    wrong = replace(solution, routes=tuple(fresh.get(r.route_id, r) for r in solution.routes))
    return {item.code for item in check_convoys(problem, wrong)}


def test_lorries_that_go_their_own_ways_are_no_convoy():
    """Two lorries under one id with no stop in common."""
    _, solution = _planned()
    one = _together(solution)[0]
    (alone,) = [r for r in solution.routes if "other" in {v.serves_id for v in r.visits}
                and r.convoy_id != one.convoy_id]  # fmt: skip
    assert _codes((alone, replace(alone, convoy_id=one.convoy_id))) == {"company"}


def test_a_counter_of_another_convoy_does_not_ride_along():
    """A counter under the id of lorries that never come where it works."""
    _, solution = _planned()
    (counter,) = [r for r in solution.routes if r.vehicle_id == "c1"]
    others = {r.convoy_id for r in solution.routes} - {counter.convoy_id}
    assert "company" in _codes((counter, replace(counter, convoy_id=sorted(others)[0])))


def test_who_drops_out_of_a_convoy_may_go_home_but_nowhere_else():
    """A lorry lost on its way has fewer stops than the others, never another one between theirs."""
    _, solution = _planned()
    _, second = _together(solution)
    home = replace(second, visits=(second.visits[0], second.visits[-1]))
    assert "company" not in _codes((second, home))
    late = tuple(replace(v, start_s=v.start_s + 60) if v.kind == "stop" else v for v in second.visits)
    assert "company" in _codes((second, replace(second, visits=late)))


def test_riders_drive_past_stops_that_do_not_want_them():
    """The counter of a convoy is only at the stop that wants it, and that is company enough."""
    problem, solution = _planned()
    (counter,) = [r for r in solution.routes if r.vehicle_id == "c1"]
    mates = [r for r in solution.routes if r.convoy_id == counter.convoy_id and r is not counter]
    assert mates
    assert {v.serves_id for v in counter.visits} <= {v.serves_id for r in mates for v in r.visits}
    assert check_convoys(problem, solution) == ()
