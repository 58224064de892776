"""Two convoys at one large scheme: each has its own crew and its own queue, also when both begin at one moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model.dispatch import Solution, Vehicle, VehicleKind
from planner.routing import check_convoys, solve_convoys
from tests.routing.cases import H, convoy_problem, lorry, stop

VAN = Vehicle("v1", VehicleKind.VAN, "ipd-a", 3_000_000, 125, 8 * H, 18 * H)


def _solved(vehicles: list[Vehicle], **more):
    problem = convoy_problem([stop("s1", 0.02, 0.0, 260, 500, **more)], vehicles, max_reloads=0)
    return problem, solve_convoys(problem, time_limit_s=0.5, seed=1)


def _stop_visits(solution: Solution):
    return [(route, visit) for route in solution.routes for visit in route.visits if visit.kind == "stop"]


@pytest.mark.parametrize("second", [lorry("l2"), replace(VAN, capacity_baskets=130)])
def test_a_scheme_served_by_two_convoys_from_one_moment_passes(second):
    """260 baskets, two vehicles that both arrive before nine and carry half each: both open a queue at nine."""
    problem, solution = _solved([lorry("l1"), second])
    calls = _stop_visits(solution)
    assert [visit.start_s for _, visit in calls] == [9 * H, 9 * H]
    assert len({route.convoy_id for route, _ in calls}) == 2
    assert -sum(visit.baskets for _, visit in calls) == 260
    assert check_convoys(problem, solution) == ()


def _changed(solution: Solution, **changes):
    return replace(solution, routes=tuple(replace(route, **changes) for route in solution.routes))


def test_vehicles_of_one_convoy_share_one_queue():
    """The same two routes called one convoy: one queue of 260 households does not fit into the time of 130."""
    problem, solution = _solved([lorry("l1"), lorry("l2")])
    found = check_convoys(problem, _changed(solution, convoy_id="D1-C1"))
    assert {violation.code for violation in found} == {"service-time"}


def test_a_route_without_a_convoy_has_its_own_queue():
    """Vehicles that travel alone share nothing, and one that hurries is found."""
    problem, solution = _solved([lorry("l1"), lorry("l2")])
    alone = _changed(solution, convoy_id="")
    assert check_convoys(problem, alone) == ()
    first = alone.routes[0]
    call = next(visit for visit in first.visits if visit.kind == "stop")
    hurried = tuple(replace(v, departure_s=v.departure_s - 60) if v is call else v for v in first.visits)
    found = check_convoys(problem, replace(alone, routes=(replace(first, visits=hurried), *alone.routes[1:])))
    assert {violation.code for violation in found} == {"service-time"}


def test_two_convoys_at_one_moment_are_two_servings():
    """A stop that may not be split, visited by two convoys at nine, is split."""
    problem, solution = _solved([lorry("l1"), lorry("l2")])
    whole = replace(problem, stops=(replace(problem.stops[0], may_split=False),))
    assert "split" in {violation.code for violation in check_convoys(whole, solution)}
