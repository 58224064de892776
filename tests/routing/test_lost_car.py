"""A patrol car that is lost stays lost: a later change gives it nothing more to do."""

from dataclasses import replace

import pytest

from planner.model.dispatch import Changes
from tests.routing.cases import H, patrol_problem, travel
from tests.routing.test_replan_rounds import NEAR, _again, _by, _plan


@pytest.mark.parametrize("cars", [1, 2])
@pytest.mark.parametrize("now_s", [9 * H + 60, 10 * H, 12 * H])
def test_a_car_lost_earlier_takes_nothing_more(cars, now_s):
    """Lost at nine, a new household later: another car goes there if there is one, and never the lost one."""
    plan = _plan(patrol_problem(NEAR, cars=cars))
    (route,) = plan.patrols.routes
    once = _again(plan, Changes(now_s=9 * H, lost=(route.vehicle_id,)))
    old = plan.patrol_problem.deliveries[0]
    door = replace(old, delivery_id="u", household_id="U", location_id="hu", lon=101.605, lat=3.105, prize=1000)
    points = {"ipd-a": (101.6, 3.1), "s0": (101.62, 3.12)}
    points |= {d.location_id: (d.lon, d.lat) for d in (*plan.patrol_problem.deliveries, door)}
    twice = _again(once, Changes(now_s=now_s, new_deliveries=(door,), car_travel=travel(points)))
    gone = [r for r in twice.patrols.routes if r.vehicle_id == route.vehicle_id]
    assert gone == [r for r in once.patrols.routes if r.vehicle_id == route.vehicle_id]
    assert ("u" in _by(twice)) == (cars == 2)
