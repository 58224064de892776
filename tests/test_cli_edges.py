"""The command line's edges: dates, whole files, harmless cells, sparse progress."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cli.edges import csv_bytes, moment_of, parse_date, write_whole
from planner.cli.progress import LineProgress
from planner.errors import PlannerError
from planner.progress import BestSoFar


@pytest.mark.parametrize("text", ["2021-02-30", "7/7/2021", "soon", ""])
def test_a_day_in_no_calendar_is_refused(text: str) -> None:
    """The refusal names the option and shows a good date."""
    with pytest.raises(PlannerError, match=r"E1030.*--start"):
        parse_date(text, "--start")


def test_a_given_day_means_its_evening() -> None:
    """At 20:00 the day's referrals are in."""
    assert moment_of("2021-07-06").isoformat() == "2021-07-06T20:00:00+08:00"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A failed write leaves the old file and nothing else."""
    target = tmp_path / "a" / "b.csv"
    write_whole(target, b"one")
    write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    with pytest.raises(PlannerError, match="E1031"):
        write_whole(target / "under-a-file.csv", b"three")
    assert [p.name for p in tmp_path.rglob("*")] == ["a", "b.csv"]


@given(st.lists(st.text(), min_size=1))
def test_no_cell_of_a_csv_starts_a_formula(texts: list[str]) -> None:
    """Whatever people write, a spreadsheet sees text, and the text comes back."""
    frame = pd.DataFrame({"text": texts})
    again = (
        pd.read_csv(
            io.BytesIO(csv_bytes(frame)), dtype=str, keep_default_na=False, encoding="utf-8", lineterminator="\n"
        )
        if all("\r" not in t and "\n" not in t and "\x00" not in t for t in texts)
        else None
    )
    if again is not None:
        assert not again["text"].str.match(r"[=+\-@\t]").any()


def test_short_work_prints_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """Only work of over two seconds talks."""
    LineProgress()("stage", 0.5)
    assert capsys.readouterr().err == ""
    LineProgress(every_s=0.0)("stage", 0.5, "half")
    LineProgress(every_s=0.0)("dispatch", 0.5, BestSoFar(41, 60))
    assert capsys.readouterr().err == "stage  50 %  half\ndispatch  50 %  41/60\n"
