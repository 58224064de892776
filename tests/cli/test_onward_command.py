"""Social problems met on the way, from page and command line: without identities, for the case team alone."""

import io
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.roles import Role
from planner.settings import read_settings
from planner.ui import session
from planner.workspace import Workspace
from tests.cli.conftest import Run
from tests.ui.conftest import result

TOLD = "Puan Halimah binti Osman 850101-10-5532, tel 012-345 6789, halimah@contoh.my, dipukul suami"
PLANTED = ("Halimah", "Osman", "850101", "5532", "345 6789", "3456789", "halimah@", "contoh.my")
LONG = 5


@pytest.fixture
def onward(run: Run) -> Run:
    """Runs ``kembara onward``."""
    return partial(run, "onward")


def open_queue(tmp_path: Path, actor: str = "badrul"):
    """The queue as the case team opens it from the store."""
    workspace = Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path / "home")}))
    return workspace.store.onward_referrals.all(Role.JKM, actor=actor, now=session.now())


def test_identities_leave_before_the_store(onward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NRIC, phone, e-mail and name are in no column of the opened queue, no output, and no byte of the files."""
    monkeypatch.setattr("sys.stdin", io.StringIO(TOLD))
    code, number, _ = onward(
        "record", "--problem", "drugs", "--where", "rumah Puan Halimah binti Osman, Blok 3", "--urgency", "soon",
        "--what", "-",
    )  # fmt: skip
    assert code == 0
    assert number.startswith("onward-")
    seen = open_queue(tmp_path)
    assert seen["is_restricted"].tolist() == [True]
    assert "dipukul suami" in seen["what"][0]
    assert "Blok 3" in seen["where"][0]
    code, listed, told = onward("list")
    # Four digits stand in any large enough heap of sealed bytes now and then: those are looked for where text is read.
    raw = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    for planted in PLANTED:
        assert planted not in seen.to_csv() + number + listed + told
        assert len(planted) < LONG or planted.encode() not in raw


def test_the_queue_shows_who_took_what_up(onward) -> None:
    """Recorded once however often sent; the police record and do not read; a taken one shows by whom."""
    words = ("record", "--problem", "homeless", "--where", "bawah jambatan", "--urgency", "normal", "--id", "MPV-7")
    assert onward(*words)[0] == 3
    assert "E1132" in onward(*words)[2]
    number = onward(*words, "--consent")[1].strip()
    assert onward(*words, "--consent")[1].strip() == number
    assert "E1701" in onward("list", "--role", "pdrm")[2]
    assert "E1701" in onward("take", number, "--role", "pdrm")[2]
    assert onward("take", number)[0] == 0
    assert "E1710" in onward("take", number)[2]
    head, row = onward("list")[1].splitlines()
    line = dict(zip(head.split("\t"), row.split("\t"), strict=True))
    assert (line["onward_id"], line["status"]) == (number, "taken")
    assert line["taken_by"]
    assert line["taken_at"]
    onward("close", number)
    assert len(onward("list")[1].splitlines()) == 1
    assert len(onward("list", "--closed")[1].splitlines()) == 2


def test_the_page_goes_the_same_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a patrol types on the page reaches the queue redacted and restricted; pressed twice, it is one."""
    workspace = Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path / "home")}))
    monkeypatch.setattr(session, "workspace_if_any", lambda: workspace)
    monkeypatch.setattr(session, "store_if_any", lambda: workspace.store)
    monkeypatch.setattr(session, "load_result", result)
    at = AppTest.from_string("from planner.ui import outcomes_page\noutcomes_page.page()", default_timeout=120)
    at.session_state["role"], at.session_state["actor"] = Role.PDRM, "Sarjan Rekaan"
    for _ in range(2):
        at.run()
        next(
            box for box in at.selectbox if "violence" in str(box.options) or "Keganasan" in str(box.options)
        ).select_index(0)
        at.text_area[0].set_value(TOLD)
        at.text_input[0].set_value("Blok 3, PPR Rekaan")
        at.button[-1].click().run()
        assert not at.exception
        assert "onward" in at.success[0].value
    seen = open_queue(tmp_path)
    assert seen[["problem", "recorded_by", "is_restricted"]].to_numpy().tolist() == [
        ["domestic_violence", "Sarjan Rekaan", True]
    ]
    assert not [planted for planted in PLANTED if planted in seen.to_csv()]
