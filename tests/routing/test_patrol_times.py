"""A patrol car that waits for the convoy leaves later, and every time on its sheet says so."""

from __future__ import annotations

from dataclasses import replace

from planner.routing import check_patrols, solve_patrols
from tests.routing.cases import FRIDAY_BREAK, H, patrol_problem


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


def test_a_car_that_goes_back_for_food_is_there_when_the_food_is() -> None:
    """Its first load is brought by 9:40, the second is at the stop from 11:00: until then the crew is on patrol."""
    problem = patrol_problem([(0.01, 0.0, 9, 100), (0.03, 0.02, 9, 100)], cars=1)
    near, far = problem.deliveries
    doors = (replace(near, pickup_ids=("p-depot",)), replace(far, pickup_ids=("p-stop",)))
    problem = replace(problem, deliveries=doors)
    solution = solve_patrols(problem, time_limit_s=1.0, seed=1)
    assert check_patrols(problem, solution) == ()
    (route,) = solution.routes
    assert [visit.serves_id for visit in route.visits[1:-1]] == ["p-depot", "d0", "p-stop", "d1"]
    before, pickup = route.visits[2:4]
    assert before.departure_s < 10 * H
    assert (pickup.arrival_s, pickup.start_s) == (11 * H, 11 * H)


def test_a_car_that_would_have_to_leave_in_the_break_leaves_before_it() -> None:
    """Food is there five minutes after Friday prayers, ten minutes away: the drive ends as the break begins."""
    problem = patrol_problem([(0.01, 0.0, 9, 100), (0.03, 0.02, 9, 100)], cars=1)
    near, far = problem.deliveries
    doors = (replace(near, pickup_ids=("p-depot",)), replace(far, pickup_ids=("p-stop",)))
    at_depot, at_stop = problem.pickups
    after = FRIDAY_BREAK.end_s + 60
    problem = replace(problem, deliveries=doors, pickups=(at_depot, replace(at_stop, ready_s=after)))
    solution = solve_patrols(problem, time_limit_s=1.0, seed=1)
    assert check_patrols(problem, solution) == ()
    pickup = solution.routes[0].visits[3]
    assert (pickup.arrival_s, pickup.start_s) == (FRIDAY_BREAK.start_s, after)
