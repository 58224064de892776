"""New stops and households join convoys and rounds that have begun: what is served stays, others wait no longer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.model.difference import differences
from planner.model.dispatch import Changes, Plan, Receipt, Stop, TimeWindow, UnservedReason, VehicleKind
from planner.routing import check_plan, replan, solve_convoys, solve_patrols
from tests.routing.cases import FRIDAY_BREAK, H, beside, convoy_problem, helper, lorry, patrol_problem, stop, travel

COUNTER = VehicleKind.MOBILE_COUNTER
RECEIPT = Receipt(1, "2021-07-08", 1.0, (), (), "straight lines")


def _plan(convoys, doors=None) -> Plan:
    made = solve_convoys(convoys, time_limit_s=0.5, seed=1)
    doors = None if doors is None else beside(doors, convoys)
    rounds = solve_patrols(doors, time_limit_s=0.5, seed=1) if doors is not None else None
    plan = Plan("p", "Pelan", convoys, made, doors, rounds, RECEIPT)
    assert check_plan(plan) == ()
    return plan


@pytest.fixture(scope="module")
def busy() -> Plan:
    """Two convoys, one with a counter, on a Friday with its break; all vehicles are out."""
    stops = [
        stop("s1", 0.02, 0.0, services=(COUNTER,)),
        stop("s2", 0.0, 0.03, 60),
        stop("s3", 0.03, 0.03),
        stop("s4", -0.02, 0.01, 70),
    ]
    vehicles = [lorry("l1"), lorry("l2", room=80), helper("c1", COUNTER)]
    return _plan(convoy_problem(stops, vehicles, breaks=(FRIDAY_BREAK,), stock=400))


@pytest.fixture(scope="module")
def single() -> Plan:
    """One lorry, three stops in the morning, nothing after."""
    return _plan(convoy_problem([stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.03), stop("s3", 0.03, 0.03)], [lorry("l1")]))


@pytest.fixture(scope="module")
def rounds() -> Plan:
    """Two cars with three doors each or so, beside one convoy."""
    doors = patrol_problem([(0.01, 0.0, 1, 50), (0.0, 0.02, 2, 50), (0.03, 0.01, 1, 50), (-0.02, 0.01, 4, 50)])
    return _plan(convoy_problem([stop("s0", 0.02, 0.02)], [lorry("l1")]), doors)


def _after(plan: Plan, now_s: int, new: list[Stop], **more) -> Plan:
    problem = plan.convoy_problem
    points = {d.depot_id: (d.lon, d.lat) for d in problem.depots}
    points |= {s.stop_id: (s.lon, s.lat) for s in (*problem.stops, *new)}
    changes = Changes(day=0, now_s=now_s, new_stops=tuple(new), travel=travel(points), **more)
    made, found = replan(plan, changes, time_limit_s=1, seed=1)
    assert check_plan(made) == ()
    assert found == differences(plan, made)
    return made


def _served(solution) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind in ("stop", "drop"):
                found.setdefault(visit.serves_id, []).append((visit.start_s, route.vehicle_id))
    return found


def _keeps_what_has_begun(before, after, now_s: int) -> None:
    made = {(route.vehicle_id, route.day): route for route in after.routes}
    for route in before.routes:
        begun = [visit for visit in route.visits[:-1] if visit.start_s <= now_s]
        for old, new in zip(begun, made[route.vehicle_id, route.day].visits, strict=False):
            is_loading = old.kind in ("depot", "load", "pickup") and old.departure_s > now_s
            assert (replace(new, baskets=old.baskets) if is_loading else new) == old


@settings(max_examples=25, deadline=None)
@given(
    now=st.integers(7 * 60, 17 * 60),
    x=st.floats(-0.04, 0.04),
    y=st.floats(-0.04, 0.04),
    baskets=st.integers(1, 130),
    services=st.sampled_from([(), (COUNTER,)]),
)
def test_whenever_a_stop_is_new_the_plan_holds(busy, now, x, y, baskets, services):
    """Any moment, place and size: what has begun stays as driven, nobody announced is lost, the checker agrees."""
    new = stop("new", x, y, baskets, 1000, services=services)
    made = _after(busy, now * 60, [new])
    _keeps_what_has_begun(busy.convoys, made.convoys, now * 60)
    assert set(_served(busy.convoys)) <= set(_served(made.convoys))


@pytest.mark.parametrize("clock", [8.6, 9.5, 10.5, 12.0, 15.0])
def test_a_lone_lorry_on_its_way_takes_a_new_stop(single, clock):
    """It is out, it fetches what is wanted from its depot after the last stop, and nobody else waits any longer."""
    made = _after(single, int(clock * H), [stop("new", 0.01, 0.02, 20, 1000)])
    before, after = _served(single.convoys), _served(made.convoys)
    assert after.pop("new")[0][0] >= clock * H
    assert after == before
    (route,) = made.convoys.routes
    assert [visit.kind for visit in route.visits].count("load") == 1


def test_an_hour_that_ends_early_moves_those_who_can_wait(single):
    """The new stop closes at noon: the lorry goes there before its last stop, whose later time stands in the list."""
    early = stop("new", 0.02, 0.01, 5, 1000, windows=(TimeWindow(9 * H, 12 * H),))
    made = _after(single, int(9.5 * H), [early])
    assert _served(made.convoys)["new"][0][0] < 12 * H
    lines = {line.serves_id: line.kind for line in differences(single, made)}
    assert lines.pop("new") == "added"
    assert set(lines.values()) == {"retimed"}
    assert _served(single.convoys).keys() <= _served(made.convoys).keys()


def test_baskets_of_a_cancelled_stop_go_to_the_new_one(single):
    """The last stop is off while its baskets are aboard: they are brought to the new stop without another loading."""
    last = max(_served(single.convoys), key=lambda name: _served(single.convoys)[name])
    made = _after(single, int(9.5 * H), [stop("new", 0.02, 0.02, 30, 1000)], cancelled=(last,))
    (route,) = made.convoys.routes
    assert "new" in {visit.serves_id for visit in route.visits}
    assert "load" not in {visit.kind for visit in route.visits}
    assert route.visits[-1].baskets == -10


def test_what_does_not_fit_is_said(single):
    """No hour is left, no stock, no counter: nothing is moved and the new stop stands with a reason."""
    for now, new in (
        (17 * H, stop("new", 0.01, 0.0, 40, 1000)),
        (10 * H, stop("new", 0.01, 0.0, 2000, 1000, may_split=False)),
        (10 * H, stop("new", 0.01, 0.0, 10, 1000, services=(COUNTER,))),
    ):
        made = _after(single, now, [new])
        assert _served(made.convoys) == _served(single.convoys)
        assert [entry.serves_id for entry in made.convoys.unserved] == ["new"]


@example(now=420, x=0.0078125, y=0.0, baskets=1)  # a load stayed whose drop could not
@settings(max_examples=25, deadline=None)
@given(
    now=st.integers(7 * 60, 16 * 60),
    x=st.floats(-0.04, 0.04),
    y=st.floats(-0.04, 0.04),
    baskets=st.integers(1, 6),
)
def test_whenever_a_household_is_urgent_the_rounds_hold(rounds, now, x, y, baskets):
    """Any moment, place and wish: what has begun stays, nobody loses a door, and while hours are left it is served."""
    old = rounds.patrol_problem.deliveries[0]
    door = replace(
        old,
        delivery_id="u",
        household_id="U",
        location_id="hu",
        lon=101.6 + x,
        lat=3.1 + y,
        baskets=baskets,
        prize=1000,
    )
    points = {"ipd-a": (101.6, 3.1), "s0": (101.62, 3.12)}
    points |= {d.location_id: (d.lon, d.lat) for d in (*rounds.patrol_problem.deliveries, door)}
    changes = Changes(day=0, now_s=now * 60, new_deliveries=(door,), car_travel=travel(points))
    made, _ = replan(rounds, changes, time_limit_s=1, seed=1)
    assert check_plan(made) == ()
    _keeps_what_has_begun(rounds.patrols, made.patrols, now * 60)
    assert set(_served(rounds.patrols)) <= set(_served(made.patrols))
    if now < 14 * 60:
        assert "u" in _served(made.patrols)


def test_a_car_keeps_its_own_speed_to_a_new_door(rounds):
    """A car's table beside a slower lorry's: the round's times and the checker's are the car's."""
    old = rounds.patrol_problem.deliveries[0]
    door = replace(old, delivery_id="u", household_id="U", location_id="hu", lon=101.63, lat=3.13)
    points = {"ipd-a": (101.6, 3.1), "s0": (101.62, 3.12)}
    points |= {d.location_id: (d.lon, d.lat) for d in (*rounds.patrol_problem.deliveries, door)}
    slow, fast = travel(points, 4.0), travel(points)
    changes = Changes(day=0, now_s=10 * H, new_deliveries=(door,), travel=slow, car_travel=fast)
    made, _ = replan(rounds, changes, time_limit_s=1, seed=1)
    assert made.patrol_problem.travel == fast
    assert check_plan(made) == ()


def test_a_pin_that_cannot_be_kept_is_no_plan_that_can_be_carried_out(single):
    """Pinned to today after its hours are over: the status says so, and the reason stands beside the stop."""
    two = replace(single.convoy_problem, days=2, curfew_s=(20 * H, 20 * H))
    plan = replace(single, convoy_problem=two)
    plan = replace(plan, convoys=replace(plan.convoys, routes=()))
    late = Changes(day=0, now_s=int(17.5 * H), pins=(("s1", 0),))
    made, _ = replan(plan, late, time_limit_s=1, seed=1)
    assert made.convoys.status == "infeasible"
    assert "s1" in {entry.serves_id for entry in made.convoys.unserved}


@pytest.fixture(scope="module")
def escorted() -> Plan:
    """One lorry with six stops; a counter comes to the first and the last of them alone."""
    xs = (0.02, 0.04, 0.06, 0.08, 0.1, 0.12)
    stops = [
        stop(
            f"s{k}", x, 0.0, 10, services=(COUNTER,) if k in (0, 5) else (), windows=(TimeWindow((9 + k) * H, 18 * H),)
        )
        for k, x in enumerate(xs)
    ]
    return _plan(convoy_problem(stops, [lorry("l1"), helper("c1", COUNTER)]))


def _calls(plan: Plan, vehicle_id: str) -> list[str]:
    mine = [route for route in plan.convoys.routes if route.vehicle_id == vehicle_id]
    return [visit.serves_id for route in mine for visit in route.visits if visit.kind == "stop"]


@pytest.mark.parametrize(("services", "who"), [((), {"l1"}), ((COUNTER,), {"l1", "c1"})])
def test_the_counter_joins_a_new_stop_only_where_it_is_wanted(escorted, services, who):
    """At half past ten the lorry stands at its second stop, the counter on its own way to the last."""
    assert _calls(escorted, "c1") == ["s0", "s5"]
    new = stop("x", 0.05, 0.01, 10, services=services)
    made = _after(escorted, 10 * H + 1800, [new])
    assert {vehicle for _, vehicle in _served(made.convoys)["x"]} == who
    assert [name for name in _calls(made, "c1") if name != "x"] == ["s0", "s5"]


def test_reasons_look_at_what_is_left_of_the_day():
    """A stop that was not worth the drive in the morning cannot be served at five by the lorry still at home."""
    poor = stop("poor", 0.05, 0.05, 60, 0)
    plan = _plan(convoy_problem([stop("s1", 0.02, 0.0), poor], [lorry("l1"), lorry("l2")]))
    assert [item.reason for item in plan.convoys.unserved] == [UnservedReason.NOT_WORTH]
    for now_s, reason in ((7 * H, UnservedReason.NOT_WORTH), (17 * H, UnservedReason.NO_TIME)):
        made = _after(plan, now_s, [])
        assert [(item.serves_id, item.reason) for item in made.convoys.unserved] == [("poor", reason)]
