"""What every reader of referral files gives: rows of text, and what broke on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planner.errors import Fault

SURPLUS = "(surplus)"
"""Column for cells beyond the last header: the row's columns may be shifted, so intake sets it aside."""


@dataclass(frozen=True, slots=True)
class RawRows:
    """Rows as read: ``frame`` under schema ``ROWS``, ``faults`` that did not stop the reading, and the file's kind.

    ``kind`` is csv, xlsx, json, geojson or whatsapp. Every column but ``row`` is text; an empty cell is ``""``.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    kind: str


def frame_of(headers: Sequence[str], records: Sequence[Sequence[str]]) -> pd.DataFrame:
    """A ``ROWS`` frame of ``records`` under ``headers``; short records are padded, long ones keep their surplus."""
    names = distinct_names(headers)
    width = len(names)
    columns: dict[str, list[str]] = {
        name: [record[at] if at < len(record) else "" for record in records] for at, name in enumerate(names)
    }
    surplus = [" ".join(cell for cell in record[width:] if cell.strip()) for record in records]
    if any(surplus):
        columns[SURPLUS] = surplus
    return with_row_numbers(columns, len(records))


def with_row_numbers(columns: dict[str, list[str]], size: int) -> pd.DataFrame:
    """The frame of ``columns`` with ``row`` counted from 1 in front."""
    return pd.DataFrame({"row": pd.RangeIndex(1, size + 1), **columns})


def distinct_names(headers: Sequence[str]) -> list[str]:
    """Headers made distinct: a repeated or empty one, or one called ``row``, gets a number behind it."""
    seen: set[str] = {"row", SURPLUS}
    names: list[str] = []
    for at, header in enumerate(headers, start=1):
        stem = header.strip() or f"column {at}"
        name, count = stem, 1
        while name in seen:
            count += 1
            name = f"{stem} ({count})"
        seen.add(name)
        names.append(name)
    return names


def skip_titles(records: list[list[str]]) -> tuple[list[list[str]], int]:
    """Records from the header on, and how many title lines stood above it.

    Spreadsheets often open with a title: a line as wide as the rest with one filled cell. Only such lines are
    passed over, never a line that could be a header or data.
    """
    for at, record in enumerate(records[:10]):
        filled = sum(1 for cell in record if cell.strip())
        if filled > 1 or len(record) < 3:
            return records[at:], at
    return records, 0
