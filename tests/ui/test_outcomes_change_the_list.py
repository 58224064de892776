"""A filled-in run sheet brought back changes what is recommended next."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from planner.model.dispatch import Plan
from planner.report.outcome_sheet import read_outcomes
from planner.report.runsheets import run_sheets
from planner.roles import Role
from planner.settings import read_settings
from planner.ui import session
from planner.workspace import Workspace
from tests.report import fixtures
from tests.ui.conftest import NOW, result

ROOT = Path(__file__).parents[2]


def plan_for(place_id: str, day: date) -> Plan:
    """The hand-written plan, its first stop at ``place_id``, beginning on ``day``."""
    plan = fixtures.plan()
    first, *others = plan.convoy_problem.stops
    problem = replace(plan.convoy_problem, start=day, stops=(replace(first, place_id=place_id), *others))
    return replace(plan, convoy_problem=problem)


def filled_in(plan: Plan, households: int) -> bytes:
    """The first convoy's workbook with ``households`` delivered at its first stop."""
    files = run_sheets(plan, (), language="ms")
    name = next(name for name in sorted(files) if name.startswith("konvoi-") and name.endswith(".xlsx"))
    book = load_workbook(io.BytesIO(files[name]))
    head = [cell.value for cell in book["hasil"][1]]
    book["hasil"].cell(row=3, column=head.index("delivered") + 1, value=households)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheet_brought_back_takes_its_place_off_the_next_list(tmp_path):
    """The first recommended place, told as served by the crew's workbook, rests in the next recommendation."""
    made = Workspace(read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_DATA": str(ROOT / "data")}))
    rows = made.synthetic(rows=400, seed=3, start=date(2021, 6, 22), days=14).rows
    made.import_rows(rows.assign(row=range(1, len(rows) + 1)), channel=None, actor="aminah", now=NOW)
    before = made.kept(now=NOW, seed=1)
    top = before.recommended[0]
    plan = plan_for(top.place_id, NOW.date() - timedelta(days=1))
    given = read_outcomes(filled_in(plan, top.households), plan)
    assert [(one.place_id, one.households) for one in given] == [(top.place_id, top.households)]
    assert made.store.add_outcomes(given, role=Role.PLANNER, actor="Aminah", now=NOW) == 1
    after = made.kept(now=NOW, seed=1)
    assert top.place_id not in {stop.place_id for stop in after.recommended}
    assert after.recommended


def test_wrong_upload_is_refused_in_words_and_nothing_is_kept(tmp_path, monkeypatch):
    """A file that is no workbook is told so on the page, with its code, and no outcome is kept."""
    made = Workspace(read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_DATA": str(ROOT / "data")}))
    monkeypatch.setattr(session, "store_if_any", lambda: made.store)
    monkeypatch.setattr(session, "load_result", result)
    script = (
        "from planner.errors import PlannerError\nfrom planner.ui import outcomes_page, parts\n"
        "try:\n    outcomes_page.page()\nexcept PlannerError as error:\n    parts.refused(error)\n"
    )
    at = AppTest.from_string(script, default_timeout=120)
    at.session_state["role"], at.session_state["actor"] = Role.PLANNER, "Aminah"
    at.run()
    at.get("file_uploader")[0].upload("gambar.xlsx", b"not a workbook", "application/octet-stream").run()
    next(button for button in at.button if button.label == "Ambil hasil").click().run()
    assert not at.exception
    assert "E1602" in at.error[0].value
    assert made.store.visited().empty
