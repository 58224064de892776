"""A plan that goes nowhere says so in words, and what could be changed."""

from __future__ import annotations

import pytest

from planner.model.dispatch import Unserved, UnservedReason
from planner.model.reason import told
from planner.report.no_convoy_words import no_convoy_text
from planner.report.words import LANGUAGES, catalogue


def _left(reason: UnservedReason, count: int, *details) -> list[Unserved]:
    return [Unserved(f"s{k}", f"S{k}", reason, details) for k in range(count)]


def test_the_commonest_reason_comes_first_and_codes_are_not_printed():
    """33 places shut and 5 under a rule: both in words, with the hours to change before the rules."""
    found = [*_left(UnservedReason.RULE, 5), *_left(UnservedReason.NO_WINDOW, 33)]
    cause, action = no_convoy_text(found, "en")
    assert cause == "no convoy can serve any place: No permitted hour fits (33); A rule in force forbids it (5)"
    assert action == (
        "change the opening hours (open and close under [day]) in the fleet file, or the dated rules, or the dates; "
        "nothing was written"
    )
    assert "no_window" not in "".join(no_convoy_text(found, "ms"))


def test_a_crew_too_small_is_mended_at_the_vehicle():
    """The reason is a rule's, what helps is one more aboard."""
    _, action = no_convoy_text(_left(UnservedReason.RULE, 60, told("crew", wanted=2, aboard=1)), "en")
    assert action.startswith("change crew of the vehicles in the fleet file")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_advice(language):
    assert [reason for reason in UnservedReason if f"no_convoy.{reason}" not in catalogue(language)] == []
