"""Least change: what nothing happened to stays to the second, and a convoy that loses a vehicle goes on without it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from planner.model.dispatch import Changes, Plan, VehicleKind
from planner.routing import check_plan, replan, solve_convoys, solve_patrols
from tests.routing.cases import H, beside, convoy_problem, helper, lorry, patrol_problem, random_convoys, stop
from tests.routing.test_replan import RECEIPT


def _plan(problem, doors: int = 14) -> Plan:
    rng = Random(4)
    patrols = patrol_problem(
        [(rng.uniform(-0.05, 0.05), rng.uniform(-0.05, 0.05), 1, 60) for _ in range(doors)], cars=3
    )
    alone = replace(patrols.pickups[1], stock_baskets=0)  # whenever a convoy comes to s0, nobody loads there
    patrols = beside(replace(patrols, pickups=(patrols.pickups[0], alone)), problem)
    convoys = solve_convoys(problem, time_limit_s=0.5, seed=1)
    made = Plan("p", "t", problem, convoys, patrols, solve_patrols(patrols, time_limit_s=0.5, seed=1), RECEIPT)
    assert check_plan(made) == ()
    return made


@pytest.fixture(scope="module")
def plan() -> Plan:
    return _plan(random_convoys(11, 14, 2))


def _touched(plan: Plan, changes: Changes) -> set[str]:
    """Routes an event speaks of."""
    names = {*changes.cancelled}
    return {
        route.route_id
        for solution in (plan.convoys, plan.patrols)
        for route in solution.routes
        if route.vehicle_id in changes.lost or names & {visit.serves_id for visit in route.visits}
    }


def _routes(plan: Plan):
    return {route.route_id: route for solution in (plan.convoys, plan.patrols) for route in solution.routes}


def _again(plan: Plan, changes: Changes) -> Plan:
    made, _ = replan(plan, changes, time_limit_s=1.0, seed=1)
    assert check_plan(made) == ()
    return made


@pytest.mark.parametrize("day", [0, 1])
@pytest.mark.parametrize("which", ["convoy", "patrol"])
def test_a_cancelled_visit_touches_its_own_convoy_alone(plan, which, day):
    """Whatever is cancelled, every convoy and car that was not to go there drives the announced route, id and all."""
    solution = plan.convoys if which == "convoy" else plan.patrols
    kind = "stop" if which == "convoy" else "drop"
    for route in solution.routes:
        name = next(visit.serves_id for visit in route.visits if visit.kind == kind)
        changes = Changes(day=day, now_s=0, cancelled=(name,))
        convoys = {r.convoy_id for r in solution.routes if name in {v.serves_id for v in r.visits}} - {""}
        made = _routes(_again(plan, changes))
        for other in _routes(plan).values():
            is_same_convoy = other.convoy_id in convoys
            if other.route_id not in _touched(plan, changes) and not is_same_convoy and not _loads_at(other, name):
                assert made.get(other.route_id) == other, (name, other.route_id)


def _loads_at(route, name: str) -> bool:
    return any(visit.kind == "pickup" and visit.location_id == name for visit in route.visits)


def test_doors_of_a_lost_car_go_to_others_and_the_others_only_gain(plan):
    """A car lost before it leaves: nobody else loses a door."""
    lost = plan.patrols.routes[0].vehicle_id
    made = _again(plan, Changes(lost=(lost,)))
    before = {r.vehicle_id: {v.serves_id for v in r.visits if v.kind == "drop"} for r in plan.patrols.routes}
    after = {r.vehicle_id: {v.serves_id for v in r.visits if v.kind == "drop"} for r in made.patrols.routes}
    assert lost not in after
    for car, doors in before.items():
        if car != lost:
            assert doors <= after[car]


def test_a_car_lost_on_its_way_leaves_its_last_doors_to_others(plan):
    """At the first drop of a round: what was dropped stays served, the rest is brought by another car or said."""
    route = max(plan.patrols.routes, key=lambda r: len(r.visits))
    drops = [visit for visit in route.visits if visit.kind == "drop"]
    made = _again(plan, Changes(now_s=drops[0].start_s, lost=(route.vehicle_id,)))
    by = {v.serves_id: r.vehicle_id for r in made.patrols.routes for v in r.visits if v.kind == "drop"}
    assert by[drops[0].serves_id] == route.vehicle_id
    left = {entry.serves_id for entry in made.patrols.unserved}
    for drop in drops[1:]:
        assert drop.serves_id in left or by[drop.serves_id] != route.vehicle_id


def _massed() -> Plan:
    """One convoy of two lorries and a counter: three stops, of which only one wants the counter."""
    counter = VehicleKind.MOBILE_COUNTER
    stops = [
        stop("s0", 0.02, 0.0, 120, 500),
        stop("s1", 0.04, 0.0, 60, 500, services=(counter,)),
        stop("s2", 0.06, 0.0, 70, 500),
    ]
    problem = convoy_problem(stops, [lorry("l1"), lorry("l2"), helper("c1", counter)], max_reloads=0)
    return _plan(problem, 2)


def test_a_counter_lost_on_the_way_ends_nothing_that_does_not_need_it():
    """The counter breaks down at the first stop: only the stop that wants a counter falls away."""
    plan = _massed()
    convoy = next(r.convoy_id for r in plan.convoys.routes if r.vehicle_id == "c1")
    lorries = [r for r in plan.convoys.routes if r.convoy_id == convoy and r.vehicle_id != "c1"]
    first = lorries[0].visits[1]
    made = _again(plan, Changes(now_s=first.start_s, lost=("c1",)))
    served = {v.serves_id for r in made.convoys.routes for v in r.visits if v.kind == "stop"}
    planned = {v.serves_id for r in plan.convoys.routes for v in r.visits if v.kind == "stop"}
    needs = "s1" if first.serves_id != "s1" else ""
    assert served == planned - {needs}


def test_a_counter_lost_before_its_convoy_leaves_is_not_waited_for():
    """In the morning the counter does not start: the stop that wants it is left out, the others are served."""
    plan = _massed()
    made = _again(plan, Changes(now_s=7 * H, lost=("c1",)))
    served = {v.serves_id for r in made.convoys.routes for v in r.visits if v.kind == "stop"}
    assert served == {"s0", "s2"}
    assert {entry.serves_id for entry in made.convoys.unserved} == {"s1"}


@pytest.mark.parametrize("now_s", [7 * H, 8 * H, 11 * H])
def test_a_car_does_not_load_where_the_convoy_has_not_come(now_s):
    """The only lorry is lost: what a car was to load at its stop is not there, but lies at headquarters still."""
    convoys = convoy_problem([stop("s0", 0.02, 0.02, 100, 500)], [lorry("l1")])
    solved = solve_convoys(convoys, time_limit_s=0.5, seed=1)
    comes_s = next(v.start_s for r in solved.routes for v in r.visits if v.kind == "stop")
    patrols = patrol_problem([(0.03, 0.03, 4, 90), (0.031, 0.03, 4, 90), (0.01, 0.0, 2, 90)], cars=1)
    depot, at_stop = patrols.pickups
    at_stop = replace(at_stop, day=0, ready_s=max(comes_s, 10 * H + 1800), stock_baskets=8)
    doors = (*(replace(d, pickup_ids=("p-stop",)) for d in patrols.deliveries[:2]), patrols.deliveries[2])
    pickups = (replace(depot, stock_baskets=2), at_stop)
    patrols = beside(replace(patrols, pickups=pickups, deliveries=doors), convoys)
    plan = Plan("p", "t", convoys, solved, patrols, solve_patrols(patrols, time_limit_s=0.5, seed=1), RECEIPT)
    assert check_plan(plan) == ()
    assert any(v.location_id == "s0" for r in plan.patrols.routes for v in r.visits if v.kind == "pickup")
    made = _again(plan, Changes(now_s=now_s, lost=("l1",)))
    dropped = {v.serves_id for r in made.patrols.routes for v in r.visits if v.kind == "drop"}
    left = {entry.serves_id for entry in made.patrols.unserved}
    assert dropped | left == {"d0", "d1", "d2"}
    if now_s < comes_s:
        loads = {v.location_id for r in made.patrols.routes for v in r.visits if v.kind == "pickup"}
        assert loads <= {"ipd-a"}
        assert not left


def test_what_is_changed_twice_keeps_ids_apart(plan):
    """Two changes one after the other: no two routes share an id, and the checker agrees."""
    names = [v.serves_id for r in plan.convoys.routes for v in r.visits if v.kind == "stop"]
    once = _again(plan, Changes(cancelled=(names[0],)))
    left = [v.serves_id for r in once.convoys.routes for v in r.visits if v.kind == "stop"]
    twice = _again(once, Changes(day=0, now_s=7 * H, cancelled=(left[0],)))
    ids = [route.route_id for route in twice.convoys.routes]
    assert len(ids) == len(set(ids))


def test_nothing_happened_means_the_very_same_routes(plan):
    """Before the first day, on its noon and on the second morning: the announced routes, all of them."""
    for day, now_s in ((0, 0), (0, 12 * H), (1, 0), (1, 9 * H)):
        made = _again(plan, Changes(day=day, now_s=now_s))
        assert _routes(made) == _routes(plan)
        how = {"unserved": (), "engine": "", "is_cut": False}  # what the machine's load and the words change
        assert replace(made.convoys, **how) == replace(plan.convoys, routes=made.convoys.routes, **how)


def test_floors_do_not_move_what_nothing_happened_to():
    """Two districts with a floor each and a lorry each: one stop is cancelled, the other's lorry drives as told."""
    west = [stop(f"a{k}", -0.03 * k, 0.0, 60, 40) for k in (1, 2)]
    east = [stop(f"b{k}", 0.03 * k, 0.0, 60, 40, police_district="B") for k in (1, 2)]
    problem = convoy_problem([*west, *east], [lorry("l1"), lorry("l2")], floors=(("A", 1), ("B", 1)), max_reloads=0)
    plan = _plan(problem)
    gone = next(v.serves_id for v in plan.convoys.routes[0].visits if v.serves_id)
    made = _again(plan, Changes(cancelled=(gone,)))
    told = {r.route_id: r for r in plan.convoys.routes if gone not in {v.serves_id for v in r.visits}}
    assert told
    assert {key: made_route for key, made_route in _routes(made).items() if key in told} == told


def test_replans_of_nothing_change_nothing_however_often():
    """Two unlike lorries share a large scheme: read back twice, the shares stay who had them."""
    whole = stop("s", 0.03, 0.0, 200, 400, may_split=False, service_s_per_household=30)
    plan = _plan(convoy_problem([whole], [lorry("z", room=135), lorry("a", room=90)]))
    once = _again(plan, Changes())
    twice = _again(once, Changes())
    assert _routes(twice) == _routes(once) == _routes(plan)
