"""The record's page: acts, roles and details in the reader's words, whatever act the store can put on record."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from planner.model.dispatch import DatedRule
from planner.model.kinds import RuleKind
from planner.report.words import LANGUAGES, catalogue
from planner.roles import Role
from planner.ui import audit_views
from tests.ui.test_door import NOW

STORE = Path(__file__).parents[2] / "planner" / "store"
STEPS = {f"protection.{step}" for step in ("taken", "closed", "released")} | {"onward.taken", "onward.closed"}


def acts() -> set[str]:
    """Every act written out in a call of ``log`` or ``Entry`` in the store, and the steps that are put together."""
    found = set(STEPS)
    for path in STORE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name in {"log", "Entry"}:
                found |= {arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_of_the_store_has_words(language):
    """No act stands on the page as a code."""
    assert len(acts()) > 25
    assert {act for act in acts() if f"ui.audit.act.{act}" not in catalogue(language)} == set()


def test_the_newest_act_stands_first_in_words(store):
    """Act, role and details are told in Malay; the reason stays as it was written."""
    rule = DatedRule("r1", RuleKind.CURFEW, date(2021, 7, 3), date(2021, 7, 16), at_s=61_200)
    store.save_rules([rule], role=Role.PLANNER, actor="Aminah", now=NOW)
    store.drop_rule("r1", role=Role.PLANNER, actor="Aminah", now=NOW, reason="ditarik balik")
    shown = audit_views.table(store.audit_log(Role.PLANNER), "ms")
    assert shown["Tindakan"].tolist() == ["Peraturan bertarikh ditamatkan", "Peraturan bertarikh disimpan"]
    assert shown["Peranan"].tolist() == ["Perancang", "Perancang"]
    assert shown["Butiran"].tolist() == ["sebab: ditarik balik", "tamat: 2021-07-16 · jenis: curfew · mula: 2021-07-03"]
    store.protection(Role.JKM, actor="Aminah", now=NOW)
    looks = audit_views.table(store.audit_log(Role.JKM, chain="restricted"), "en")
    assert looks["Details"].tolist() == ["cases: 0"]
