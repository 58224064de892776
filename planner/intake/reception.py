"""Receiving raw rows: every one ends accepted, in the restricted queue, or quarantined, and the counts add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from planner.frames import ROWS, check
from planner.intake import books
from planner.intake.analysis import Analyst
from planner.intake.drafts import Desk, Draft, draft
from planner.intake.headers import SURPLUS, Layout, channel_names, lay_out, tell_channel
from planner.intake.rules import IntakeRules
from planner.model.referral import Channel, Intake
from planner.ports import Cluster
from planner.progress import Progress, silent

PART_ROWS = 10_000
"""Rows a worker reads at a time; a shorter file is read here, because starting workers takes seconds."""
_REPORT_EVERY = 5_000
_SENTENCE_WORDS = 3
"""A cell of an unknown column with this many words is text someone wrote, and is read like any other text."""


def receive(
    raw: pd.DataFrame,
    *,
    channel: Channel | None,
    key: bytes,
    now: datetime,
    rules: IntakeRules,
    cluster: Cluster | None = None,
    progress: Progress = silent,
) -> Intake:
    """Referrals, protection cases, contacts and quarantined rows of ``raw`` (schema ``ROWS``, other columns text).

    ``channel`` None means: each row's own channel column says, else the headers do. ``key`` keys every hash; ``now``
    (zone-aware) dates rows of a file that has no date column and bounds what can be a date. ``cluster`` shares the
    reading of a long file; the answer is the same byte for byte, because a row's draft depends on that row alone.
    """
    check(raw, ROWS)
    headers = [str(name) for name in raw.columns if name != "row"]
    told = channel or tell_channel(headers, rules.channels)
    layout = lay_out([name for name in headers if name != SURPLUS], told, rules)
    dated = any(layout.fields.get(name) for name in ("received_at", "date", "time"))
    names = channel_names(rules.channels)
    desk = Desk(rules, Analyst(rules), key, now, channel, told, names, dated, bool(layout.fields))
    if cluster is None or len(raw) <= PART_ROWS:
        return books.close(_drafts(raw, layout, desk, progress), key=key)
    starts = range(0, len(raw), PART_ROWS)
    progress("intake", None, f"{len(raw):,} rows in {len(starts)} parts on {cluster.name}")
    parts = [_Part(raw.iloc[start : start + PART_ROWS], layout, desk) for start in starts]
    return books.close([one for part in cluster.map(_drafts_of, parts) for one in part], key=key)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a worker needs for a part of a file."""

    raw: pd.DataFrame
    layout: Layout
    desk: Desk


def _drafts_of(part: _Part) -> list[Draft]:
    return _drafts(part.raw, part.layout, part.desk, silent)


def _drafts(raw: pd.DataFrame, layout: Layout, desk: Desk, progress: Progress) -> list[Draft]:
    drafts = []
    for count, (row, cells) in enumerate(_cells(raw, layout)):
        if count % _REPORT_EVERY == 0:
            progress("intake", count / max(len(raw), 1), f"{count:,} of {len(raw):,} rows")
        drafts.append(draft(row, cells, desk))
    progress("intake", 1.0, f"{len(raw):,} rows")
    return drafts


def _cells(raw: pd.DataFrame, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's number and its non-empty cells by field."""
    columns = {name: raw[name].fillna("").astype(str).tolist() for name in raw.columns if name != "row"}
    sources = [(field, [columns[name] for name in names]) for field, names in layout.fields.items()]
    alone = [(field, lists[0]) for field, lists in sources if len(lists) == 1]
    several = [(field, lists) for field, lists in sources if len(lists) > 1]
    unknown = [columns[name] for name in layout.unknown]
    surplus = columns.get(SURPLUS)
    for at, row in enumerate(raw["row"].tolist()):
        cells = {field: value for field, column in alone if (value := column[at]) and not value.isspace()}
        for field, lists in several:
            if value := _joined(field, [column[at] for column in lists]):
                cells[field] = value
        other = [cell[at] for cell in unknown if len(cell[at].split()) >= _SENTENCE_WORDS]
        if other:
            cells["other"] = "\n".join(other)
        if surplus and surplus[at].strip():
            cells["surplus"] = surplus[at]
        yield int(row), cells


def _joined(field: str, values: list[str]) -> str:
    """One cell from several columns of a field: texts and addresses are joined, of the others the first is taken."""
    filled = [value for value in values if value.strip()]
    if not filled:
        return ""
    if field in ("address", "place"):
        return ", ".join(dict.fromkeys(filled))
    if field in ("text", "needs"):
        return "\n".join(dict.fromkeys(filled))
    return filled[0]


__all__ = ["Draft", "receive"]
