"""Onward referral: recorded whole, without identities, behind the same firewall, and by one way only."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from planner.errors import PlannerError
from planner.intake import refer_onward
from planner.intake.rules import IntakeRules
from planner.model.onward import OnwardNote
from tests.intake.conftest import KEY, NOW

NOTE = OnwardNote("homeless", "bawah jambatan Jalan Kinabalu", "soon", True, source_id="MPV12-7")
ROOT = Path(__file__).resolve().parents[2]


def test_a_note_becomes_an_entry_once(rules: IntakeRules) -> None:
    """The same note sent twice is the same entry, by its number or else by its words and the day."""
    for note in (NOTE, replace(NOTE, source_id="")):
        first = refer_onward(note, key=KEY, now=NOW, rules=rules)
        again = refer_onward(note, key=KEY, now=NOW + timedelta(hours=1), rules=rules)
        assert first.onward_id == again.onward_id
        assert first.due_at == NOW + timedelta(hours=24)
    other = refer_onward(replace(NOTE, source_id="", where="Jalan Lain"), key=KEY, now=NOW, rules=rules)
    assert other.onward_id != first.onward_id


def test_all_that_is_missing_is_said_at_once(rules: IntakeRules) -> None:
    """Problem, place and urgency are refused together."""
    with pytest.raises(PlannerError) as caught:
        refer_onward(OnwardNote("", " ", "today", True), key=KEY, now=NOW, rules=rules)
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
        replace(NOTE, problem="drugs", what="Puan Halimah dipukul suami"), key=KEY, now=NOW, rules=rules
    )
    assert entry.is_restricted
    assert "Halimah" not in entry.what


def test_nothing_else_makes_an_entry() -> None:
    """No other module of the product makes an OnwardReferral, so none can go round the redaction."""
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "planner").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "OnwardReferral"
    }
    assert makers == {"planner/intake/onward.py"}
