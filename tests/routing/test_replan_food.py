"""Food at pickups after a change: it follows the convoy of its day, and no basket is promised twice."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from planner.model.dispatch import (
    Changes,
    ConvoyProblem,
    Delivery,
    Depot,
    LostVehicle,
    PatrolProblem,
    PickupPoint,
    Plan,
    Route,
    Solution,
    Status,
    TimeWindow,
    Vehicle,
    VehicleKind,
    Visit,
)
from planner.model.kinds import VisitKind
from planner.routing import check_plan, replan, solve_convoys, solve_patrols
from planner.routing.replanning.pickups import pickups_after
from planner.routing.replanning.stock import taken
from tests.routing.cases import H, convoy_problem, lorry, random_convoys, stop, travel
from tests.routing.test_replan import RECEIPT

HQ = Depot("ipd-a", "IPD A", 101.6, 3.1, "A", 500)


def _convoys(*calls: tuple[int, int, int]) -> Solution:
    """Convoys to the one stop, as (day, hour, baskets)."""
    routes = []
    for day, hour, baskets in calls:
        load = Visit("ipd-a", VisitKind.DEPOT, 8 * H, 8 * H, 8 * H + 1800, baskets)
        call = Visit("s", VisitKind.STOP, hour * H, hour * H, hour * H + H, -baskets, baskets, "s")
        home = Visit("ipd-a", VisitKind.DEPOT, 17 * H, 17 * H, 17 * H)
        routes.append(Route(f"D{day}", "l1", day, (load, call, home), 0, 0))
    return Solution(Status.FEASIBLE, tuple(routes), (), 0, None, None, "by hand")


def _points(
    depots: tuple[Depot, ...], convoys: Solution, district: dict[str, str], share: int = 1
) -> list[PickupPoint]:
    """What convoys leave at headquarters, and one ``share``th of what they bring to each stop, there with the last."""
    visits = [(r.day, v) for r in convoys.routes for v in r.visits]
    left = {d.depot_id: d.stock_baskets for d in depots}
    for _, visit in visits:
        if visit.baskets > 0:
            left[visit.location_id] -= visit.baskets
    found = [PickupPoint(d.depot_id, d.depot_id, d.police_district, None, 8 * H, 900, left[d.depot_id]) for d in depots]
    for name, day in sorted({(v.serves_id, day) for day, v in visits if v.kind == "stop" and v.baskets}):
        there = [v for when, v in visits if (v.serves_id, when) == (name, day) and v.baskets]
        ready_s, stock = max(v.start_s for v in there), -sum(v.baskets for v in there) // share
        found.append(PickupPoint(f"{name}@{day}", name, district[name], day, ready_s, 900, stock))
    return found


def _found(before: Solution, after: Solution, share: int = 1, had: dict[str, int] | None = None) -> dict[str, tuple]:
    """Day, hour and stock of each pickup afterwards."""
    points = tuple(_points((HQ,), before, {"s": "A"}, share))
    found = pickups_after(points, (HQ,), (before, after), Changes(day=0, now_s=7 * H), had or {})
    return {p.pickup_id: (p.day, p.ready_s // H, p.stock_baskets) for p in found}


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        # nothing happened to a stop served on two days
        ([(0, 9, 100), (1, 10, 80)], [(0, 9, 100), (1, 10, 80)], {"s@0": (0, 9, 100), "s@1": (1, 10, 80)}),
        # the convoy comes two hours later
        ([(0, 9, 100)], [(0, 11, 100)], {"s@0": (0, 11, 100)}),
        # it comes on another day as a whole
        ([(0, 9, 100)], [(2, 11, 100)], {"s@0": (2, 11, 100)}),
        # one of two days moves, the other stays
        ([(0, 9, 100), (1, 10, 80)], [(1, 10, 80), (2, 12, 100)], {"s@0": (2, 12, 100), "s@1": (1, 10, 80)}),
        # two days become one that brings as much as both: the second pickup shares it
        ([(0, 9, 100), (1, 10, 80)], [(1, 10, 180)], {"s@0": (1, 10, 100), "s@1": (1, 10, 80)}),
        # two days become one that brings no more: nothing is left for the first
        ([(0, 9, 100), (1, 10, 80)], [(1, 10, 80)], {"s@0": (0, 9, 0), "s@1": (1, 10, 80)}),
        # one day becomes two: what comes on the new day is counted on by nobody
        ([(0, 9, 100)], [(0, 9, 60), (1, 9, 40)], {"s@0": (0, 9, 60)}),
        # a convoy that brings more than was announced promises no more at doors
        ([(0, 9, 100)], [(0, 9, 130)], {"s@0": (0, 9, 100)}),
        # two convoys on one day: food for all is there with the second, however late it is
        ([(0, 9, 60), (0, 10, 60)], [(0, 9, 60), (0, 13, 60)], {"s@0": (0, 13, 120)}),
        # the second does not come: half the food, with the first
        ([(0, 9, 60), (0, 10, 60)], [(0, 9, 60)], {"s@0": (0, 9, 60)}),
        # a third comes later with what nobody was told of: cars do not wait for it
        ([(0, 9, 60), (0, 10, 60)], [(0, 9, 60), (0, 10, 60), (0, 15, 40)], {"s@0": (0, 10, 120)}),
        # it does not come at all
        ([(0, 9, 100)], [], {"s@0": (0, 9, 0)}),
    ],
)
def test_a_pickup_follows_the_convoy_of_its_day(before, after, wanted):
    """Day, hour and stock of every pickup at the stop, worked out by hand; headquarters keep what is not taken."""
    was, now = _convoys(*before), _convoys(*after)
    found = _found(was, now)
    assert found.pop("ipd-a") == (None, 8, HQ.stock_baskets - sum(baskets for *_, baskets in after))
    assert found == wanted


def test_cars_keep_their_share_of_what_comes():
    """Of 100 baskets a stop keeps 20 for cars: of 60 it keeps 12, and the rest is for those who queue."""
    assert _found(_convoys((0, 9, 100)), _convoys((0, 9, 60)), share=5)["s@0"] == (0, 9, 12)
    assert _found(_convoys((0, 9, 100)), _convoys((1, 9, 100)), share=5)["s@0"] == (1, 9, 20)


def test_what_cars_have_aboard_is_not_taken_back():
    """The convoy hands out 20 after all, and 30 are in a car already: the pickup gave 30, and gives no more."""
    was, now = _convoys((0, 9, 100)), _convoys((0, 9, 20))
    assert _found(was, now, had={"s@0": 30})["s@0"] == (0, 9, 30)


def test_pickups_that_share_a_day_are_cut_alike():
    """Two days have become one, and then its convoy brings half: both pickups keep half of theirs."""
    was, now = _convoys((1, 9, 100)), _convoys((1, 9, 50))
    both = [PickupPoint(f"s@{k}", "s", "A", 1, 9 * H, 900, 10 * (k + 1)) for k in (0, 1)]
    found = pickups_after(tuple(both), (HQ,), (was, now), Changes(), {})
    assert [p.stock_baskets for p in found] == [5, 10]


def test_baskets_brought_back_can_be_loaded_by_cars():
    """Back at headquarters with 40 of 100 it leaves them there; one that is out does not, nor one lost before."""
    (route,) = _convoys((0, 9, 100)).routes
    _, call, home = route.visits
    back = replace(route, visits=(route.visits[0], replace(call, baskets=-60), replace(home, baskets=-40)))
    solution = replace(_convoys(), routes=(back,))
    moments = [
        Changes(now_s=18 * H),
        Changes(now_s=16 * H),
    ]
    assert [taken(solution.routes, changes, ())["ipd-a"] for changes in moments] == [60, 100]
    lost = [LostVehicle("l1", 0, home.arrival_s - 60), LostVehicle("l1", 0, home.arrival_s + 60)]
    assert [taken(solution.routes, moments[0], [one])["ipd-a"] for one in lost] == [100, 60]


def _with_doors(problem: ConvoyProblem, doors: list[Delivery], cars: tuple[Vehicle, ...], names=None) -> Plan:
    """Convoys, and doors that load at the pickups of their district, or those in ``names``."""
    convoys = solve_convoys(problem, time_limit_s=0.5, seed=1)
    district = {stop.stop_id: stop.police_district for stop in problem.stops}
    points = [p for p in _points(problem.depots, convoys, district) if names is None or p.pickup_id in names]
    doors = [
        replace(door, pickup_ids=tuple(p.pickup_id for p in points if p.police_district == door.police_district))
        for door in doors
    ]
    where = {d.depot_id: (d.lon, d.lat) for d in problem.depots} | {s.stop_id: (s.lon, s.lat) for s in problem.stops}
    where |= {door.location_id: (door.lon, door.lat) for door in doors}
    patrols = PatrolProblem(
        problem.start, problem.days, problem.depots, cars, tuple(points), tuple(doors), travel(where),
        problem.basket_g, problem.curfew_s, problem.breaks,
    )  # fmt: skip
    plan = Plan("p", "t", problem, convoys, patrols, solve_patrols(patrols, time_limit_s=0.5, seed=1), RECEIPT)
    assert check_plan(plan) == ()
    return plan


def _door(name: str, x: float, y: float, baskets: int, **more) -> Delivery:
    base = Delivery(
        name, f"H-{name}", f"at-{name}", 101.6 + x, 3.1 + y, "A", baskets, 100, 600, (TimeWindow(9 * H, 18 * H),), ()
    )
    return replace(base, **more)


def _car(name: str = "car1", room: int = 10, **more) -> Vehicle:
    return Vehicle(name, VehicleKind.PATROL_CAR, "ipd-a", 3_000_000, room, 8 * H, 18 * H, **more)


def _again(plan: Plan, changes: Changes) -> Plan:
    made, _ = replan(plan, changes, time_limit_s=1.0, seed=1)
    assert check_plan(made) == ()
    return made


def _dropped(plan: Plan) -> dict[str, tuple[int, int]]:
    return {v.serves_id: (r.day, v.start_s) for r in plan.patrols.routes for v in r.visits if v.kind == "drop"}


def _promised_twice(plan: Plan) -> list[str]:
    """Places whose baskets cars and convoys count on twice, added up from the routes alone."""
    handed: dict[tuple[str, int], int] = {}
    taken = {depot.depot_id: 0 for depot in plan.convoy_problem.depots}
    for route in plan.convoys.routes:
        for visit in route.visits:
            if visit.kind == "stop":
                key = (visit.serves_id, route.day)
                handed[key] = handed.get(key, 0) - visit.baskets
            elif visit.baskets > 0:
                taken[visit.location_id] += visit.baskets
    for route in plan.patrols.routes:
        for visit in route.visits:
            if visit.kind == "pickup" and visit.location_id in taken:
                taken[visit.location_id] += visit.baskets
            elif visit.kind == "pickup":
                handed[visit.location_id, route.day] = handed.get((visit.location_id, route.day), 0) - visit.baskets
    stock = {depot.depot_id: depot.stock_baskets for depot in plan.convoy_problem.depots}
    return [str(key) for key, left in handed.items() if left < 0] + [n for n, used in taken.items() if used > stock[n]]


@pytest.mark.parametrize(("day", "now_s"), [(0, 7 * H), (0, 12 * H), (1, 7 * H), (1, 12 * H)])
def test_nothing_happens_to_doors_of_a_stop_served_on_two_days(day, now_s):
    """A large stop is served on both days, doors load there on the second: a replan of nothing changes nothing."""
    problem = convoy_problem([stop("big", 0.02, 0.02, 200, 500)], [lorry("l1")], days=2, max_reloads=0)
    doors = [_door(f"d{k}", 0.02 + 0.002 * k, 0.021, 8, day=1) for k in range(3)]
    plan = _with_doors(problem, doors, (_car(),), ("big@0", "big@1"))
    assert len(_dropped(plan)) == 3
    made = _again(plan, Changes(day=day, now_s=now_s))
    assert made.patrols.routes == plan.patrols.routes
    assert made.patrol_problem.pickups == plan.patrol_problem.pickups


def test_doors_follow_their_convoy_to_another_day():
    """The stop is pinned to the second day: the car loads there then, and no door is lost."""
    problem = convoy_problem([stop("s", 0.02, 0.02, 60, 500)], [lorry("l1")], days=2)
    plan = _with_doors(problem, [_door(f"d{k}", 0.02 + 0.002 * k, 0.021, 4) for k in range(3)], (_car(),), ("s@0",))
    assert {day for day, _ in _dropped(plan).values()} == {0}
    made = _again(plan, Changes(pins=(("s", 1),)))
    assert set(_dropped(made)) == set(_dropped(plan))
    assert {day for day, _ in _dropped(made).values()} == {1}


@pytest.mark.parametrize("now_s", [7 * H, 8 * H + 1800 + 900])
def test_a_convoy_that_brings_less_feeds_fewer_doors(now_s):
    """Two lorries bring 60 each to a stop; one is lost: cars take no more than the other hands out there."""
    lorries = [lorry("l1", room=60), lorry("l2", room=60)]
    problem = convoy_problem([stop("big", 0.02, 0.0, 120, 500)], lorries, max_reloads=0, stock=200)
    doors = [_door(f"d{k}", 0.03, 0.005 * k, 45, windows=(TimeWindow(12 * H, 18 * H),)) for k in range(2)]
    plan = _with_doors(problem, doors, (_car(room=100),), ("big@0",))
    assert len(_dropped(plan)) == 2
    made = _again(plan, Changes(now_s=now_s, lost=("l2",)))
    assert _promised_twice(made) == []
    assert len(_dropped(made)) == 1
    (left,) = made.patrols.unserved
    assert left.reason == "no_stock"


@pytest.mark.parametrize("now_s", [7 * H, 8 * H + 600])
def test_a_new_stop_leaves_doors_what_they_were_promised(now_s):
    """70 baskets, 60 for a convoy and 6 for doors: a new stop that wants 10 is told so, whoever has loaded by then."""
    problem = convoy_problem([stop("s1", 0.02, 0.0, 60, 500)], [lorry("l1"), lorry("l2")], stock=70)
    plan = _with_doors(problem, [_door(f"d{k}", 0.03, 0.005 * k, 2) for k in range(3)], (_car(),), ("ipd-a",))
    assert len(_dropped(plan)) == 3
    new = stop("new", 0.01, 0.01, 10, 500)
    where = {"ipd-a": (101.6, 3.1)} | {s.stop_id: (s.lon, s.lat) for s in (*problem.stops, new)}
    made = _again(plan, Changes(now_s=now_s, new_stops=(new,), travel=travel(where)))
    assert _promised_twice(made) == []
    assert _dropped(made) == _dropped(plan)
    assert made.convoy_problem.depots == problem.depots
    (left,) = made.convoys.unserved
    assert (left.serves_id, left.reason) == ("new", "no_stock")


@pytest.mark.parametrize("now_s", [7 * H, 8 * H + 600])
def test_a_stop_that_must_be_served_goes_before_doors_not_yet_loaded_for(now_s):
    """The same stock, and a person pins the new stop: while no car has loaded it is served, and doors are told.

    Nobody who was announced goes without for the other: neither s1 for the doors, nor what is in a car for the new one.
    """
    problem = convoy_problem([stop("s1", 0.02, 0.0, 60, 500)], [lorry("l1"), lorry("l2")], stock=70)
    plan = _with_doors(problem, [_door(f"d{k}", 0.03, 0.005 * k, 2) for k in range(3)], (_car(),), ("ipd-a",))
    new = stop("new", 0.01, 0.01, 10, 500, may_split=False)
    where = {"ipd-a": (101.6, 3.1)} | {s.stop_id: (s.lon, s.lat) for s in (*problem.stops, new)}
    made = _again(plan, Changes(now_s=now_s, new_stops=(new,), pins=(("new", 0),), travel=travel(where)))
    assert _promised_twice(made) == []
    served = {v.serves_id for r in made.convoys.routes for v in r.visits if v.kind == "stop"}
    if now_s < 8 * H:
        assert served == {"s1", "new"}
        assert {entry.reason for entry in made.patrols.unserved} == {"no_stock"}
    else:
        assert made.patrols.unserved == ()


def test_what_a_lost_convoy_leaves_at_headquarters_is_there_for_cars():
    """60 of 62 baskets were a convoy's that never leaves: doors may have all of them."""
    problem = convoy_problem([stop("s1", 0.02, 0.0, 60, 500)], [lorry("l1")], stock=62)
    plan = _with_doors(problem, [_door(f"d{k}", 0.03, 0.005 * k, 2) for k in range(3)], (_car(),), ("ipd-a",))
    made = _again(plan, Changes(now_s=7 * H, lost=("l1",)))
    assert [p.stock_baskets for p in (*plan.patrol_problem.pickups, *made.patrol_problem.pickups)] == [2, 62]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_no_basket_is_promised_twice(seed):
    """Random convoys, doors, moments and losses: the routes add up, and without an event nothing changes."""
    rng = Random(seed)
    problem = random_convoys(seed, stops=6, days=2)
    doors = [
        _door(
            f"d{k}",
            rng.uniform(-0.1, 0.1),
            rng.uniform(-0.1, 0.1),
            rng.randint(1, 3),
            prize=rng.randint(20, 100),
            police_district=rng.choice("AB"),
        )
        for k in range(6)
    ]
    cars = (_car("car1"), replace(_car("car2"), depot_id="ipd-b"))
    plan = _with_doors(problem, doors, cars)
    moment = {"day": rng.randint(0, 1), "now_s": rng.randint(7 * H, 17 * H)}
    assert _again(plan, Changes(**moment)).patrols.routes == plan.patrols.routes
    fleet = [vehicle.vehicle_id for vehicle in (*problem.vehicles, *cars)]
    served = [v.serves_id for r in plan.convoys.routes for v in r.visits if v.kind == "stop"]
    changes = Changes(**moment, lost=tuple(rng.sample(fleet, 2)), cancelled=tuple(rng.sample(served, 1)))
    assert _promised_twice(_again(plan, changes)) == []
