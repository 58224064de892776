"""A stop that rules keep out: the rules named are those that bind it, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from planner.model.dispatch import ConvoyProblem, DatedRule, Unserved, UnservedReason, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.model.reason import Detail, told
from planner.routing import explain, solve_convoys
from planner.routing.why.changes import convoy_changes
from tests.routing.cases import FRIDAY, convoy_problem, helper, lorry, stop

COUNTER, OFFICE = VehicleKind.MOBILE_COUNTER, VehicleKind.MOBILE_OFFICE
END = date(2021, 7, 16)
CREW_OF_THREE = DatedRule("crew", RuleKind.CREW, FRIDAY, END, limit=3)


def _cordon(name: str, place: str, end: date = END) -> DatedRule:
    return DatedRule(name, RuleKind.CORDON, FRIDAY, end, places=(place,))


def _only(problem: ConvoyProblem) -> Unserved:
    (entry,) = solve_convoys(problem, time_limit_s=0.4, seed=1).unserved
    return entry


def _closed(*rules: DatedRule, **more) -> ConvoyProblem:
    return convoy_problem([stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.02)], [lorry("l1")], rules=rules, **more)


def test_only_the_rule_that_binds_is_named():
    """Thirty cordons elsewhere are none of this stop's business."""
    others = [_cordon(f"other-{k}", f"place-{k}") for k in range(30)]
    Random(1).shuffle(others)
    entry = _only(_closed(*others, _cordon("mine", "s1")))
    assert entry.serves_id == "s1"
    assert entry.reason is UnservedReason.RULE
    assert entry.details == (Detail("closed", (("rule", "mine"), ("until", "2021-07-16"), ("more", "0"))),)


def test_at_most_three_are_named_the_longest_first():
    """Five cordons on one stop: three ids, the rest counted."""
    rules = [_cordon(f"c{k}", "S1", END.replace(day=12 + k)) for k in range(4)]
    entry = _only(_closed(*rules, _cordon("open", "s1", date(2999, 12, 31))))
    (detail,) = entry.details
    assert (detail.code, detail.all("more")) == ("closed", ["2"])
    named = list(zip(detail.all("rule"), detail.all("until"), strict=True))
    assert named == [("open", ""), ("c3", "2021-07-15"), ("c2", "2021-07-14")]


def test_a_cordon_that_ends_leaves_later_days_open():
    """On the second day the cordon is over and the stop is served then."""
    problem = _closed(_cordon("short", "s1", FRIDAY), days=2)
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    assert solution.unserved == ()
    assert {r.day for r in solution.routes for v in r.visits if v.serves_id == "s1"} == {1}


def test_the_radius_that_keeps_away_is_named():
    """The short radius binds the far stop, the long one does not; lifting it serves the stop, and only it is tried."""
    far, near = stop("far", 0.1, 0.0), stop("near", 0.01, 0.0)
    rules = (
        DatedRule("ten-km", RuleKind.RADIUS, FRIDAY, END, limit=10_000),
        DatedRule("hundred-km", RuleKind.RADIUS, FRIDAY, END, limit=100_000),
        _cordon("elsewhere", "nowhere"),
    )
    problem = convoy_problem([far, near], [lorry("l1")], rules=rules)
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = explain(problem, solution, time_limit_s=5, seed=1)
    assert entry.details == (Detail("kept_away", (("rule", "ten-km"), ("until", "2021-07-16"), ("more", "0"))),)
    assert (entry.steps, entry.is_change_proved) == ((told("lift_rule", rule="ten-km"),), True)


def test_two_cordons_must_both_be_lifted():
    """Neither change alone serves the stop; together they do."""
    problem = _closed(_cordon("a", "s1"), _cordon("b", "s1"))
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = explain(problem, solution, time_limit_s=5, seed=1)
    both = Detail("lift_rules", (("rule", "a"), ("rule", "b")))
    assert (entry.steps, entry.is_change_proved) == ((both,), True)


def test_a_crew_too_small_for_the_rules_is_said():
    """Two aboard where three are asked for: the rule keeps the lorry at home, not its days off."""
    entry = _only(convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")], rules=(CREW_OF_THREE,)))
    assert (entry.reason, entry.details) == (UnservedReason.RULE, (told("crew", wanted=3, aboard=2),))


def test_a_basket_heavier_than_every_lorry_is_said():
    """No lorry has room for a single basket: that is room, not days off."""
    entry = _only(convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")], basket_g=9_000_000))
    assert entry.reason is UnservedReason.NO_CAPACITY
    assert entry.details == (told("room", baskets=1, room=0),)


def test_one_more_aboard_lifts_a_crew_rule():
    """Two aboard where three are asked for: a third makes the lorry go, and nothing else has to change."""
    problem = convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1"), lorry("l2")], rules=(CREW_OF_THREE,))
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = explain(problem, solution, time_limit_s=60, seed=1)
    step = told("aboard", crew=3, kind=VehicleKind.LORRY, place="ipd-a")
    assert (entry.steps, entry.is_change_proved) == ((step,), True)


def _with(problem: ConvoyProblem, *more: Vehicle) -> ConvoyProblem:
    return replace(problem, vehicles=(*problem.vehicles, *more))


def _served(problem: ConvoyProblem) -> bool:
    return not solve_convoys(problem, time_limit_s=0.4, seed=1).unserved


def test_an_escort_that_is_missing_is_offered_beside_the_stops_own_wish():
    """The stop's office is in the fleet, the counter that a rule asks for is not: that alone is missing, and serves."""
    escort = DatedRule("esc", RuleKind.ESCORT, FRIDAY, END)
    wanting = stop("s1", 0.02, 0.0, services=(OFFICE,))
    problem = convoy_problem([wanting], [lorry("l1"), helper("o", OFFICE)], rules=(escort,))
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = explain(problem, solution, time_limit_s=60, seed=1)
    assert (entry.reason, entry.details) == (UnservedReason.NO_ESCORT, (told("no_kind", kinds=COUNTER),))
    assert (entry.steps, entry.is_change_proved) == ((told("one_more", kind=COUNTER),), True)
    assert _served(_with(problem, helper("c", COUNTER)))


def test_a_missing_office_is_no_missing_escort():
    """The escort is there, the office the stop wants is not."""
    escort = DatedRule("esc", RuleKind.ESCORT, FRIDAY, END)
    wanting = stop("s1", 0.02, 0.0, services=(OFFICE,))
    problem = convoy_problem([wanting], [lorry("l1"), helper("c", COUNTER)], rules=(escort,))
    entry = _only(problem)
    assert (entry.reason, entry.details) == (UnservedReason.NO_SERVICE_VEHICLE, (told("no_kind", kinds=OFFICE),))


def test_two_kinds_that_are_both_missing_are_offered_together():
    """Neither alone serves a stop that wants both."""
    problem = convoy_problem([stop("s1", 0.02, 0.0, services=(COUNTER, OFFICE))], [lorry("l1")])
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = explain(problem, solution, time_limit_s=60, seed=1)
    assert entry.details == (told("no_kind", kinds=f"{COUNTER} {OFFICE}"),)
    both = (told("one_more", kind=COUNTER), told("one_more", kind=OFFICE))
    assert (entry.steps, entry.is_change_proved) == (both, True)


def _banned(**more) -> ConvoyProblem:
    """A stop of district B, a lorry at each of two depots, and nobody may cross between districts."""
    ban = DatedRule("ban", RuleKind.DISTRICT_BAN, FRIDAY, END)
    fleet = [lorry("l1", room=150), lorry("l2", "ipd-b", room=100)]
    return convoy_problem([stop("s1", 0.1, 0.09, police_district="B", **more)], fleet, two_depots=True, rules=(ban,))


def test_a_counter_is_offered_where_it_may_come_from():
    """Under the ban a counter of the stop's own district serves it; one of the first lorry's does not."""
    problem = _banned(services=(COUNTER,))
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = explain(problem, solution, time_limit_s=60, seed=1)
    step = told("one_more_at", kind=COUNTER, place="ipd-b")
    assert (entry.steps, entry.is_change_proved) == ((step,), True)
    assert _served(_with(problem, helper("c", COUNTER, "ipd-b")))
    assert not _served(_with(problem, helper("c", COUNTER, "ipd-a")))


def test_a_larger_lorry_is_offered_where_it_may_come_from():
    """Two hundred in one go: the largest lorry is A's, but a larger one helps only at B."""
    problem = _banned(may_split=False, service_s_per_household=1)
    problem = replace(problem, stops=(replace(problem.stops[0], baskets=200, households=200),))
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    (entry,) = solution.unserved
    steps = [change.steps for change in convoy_changes(problem, solution, entry)]
    at_b, at_a = ((told("lorry_for_at", baskets=200, place=place),) for place in ("ipd-b", "ipd-a"))
    assert steps == [(told("in_parts"),), at_b, at_a]
    larger = next(c.problem for c in convoy_changes(problem, solution, entry) if c.steps == at_b)
    assert _served(larger)
