"""``kembara import`` into PostgreSQL killed with -9 at random moments: as on SQLite, all or nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_import_killed import Importer, importer, kill_and_repeat

__all__ = ["importer"]
pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_a_killed_import_leaves_a_server_whole(
    importer: Importer,
    tmp_path: Path,
    new_url: Callable[[str], str],
    kills: int,
) -> None:
    """The server undoes what a killed client began, and the same command again completes it."""
    kill_and_repeat(importer, tmp_path, kills, lambda _: new_url("postgres"))
