"""The notebooks run top to bottom on what ``import planner`` exports, and are kept without output."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner import api

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _code(path: Path) -> list[str]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_there_are_three() -> None:
    """Hotspots, plans, fairness."""
    assert [path.name[:1] for path in NOTEBOOKS] == ["1", "2", "3"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_output(path: Path) -> None:
    """No picture and no row of data is committed with a notebook."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_uses_only_what_planner_exports(path: Path) -> None:
    """No notebook reaches into a room."""
    tree = ast.parse("\n".join(_code(path)))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {module for module in imported if module and module.startswith("planner")}
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "planner"
    }
    assert used <= set(planner.__all__)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_top_to_bottom_in_two_minutes(path: Path, tmp_path: Path) -> None:
    """Every cell runs, in order, in a process of its own that takes no more than two minutes of a processor."""
    script = tmp_path / "notebook.py"
    script.write_text("\n\n".join(_code(path)), encoding="utf-8")
    environment = os.environ | {"MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT), "KEMBARA_HOME": str(tmp_path)}
    before_s = _children_s()
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert _children_s() - before_s < 120


def _children_s() -> float:
    """Processor time of all processes that this one started and that have ended, in seconds."""
    spent = os.times()
    return spent.children_user + spent.children_system


def test_the_public_names_are_those_of_the_api() -> None:
    """``planner.__all__`` and ``planner.api.__all__`` agree, and every name is there."""
    assert list(planner.__all__) == list(api.__all__)
    assert all(getattr(planner, name) is getattr(api, name) for name in planner.__all__)
