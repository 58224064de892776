"""A folder of results that is written a second time."""

from __future__ import annotations

import pytest

from planner.cli.folders import must_take, out_folder, write_folder
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
        "earlier/plan.json": b"1",
    }
    told = capsys.readouterr().err
    assert "1 run sheet of an earlier plan was moved" in told
    assert "the earlier plan was kept as" in told


def test_every_earlier_plan_is_kept(tmp_path):
    """The announced plan, and each replan after it, stays under a name of its own; the same plan again adds none."""
    for content in (b"announced", b"first", b"first", b"second"):
        write_folder(tmp_path, {"plan.json": content})
    assert (tmp_path / "plan.json").read_bytes() == b"second"
    assert (tmp_path / "earlier" / "plan.json").read_bytes() == b"announced"
    assert (tmp_path / "earlier" / "plan-2.json").read_bytes() == b"first"
    assert len(list((tmp_path / "earlier").iterdir())) == 2


def test_a_folder_is_tried_before_the_work(tmp_path):
    """Below a file nothing can be written, and that is known without writing; a folder that fits is left as it was."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(PlannerError, match="E1031"):
        must_take(tmp_path / "file" / "out")
    with pytest.raises(PlannerError, match="E1033"):
        must_take(tmp_path / "file")
    must_take(tmp_path / "new" / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_results_that_cannot_be_written_leave_nothing_behind(tmp_path):
    """A name no disk takes stops the second file: nothing is half written, and the earlier plan stays."""
    (tmp_path / "plan.json").write_bytes(b"announced")
    with pytest.raises(PlannerError, match="E1031"):
        write_folder(tmp_path, {"plan.json": b"new", "a" * 300: b"too long a name"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"plan.json": b"announced"}


@pytest.mark.parametrize("text", ["", "  "])
def test_no_folder_is_not_the_one_we_stand_in(text):
    with pytest.raises(PlannerError, match="E1033"):
        out_folder(text)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(PlannerError, match="E1033"):
        write_folder(tmp_path / "out", {"plan.json": b"1"})
