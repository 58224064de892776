"""What the onward queue's page says of an entry: plain functions without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.report.figures import short_date_text
from planner.report.words import Language, word, word_or

_ORDER = {"open": 0, "taken": 1, "closed": 2}


def in_order(seen: pd.DataFrame) -> list[dict[str, Any]]:
    """Entries of the queue (frame ``ONWARD``), open ones first, then by when someone should have taken them up.

    Empty cells become None.
    """
    clean = seen.astype(object).where(seen.notna(), None)
    rows = [{str(name): value for name, value in row.items()} for row in clean.to_dict("records")]
    far = pd.Timestamp.max.tz_localize("UTC")
    return sorted(rows, key=lambda row: (_ORDER[row["status"]], row["due_at"] or far, row["onward_id"]))


def title(entry: Mapping[str, Any], language: Language) -> str:
    """Urgency, what was met, and the entry's number."""
    urgency = word(f"ui.outcomes.{entry['urgency']}", language)
    problem = word_or(f"ui.outcomes.problems.{entry['problem']}", language, word("ui.onward.untold", language))
    return f"{urgency} · {problem} · {entry['onward_id']}"


def history(entry: Mapping[str, Any], language: Language) -> str:
    """Who recorded it, took it up and closed it, and when."""
    said = [_said("recorded", entry["recorded_at"], entry["recorded_by"], language)]
    if entry["taken_at"] is not None:
        said.append(_said("taken", entry["taken_at"], entry["taken_by"], language))
    if entry["closed_at"] is not None:
        said.append(_said("closed", entry["closed_at"], "", language))
    consent = "agreed" if entry["has_consent"] else "not_asked"
    return " · ".join([*said, word(f"ui.onward.{consent}", language)])


def _said(step: str, at: pd.Timestamp, who: str, language: Language) -> str:
    moment = f"{short_date_text(at.date(), language)} {at:%H:%M}"
    return word(f"ui.onward.{step}", language, moment=moment, name=who or "–")


def told(entry: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """What is known beside it, each with its heading; nothing empty."""
    names = ("where", "what", "stop_id")
    return [(word(f"ui.onward.{name}", language), str(entry[name])) for name in names if entry[name]]
