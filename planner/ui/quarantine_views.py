"""What the quarantine page says of refused rows: plain functions without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.report.words import Language, word, word_or


def told(row: Mapping[Any, Any], language: Language) -> tuple[str, str]:
    """Cause and action of a refused row; a code without words of its own keeps those it was refused with."""
    before = f"ui.quarantine.{row['code']}"
    cause = word_or(f"{before}.cause", language, str(row["cause"]))
    return cause, word_or(f"{before}.action", language, str(row["action"]))


def causes(found: pd.DataFrame, language: Language) -> pd.DataFrame:
    """How many rows wait for each code, with its cause and what to do, the commonest first."""
    names = ("count", "code", "cause", "action")
    heads = [word(f"ui.quarantine.column.{name}", language) for name in names]
    counts = found["code"].value_counts()
    first = {row["code"]: row for row in found.drop_duplicates("code").to_dict("records")}
    lines = [(int(count), code, *told(first[code], language)) for code, count in counts.items()]
    return pd.DataFrame(lines, columns=heads)


def line(row: Mapping[Any, Any]) -> str:
    """A row by its code, its number in its file and the beginning of its id; nobody is in it."""
    return f"{row['code']} · {row['row']} · {str(row['quarantine_id'])[:8]}"
