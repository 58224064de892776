"""The quarantine's page: causes counted, one row corrected in a form and sent again, nobody shown to who may not."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner.roles import Role
from planner.workspace import Workspace
from tests.ui.conftest import NOW

ROW = {"case_id": "SYN-1", "tarikh": "31/02/2021", "nama": "Orang Satu", "telefon": "012-3456781", "alamat": "Blok A"}


@pytest.fixture
def page(open_page):
    """Opens the page as a reader."""
    return partial(open_page, "quarantine_page")


def bring(workspace: Workspace) -> None:
    """Two rows without a readable date."""
    rows = pd.DataFrame([ROW | {"row": 1}, ROW | {"row": 2, "case_id": "SYN-2", "nama": "Orang Dua"}])
    workspace.import_rows(rows, channel=None, actor="badrul", now=NOW)


def _button(at: AppTest, label: str):
    return next(button for button in at.button if button.label == label)


def test_nothing_imported_says_so(page):
    """No store: a sentence in both languages, no crash, no button."""
    for language in ("ms", "en"):
        at = page(language=language)
        assert not at.exception
        assert at.info
        assert not at.button


def test_a_row_is_corrected_in_the_form_and_sent_again(page, workspace):
    """The case team opens the row, which is logged, mends the date, sends it: a referral more, a row less."""
    bring(workspace)
    at = page()
    assert at.table[0].value.index[0] == "2"
    _button(at, "Open this row").click().run()
    log = workspace.store.audit_log(Role.JKM, chain="restricted")
    assert log["action"].tolist() == ["quarantine.read"]
    area = next(area for area in at.text_area if "tarikh" in area.label)
    assert area.value == "31/02/2021"
    area.set_value("05/07/2021")
    _button(at, "Send again").click().run()
    assert not at.exception
    assert at.caption[0].value == "1 row could not be taken."
    assert len(workspace.store.referrals(Role.JKM)) == 1


def test_the_planner_sees_why_and_drops_but_never_the_row(page, workspace):
    """No cell of the row is on the planner's page; a drop without a reason is refused."""
    bring(workspace)
    at = page(Role.PLANNER)
    shown = " ".join(str(element.value) for kind in ("markdown", "caption") for element in at.get(kind))
    assert "Orang" not in shown + at.table[0].value.to_csv()
    assert [button.label for button in at.button] == ["Drop"]
    _button(at, "Drop").click().run()
    assert any("E1708" in error.value for error in at.error)
    at.text_input[0].set_value("nobody answers")
    _button(at, "Drop").click().run()
    assert at.caption[0].value == "1 row could not be taken."
