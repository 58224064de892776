"""Something happens to convoys on the road: what they leave behind goes to others, and what was said is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from planner.model.dispatch import (
    Changes,
    ClosedRoad,
    ConvoyProblem,
    DatedRule,
    LostVehicle,
    Plan,
    Receipt,
    Status,
    Stop,
    TimeWindow,
    Vehicle,
    VehicleKind,
)
from planner.routing import check_plan, replan, solve_convoys
from tests.routing.any_town import any_changes, any_town
from tests.routing.cases import H, convoy_problem, lorry, stop, travel

RECEIPT = Receipt(1, "2021-07-08", 1.0, (), (), "straight lines")
A, B = stop("s1", 0.02, 0.0, 60, 60), stop("s2", 0.03, 0.0, 60, 60)


def _plan(problem: ConvoyProblem) -> Plan:
    plan = Plan("p", "Pelan", problem, solve_convoys(problem, time_limit_s=2, seed=1), None, None, RECEIPT)
    assert check_plan(plan) == ()
    return plan


def _after(plan: Plan, now_s: int, *new: Stop, day: int = 0, **more) -> Plan:
    problem = plan.convoy_problem
    points = {place.depot_id: (place.lon, place.lat) for place in problem.depots}
    points |= {place.stop_id: (place.lon, place.lat) for place in (*problem.stops, *new)}
    roads = travel(points) if new else None
    made, _ = replan(plan, Changes(day=day, now_s=now_s, new_stops=new, travel=roads, **more), time_limit_s=2, seed=1)
    assert check_plan(made) == ()
    return made


def _calls(plan: Plan) -> list[tuple[str, str, int, int]]:
    """(stop, vehicle, day, start) of every hand-out."""
    return [
        (visit.serves_id, route.vehicle_id, route.day, visit.start_s)
        for route in plan.convoys.routes
        for visit in route.visits
        if visit.kind == "stop"
    ]


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("now_s", [8 * H + 3000, 9 * H + 1800])
def test_what_a_lost_lorry_had_ahead_goes_to_one_that_stands_idle(now_s, required):
    stops = [replace(one, required=required) for one in (A, B)]
    plan = _plan(convoy_problem(stops, [lorry("l1"), lorry("l2")]))
    (lost,) = {name for _, name, _, _ in _calls(plan)}
    made = _after(plan, now_s, lost=(lost,))
    assert {name for name, *_ in _calls(made)} == {"s1", "s2"}
    assert made.convoys.status is not Status.INFEASIBLE
    assert not made.convoys.unserved


def test_what_a_closed_road_cuts_off_goes_to_a_lorry_from_elsewhere():
    plan = _plan(convoy_problem([A], [lorry("l1"), lorry("l2", "ipd-b")], two_depots=True))
    route = plan.convoys.routes[0]
    made = _after(plan, route.visits[0].start_s + 60, closed=((route.visits[0].location_id, "s1"),))
    assert [name for name, *_ in _calls(made)] == ["s1"]
    assert {name for _, name, _, _ in _calls(made)} != {route.vehicle_id}


@pytest.mark.parametrize("later_s", [9 * H + 2400, 11 * H])
def test_a_lorry_that_was_lost_does_not_go_out_when_something_else_happens(later_s):
    """Nobody says again that it is lost."""
    made = _after(_plan(convoy_problem([A, B], [lorry("l1")])), 9 * H + 1800, lost=("l1",))
    again = _after(made, later_s, stop("new", 0.02, 0.01, 60, 500))
    assert _calls(again) == _calls(made)


def test_a_closed_road_stays_closed_until_it_is_opened():
    plan = _plan(convoy_problem([A, B], [lorry("l1")], days=2, max_reloads=0))
    made = _after(plan, 7 * H, closed=(("ipd-a", "s1"), ("s1", "s2")))
    again = _after(made, 7 * H + 60, pins=(("s1", 1),))
    assert {name for name, *_ in _calls(again)} == {"s2"}
    opened = _after(again, 7 * H + 120, opened=(("s1", "ipd-a"),))
    assert {name for name, *_ in _calls(opened)} == {"s1", "s2"}


def test_the_checker_sees_a_lost_lorry_and_a_closed_road_in_use():
    """Both are planted: what is told happened before the convoy left."""
    plan = _plan(convoy_problem([A, B], [lorry("l1")]))
    route = plan.convoys.routes[0]
    early, leg = route.visits[0].start_s - 60, (route.visits[1].location_id, route.visits[2].location_id)
    for told, code in (
        ({"lost": (LostVehicle("l1", 0, early),)}, "lost"),
        ({"closed": (ClosedRoad(leg[::-1], 0, early),)}, "closed-road"),
        ({"closed": (ClosedRoad(("ipd-a", leg[0]), 0, early),)}, "closed-road"),
    ):
        problem = replace(plan.convoy_problem, **told)
        assert {item.code for item in check_plan(replace(plan, convoy_problem=problem))} == {code}


def _in_two_days() -> Plan:
    plan = _plan(convoy_problem([stop("big", 0.02, 0.0, 200, 500)], [lorry("l1")], days=3, max_reloads=0))
    assert sorted(day for _, _, day, _ in _calls(plan)) == [0, 1]
    return plan


def test_the_open_half_of_a_cancelled_stop_is_not_brought():
    made = _after(_in_two_days(), 17 * H, cancelled=("big",))
    assert [day for _, _, day, _ in _calls(made)] == [0]
    assert not made.convoys.unserved
    assert [(one.baskets, one.households, one.prize) for one in made.convoy_problem.stops] == [(100, 100, 250)]


def test_the_open_half_of_a_stop_is_pinned():
    made = _after(_in_two_days(), 17 * H, pins=(("big", 2),))
    assert sorted(day for _, _, day, _ in _calls(made)) == [0, 2]


def test_a_stop_ahead_of_a_convoy_under_way_is_pinned_to_another_day():
    plan = _plan(convoy_problem([A, B], [lorry("l1")], days=2))
    first, last = sorted(_calls(plan), key=lambda call: call[3])
    made = _after(plan, first[3] + 300, pins=((last[0], 1),))
    assert {(name, day) for name, _, day, _ in _calls(made)} == {(first[0], 0), (last[0], 1)}


def test_a_stop_of_tomorrow_that_is_pinned_to_today_joins_a_convoy_under_way():
    problem = convoy_problem([A, replace(B, days=(1,))], [lorry("l1", room=60)], days=2)
    plan = _plan(problem)
    plan = replace(plan, convoy_problem=replace(problem, stops=(A, B)))
    made = _after(plan, 9 * H + 600, pins=(("s2", 0),))
    assert {(name, day) for name, _, day, _ in _calls(made)} == {("s1", 0), ("s2", 0)}
    assert made.convoys.status is not Status.INFEASIBLE


def test_nobody_loads_what_is_still_on_its_way_back():
    """All food is out with a lorry whose stop is cancelled: it comes back too late for the new stop."""
    plan = _plan(convoy_problem([A, B], [lorry("l1"), lorry("l2")], stock=120))
    first, last = sorted(_calls(plan), key=lambda call: call[3])
    fresh = stop("new", -0.02, 0.0, 60, 500, windows=(TimeWindow(9 * H, 11 * H),))
    made = _after(plan, first[3] + 300, fresh, cancelled=(last[0],))
    assert {name for _, name, _, _ in _calls(made)} == {first[1]}
    assert [str(entry.reason) for entry in made.convoys.unserved] == ["no_stock"]


def test_a_floor_goes_before_more_stops_that_were_announced():
    """Forty baskets are left: the floor's stop takes them, not the two small ones elsewhere."""
    stops = [
        stop("a1", 0.02, 0.0, 20, 50),
        stop("a2", 0.021, 0.0, 20, 50),
        stop("b", 0.0, 0.02, 40, 50, police_district="B"),
    ]
    van = Vehicle("v1", VehicleKind.VAN, "ipd-a", 1_000_000, 40, 8 * H, 18 * H)
    plan = _plan(convoy_problem(stops, [lorry("l1"), van], max_reloads=0, floors=(("B", 1),)))
    made = _after(plan, 7 * H, lost=("l1",))
    assert {name for name, *_ in _calls(made)} == {"b"}


def test_a_floor_whose_stop_is_cancelled_is_met_by_another_stop():
    """Nobody was told of that one before, and it needs more driving than it is worth."""
    stops = [stop("a", 0.02, 0.0, 40, 500), stop("b", 0.0, 0.02, 40, 50, police_district="B")]
    other = stop("c", 0.2, 0.2, 40, 1, police_district="B")
    plan = _plan(convoy_problem([*stops, other], [lorry("l1")], floors=(("B", 1),)))
    assert {name for name, *_ in _calls(plan)} == {"a", "b"}
    made = _after(plan, 7 * H, cancelled=("b",))
    assert {name for name, *_ in _calls(made)} == {"a", "c"}


def test_room_that_has_come_free_is_not_filled_where_that_makes_others_wait():
    stops = [
        stop("a", 0.02, 0.0, 60, 100),
        stop("b", 0.03, 0.0, 30, 60),
        stop("c", 0.035, 0.0, 40, 60),
        stop("d", 0.01, 0.002, 65, 1, windows=(TimeWindow(9 * H, 10 * H + 1800),)),
    ]
    plan = _plan(convoy_problem(stops, [lorry("l1")], max_reloads=0))
    told = {name: start_s for name, _, _, start_s in _calls(plan)}
    made = _after(plan, 7 * H, cancelled=("a",))
    assert {name for name, *_ in _calls(made)} >= {"b", "c"}
    assert all(start_s <= told[name] for name, _, _, start_s in _calls(made) if name in told)


def _driven_after(plan: Plan, changes: Changes) -> set[tuple[str, str]]:
    """(vehicle, stop) of every hand-out that begins after the moment of ``changes``."""
    moment = (changes.day, changes.now_s)
    return {(vehicle, name) for name, vehicle, day, start_s in _calls(plan) if (day, start_s) > moment}


@pytest.mark.parametrize("seed", [*range(300, 310), 513, 528])
def test_whatever_happens_in_any_town_the_lost_and_the_cancelled_are_left_alone(seed):
    """Twice something happens: neither a lost vehicle nor a cancelled stop is seen again, and the checker agrees."""
    rng = Random(seed)
    problem = any_town(rng, seed)
    stops = tuple(replace(one, required=False) for one in problem.stops)
    problem = replace(problem, stops=stops, travel=travel(_points(problem)))  # every way home is open
    plan = Plan("p", "t", problem, solve_convoys(problem, time_limit_s=1, seed=seed), None, None, RECEIPT)
    first = any_changes(rng, problem, plan.convoys)
    made, _ = replan(plan, first, time_limit_s=2, seed=1)
    second = replace(any_changes(rng, made.convoy_problem, made.convoys), new_stops=(), travel=None)
    second = replace(second, day=max(first.day, second.day), now_s=max(first.now_s, second.now_s))
    again, _ = replan(made, second, time_limit_s=2, seed=1)
    for after, told, cancelled, lost in (
        (made, first, first.cancelled, first.lost),
        (again, second, (*first.cancelled, *second.cancelled), (*first.lost, *second.lost)),
    ):
        assert check_plan(after) == ()
        begun = {name for name, _, day, start_s in _calls(plan) if (day, start_s) <= (told.day, told.now_s)}
        driven = _driven_after(after, told)
        assert not {name for _, name in driven} & (set(cancelled) - begun)
        assert not {vehicle for vehicle, _ in driven} & set(lost)


def _points(problem: ConvoyProblem) -> dict[str, tuple[float, float]]:
    places = {depot.depot_id: (depot.lon, depot.lat) for depot in problem.depots}
    return places | {one.stop_id: (one.lon, one.lat) for one in problem.stops}


def test_a_district_ban_is_kept_by_what_takes_over():
    """The idle lorry of the other district may not come: the stop stays open and the reason says so."""
    ban = (DatedRule("ban", "district_ban", date(2021, 7, 1), date(2021, 7, 31)),)
    plan = _plan(convoy_problem([A], [lorry("l1"), lorry("l2", "ipd-b")], two_depots=True, rules=ban))
    made = _after(plan, plan.convoys.routes[0].visits[0].start_s + 60, lost=("l1",))
    assert _calls(made) == []
    assert [entry.serves_id for entry in made.convoys.unserved] == ["s1"]
