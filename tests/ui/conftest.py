"""What tests of the pages share."""

from __future__ import annotations

import pytest

from planner.store import open_store
from tests.report import fixtures

result = fixtures.shown


@pytest.fixture
def store(tmp_path):
    """A store of its own for each test."""
    return open_store(f"sqlite:///{tmp_path / 'kembara.db'}", key=b"a key for tests only, long enough")
