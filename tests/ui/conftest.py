"""What tests of the pages share."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from planner.roles import Role
from planner.settings import read_settings
from planner.store import open_store
from planner.ui import session
from planner.units import ZONE
from planner.workspace import Workspace
from tests.report import fixtures

NOW = datetime(2021, 7, 6, 9, 0, tzinfo=ZONE)

result = fixtures.shown


@pytest.fixture
def store(tmp_path):
    """A store of its own for each test."""
    return open_store(f"sqlite:///{tmp_path / 'kembara.db'}", key=b"a key for tests only, long enough")


@pytest.fixture
def workspace(monkeypatch, tmp_path):
    """A workspace of its own behind the pages, on the demonstration key."""
    made = Workspace(read_settings({"KEMBARA_HOME": str(tmp_path)}))
    monkeypatch.setattr(session, "_workspace", lambda: made)
    return made


def page_script(name: str) -> str:
    """A script that opens the page of the module ``name`` and shows a refusal as the app does."""
    return (
        f"from planner.errors import PlannerError\nfrom planner.ui import {name}, parts\n"
        f"try:\n    {name}.page()\nexcept PlannerError as error:\n    parts.refused(error)\n"
    )


@pytest.fixture
def open_page(monkeypatch, workspace):
    """Opens the page of a module on ``workspace`` at ``NOW``, as a reader."""
    monkeypatch.setattr(session, "now", lambda: NOW)

    def opened(name: str, role: Role = Role.JKM, language: str = "en") -> AppTest:
        at = AppTest.from_string(page_script(name), default_timeout=60)
        at.session_state["role"], at.session_state["actor"], at.session_state["language"] = role, "Aminah", language
        return at.run()

    return opened
