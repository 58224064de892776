"""A patrol car that waits for the convoy leaves later, and every time on its sheet says so."""

from __future__ import annotations

from dataclasses import replace

from planner.routing import check_patrols, solve_patrols
from tests.routing.cases import patrol_problem


def test_a_car_that_loads_at_the_convoy_alone_leaves_late_and_arrives_late() -> None:
    """With food at the convoy stop from 11:00 only, no arrival is sooner than the road allows (checker: too-fast)."""
    problem = patrol_problem([(0.03, 0.02, 1, 100), (0.035, 0.02, 2, 100)])
    at_stop = tuple(p for p in problem.pickups if p.pickup_id == "p-stop")
    doors = tuple(replace(d, pickup_ids=("p-stop",)) for d in problem.deliveries)
    only = replace(problem, pickups=at_stop, deliveries=doors)
    solution = solve_patrols(only, time_limit_s=1.0, seed=1)
    assert check_patrols(only, solution) == ()
    (route,) = solution.routes
    depot, pickup = route.visits[0], route.visits[1]
    assert pickup.kind == "pickup"
    assert depot.departure_s > only.vehicles[0].shift_start_s
    assert pickup.arrival_s >= depot.departure_s
