"""Social problems met on the way, from page and command line: without identities, for the case team alone."""

import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.cli import main
from planner.roles import Role
from planner.settings import read_settings
from planner.ui import session
from planner.workspace import Workspace
from tests.ui.test_other_pages import result

TOLD = "Puan Halimah binti Osman 850101-10-5532, tel 012-345 6789, halimah@contoh.my, dipukul suami"
PLANTED = ("Halimah", "Osman", "850101", "5532", "345 6789", "3456789", "halimah@", "contoh.my")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs ``kembara`` with a home of its own; returns exit code, stdout and stderr."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))

    def go(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kembara", "onward", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return go


def open_queue(tmp_path: Path, actor: str = "badrul"):
    """The queue as the case team opens it from the store."""
    workspace = Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path / "home")}))
    return workspace.store.onward_referrals.all(Role.JKM, actor=actor, now=session.now())


def test_identities_leave_before_the_store(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NRIC, phone, e-mail and name are in no column of the opened queue, no output, and no byte of the files."""
    monkeypatch.setattr("sys.stdin", io.StringIO(TOLD))
    code, number, _ = run(
        "record", "--problem", "drugs", "--where", "rumah Puan Halimah binti Osman, Blok 3", "--urgency", "soon",
        "--what", "-",
    )  # fmt: skip
    assert code == 0
    assert number.startswith("onward-")
    seen = open_queue(tmp_path)
    assert seen["is_restricted"].tolist() == [True]
    assert "dipukul suami" in seen["what"][0]
    assert "Blok 3" in seen["where"][0]
    code, listed, told = run("list")
    raw = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    for planted in PLANTED:
        assert planted not in seen.to_csv() + number + listed + told
        assert planted.encode() not in raw


def test_the_queue_shows_who_took_what_up(run) -> None:
    """Recorded once however often sent; the police record and do not read; a taken one shows by whom."""
    words = ("record", "--problem", "homeless", "--where", "bawah jambatan", "--urgency", "normal", "--id", "MPV-7")
    assert run(*words)[0] == 3
    assert "E1132" in run(*words)[2]
    number = run(*words, "--consent")[1].strip()
    assert run(*words, "--consent")[1].strip() == number
    assert "E1701" in run("list", "--role", "pdrm")[2]
    assert "E1701" in run("take", number, "--role", "pdrm")[2]
    assert run("take", number)[0] == 0
    assert "E1710" in run("take", number)[2]
    head, row = run("list")[1].splitlines()
    line = dict(zip(head.split("\t"), row.split("\t"), strict=True))
    assert (line["onward_id"], line["status"]) == (number, "taken")
    assert line["taken_by"]
    assert line["taken_at"]
    run("close", number)
    assert len(run("list")[1].splitlines()) == 1
    assert len(run("list", "--closed")[1].splitlines()) == 2


def test_the_page_goes_the_same_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a patrol types on the page reaches the queue redacted and restricted; pressed twice, it is one."""
    workspace = Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path / "home")}))
    monkeypatch.setattr(session, "tools", lambda: workspace)
    monkeypatch.setattr(session, "store", lambda: workspace.store)
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
