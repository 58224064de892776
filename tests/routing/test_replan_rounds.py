"""Rounds that have begun and cannot go on: what they leave behind is brought by who can."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from planner.model.dispatch import Changes, PatrolProblem, Plan
from planner.routing import check_plan, replan, solve_convoys, solve_patrols
from tests.routing.cases import H, beside, convoy_problem, lorry, patrol_problem, stop
from tests.routing.test_replan import RECEIPT

NEAR = [(0.01, 0.0, 2, 90), (0.0, 0.01, 2, 80), (0.012, 0.01, 2, 80)]


def _plan(patrols: PatrolProblem) -> Plan:
    convoys = convoy_problem([stop("s0", 0.02, 0.02, 100)], [lorry("l1")], days=patrols.days)
    patrols = beside(patrols, convoys)
    solved = solve_convoys(convoys, time_limit_s=0.5, seed=1)
    plan = Plan("p", "t", convoys, solved, patrols, solve_patrols(patrols, time_limit_s=0.3, seed=1), RECEIPT)
    assert check_plan(plan) == ()
    return plan


def _again(plan: Plan, changes: Changes) -> Plan:
    made, _ = replan(plan, changes, time_limit_s=1.0, seed=1)
    assert check_plan(made) == ()
    return made


def _by(plan: Plan) -> dict[str, tuple[str, int, int]]:
    """Who brings what to each household: car, day and time."""
    return {
        v.serves_id: (r.vehicle_id, r.day, v.start_s) for r in plan.patrols.routes for v in r.visits if v.kind == "drop"
    }


@pytest.mark.parametrize("now_s", [8 * H + 300, 9 * H, 9 * H + 1200])
def test_an_idle_car_takes_over_what_a_lost_one_leaves(now_s):
    """One of two cars drives, and is lost on its way: the other brings what is left, and nobody is left out."""
    plan = _plan(patrol_problem(NEAR, cars=2))
    (route,) = plan.patrols.routes
    done = {v.serves_id for v in route.visits if v.kind == "drop" and v.start_s <= now_s}
    assert len(done) < 3
    made = _again(plan, Changes(now_s=now_s, lost=(route.vehicle_id,)))
    assert made.patrols.unserved == ()
    assert {name for name, (car, *_) in _by(made).items() if car == route.vehicle_id} == done


def test_a_car_whose_food_does_not_come_fetches_other():
    """Two baskets at headquarters, the rest with a convoy that is cancelled in time: all come from headquarters."""
    patrols = patrol_problem([(0.03, 0.03, 4, 90), (0.031, 0.03, 4, 90), (0.01, 0.0, 2, 90)], cars=1)
    depot, beside = patrols.pickups
    plan = _plan(replace(patrols, pickups=(replace(depot, stock_baskets=2), beside)))
    (route,) = plan.patrols.routes
    assert [v.serves_id for v in route.visits if v.kind == "pickup"] == ["p-depot", "p-stop"]
    assert route.visits[0].start_s == 8 * H
    made = _again(plan, Changes(now_s=8 * H, cancelled=("s0",)))
    assert made.patrols.unserved == ()
    assert {v.serves_id for r in made.patrols.routes for v in r.visits if v.kind == "pickup"} == {"p-depot"}


def _two_loads(cars: int) -> PatrolProblem:
    """A car of ten baskets loads 5 and 4 at headquarters, and then 8 where the convoy comes."""
    patrols = patrol_problem([(0.01, 0.0, 5, 90), (0.012, 0.0, 4, 90), (0.03, 0.02, 8, 90)], cars=cars)
    near = [replace(door, pickup_ids=("p-depot",)) for door in patrols.deliveries[:2]]
    return replace(patrols, deliveries=(*near, replace(patrols.deliveries[2], pickup_ids=("p-stop",))))


@pytest.mark.parametrize("cars", [1, 2])
def test_a_car_with_baskets_for_nobody_loads_no_more_than_it_holds(cars):
    """A door is cancelled with its 5 baskets aboard: 8 more are fetched by another car, or the household is told."""
    plan = _plan(_two_loads(cars))
    first = next(r for r in plan.patrols.routes if "d0" in {v.serves_id for v in r.visits})
    loads = [v.baskets for v in first.visits if v.kind == "pickup"]
    assert loads == [9, 8]
    made = _again(plan, Changes(now_s=8 * H + 60, cancelled=("d0",)))
    assert set(_by(made)) == ({"d1"} if cars == 1 else {"d1", "d2"})


def test_a_load_ahead_is_less_by_what_was_cancelled():
    """A door is cancelled before its food is fetched: the car does not drive there for nobody."""
    plan = _plan(_two_loads(1))
    made = _again(plan, Changes(now_s=8 * H + 60, cancelled=("d2",)))
    (route,) = made.patrols.routes
    assert [v.baskets for v in route.visits if v.kind == "pickup"] == [9]
    assert route.visits[-1].baskets == 0


def test_baskets_aboard_for_nobody_go_to_a_door_that_may_have_them():
    """Eight are aboard for a cancelled door, another is to get eight from a stop later: it gets those."""
    patrols = patrol_problem([(0.01, 0.0, 8, 90), (0.03, 0.02, 8, 90)], cars=1)
    depot, beside = patrols.pickups
    plan = _plan(replace(patrols, pickups=(replace(depot, stock_baskets=8), beside)))
    (route,) = plan.patrols.routes
    assert [v.serves_id for v in route.visits if v.kind == "pickup"] == ["p-depot", "p-stop"]
    first, last = [v.serves_id for v in route.visits if v.kind == "drop"]
    made = _again(plan, Changes(now_s=8 * H + 60, cancelled=(first,)))
    (after,) = made.patrols.routes
    assert [v.serves_id for v in after.visits[1:-1]] == ["p-depot", last]


def test_a_door_behind_a_closed_road_is_reached_another_way():
    """The road between the first two doors is closed while the car is at the first: every door is still served."""
    plan = _plan(patrol_problem(NEAR, cars=2))
    (route,) = plan.patrols.routes
    first, second = [v for v in route.visits if v.kind == "drop"][:2]
    pair = (first.location_id, second.location_id)
    made = _again(plan, Changes(now_s=first.start_s, closed=(pair,)))
    assert made.patrols.unserved == ()
    legs = [{a.location_id, b.location_id} for r in made.patrols.routes for a, b in pairwise(r.visits)]
    assert set(pair) not in legs


LATE = (20 * H,) * 2


def _two_days() -> Plan:
    doors = [(0.02, 0.02, 2, 90), (0.0, 0.03, 2, 80), (0.03, 0.01, 2, 80)]
    return _plan(patrol_problem(doors, days=2, curfew_s=LATE))


@pytest.mark.parametrize("now_s", [0, 7 * H, 8 * H + 60])
@pytest.mark.parametrize("day", [0, 1])
def test_a_household_pinned_to_a_day_is_served_on_it(day, now_s):
    """Before its round leaves or when it has just loaded: the pinned door has its day, the others keep theirs."""
    plan = _two_days()
    before = _by(plan)
    assert {when for _, when, _ in before.values()} == {0}
    for name in sorted(before):
        after = _by(_again(plan, Changes(now_s=now_s, pins=((name, day),))))
        assert after[name][1] == day
        assert {other: when for other, (_, when, _) in after.items()} == dict.fromkeys(before, 0) | {name: day}


def test_a_pin_that_cannot_be_kept_leaves_the_household_with_a_reason():
    """Its only pickup has food on the first day alone: it is said, and nobody brings it on another day."""
    patrols = patrol_problem([(0.02, 0.02, 2, 90)], days=2, curfew_s=LATE)
    plan = _plan(replace(patrols, deliveries=(replace(patrols.deliveries[0], pickup_ids=("p-stop",)),)))
    assert set(_by(plan)) == {"d0"}
    made = _again(plan, Changes(pins=(("d0", 1),)))
    assert [(entry.serves_id, entry.reason) for entry in made.patrols.unserved] == [("d0", "no_convoy")]


def test_a_pin_comes_too_late_for_who_has_been_served():
    """Pinned to tomorrow after its basket was handed over: it keeps the day on which it got it."""
    plan = _two_days()
    name = min(_by(plan), key=lambda door: _by(plan)[door][2])
    made = _again(plan, Changes(now_s=_by(plan)[name][2], pins=((name, 1),)))
    assert _by(made)[name] == _by(plan)[name]


def test_a_cancelled_door_does_not_move_the_loads_of_others_together():
    """Six doors of five baskets and a car of ten: three loads of two. Whichever is off, the car never holds more."""
    doors = [(0.01 + 0.002 * k, 0.004 * (k % 2), 5, 90) for k in range(6)]
    plan = _plan(patrol_problem(doors, cars=1))
    (route,) = plan.patrols.routes
    assert [v.baskets for v in route.visits if v.kind == "pickup"] == [10, 10, 10]
    for name in _by(plan):
        made = _again(plan, Changes(now_s=7 * H, cancelled=(name,)))
        assert set(_by(made)) == set(_by(plan)) - {name}
