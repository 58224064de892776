"""A stop is cut into parts that a vehicle which may and can come to it holds, whoever else is on the road that day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model.dispatch import ConvoyProblem, DatedRule, Solution, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.routing import check_convoys, solve_convoys
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.lower import lower
from tests.routing.cases import FRIDAY, H, convoy_problem, lorry, stop

BAN = DatedRule("ban", RuleKind.DISTRICT_BAN, FRIDAY, FRIDAY)


def _vans(depot: str, count: int = 3) -> list[Vehicle]:
    return [Vehicle(f"v{k}", VehicleKind.VAN, depot, 1_000_000, 45, 8 * H, 18 * H) for k in range(count)]


def _large_elsewhere(**more) -> ConvoyProblem:
    """U wants 100 at the depot of three vans of 45; the other depot has a lorry of 135."""
    stops = [stop("U", 0.1, 0.09, 100, 500, police_district="B"), stop("a", 0.01, 0.0, 40, 40)]
    return convoy_problem(stops, [lorry("l1"), *_vans("ipd-b")], two_depots=True, **more)


def _short_of_hours() -> ConvoyProblem:
    problem = _large_elsewhere()
    return replace(problem, vehicles=(replace(problem.vehicles[0], shift_end_s=10 * H), *problem.vehicles[1:]))


def _short_of_stock() -> ConvoyProblem:
    problem = _large_elsewhere()
    return replace(problem, depots=(replace(problem.depots[0], stock_baskets=0), problem.depots[1]))


def _handed(solution: Solution, stop_id: str) -> int:
    return -sum(v.baskets for route in solution.routes for v in route.visits if v.serves_id == stop_id)


def _sizes(problem: ConvoyProblem, stop_id: str) -> list[int]:
    lowered = lower(problem, possible_teams(problem))
    return [part.baskets for part in lowered.parts if part.stop.stop_id == stop_id]


KEPT_AWAY = {"a ban": _large_elsewhere(rules=(BAN,)), "its hours": _short_of_hours(), "no stock": _short_of_stock()}


@pytest.mark.parametrize("why", KEPT_AWAY)
def test_a_lorry_that_cannot_come_does_not_set_the_parts(why):
    """The stop's own three vans bring all of it, as they would if the lorry were not there."""
    problem = KEPT_AWAY[why]
    assert _sizes(problem, "U") == [33, 33, 34]
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, solution) == ()
    assert _handed(solution, "U") == 100


def test_a_lorry_that_can_come_sets_the_parts():
    """With nothing in its way the lorry brings all at once, and larger wishes are cut for it, not for the vans."""
    assert _sizes(_large_elsewhere(), "U") == [100]
    large = convoy_problem([stop("U", 0.02, 0.0, 260)], [lorry("l1"), *_vans("ipd-a")])
    assert _sizes(large, "U") == [130, 130]


def test_where_nobody_can_come_the_largest_sets_the_parts():
    """A cordon: the reason is told for the stop as the largest lorry would serve it."""
    cordon = DatedRule("c", RuleKind.CORDON, FRIDAY, FRIDAY, places=("U",))
    assert _sizes(_large_elsewhere(rules=(cordon,)), "U") == [100]
