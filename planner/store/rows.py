"""Between frames and rows: times as UTC text, missing values as NULL, nothing a database cannot hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from planner.frames import Schema
from planner.units import ZONE

_CHUNK = 2_000

Cell = str | int | float | bool | list[Any] | None


def utc(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: sorts as it reads. A time without a zone is Kuala Lumpur's."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: object) -> Cell:
    """A frame's cell as a JSON value: missing as None, times as UTC text, text without NUL or lone surrogates."""
    if isinstance(value, str):
        if value.isprintable():  # no NUL, no surrogate: nearly every cell
            return value
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    item: Any = value.item() if hasattr(value, "item") else value
    return None if isinstance(item, float) and not math.isfinite(item) else item


def records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of ``frame`` as plain dictionaries, in order."""
    names = [str(name) for name in frame.columns]
    columns = [[plain(value) for value in values.tolist()] for _, values in frame.items()]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def frame(rows: Iterable[Mapping[Any, Any]], schema: Schema) -> pd.DataFrame:
    """A frame that passes ``schema``, with the rows' further columns after its own."""
    given = list(rows)
    if not given:
        return schema.empty()
    found = dict.fromkeys(name for row in given for name in row)  # rows of an older version may lack some
    # Each column is made once, in its own kind: a page of 200 rows spends more on a frame's detours than on its rows.
    made: dict[str, Any] = {
        column.name: _typed([row.get(column.name) for row in given], column.kind) for column in schema.columns
    }
    made |= {name: [row.get(name) for row in given] for name in found if name not in made}
    return pd.DataFrame(made, copy=False)


def _typed(values: list[Any], kind: str) -> Any:  # noqa: ANN401 — whatever pandas takes as a column
    if kind == "time":
        return pd.to_datetime(values, utc=True, format="ISO8601").tz_convert(ZONE)
    if kind == "str":
        cells = np.empty(len(values), dtype=object)
        cells[:] = ["" if value is None or value != value else value for value in values]  # noqa: PLR0124 — NaN
        return cells
    if kind == "int":
        return pd.array(values, dtype="Int64")
    return np.array(values, dtype="float64" if kind == "float" else "bool")


def chunks(items: Sequence[Any], size: int = _CHUNK) -> Iterator[Sequence[Any]]:
    """``items`` in order, at most ``size`` at a time: databases limit a statement's parameters."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert ``rows`` and leave those alone whose key is there already."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing()
    for part in chunks(rows):
        connection.execute(statement, [dict(row) for row in part])


def replace(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert ``rows``; where a key is there already, the new row takes its place."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    for part in chunks(rows):
        connection.execute(statement, [dict(row) for row in part])
