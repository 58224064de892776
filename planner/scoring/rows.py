"""Rows of a small frame as mappings, for sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """One mapping of column names to values per row."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
