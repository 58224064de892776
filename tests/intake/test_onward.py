"""Onward referral: recorded whole, behind the same firewall, taken up once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.errors import PlannerError
from planner.intake.onward import close_entry, queue, refer_onward, take_up
from planner.intake.rules import IntakeRules
from planner.model.onward import OnwardNote, OnwardState
from tests.intake.conftest import KEY, NOW

NOTE = OnwardNote("MPV12-7", "homeless", "bawah jambatan Jalan Kinabalu", "today", True, "Koperal A1")


def test_a_note_becomes_an_entry_once(rules: IntakeRules) -> None:
    """The same note sent twice is the same entry."""
    first = refer_onward(NOTE, key=KEY, now=NOW, rules=rules)
    again = refer_onward(NOTE, key=KEY, now=NOW + timedelta(hours=1), rules=rules)
    assert first.onward_id == again.onward_id
    assert first.due_at == NOW + timedelta(hours=24)


def test_all_that_is_missing_is_said_at_once(rules: IntakeRules) -> None:
    """Problem, place and the rest are refused together."""
    with pytest.raises(PlannerError) as caught:
        refer_onward(OnwardNote("", "", " ", "soon", True, ""), key=KEY, now=NOW, rules=rules)
    assert [fault.code for fault in caught.value.faults] == ["E1130", "E1131", "E1133"]


def test_without_consent_only_danger_goes_on(rules: IntakeRules) -> None:
    """A homeless man who says no is left alone; a beaten child is not."""
    with pytest.raises(PlannerError, match="E1132"):
        refer_onward(replace(NOTE, consent=False), key=KEY, now=NOW, rules=rules)
    entry = refer_onward(replace(NOTE, consent=None, problem="child_abuse"), key=KEY, now=NOW, rules=rules)
    assert entry.is_restricted
    assert entry.due_at == NOW + timedelta(hours=10)


def test_the_text_can_close_the_firewall(rules: IntakeRules) -> None:
    """A note filed as drugs whose text tells of blows is restricted, and its names are gone."""
    entry = refer_onward(
        replace(NOTE, problem="drugs", text="Puan Halimah dipukul suami"), key=KEY, now=NOW, rules=rules
    )
    assert entry.is_restricted
    assert "Halimah" not in entry.text


def test_an_entry_is_taken_up_once_and_shows_by_whom(rules: IntakeRules) -> None:
    """Who and when stay with the entry; a second officer is told."""
    entry = take_up(refer_onward(NOTE, key=KEY, now=NOW, rules=rules), officer="JKM 4", now=NOW)
    assert (entry.taken_up_by, entry.taken_up_at) == ("JKM 4", NOW)
    with pytest.raises(PlannerError, match="E1134"):
        take_up(entry, officer="JKM 5", now=NOW)
    assert close_entry(entry, outcome="placed", now=NOW).state is OnwardState.CLOSED


def test_restricted_entries_are_not_there_for_others(rules: IntakeRules) -> None:
    """The queue of someone without the right holds no trace of a restricted entry."""
    plain = refer_onward(NOTE, key=KEY, now=NOW, rules=rules)
    hidden = refer_onward(replace(NOTE, source_id="x", problem="domestic_violence"), key=KEY, now=NOW, rules=rules)
    assert queue([hidden, plain], may_see_restricted=False) == [plain]
    assert queue([plain, hidden], may_see_restricted=True) == [hidden, plain]
