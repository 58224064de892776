"""Excel workbooks to rows, read as a stream with openpyxl; every sheet that holds rows is taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from planner.adapters.raw_rows import RawRows, frame_of, skip_titles
from planner.errors import Fault, refuse

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes an archive may unpack to: far above 1,000,000 referrals, far below what harms the machine."""
MAX_CELLS = 60_000_000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, InvalidFileException, ParseError, KeyError, IndexError, ValueError,
    TypeError, AttributeError, NotImplementedError, RuntimeError, EOFError, OSError,
)  # fmt: skip
"""All that zipfile and openpyxl are known to raise on damaged workbooks (found by mutilating them)."""


def parse_xlsx(data: bytes, where: str) -> RawRows:
    """Rows of all sheets of the workbook ``data``, in order; refuses archive bombs and broken files."""
    try:
        refuse_bomb(data, where)
        frames, faults = _sheets(data, where)
    except _BROKEN as error:
        cause = f"the workbook cannot be opened ({type(error).__name__})"
        raise refuse("E1012", cause, "open it in Excel, save it again as .xlsx and send that", where) from error
    kept = [frame for frame in frames if len(frame)]
    frame = pd.concat(kept, ignore_index=True).fillna("") if kept else frame_of([], [])
    return RawRows(frame.assign(row=range(1, len(frame) + 1)), tuple(faults), "xlsx")


def refuse_bomb(data: bytes, where: str) -> None:
    """Raise E1013 when the archive says it unpacks to more than :data:`MAX_UNPACKED`.

    zipfile never reads beyond the size an archive declares, so a lying archive breaks instead of growing.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    if unpacked > MAX_UNPACKED:
        cause = f"the archive unpacks to {unpacked:,} bytes"
        raise refuse("E1013", cause, "send a plain file, or split it into smaller ones", where)


def _sheets(data: bytes, where: str) -> tuple[list[pd.DataFrame], list[Fault]]:
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
    frames: list[pd.DataFrame] = []
    faults: list[Fault] = []
    for sheet in values.worksheets:
        written = _cells(sheet, where)
        if formulas is not None:
            written = _filled_from(written, _cells(formulas[sheet.title], where))
        body, titles = skip_titles(_square([record for record in written if any(cell.strip() for cell in record)]))
        if titles:
            cause = f"{titles} title lines stand above the header"
            faults.append(Fault("E1018", cause, "nothing: they were passed over", f"sheet {len(frames) + 1}"))
        frames.append(frame_of(_trim(body[0]), body[1:]) if body else frame_of([], []))
    return frames, faults


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in content or b"<f " in content for content in map(archive.read, sheets))


def _cells(sheet: Any, where: str) -> list[list[str]]:  # noqa: ANN401 - openpyxl has no types
    """Cell texts by row. The stated size of a sheet is ignored: it may claim a million empty columns."""
    sheet.reset_dimensions()
    records: list[list[str]] = []
    budget = MAX_CELLS
    for values in sheet.iter_rows(values_only=True):
        budget -= len(values)
        if budget < 0:
            raise refuse("E1013", f"a sheet has more than {MAX_CELLS:,} cells", "split it into smaller files", where)
        records.append([cell_text(value) for value in values])
    return records


def _filled_from(values: list[list[str]], formulas: list[list[str]]) -> list[list[str]]:
    """Values, with the formula's own text where no value was saved: nothing a person typed is lost."""
    return [
        [value or (formula if formula.startswith("=") else "") for value, formula in zip(row, other, strict=False)]
        for row, other in zip(values, formulas, strict=False)
    ]


def _square(records: list[list[str]]) -> list[list[str]]:
    width = max((len(record) for record in records), default=0)
    return [record + [""] * (width - len(record)) for record in records]


def _trim(header: list[str]) -> list[str]:
    """The header without empty cells at its end."""
    last = max((at for at, cell in enumerate(header, start=1) if cell.strip()), default=0)
    return header[:last]


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, times in ISO form, nothing as ``""``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
