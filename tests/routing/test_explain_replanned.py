"""What would serve a place after a replan: nothing that needs a day that is over, or a lorry that is gone or out."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import (
    AsOf,
    Changes,
    ConvoyProblem,
    Looked,
    Plan,
    Receipt,
    Stop,
    Unserved,
    UnservedReason,
    VehicleKind,
)
from planner.model.reason import told
from planner.routing import check_plan, explain, replan, solve_convoys, solve_patrols
from tests.routing.cases import H, convoy_problem, lorry, patrol_problem, stop, travel

RECEIPT = Receipt(1, "2021-07-09T07:00:00+08:00", 1.0, (), (), "straight lines")
ONE_MORE = (told("one_more_at", kind=VehicleKind.LORRY, place="ipd-a"),)
TWO = (stop("s1", 0.02, 0.0, 60, 60), stop("s2", 0.02, 0.01, 60, 60))


def _after(problem: ConvoyProblem, day: int, now_s: int, *new: Stop, **changes) -> Plan:
    """The plan of ``problem`` after something has happened."""
    plan = Plan("p", "t", problem, solve_convoys(problem, time_limit_s=0.5, seed=1), None, None, RECEIPT)
    points = {place.depot_id: (place.lon, place.lat) for place in problem.depots}
    points |= {place.stop_id: (place.lon, place.lat) for place in (*problem.stops, *new)}
    told_of = Changes(day=day, now_s=now_s, new_stops=new, travel=travel(points), **changes)
    made, _ = replan(plan, told_of, time_limit_s=1, seed=1)
    assert made.as_of == AsOf(day, now_s)
    assert check_plan(made) == ()
    return made


def _only(plan: Plan) -> Unserved:
    (entry,) = explain(plan.convoy_problem, plan.convoys, time_limit_s=60, seed=1, as_of=plan.as_of)
    return entry


def test_a_day_that_is_over_is_no_change():
    """The only lorry works on the first day, and it is the second: a lorry for today serves it, no other day does."""
    fresh = stop("new", -0.02, 0.0, 60, 500)
    entry = _only(_after(convoy_problem(list(TWO), [lorry("l1", days=(0,))], days=2), 1, 7 * H, fresh))
    assert entry.reason is UnservedReason.NO_DAY
    assert (entry.steps, entry.is_change_proved) == (ONE_MORE, True)


def test_another_day_is_offered_only_if_it_is_to_come():
    """A stop that may be served on the first of three days, on the evening of that day, and the same on the last."""
    fresh = stop("new", -0.02, 0.0, 60, 500, days=(0,))
    problem = convoy_problem(list(TWO), [lorry("l1")], days=3)
    entry = _only(_after(problem, 0, 19 * H, fresh))
    assert (entry.steps, entry.is_change_proved) == ((told("any_day"),), True)
    entry = _only(_after(replace(problem, days=1, curfew_s=(20 * H,)), 0, 19 * H, fresh))
    assert (entry.steps, entry.is_change_proved, entry.looked) == ((), False, Looked.ALL)


def test_a_lost_lorry_serves_nobody():
    """The only lorry is lost under way: a lorry more serves the stop it had ahead; it does not itself, on any day."""
    problem = convoy_problem([TWO[0], stop("s2", 0.03, 0.0, 60, 60)], [lorry("l1")])
    entry = _only(_after(problem, 0, 9 * H + 1800, lost=("l1",)))
    assert entry.reason is UnservedReason.NO_DAY
    assert (entry.steps, entry.is_change_proved) == (ONE_MORE, True)


def test_hours_that_are_over_are_no_change():
    """At four a lorry more is loaded and hands out by six; at half past five no lorry can any more."""
    problem = convoy_problem(list(TWO), [lorry("l1", days=(0,))], days=2)
    fresh = stop("new", -0.02, 0.0, 30, 500)
    entry = _only(_after(problem, 1, 16 * H, fresh))
    assert (entry.steps, entry.is_change_proved) == (ONE_MORE, True)
    entry = _only(_after(problem, 1, 17 * H + 1800, fresh))
    assert (entry.steps, entry.is_change_proved, entry.looked) == ((), False, Looked.ALL)


def test_a_closed_road_is_not_driven():
    """U lacks stock at B; at A there is some, but the road from there is closed: more at A does not help."""
    fresh = stop("U", 0.05, 0.05, 30, 30)
    problem = convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1"), lorry("l2", "ipd-b")], two_depots=True)
    problem = replace(problem, depots=(problem.depots[0], replace(problem.depots[1], stock_baskets=0)))
    closed = (("ipd-a", "U"), ("s1", "U"))
    entry = _only(_after(problem, 0, 7 * H, fresh, closed=closed))
    assert (entry.steps, entry.is_change_proved) == ((told("depot_stock", baskets=30, place="ipd-b"),), True)


def test_only_what_is_left_of_a_wish_is_asked_for():
    """Sixty of 120 were brought in the morning and the stock is out: sixty more, and the lorry that stayed at home."""
    problem = convoy_problem([stop("P", 0.02, 0.0, 120, 500)], [lorry("l1", room=60), lorry("l2", room=60)], stock=60)
    entry = _only(_after(problem, 0, 10 * H))
    assert entry.details[0] == told("brought", brought=60, wanted=120)
    assert (entry.steps, entry.is_change_proved) == ((told("depot_stock", baskets=60, place="ipd-a"),), True)


def test_a_lost_car_serves_no_household():
    """The only car is lost before it leaves: a car more serves the door; in the evening no car does."""
    doors = patrol_problem([(0.01, 0.0, 2, 90)], cars=1)
    convoys = convoy_problem([stop("s0", 0.02, 0.02)], [lorry("l1")])
    plan = Plan("p", "t", convoys, solve_convoys(convoys, time_limit_s=0.4, seed=1), doors, None, RECEIPT)
    plan = replace(plan, patrols=solve_patrols(doors, time_limit_s=0.4, seed=1))
    made, _ = replan(plan, Changes(day=0, now_s=7 * H, lost=("car0",)), time_limit_s=1, seed=1)
    assert made.patrol_problem is not None
    assert made.patrols is not None
    (entry,) = explain(made.patrol_problem, made.patrols, time_limit_s=60, seed=1, as_of=made.as_of)
    assert (entry.steps, entry.is_change_proved) == ((told("car_for", district="A"),), True)
    (entry,) = explain(made.patrol_problem, made.patrols, time_limit_s=60, seed=1, as_of=AsOf(0, 19 * H))
    assert (entry.steps, entry.is_change_proved) == ((), False)
