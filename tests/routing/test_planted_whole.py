"""Faults that only show in a whole plan, or in the problem itself: each planted by itself, each found by its code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import inf, nan

import pytest

from planner.errors import PlannerError
from planner.model.dispatch import OPEN_END, DatedRule, LostVehicle, Plan, Status, TimeWindow, Unserved, UnservedReason
from planner.model.kinds import RuleKind, VisitKind
from planner.routing import check_convoys, check_patrols, check_plan
from planner.routing.check import food
from planner.routing.validate import validate_convoys
from tests.routing.cases import H, lorry
from tests.routing.whole import codes, route_to, visits, whole, with_visits, worth

Bend = Callable[[Plan], Plan]


def _convoys(plan: Plan, **more) -> Plan:
    return replace(plan, convoys=replace(plan.convoys, **more))


def _patrols(plan: Plan, **more) -> Plan:
    return replace(plan, patrols=replace(plan.patrols, **more))


def _problem(plan: Plan, **more) -> Plan:
    """Both halves with ``more``, so that they still agree."""
    both = (replace(problem, **more) for problem in (plan.convoy_problem, plan.patrol_problem))
    problem, patrols = both
    return replace(plan, convoy_problem=problem, patrol_problem=patrols)


def _of(plan: Plan, half: str, what: str, **more) -> Plan:
    """The first of the ``what`` of one half's problem changed."""
    problem = getattr(plan, half)
    first, *rest = getattr(problem, what)
    return replace(plan, **{half: replace(problem, **{what: (replace(first, **more), *rest)})})


def _doubled(plan: Plan, half: str, what: str) -> Plan:
    problem = getattr(plan, half)
    return replace(plan, **{half: replace(problem, **{what: (*getattr(problem, what), getattr(problem, what)[0])})})


def _named(solution, old: str, new: str):
    return replace(solution, routes=tuple(replace(r, vehicle_id=new) if r.vehicle_id == old else r
                                          for r in solution.routes))  # fmt: skip


def _driven_twice(plan: Plan) -> Plan:
    """The car is the lorry l1: one vehicle on two roads at once."""
    cars = tuple(replace(v, vehicle_id="l1") if v.vehicle_id == "car0" else v for v in plan.patrol_problem.vehicles)
    problem = replace(plan.patrol_problem, vehicles=cars)
    return replace(plan, patrol_problem=problem, patrols=_named(plan.patrols, "car0", "l1"))


def _same_route(plan: Plan) -> Plan:
    (route,) = plan.patrols.routes
    return _patrols(plan, routes=(replace(route, route_id=plan.convoys.routes[0].route_id),))


def _joint_stock(plan: Plan) -> Plan:
    """One basket less than convoys and cars take from the depot together; either alone would find enough."""
    taken = sum(v.baskets for s in (plan.convoys, plan.patrols) for v in (*visits(s, "depot"),) if v.baskets > 0)
    taken += sum(v.baskets for v in visits(plan.patrols, "pickup") if v.location_id == "ipd-a")
    depots = (replace(plan.convoy_problem.depots[0], stock_baskets=taken - 1),)
    return _problem(plan, depots=depots)


def _with_less(plan: Plan, stop_id: str, baskets: int) -> Plan:
    """A stop gets ``baskets`` and as many households, of which its lorry loads no more; nothing else is wrong."""
    before = -sum(v.baskets for v in visits(plan.convoys, "stop") if v.serves_id == stop_id)
    route = route_to(plan.convoys, stop_id)

    def less(at, visit):
        if at is route and visit.serves_id == stop_id:
            return replace(visit, baskets=-baskets, households=baskets)
        return replace(visit, baskets=visit.baskets - before + baskets) if at is route and visit.baskets > 0 else visit

    left = Unserved(stop_id, stop_id.upper(), UnservedReason.NOT_WORTH)
    made = replace(with_visits(plan.convoys, less), unserved=(*plan.convoys.unserved, left))
    return replace(plan, convoys=worth(plan.convoy_problem, made))


def _little_handed(plan: Plan) -> Plan:
    """The convoy brings s0 six baskets; the car loads eight there, and its pickup says there are a thousand million."""
    pickups = tuple(replace(p, stock_baskets=10**9) for p in plan.patrol_problem.pickups)
    return replace(_with_less(plan, "s0", 6), patrol_problem=replace(plan.patrol_problem, pickups=pickups))


def _half(plan: Plan, **more) -> Plan:
    """The patrols' problem alone with ``more``."""
    return replace(plan, patrol_problem=replace(plan.patrol_problem, **more))


def _visits(plan: Plan, kind: VisitKind, **more) -> Plan:
    """Every patrol visit of a kind with ``more``."""
    made = with_visits(plan.patrols, lambda _, visit: replace(visit, **more) if visit.kind == kind else visit)
    return replace(plan, patrols=made)


WHOLE: dict[str, tuple[str, Bend]] = {
    "no patrols for the doors": ("half", lambda p: replace(p, patrols=None)),
    "rounds without doors": ("half", lambda p: replace(p, patrol_problem=None)),
    "another first day": ("halves", lambda p: _half(p, start=date(2022, 1, 1))),
    "other days": ("halves", lambda p: _half(p, days=1, curfew_s=(20 * H,))),
    "no breaks": ("halves", lambda p: _half(p, breaks=())),
    "a loss in one half": ("halves", lambda p: _half(p, lost=(LostVehicle("l9", 0, 0),))),
    "another curfew": ("halves", lambda p: _half(p, curfew_s=(23 * H, 23 * H))),
    "another basket": ("halves", lambda p: _half(p, basket_g=1)),
    "a depot elsewhere": ("halves", lambda p: _of(p, "patrol_problem", "depots", lat=3.0)),
    "one vehicle in both halves": ("twice", _driven_twice),
    "one id in both halves": ("same-id", _same_route),
    "a car of a convoy": ("company", lambda p: _patrols(p, routes=tuple(
        replace(r, convoy_id=p.convoys.routes[0].convoy_id) for r in p.patrols.routes))),
    "stock for one half": ("stock", _joint_stock),
    "more than was handed out": ("handed", _little_handed),
    "two vehicles": ("problem-id", lambda p: _doubled(p, "convoy_problem", "vehicles")),
    "two depots": ("problem-id", lambda p: _problem(p, depots=p.convoy_problem.depots * 2)),
    "two stops": ("problem-id", lambda p: _doubled(p, "convoy_problem", "stops")),
    "two pickups": ("problem-id", lambda p: _doubled(p, "patrol_problem", "pickups")),
    "two deliveries": ("problem-id", lambda p: _doubled(p, "patrol_problem", "deliveries")),
    "two cars": ("problem-id", lambda p: _doubled(p, "patrol_problem", "vehicles")),
    "no weight": ("problem-figure", lambda p: _problem(p, basket_g=0)),
    "a weight below zero": ("problem-figure", lambda p: _problem(p, basket_g=-22_000)),
    "stock below zero": ("problem-figure", lambda p: _of(p, "patrol_problem", "pickups", stock_baskets=-1)),
    "a shift without length": ("problem-figure", lambda p: _of(p, "patrol_problem", "vehicles", shift_end_s=8 * H)),
    "a prize below zero": ("problem-figure", lambda p: _of(p, "patrol_problem", "deliveries", prize=-1)),
    "a stop of households below zero": ("problem-figure", lambda p: _of(p, "convoy_problem", "stops", households=-1)),
    "a loading below zero": ("problem-figure", lambda p: replace(
        p, convoy_problem=replace(p.convoy_problem, reload_s=-1))),
    "no coordinate": ("problem-coordinate", lambda p: _of(p, "convoy_problem", "stops", lat=nan)),
    "an endless coordinate": ("problem-coordinate", lambda p: _of(p, "convoy_problem", "depots", lon=inf)),
    "a coordinate elsewhere": ("problem-coordinate", lambda p: _of(p, "patrol_problem", "deliveries", lat=1e9)),
    "swapped coordinates": ("problem-coordinate", lambda p: _of(p, "convoy_problem", "stops", lat=101.6, lon=3.1)),
    "a short curfew": ("problem-horizon", lambda p: _problem(p, curfew_s=())),
    "days that no calendar has": ("problem-horizon", lambda p: _problem(p, start=date(9999, 12, 31))),
    "no days": ("problem-horizon", lambda p: _problem(p, days=0, curfew_s=())),
    "a vehicle of no depot": ("problem-depot", lambda p: _of(p, "patrol_problem", "vehicles", depot_id="ipd-z")),
    "a pickup of no problem": ("problem-pickup", lambda p: _of(p, "patrol_problem", "deliveries", pickup_ids=("p-z",))),
    "a stop off the map": ("problem-travel", lambda p: _of(p, "convoy_problem", "stops", stop_id="s-z")),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_fault_of_the_whole_plan_is_found(name):
    """The planted fault is named by its own code."""
    code, bend = WHOLE[name]
    assert code in codes(bend(whole()))


@pytest.mark.parametrize(("lon", "lat"), [(101.6, inf), (nan, 3.1), (101.6, 200.0), (-1e8, 1e8)])
def test_a_radius_around_nowhere_is_judged_without_a_crash(lon, lat):
    """Under a radius rule the checker measures from a depot that lies nowhere: the rule is broken, or it was not."""
    plan = _of(whole(), "convoy_problem", "depots", lon=lon, lat=lat)
    rule = DatedRule("ten-km", RuleKind.RADIUS, plan.convoy_problem.start, OPEN_END, limit=10_000)
    wrong = replace(plan, convoy_problem=replace(plan.convoy_problem, rules=(rule,)))
    assert "problem-coordinate" in codes(wrong)
    with pytest.raises(PlannerError, match="E1530"):
        validate_convoys(wrong.convoy_problem)


def test_a_plan_of_convoys_alone_holds():
    """Nobody waits at a door: neither half of patrols is missing."""
    assert check_plan(replace(whole(), patrol_problem=None, patrols=None)) == ()


@pytest.mark.parametrize("name", ["stock for one half", "more than was handed out"])
def test_neither_half_alone_sees_what_both_take(name):
    """Convoys alone and patrols alone hold: only together do they take more than there is."""
    plan = WHOLE[name][1](whole())
    assert check_convoys(plan.convoy_problem, plan.convoys) == ()
    assert check_patrols(plan.patrol_problem, plan.patrols) == ()


def test_baskets_are_handed_to_a_car_only_by_a_convoy_that_has_begun():
    """Half of the food comes in the afternoon: in the morning a car takes at most the other half."""
    plan = whole()

    made = with_visits(plan.convoys, lambda _, v: replace(v, baskets=-7) if v.serves_id == "s0" else v)
    route = route_to(made, "s0")
    first = next(v for v in route.visits if v.serves_id == "s0")
    late = replace(first, arrival_s=15 * H, start_s=15 * H, departure_s=16 * H, baskets=-53)
    later = replace(route, route_id="late", visits=(*route.visits[:-1], late, route.visits[-1]))
    out = food.Findings()
    food.check_handed(plan.patrol_problem, plan.patrols, replace(made, routes=(later,)), out)
    assert [item.code for item in out.found] == ["handed"]


def test_stock_is_there_only_once_it_has_come_back():
    """A lorry takes 40 baskets more than it hands out and brings them home late: until then nobody else has them."""
    plan = whole()
    first, second = route_to(plan.convoys, "s0"), route_to(plan.convoys, "s2")

    def more(route, visit):
        if route is not first or visit.kind != VisitKind.DEPOT:
            return visit
        return replace(visit, baskets=visit.baskets + 40 if visit.baskets else -40)

    made = with_visits(plan.convoys, more)
    vehicles = (*(replace(v, capacity_baskets=200, capacity_g=9_000_000) for v in plan.convoy_problem.vehicles),
                lorry("l3"))  # fmt: skip
    depots = (replace(plan.convoy_problem.depots[0], stock_baskets=140),)
    problem = replace(plan.convoy_problem, vehicles=vehicles, depots=depots)
    assert check_convoys(problem, made) == ()  # s2 is the next day's
    stops = tuple(replace(s, days=None) for s in problem.stops)
    routes = tuple(replace(r, day=0, vehicle_id="l3", convoy_id="") if r.day else r for r in made.routes)
    assert second.day == 1
    found = check_convoys(replace(problem, stops=stops), replace(made, routes=routes))
    assert [(item.code, item.where) for item in found] == [("stock", "ipd-a")]


def test_what_a_lost_vehicle_has_aboard_does_not_come_back():
    """Baskets the first lorry brings home are there for the next day; were it lost on the way, they would not be."""
    plan = whole()
    first = route_to(plan.convoys, "s0")

    def more(route, visit):
        if route is not first or visit.kind != VisitKind.DEPOT:
            return visit
        return replace(visit, baskets=visit.baskets + 40 if visit.baskets else -40)

    made = with_visits(plan.convoys, more)
    roomy = tuple(replace(v, capacity_baskets=200, capacity_g=9_000_000) for v in plan.convoy_problem.vehicles)
    depots = (replace(plan.convoy_problem.depots[0], stock_baskets=140),)
    problem = replace(plan.convoy_problem, vehicles=roomy, depots=depots)
    assert check_convoys(problem, made) == ()
    lost = (LostVehicle(first.vehicle_id, 0, first.visits[-2].start_s),)
    assert "stock" in {item.code for item in check_convoys(replace(problem, lost=lost), made)}


RESULT: dict[str, tuple[str, Bend]] = {
    "delivered and listed": ("both", lambda p: _patrols(p, unserved=(
        *p.patrols.unserved, Unserved("d0", "H0", UnservedReason.NO_TIME)))),
    "a door listed twice": ("listed-twice", lambda p: _patrols(p, unserved=p.patrols.unserved * 2)),
    "a stop listed twice": ("listed-twice", lambda p: _convoys(p, unserved=p.convoys.unserved * 2)),
    "two rounds of one id": ("same-id", lambda p: _patrols(p, routes=p.patrols.routes * 2)),
    "500 households at a door": ("households", lambda p: _visits(p, VisitKind.DROP, households=500)),
    "-7 households at a door": ("households", lambda p: _visits(p, VisitKind.DROP, households=-7)),
    "households at a pickup": ("households", lambda p: _visits(p, VisitKind.PICKUP, households=9)),
    "a basket left at a pickup": ("amount", lambda p: _visits(p, VisitKind.PICKUP, baskets=-1)),
    "households at the depot": ("households", lambda p: _convoys(p, routes=with_visits(
        p.convoys, lambda _, v: replace(v, households=9) if v.kind == VisitKind.DEPOT else v).routes)),
    "patrols not possible": ("status", lambda p: _patrols(p, status=Status.INFEASIBLE)),
    "patrols out of time, uncut": ("status", lambda p: _patrols(p, status=Status.NO_TIME)),
    "convoys not possible": ("status", lambda p: _convoys(p, status=Status.INFEASIBLE)),
    "convoys out of time, uncut": ("status", lambda p: _convoys(p, status=Status.NO_TIME)),
    "no gap at all": ("gap", lambda p: _convoys(p, gap=nan)),
    "a gap without a bound": ("gap", lambda p: _patrols(p, bound=None, gap=0.0)),
}  # fmt: skip


@pytest.mark.parametrize("name", RESULT)
def test_a_result_that_says_what_is_not_so_is_found(name):
    """The planted fault is named by its own code."""
    code, bend = RESULT[name]
    assert code in codes(bend(whole()))


def test_an_empty_visit_meets_neither_a_duty_nor_a_floor():
    """A lorry drives by with nothing for anybody: the stop was not served."""
    plan = _with_less(whole(), "s2", 0)
    assert codes(plan) == set()
    problem = plan.convoy_problem
    must = tuple(replace(s, required=s.stop_id == "s2") for s in problem.stops)
    assert codes(replace(plan, convoy_problem=replace(problem, stops=must))) == {"required"}
    assert codes(replace(plan, convoy_problem=replace(problem, floors=(("A", 3),)))) == {"floor"}


def test_a_status_of_not_possible_needs_something_that_must_be_and_is_not():
    """With a duty unmet or a floor unmet it holds; with both met it is a lie."""
    plan = _convoys(_with_less(whole(), "s2", 0), status=Status.INFEASIBLE)
    problem = plan.convoy_problem
    must = tuple(replace(s, required=s.stop_id == "s2") for s in problem.stops)
    met = tuple(replace(s, required=s.stop_id == "s1") for s in problem.stops)
    assert codes(replace(plan, convoy_problem=replace(problem, stops=must))) == set()
    assert codes(replace(plan, convoy_problem=replace(problem, floors=(("A", 4),)))) == {"floor"}
    assert codes(replace(plan, convoy_problem=replace(problem, stops=met))) == {"status"}


def test_a_cut_search_may_say_it_had_no_time():
    """It left something out and was cut; with everything served the word would be wrong all the same."""
    cut = _convoys(whole(), status=Status.NO_TIME, is_cut=True)
    assert codes(cut) == set()
    problem = cut.convoy_problem
    stops = tuple(s for s in problem.stops if s.stop_id != "far")
    done = _convoys(replace(cut, convoy_problem=replace(problem, stops=stops)), unserved=())
    assert codes(done) == {"status"}


def test_a_basket_is_not_six_households():
    """One basket of a stop whose every basket is one household's: six cannot have been served by it."""

    def one(_, visit):
        if visit.serves_id == "s2":
            return replace(visit, baskets=-1, households=6)
        return visit

    plan = whole()
    made = with_visits(plan.convoys, one)
    assert "households" in {item.code for item in check_convoys(plan.convoy_problem, made)}


def test_households_given_and_taken_in_one_queue_are_found():
    """A thousand fewer here, a thousand more there: their sum is right, neither can be."""

    def shifted(_, visit):
        by = {"s1": -1000, "s2": 1000}.get(visit.serves_id, 0)
        return replace(visit, households=visit.households + by)

    plan = whole()
    found = check_convoys(plan.convoy_problem, with_visits(plan.convoys, shifted))
    assert {item.where for item in found if item.code == "households"} >= {"s2"}
    assert "households" in {item.code for item in found if "s1" in item.where}


def test_thousands_of_baskets_for_one_door_are_matched_in_a_moment():
    """As many baskets at one pickup as a door wants: found too much for the car, never too much for the checker."""
    plan = whole()
    many = 100_000
    doors = tuple(replace(d, baskets=many if d.delivery_id == "d2" else d.baskets,
                          windows=(TimeWindow(0, 24 * H),)) for d in plan.patrol_problem.deliveries)  # fmt: skip
    sizes = {"d2": -many, "p-depot": many}
    made = with_visits(plan.patrols, lambda _, v: replace(v, baskets=sizes.get(v.serves_id, v.baskets)))
    found = check_patrols(replace(plan.patrol_problem, deliveries=doors), made)
    assert {item.code for item in found} == {"capacity", "weight", "stock"}
