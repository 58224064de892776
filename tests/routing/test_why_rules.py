"""A stop that rules keep out: the rules named are those that bind it, and no others."""

from __future__ import annotations

from datetime import date
from random import Random

from planner.model.dispatch import ConvoyProblem, DatedRule, Unserved, UnservedReason
from planner.model.kinds import RuleKind
from planner.model.reason import Detail, told
from planner.routing import explain, solve_convoys
from tests.routing.cases import FRIDAY, convoy_problem, lorry, stop

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
