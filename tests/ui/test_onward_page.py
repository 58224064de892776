"""The onward queue on its page: with entries, empty, refused; who took one up shows, and a colleague may be first."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from planner.model.onward import OnwardNote
from planner.roles import Role
from planner.ui import onward_views, session
from planner.workspace import Workspace
from tests.ui.conftest import NOW

NORMAL = OnwardNote("homeless", "bawah jambatan Pudu", "normal", True, "seorang lelaki <b>tua</b>", "N1")
EMERGENCY = OnwardNote(
    "child_abuse", "Blok 3, PPR Rekaan", "emergency", False, "budak lebam, tel 012-345 6789", "N2", "S7"
)


@pytest.fixture
def page(open_page):
    """Opens the page as a reader."""
    return partial(open_page, "onward_page")


def record(workspace: Workspace, *notes: OnwardNote) -> list[str]:
    """Put notes into the queue as a patrol does."""
    return [workspace.hand_on(note, role=Role.PDRM, actor="Sarjan Rekaan", now=NOW) for note in notes]


@pytest.mark.parametrize("language", ["ms", "en"])
def test_an_empty_queue_says_so(page, workspace, language):
    """No store, and a store without entries: a sentence, no crash, no button."""
    for _ in range(2):
        at = page(language=language)
        assert not at.exception
        assert at.info
        assert not at.button
        assert workspace.store is not None  # the second time there is one


def test_the_case_team_sees_what_is_due_first_and_no_identity(page, workspace):
    """The emergency with its two hours stands above the homeless man; words are redacted, and markup is dead."""
    normal, emergency = record(workspace, NORMAL, EMERGENCY)
    at = page()
    assert not at.exception
    shown = [text.value for text in at.markdown]
    first = next(place for place, text in enumerate(shown) if emergency.replace("-", "\\-") in text)
    second = next(place for place, text in enumerate(shown) if normal.replace("-", "\\-") in text)
    assert first < second
    assert at.warning[0].value == "2 h 0 min left"
    assert "345 6789" not in "".join(shown)
    assert "<b>" not in "".join(shown)
    assert any("S7" in text for text in shown)
    assert any("Sarjan Rekaan" in text.value for text in at.caption)


def test_taking_up_shows_by_whom_and_when_and_closing_puts_it_away(page, workspace):
    """One click takes up: name and time stand on the page; closed, it shows only when asked for."""
    (number,) = record(workspace, NORMAL)
    at = page()
    at.button(key=f"take-{number}").click().run()
    told = " ".join(text.value.replace("\\", "") for text in at.caption)
    assert "Taken up Tue 6/7 09:00 by Aminah" in told
    assert at.button(key=f"take-{number}").disabled
    assert not at.warning  # somebody has it: its clock has stopped
    at.button(key=f"close-{number}").click().run()
    assert not at.exception
    assert not at.button
    at.toggle[0].set_value(True).run()
    assert any("Closed" in text.value for text in at.caption)
    assert not at.button


def test_a_colleague_was_first(page, workspace):
    """A step on an entry that is closed by then is a plain message, not a crash."""
    (number,) = record(workspace, NORMAL)
    at = page()
    workspace.store.onward_referrals.close(number, role=Role.JKM, actor="Siti", now=NOW)
    at.button(key=f"take-{number}").click().run()
    assert not at.exception
    assert any("E1710" in error.value for error in at.error)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.JKM}))
def test_nobody_else_sees_it(page, workspace, role):
    """Every other role is told that it is not theirs, and no reading goes on record."""
    record(workspace, EMERGENCY)
    at = page(role)
    assert at.info
    assert not [*at.button, *at.warning, *at.error]
    log = workspace.store.audit_log(Role.JKM, chain="restricted")
    assert not (log["action"] == "onward.read").any()


def test_an_overdue_entry_says_so(page, workspace, monkeypatch):
    """Three hours later the emergency is an hour late."""
    record(workspace, EMERGENCY)
    monkeypatch.setattr(session, "now", lambda: NOW + timedelta(hours=3))
    assert page().error[0].value == "1 h 0 min overdue"


def test_what_was_recorded_before_the_kind_was_asked_is_shown(workspace):
    """An entry without a problem or a due time has a title and stands last."""
    record(workspace, NORMAL)
    seen = workspace.store.onward_referrals.all(Role.JKM, actor="a", now=NOW)
    old = seen.assign(onward_id="onward-old", problem="", due_at=seen["due_at"].where(seen["problem"] == ""))
    assert onward_views.in_order(old)[0]["due_at"] is None
    assert "Not told" in onward_views.title(onward_views.in_order(old)[0], "en")
