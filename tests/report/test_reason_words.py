"""Reasons and changes in two languages: codes and figures become sentences with names for ids."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.model.dispatch import DatedRule, Looked, Plan, Receipt, Solution, Unserved, UnservedReason
from planner.model.kinds import RuleKind
from planner.model.reason import Detail, told
from planner.report.reason_words import change_line, change_text, detail_text
from planner.report.words import LANGUAGES, under
from planner.routing import solve_convoys
from planner.routing.why import NOTHING
from planner.routing.why.changes import convoy_changes
from planner.routing.why.patrol_changes import patrol_changes
from tests.report import fixtures
from tests.routing.cases import convoy_problem, lorry, patrol_problem, random_convoys, stop

ROUTING = Path(__file__).parents[2] / "planner" / "routing"
PARTS = {"rule_one", "rule_many", "rule_until", "no_end", "more_rules"}  # of which sentences about rules are made
SAID = sorted(under("detail", "en").keys() - PARTS)
EVERY = {
    "brought": "4", "wanted": "9", "kinds": "mobile_counter", "minutes": "12", "baskets": "7", "room": "5",
    "left": "3", "place": "nowhere", "aboard": "1", "rule": "pkp", "until": "", "more": "0",
}  # fmt: skip
NAMES = {"ipd-sentul": ("IPD Sentul", 101.6, 3.1)}


@pytest.fixture(scope="module")
def plan() -> Plan:
    problem = convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")])
    empty = Solution("infeasible", (), (), 0, None, None, "none")
    return Plan("p", "Pelan", problem, empty, None, None, Receipt(1, "now", 1.0, (), (), "lines"))


def _item(*details: Detail, **more) -> Unserved:
    return Unserved("s1", "S1", UnservedReason.NO_STOCK, details, **more)


def _codes_of_the_room() -> set[str]:
    """Every code that the dispatch room's source hands out."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in ROUTING.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls = [node for node in nodes if getattr(node.func, "id", "") in {"told", "told_rules", "Detail"}]
    given = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
    return {value for value in given if isinstance(value, str)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_room_has_words_and_no_words_are_without_a_code(language):
    """A code that nobody put into words would stop a page; words that no code asks for are dead."""
    codes = _codes_of_the_room()
    assert len(codes) > 35
    assert codes == (under("detail", language).keys() - PARTS) | under("change_step", language).keys()


@pytest.mark.parametrize("code", SAID)
def test_every_reason_is_said_in_both_languages(plan, code):
    """Malay is another sentence than the English one, keeps every figure and leaves no field open."""
    detail = Detail(code, tuple(EVERY.items()))
    english, malay = (detail_text(_item(detail), plan, language) for language in ("en", "ms"))
    assert malay != english
    assert sorted(filter(str.isdigit, malay)) == sorted(filter(str.isdigit, english))
    assert "{" not in english + malay


def test_ids_become_names_and_parts_are_joined(plan):
    """A depot's name stands for its id, in both languages, and the part delivered comes first."""
    item = _item(told("brought", brought=4, wanted=9), told("stock", left=3, place="ipd-a", baskets=5))
    assert detail_text(item, plan, "en") == ("4 of 9 baskets are brought; baskets left at IPD A: 3, needed: 5")
    assert detail_text(item, plan, "ms") == "4 daripada 9 bakul dibawa; 3 bakul berbaki di IPD A, 5 diperlukan"


def test_rules_are_named_with_their_ends_and_the_rest_counted(plan):
    """Two rules are named, one of them without an end, and two more are counted."""
    rules = (("rule", "open"), ("until", ""), ("rule", "c3"), ("until", "2021-07-15"), ("more", "2"))
    item = _item(Detail("closed", rules))
    assert detail_text(item, plan, "en").startswith("closed by rules open (until further notice), c3 (until ")
    assert detail_text(item, plan, "en").endswith(" and 2 more")
    one = _item(Detail("closed", (("rule", "pkp"), ("until", ""), ("more", "0"))))
    assert detail_text(one, plan, "en") == "closed by rule pkp (until further notice)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_far_a_change_was_looked_for_is_said(plan, language):
    """Found, proved or not; not found: after every try, at the end of the budget, or cut by the clock."""
    assert change_line(_item(), plan, language) == ""
    said = {change_line(_item(looked=looked), plan, language) for looked in Looked if looked}
    assert len(said) == 3
    steps = (told("depot_stock", baskets=2, place="ipd-a"),)
    found = [change_line(_item(steps=steps, is_change_proved=is_proved), plan, language) for is_proved in (True, False)]
    assert found[0] != found[1]
    assert all("IPD A (" in line for line in found)
    assert ("more" in found[0]) == (language == "en")


def _offered() -> set[tuple[Detail, ...]]:
    problem = random_convoys(2, 6, 1)
    stops = (replace(problem.stops[0], may_split=False), *problem.stops[1:])
    problem = replace(problem, stops=stops)
    solution = solve_convoys(problem, time_limit_s=0.3, seed=1)
    doors = patrol_problem([(0.01, 0.0, 2, 90)])
    found = {NOTHING}
    for reason in UnservedReason:
        for place in problem.stops:
            entry = Unserved(place.stop_id, place.name, reason)
            found |= {change.steps for change in convoy_changes(problem, solution, entry)}
        found |= {step.steps for step in patrol_changes(doors, Unserved("d0", "H0", reason))}
    return found


def test_every_change_offered_is_said_in_both_languages():
    """Malay is another sentence with the same figures and no field left open."""
    offered = _offered()
    assert len(offered) > 20
    for steps in offered:
        english, malay = (change_text(steps, {}, language) for language in ("en", "ms"))
        assert malay != english
        assert sorted(filter(str.isdigit, malay)) == sorted(filter(str.isdigit, english))
        assert "{" not in english + malay
    assert under("change_kind", "ms").keys() == under("change_kind", "en").keys()


@pytest.mark.parametrize(
    ("steps", "english", "malay"),
    [
        (
            (told("depot_stock", baskets=40, place="ipd-sentul"),),
            "40 more baskets in stock at IPD Sentul",
            "40 bakul lagi dalam stok di IPD Sentul",
        ),
        ((told("one_more", kind="mobile_counter"),), "one more mobile counter", "sebuah kaunter bergerak lagi"),
        (
            (told("one_more_at", kind="van", place="ipd-sentul"),),
            "one more van at IPD Sentul",
            "sebuah van lagi di IPD Sentul",
        ),
        (
            (told("one_more", kind="mobile_counter"), told("one_more", kind="mobile_office")),
            "one more mobile counter and one more mobile office",
            "sebuah kaunter bergerak lagi dan sebuah pejabat bergerak lagi",
        ),
        ((told("lift_rule", rule="cordon-1"),), "lift rule cordon-1", "tarik balik peraturan cordon-1"),
        (
            (Detail("lift_rules", (("rule", "a"), ("rule", "b"))),),
            "lift rules a and b",
            "tarik balik peraturan a dan b",
        ),
    ],
)
def test_changes_in_words(steps, english, malay):
    """Numbers, names of places and rules are carried over."""
    assert change_text(steps, NAMES, "en") == english
    assert change_text(steps, NAMES, "ms") == malay


@pytest.mark.parametrize(
    ("district", "english", "malay"),
    [
        (
            "Ampang Jaya",
            "the fleet has no patrol car of district Ampang Jaya",
            "armada tidak mempunyai kereta peronda",
        ),
        ("", "its police district is not known", "daerah polisnya tidak diketahui"),
        ("Wangsa Maju", "no car of its district is free on its day", "tiada kereta daerahnya lapang pada harinya"),
    ],
)
def test_a_district_without_any_car_is_told_apart_from_one_whose_cars_are_busy(district, english, malay):
    """The hand-written plan's one car is of Wangsa Maju: there it is busy, elsewhere there is none."""
    plan = fixtures.plan()
    doors = (replace(plan.patrol_problem.deliveries[0], police_district=district),)
    plan = replace(plan, patrol_problem=replace(plan.patrol_problem, deliveries=doors))
    item = Unserved("T1", "hh1abcdef", UnservedReason.NO_DAY, (told("door_no_day"),))
    assert detail_text(item, plan, "en").startswith(english)
    assert detail_text(item, plan, "ms").startswith(malay)


def test_a_rule_to_lift_is_named_with_its_kind_and_place(plan):
    """The id alone tells nobody what would be lifted."""
    rule = DatedRule("emco-1", RuleKind.CORDON, date(2021, 7, 1), date(2021, 7, 9), places=("PPR Kerinchi",))
    plan = replace(plan, convoy_problem=replace(plan.convoy_problem, rules=(rule,)))
    item = _item(steps=(told("lift_rule", rule="emco-1"),))
    assert change_line(item, plan, "en").startswith("lift rule emco-1 [Cordon: PPR Kerinchi] (")
    assert change_line(item, plan, "ms").startswith("tarik balik peraturan emco-1 [Kepungan (PKPD): PPR Kerinchi] (")
