"""The command line, run inside the test's own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``kembara`` with a home of its own; returns exit code, stdout and stderr."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))

    def go(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kembara", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return go
