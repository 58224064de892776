"""After something has happened: the driven stays, pins hold, what is lost is no longer used, and the checker agrees."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from planner.model.dispatch import Changes, ConvoyProblem, Plan, Receipt
from planner.routing import check_plan, replan, solve_convoys, solve_patrols
from tests.routing.cases import H, beside, convoy_problem, lorry, patrol_problem, stop, travel

RECEIPT = Receipt(1, "2021-07-09T07:00:00+08:00", 1.0, (), (), "straight lines")


def plan_of(problem: ConvoyProblem) -> Plan:
    convoys = solve_convoys(problem, time_limit_s=0.5, seed=1)
    patrols = beside(patrol_problem([(0.01, 0.0, 2, 90), (0.0, 0.01, 2, 80)]), problem)
    return Plan("p", "t", problem, convoys, patrols, solve_patrols(patrols, time_limit_s=0.3, seed=1), RECEIPT)


@pytest.fixture(scope="module")
def plan() -> Plan:
    stops = [stop(f"s{k}", 0.02 * (k % 3 - 1), 0.03 - 0.015 * (k // 3)) for k in range(9)]
    made = plan_of(convoy_problem(stops, [lorry("l1"), lorry("l2")], days=2))
    assert check_plan(made) == ()
    return made


def _served(plan: Plan) -> dict[str, list[tuple[int, int, str]]]:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for route in plan.convoys.routes:
        for visit in route.visits:
            if visit.kind == "stop":
                found.setdefault(visit.serves_id, []).append((route.day, visit.start_s, route.vehicle_id))
    return found


def _again(plan: Plan, changes: Changes):
    made, differences = replan(plan, changes, time_limit_s=1.0, seed=1)
    assert check_plan(made) == ()
    return made, {line.serves_id: line.kind for line in differences}


def test_nothing_happened_nothing_changes(plan):
    """Before the first day without any event the plan stays as announced."""
    made, differences = _again(plan, Changes())
    assert _served(made) == _served(plan)
    assert differences == {}


def test_a_cancelled_stop_is_gone_and_the_others_stay(plan):
    """One stop cancelled before the day: it alone is removed; every other is still served."""
    name = next(iter(_served(plan)))
    made, differences = _again(plan, Changes(cancelled=(name,)))
    assert name not in _served(made)
    assert set(_served(made)) == set(_served(plan)) - {name}
    assert differences[name] == "removed"
    assert "added" not in differences.values()


def test_what_has_been_driven_stays(plan):
    """At noon of the first day a stop of that morning is cancelled: too late, it has been served."""
    morning = {name: items for name, items in _served(plan).items() if items[0][:2] <= (0, 12 * H)}
    assert morning
    made, differences = _again(plan, Changes(day=0, now_s=12 * H, cancelled=tuple(morning)))
    assert {name: _served(made)[name] for name in morning} == morning
    assert not set(morning) & set(differences)


def test_a_lost_lorry_drives_no_more(plan):
    """The lorry lost before day 0 appears on no route; its stops go to the other one as far as they fit."""
    lost = plan.convoys.routes[0].vehicle_id
    made, _ = _again(plan, Changes(lost=(lost,)))
    assert all(route.vehicle_id != lost for route in made.convoys.routes)
    assert set(_served(made)) | {entry.serves_id for entry in made.convoys.unserved} == {
        s.stop_id for s in plan.convoy_problem.stops
    }
    other = next(v.vehicle_id for v in plan.convoy_problem.vehicles if v.vehicle_id != lost)
    assert {v for items in _served(made).values() for *_, v in items} == {other}


@pytest.mark.parametrize("day", [0, 1])
def test_a_pin_holds(plan, day):
    """Whatever day it was announced for, a pinned stop is served on the day of its pin."""
    name = sorted(_served(plan))[0]
    made, _ = _again(plan, Changes(pins=((name, day),)))
    assert {when for when, *_ in _served(made)[name]} == {day}


def test_a_closed_road_is_not_driven(plan):
    """The first leg out of the depot is closed: no route drives it in either direction."""
    first = plan.convoys.routes[0]
    pair = (first.visits[0].location_id, first.visits[1].location_id)
    made, _ = _again(plan, Changes(closed=(pair,)))
    for route in made.convoys.routes:
        path = [visit.location_id for visit in route.visits]
        assert all({a, b} != set(pair) for a, b in pairwise(path))


def test_a_new_urgent_stop_is_added():
    """A stop that was not in the plan comes in, with its travel times, and no announced stop is lost."""
    old = [stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.02)]
    plan = plan_of(convoy_problem(old, [lorry("l1")]))
    fresh = stop("new", 0.02, 0.02, 40, 500)
    points = {"ipd-a": (101.6, 3.1)} | {s.stop_id: (s.lon, s.lat) for s in [*old, fresh]}
    made, differences = _again(plan, Changes(new_stops=(fresh,), travel=travel(points)))
    assert set(_served(made)) == {"s1", "s2", "new"}
    assert differences["new"] == "added"


def test_the_checker_sees_a_replan_that_uses_a_lost_lorry(plan):
    """Planted: the old routes under the new problem, in which the lorry works no more."""
    lost = plan.convoys.routes[0].vehicle_id
    made, _ = _again(plan, Changes(lost=(lost,)))
    cheat = replace(made, convoys=plan.convoys)
    assert check_plan(cheat)


def test_two_replans_that_may_differ_carry_two_names(plan):
    """The same changes with another seed or another limit: papers of the one must not be taken for the other's."""
    asked = [(1, 1.0), (2, 1.0), (1, 2.0), (1, 1)]
    names = [replan(plan, Changes(), time_limit_s=limit, seed=seed)[0].plan_id for seed, limit in asked]
    assert len(set(names)) == 3
    assert names[0] == names[3]
