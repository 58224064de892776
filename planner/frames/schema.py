"""What a schema is, and how a frame is checked by one: once on entry, with every fault collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from planner.errors import Fault, raise_if_any


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, its kind (str, int, float, bool, time) and whether a value may be missing."""

    name: str
    kind: str = "str"
    is_nullable: bool = False
    is_unique: bool = False
    is_optional: bool = False  # the whole column may be absent


@dataclass(frozen=True, slots=True)
class Schema:
    """A frame's name and columns; further columns are allowed and ignored."""

    name: str
    columns: tuple[Column, ...] = field(default=())

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """A frame without rows that passes this schema."""
        return _empty(self.columns).copy()


@lru_cache(maxsize=64)
def _empty(columns: tuple[Column, ...]) -> pd.DataFrame:
    """Made once for each schema: a page with empty lists asks for many."""
    return pd.DataFrame({c.name: pd.Series(dtype=_DTYPE[c.kind]) for c in columns})


_DTYPE = {
    "str": "object",
    "int": "Int64",
    "float": "float64",
    "bool": "bool",
    "time": "datetime64[ns, Asia/Kuala_Lumpur]",
}


def _has_kind(values: pd.Series, kind: str) -> bool:
    if _is_all(values, kind):
        return True
    present = values.dropna()
    return present.empty or _is_all(present, kind)


def _is_all(present: pd.Series, kind: str) -> bool:
    if kind == "int":
        return pd.api.types.is_integer_dtype(present)
    if kind == "float":
        return pd.api.types.is_numeric_dtype(present)
    if kind == "bool":
        return pd.api.types.is_bool_dtype(present)
    if kind == "time":
        return isinstance(present.dtype, pd.DatetimeTZDtype)
    return pd.api.types.is_string_dtype(present)


def _column_faults(frame: pd.DataFrame, column: Column, where: str) -> list[Fault]:
    if column.name not in frame.columns:
        return (
            [] if column.is_optional else [Fault("E1001", f"column {column.name} is missing", "add the column", where)]
        )
    values = frame[column.name]
    if not _has_kind(values, column.kind):
        return [
            Fault(
                "E1002",
                f"column {column.name} is {values.dtype}, not {column.kind}",
                "convert it",
                where,
            )
        ]
    faults = []
    if not column.is_nullable and values.isna().any():
        cause = f"column {column.name} is empty in {int(values.isna().sum())} rows"
        faults.append(Fault("E1003", cause, "fill these rows or leave them out", where))
    if column.is_unique and values.duplicated().any():
        cause = f"column {column.name} repeats {int(values.duplicated().sum())} values"
        faults.append(Fault("E1004", cause, "give every row its own value", where))
    return faults


def check(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return ``frame`` unchanged, or raise :class:`PlannerError` naming every column that breaks ``schema``."""
    raise_if_any(fault for column in schema.columns for fault in _column_faults(frame, column, schema.name))
    return frame
