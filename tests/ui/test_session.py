"""What a session keeps has a kind, and what needs a workspace or a store says so where there is none."""

from __future__ import annotations

import pytest

from planner.ui import session


def test_what_was_kept_is_given_as_the_kind_that_was_asked_for(monkeypatch):
    """A value of another kind, such as one left by an older page, counts as not kept."""
    monkeypatch.setattr(session.st, "session_state", {})
    assert session.kept("tab", str) is None
    session.keep("tab", "routes")
    assert session.kept("tab", str) == "routes"
    assert session.kept("tab", int) is None
    assert session.kept("tab", int, 3) == 3


def test_a_server_without_a_workspace_has_no_store_either(monkeypatch):
    """Who asks whether there is one hears None; who takes it for granted is told what is missing."""
    monkeypatch.setattr(session, "_workspace", lambda: None)
    assert session.workspace_if_any() is None
    assert session.store_if_any() is None
    assert not session.has_store()
    for take in (session.the_workspace, session.the_store):
        with pytest.raises(RuntimeError, match="this server has no"):
            take()
