"""Delimited text to rows, with Python's csv module as the parser.

A file whose quotes are broken is not given up: the line where strict parsing fails is read on its own, and parsing goes
on behind it, so one stray quotation mark costs one row and not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from planner.adapters.raw_rows import RawRows, frame_of, skip_titles
from planner.errors import Fault

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_SAYS_DELIMITER = re.compile(r'^\ufeff?"?sep=([,;\t|])"?\s*$', re.IGNORECASE)
"""The first line of a file meant for a spreadsheet; it is no row and no title."""
_MAX_REPAIRS = 1000
"""After so many broken lines quotes carry no meaning, and the rest is read without them."""


def parse_csv(text: str) -> RawRows:
    """Rows of delimited ``text`` (delimiter told from the first lines); faults name lines that broke."""
    lines = io.StringIO(text.replace("\x00", ""), newline="").readlines()
    said = _SAYS_DELIMITER.match(lines[0]) if lines else None
    delimiter = said[1] if said else tell_delimiter(lines[:_SAMPLE_LINES])
    lines = ["\n", *lines[1:]] if said else lines  # an empty line, so that faults still count lines as the file does
    records, faults = _records(lines, delimiter)
    filled = [record for record in records if record]
    body, titles = skip_titles(filled)
    if titles:
        cause = f"{titles} title lines stand above the header"
        faults.append(Fault("E1018", cause, "nothing: they were passed over", "line 1"))
    header = body[0] if body else []
    return RawRows(frame_of(header, body[1:]), tuple(faults), "csv")


def tell_delimiter(lines: list[str]) -> str:
    """The delimiter whose count of cells is largest and most even over ``lines``; a comma when none stands out."""

    def merit(delimiter: str) -> tuple[float, int]:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:  # a cell larger than the parser takes
            return (0.0, 0)
        if not rows or len(rows[0]) < 2:
            return (0.0, 0)
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        same = count / len(rows) if width > 1 else 0.0
        return (same + (1.0 if len(rows[0]) == width else 0.0), len(rows[0]))

    return max(_DELIMITERS, key=lambda delimiter: (*merit(delimiter), -_DELIMITERS.index(delimiter)))


def _records(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[Fault]]:
    records: list[list[str]] = []
    faults: list[Fault] = []
    start = 0
    while start < len(lines) and len(faults) < _MAX_REPAIRS:
        taken, broken = _strict(lines[start:], delimiter)
        records += taken
        if broken is None:
            return records, faults
        at = start + broken
        records += _lenient(lines[at : at + 1], delimiter)
        faults.append(_broken_line(at + 1, is_last=at + 1 >= len(lines)))
        start = at + 1
    records += _lenient(lines[start:], delimiter)
    return records, faults


def _strict(lines: list[str], delimiter: str) -> tuple[list[list[str]], int | None]:
    """Records up to the first that breaks the rules of quoting, and the offset of the line where that one began."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    began = 0
    try:
        for record in reader:
            records.append(record)
            began = reader.line_num
    except csv.Error:
        return records, began
    return records, None


def _lenient(lines: list[str], delimiter: str) -> list[list[str]]:
    """One record a line; quotation marks are kept off only where they wrap a cell."""
    records = []
    for line in lines:
        cells = line.rstrip("\r\n").split(delimiter)
        records.append([cell.strip().strip('"') for cell in cells] if line.strip() else [])
    return records


def _broken_line(number: int, *, is_last: bool) -> Fault:
    where = f"line {number}"
    if is_last:
        return Fault("E1014", "the file ends inside a cell", "check whether the file was cut off; send the rest", where)
    return Fault("E1015", "a quotation mark breaks this line", "correct the line and send the file again", where)
