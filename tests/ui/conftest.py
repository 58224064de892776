"""What tests of the pages share."""

from __future__ import annotations

import pytest

from planner.store import open_store
from planner.ui.shown import Result
from tests.report import fixtures


def result(**changes: object) -> Result:
    """The hand-written result as pages get it."""
    names = ("hotspots", "recommended", "plan", "roads", "paths", "labels", "places")
    return Result(**({name: getattr(fixtures, name)() for name in names} | changes))


@pytest.fixture
def store(tmp_path):
    """A store of its own for each test."""
    return open_store(f"sqlite:///{tmp_path / 'kembara.db'}", key=b"a key for tests only, long enough")
