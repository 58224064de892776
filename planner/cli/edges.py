"""What every command shares: the clock, dates as typed, and files written whole or not at all."""

from __future__ import annotations

import contextlib
import getpass
import os
import tempfile
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from planner.errors import refuse
from planner.report.neutral import neutral_frame
from planner.units import ZONE


def clock() -> datetime:
    """The present moment in Malaysia; commands read it once and pass it on."""
    return datetime.now(ZONE)  # noqa: TID251 - the one door where a clock may be read


def me() -> str:
    """The name of the person at the terminal, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "command line"


def parse_date(text: str, name: str) -> date:
    """A calendar date as YYYY-MM-DD; :class:`PlannerError` E1030 for a day that is in no calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        cause = f"{name} {text!r} is not a date of the calendar"
        raise refuse("E1030", cause, "write it as YYYY-MM-DD, for example 2021-07-07") from error


def moment_of(text: str | None) -> datetime:
    """The clock, or the evening (20:00) of a date given as ``--now``, when the day's referrals are in."""
    if text is None:
        return clock()
    day = parse_date(text, "--now")
    return datetime(day.year, day.month, day.day, 20, tzinfo=ZONE)


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` in one step, so that a reader never meets half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        cause = f"{path} cannot be written: {error.strerror}"
        raise refuse("E1031", cause, "choose a folder that exists and may be written to") from error


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """``frame`` as plain UTF-8 CSV for programs, with text that a spreadsheet would run as a formula made harmless."""
    return bytes(neutral_frame(frame).to_csv(index=False).encode("utf-8"))


def cores() -> int:
    """How many processors may share a long job, at most four: more bring little for their memory."""
    return min(os.cpu_count() or 1, 4)
