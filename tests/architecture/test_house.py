"""The house keeps its sizes: app.py is a door, files and functions stay small, nobody catches everything."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import pytest

from planner.ui import pages

ROOT = Path(__file__).resolve().parents[2]
# A migration is a list of tables, written once and never touched again.
SOURCES = sorted(p for p in (ROOT / "planner").rglob("*.py") if "migrations" not in p.parts)


def test_app_is_a_door() -> None:
    """app.py configures, navigates and runs; it holds at most 20 lines."""
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) <= 20


def test_a_process_that_shares_work_does_not_show_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spawned by the app it reads app.py again, under another name: a long upload once ran every page in each."""
    monkeypatch.setattr(pages, "run", lambda: pytest.fail("the pages ran"))
    runpy.run_path(str(ROOT / "app.py"), run_name="__mp_main__")


def test_no_file_grows_past_500_lines() -> None:
    """The longest file stays readable in one sitting."""
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > 500} == {}


def test_no_function_grows_past_60_lines() -> None:
    """One screen, one idea; but for two compiled loops, where calls inside would cost more than the work."""
    compiled = {f"planner/routing/engines/native/insert_{kind}.py:best_{kind}" for kind in ("single", "pair")}
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.body[0].lineno + 1 > 60
    ]
    assert set(long) <= compiled


def test_no_party_anywhere_in_the_data() -> None:
    """No embedded table has a column for a political party."""
    for path in (ROOT / "data").rglob("*.csv"):
        header = path.read_text("utf-8").split("\n", 1)[0].lower()
        assert "party" not in header.split(","), path
        assert "parti" not in header.split(","), path
