"""What the page of the record shows: plain functions without Streamlit."""

from __future__ import annotations

import json
from datetime import datetime

import pandas as pd

from planner.report.figures import short_date_text
from planner.report.words import Language, word, word_or

COLUMNS = ("at", "action", "actor", "role", "subject", "detail")  # what a phone shows comes first


def table(log: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Entries of a chain (schema AUDIT_LOG), the newest first: acts and roles in the reader's words."""
    rows = [
        (
            _moment(entry["at"], language),
            word_or(f"ui.audit.act.{entry['action']}", language, str(entry["action"])),
            entry["actor"],
            word_or(f"ui.role.{entry['role']}", language, str(entry["role"])),
            entry["subject"],
            _details(str(entry["detail"]), language),
        )
        for entry in log.iloc[::-1].to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[word(f"ui.audit.column.{name}", language) for name in COLUMNS])


def _moment(at: datetime, language: Language) -> str:
    return f"{short_date_text(at.date(), language)} {at:%H:%M}"


def _details(text: str, language: Language) -> str:
    """An entry's details one after the other, each with its name."""
    kept = json.loads(text).items()
    return " · ".join(f"{word_or(f'ui.audit.told.{name}', language, name)}: {_value(value)}" for name, value in kept)


def _value(value: object) -> str:
    """A list by how many it holds and the beginnings of its ids: whole ones are in `kembara audit list`."""
    if not isinstance(value, list):
        return str(value)
    return f"{len(value)} ({', '.join(str(each)[:_SHORT] for each in value)})" if value else "0"


_SHORT = 8  # characters of an id: enough to tell it by
