"""Quarantined rows on their way out to be corrected, and back in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from openpyxl import Workbook

from planner.adapters.tables import SURPLUS
from planner.report.neutral import as_typed, csv_bytes, neutral
from planner.roles import Role
from planner.store import Store
from planner.workspace.outputs import by_ending

QUARANTINE_ID = "quarantine_id"
BESIDE = (QUARANTINE_ID, "quarantine_code", "quarantine_cause", "quarantine_action")
"""Columns in front of each row, named so that no channel's own headers can be meant."""
_SURPLUS_READ = f"{SURPLUS} (2)"  # what our reader makes of its own header in a file


def for_correction(kept: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as they came, every cell text, behind the columns ``BESIDE``; columns of all their files side by side."""
    lines = []
    for row in kept:
        beside = {name: row[name.removeprefix("quarantine_")] for name in BESIDE[1:]}
        lines.append({QUARANTINE_ID: row[QUARANTINE_ID]} | beside | row["content"])
    names = dict.fromkeys(name for line in lines for name in line)
    return pd.DataFrame(lines, columns=list(names) or list(BESIDE)).fillna("")


def rows_to_correct(store: Store, role: Role, ending: str, *, actor: str, now: datetime) -> tuple[int, bytes]:
    """How many rows are open, and all of them as .csv or .xlsx, every cell text that no spreadsheet runs.

    A workbook keeps the nought in front of a phone number, which a spreadsheet takes off when it opens CSV.
    Errors: E1034 for another ending, E1701 for a role that may not see contacts. The reading is logged.
    """
    by_ending(ending, {".csv": bytes, ".xlsx": bytes})  # refused before anything is opened
    kept = store.quarantined_rows(role, actor=actor, now=now)
    rows = for_correction(kept)
    return len(kept), by_ending(ending, {".csv": lambda: csv_bytes(rows), ".xlsx": lambda: _workbook(rows)})


def _workbook(rows: pd.DataFrame) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for line in (rows.columns.tolist(), *rows.to_numpy().tolist()):
        page.append([neutral(str(cell)) for cell in line])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def taken_apart(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """``raw`` without the columns ``BESIDE``, and by row number the id of the quarantined row that each corrects.

    An apostrophe that made a cell harmless is taken off again. A file without these columns comes back as it is.
    """
    if QUARANTINE_ID not in raw:
        return raw, {}
    given = raw[QUARANTINE_ID].fillna("").astype(str).str.strip()
    ids = {int(row): key for row, key in zip(raw["row"], given, strict=True) if key}
    own = raw.drop(columns=[name for name in BESIDE if name in raw]).fillna("")
    is_back = raw["row"].isin(ids)
    for name in own.columns.drop("row"):
        own[name] = own[name].where(~is_back, own[name].map(as_typed))
    return own.rename(columns={_SURPLUS_READ: SURPLUS}), ids
