"""A folder of results that is written a second time."""

from __future__ import annotations

import pytest

from planner.cli.folders import write_folder
from planner.errors import PlannerError


def test_papers_of_an_earlier_plan_are_set_aside_and_told(tmp_path, capsys):
    """A crew must not find yesterday's run sheet beside today's; nothing is lost, and other files stay."""
    write_folder(
        tmp_path, {"plan.json": b"1", "run_sheets/en/convoy-a.pdf": b"old a", "run_sheets/en/convoy-b.pdf": b"b"}
    )
    (tmp_path / "notes.txt").write_bytes(b"mine")
    assert capsys.readouterr().err == ""
    write_folder(
        tmp_path, {"plan.json": b"2", "run_sheets/en/convoy-a.pdf": b"new a", "run_sheets/ms/convoy-c.pdf": b"c"}
    )
    there = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert there == {
        "plan.json": b"2",
        "notes.txt": b"mine",
        "run_sheets/en/convoy-a.pdf": b"new a",
        "run_sheets/ms/convoy-c.pdf": b"c",
        "earlier/run_sheets/en/convoy-b.pdf": b"b",
    }
    assert "1 run sheets of an earlier plan were moved" in capsys.readouterr().err


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(PlannerError, match="E1033"):
        write_folder(tmp_path / "out", {"plan.json": b"1"})
