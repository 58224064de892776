"""Every change the dispatch room can offer has its words in both languages, from codes and from old sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model.dispatch import Detail, Unserved, UnservedReason
from planner.report.change_words import change_text, read_back
from planner.report.words import under
from planner.routing import solve_convoys
from planner.routing.details import CHANGE_TEXTS
from planner.routing.details import change_text as english_of
from planner.routing.why import NOTHING
from planner.routing.why.changes import convoy_changes, patrol_changes
from tests.routing.cases import patrol_problem, random_convoys

NAMES = {"ipd-sentul": ("IPD Sentul", 101.6, 3.1)}


def _offered() -> set[tuple[Detail, ...]]:
    problem = random_convoys(2, 6, 1)
    stops = (replace(problem.stops[0], may_split=False), *problem.stops[1:])
    problem = replace(problem, stops=stops)
    solution = solve_convoys(problem, time_limit_s=0.3, seed=1)
    doors = patrol_problem([(0.01, 0.0, 2, 90)])
    found = {NOTHING}
    for reason in UnservedReason:
        for stop in problem.stops:
            entry = Unserved(stop.stop_id, stop.name, reason, "")
            found |= {change.steps for change in convoy_changes(problem, solution, entry)}
        entry = Unserved("d0", "H0", reason, "")
        found |= {step.steps for step in patrol_changes(doors, entry)}
    return found


def _item(steps: tuple[Detail, ...], change: str = "") -> Unserved:
    return Unserved("s1", "S1", UnservedReason.NO_STOCK, "", change, steps=steps)


def test_the_english_sentences_are_those_of_the_catalogue():
    """The plan file's English and the page's are one, and no code is without words in either language."""
    assert under("change_step", "en") == CHANGE_TEXTS
    assert under("change_step", "ms").keys() == CHANGE_TEXTS.keys()
    assert under("change_kind", "ms").keys() == under("change_kind", "en").keys()


def test_every_change_offered_is_said_in_both_languages():
    """English as in the plan file; Malay another sentence with the same figures and no field left open."""
    offered = _offered()
    assert len(offered) > 20
    for steps in offered:
        english, malay = (change_text(_item(steps), {}, language) for language in ("en", "ms"))
        assert english == english_of(steps)
        assert malay != english
        assert sorted(filter(str.isdigit, malay)) == sorted(filter(str.isdigit, english))
        assert "{" not in malay


def test_an_old_plans_sentence_is_read_back_to_its_codes():
    """A plan file of before codes is said in Malay all the same; a sentence nobody wrote stays as it is."""
    for steps in _offered():
        assert read_back(english_of(steps)) == steps
    assert read_back("lift rules a and b") == (Detail("lift_rules", (("rule", "a"), ("rule", "b"))),)
    assert change_text(_item((), "ask the neighbours"), {}, "ms") == "ask the neighbours"


@pytest.mark.parametrize(
    ("english", "malay"),
    [
        ("40 more baskets in stock at ipd-sentul", "40 bakul lagi dalam stok di IPD Sentul"),
        ("one more mobile counter", "sebuah kaunter bergerak lagi"),
        ("one more van at ipd-sentul", "sebuah van lagi di IPD Sentul"),
        (
            "one more mobile counter and one more mobile office",
            "sebuah kaunter bergerak lagi dan sebuah pejabat bergerak lagi",
        ),
        ("lift rule cordon-1", "tarik balik peraturan cordon-1"),
    ],
)
def test_changes_in_malay(english, malay):
    """Numbers, names of places and rules are carried over."""
    assert change_text(_item((), english), NAMES, "ms") == malay


def test_an_old_sentence_comes_out_whole_in_one_language():
    """A sentence that only begins like one of the catalogue's is not made half Malay."""
    assert change_text(_item((), "one more lorry on day 2"), {}, "ms") == "one more lorry on day 2"
