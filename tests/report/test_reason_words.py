"""Reasons in two languages: codes and figures become sentences with names for ids."""

from __future__ import annotations

import pytest

from planner.model.dispatch import Detail, Looked, Plan, Receipt, Solution, Unserved, UnservedReason
from planner.report.reason_words import change_line, detail_text
from planner.report.words import LANGUAGES, catalogue, under
from planner.routing.details import TEXTS, text_of, told
from tests.routing.cases import convoy_problem, lorry, stop

EVERY = {
    "brought": "4", "wanted": "9", "kinds": "mobile_counter", "minutes": "12", "baskets": "7", "room": "5",
    "left": "3", "place": "nowhere", "aboard": "1", "rule": "pkp", "until": "", "more": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    problem = convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")])
    empty = Solution("infeasible", (), (), 0, None, None, "none")
    return Plan("p", "Pelan", problem, empty, None, None, Receipt(1, "now", 1.0, (), (), "lines"))


def _item(*details: Detail, **more) -> Unserved:
    return Unserved("s1", "S1", UnservedReason.NO_STOCK, "; ".join(map(text_of, details)), details=details, **more)


def test_the_english_sentences_are_those_of_the_catalogue():
    """The planner's English and the catalogue's are one, so the file and the page cannot differ."""
    assert {key: under("detail", "en")[key] for key in TEXTS} == TEXTS


@pytest.mark.parametrize("code", TEXTS)
def test_every_code_is_said_in_both_languages(plan, code):
    """English equals the plan file's sentence; Malay is another one and keeps every figure."""
    detail = Detail(code, tuple(EVERY.items()))
    english, malay = (detail_text(_item(detail), plan, language) for language in ("en", "ms"))
    if "mobile_counter" not in text_of(detail):
        assert english == text_of(detail)
    assert malay != english
    assert sorted(filter(str.isdigit, malay)) == sorted(filter(str.isdigit, english))
    assert "{" not in malay


def test_ids_become_names_and_parts_are_joined(plan):
    """A depot's name stands for its id, in both languages, and the part delivered comes first."""
    item = _item(told("brought", brought=4, wanted=9), told("stock", left=3, place="ipd-a", baskets=5))
    assert detail_text(item, plan, "en") == ("4 of 9 baskets are brought; 3 baskets are left at IPD A, 5 are needed")
    assert detail_text(item, plan, "ms") == "4 daripada 9 bakul dibawa; 3 bakul berbaki di IPD A, 5 diperlukan"


def test_a_plan_from_before_codes_still_says_something(plan):
    """Without codes: the English sentence, and in Malay the reason."""
    old = Unserved("s1", "S1", UnservedReason.NO_STOCK, "3 baskets are left at ipd-a, 5 are needed")
    assert detail_text(old, plan, "en") == "3 baskets are left at IPD A, 5 are needed"
    assert detail_text(old, plan, "ms") == catalogue("ms")["reason.no_stock"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_far_a_change_was_looked_for_is_said(plan, language):
    """Found, proved or not; not found: after every try, at the end of the budget, or cut by the clock."""
    assert change_line(_item(), plan, language) == ""
    said = {change_line(_item(looked=looked), plan, language) for looked in Looked if looked}
    assert len(said) == 3
    found = change_line(_item(change="2 more baskets in stock at ipd-a", is_change_proved=True), plan, language)
    assert "IPD A (" in found
    assert ("more" in found) == (language == "en")
