"""Corrected rows that came in again: which quarantined row each one closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, update

from planner.model.referral import Intake
from planner.store.keys import Keys, Vault
from planner.store.rows import chunks, records
from planner.store.subjects import QUARANTINED as KIND
from planner.store.subjects import destroy
from planner.store.tables import data_keys, quarantine

WITHHELD = "withheld"
"""Of a row that turned out to be for the restricted queue alone: closed for those who see that queue, and open as
before for all others, because a row that went without a referral in its place would tell them."""


@dataclass(frozen=True, slots=True)
class SentAgain:
    """Ids of open quarantined rows: taken or refused anew under another text, and for the restricted queue alone;
    and the numbers of rows that came back as they went out."""

    corrected: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    unchanged: frozenset[int] = frozenset()


def judge(
    connection: Connection, vault: Vault, ids: Mapping[int, str], intake: Intake, raw: pd.DataFrame | None
) -> SentAgain:
    """What became of rows that ``ids`` (row number → quarantine_id) names; ids that are not open count for none."""
    kept = open_contents(connection, vault, sorted(set(ids.values()))) if ids else {}
    if not kept:
        return SentAgain()
    sent = {} if raw is None else {int(row["row"]): row for row in records(raw) if int(row["row"]) in ids}
    refused = {int(row) for row in intake.quarantined["row"]}
    taken = intake.ledger.set_index("row")["referral_id"].to_dict()
    corrected, withheld, unchanged = set[str](), set[str](), set[int]()
    for row, key in ids.items():
        if key not in kept:
            continue
        if row in refused and _is_same(sent.get(row, {}), kept[key]["content"]):
            unchanged.add(row)
        elif row in refused or taken.get(row):
            corrected.add(key)
        elif row in taken:
            withheld.add(key)
    return SentAgain(tuple(sorted(corrected)), tuple(sorted(withheld - corrected)), frozenset(unchanged))


def open_contents(connection: Connection, vault: Vault, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Open rows with their ``content`` (cells as text by column), by id; those kept without content are left out."""
    query = select(quarantine, data_keys.c.secret).join(
        data_keys, data_keys.c.subject_id == KIND + quarantine.c.quarantine_id
    )
    found = {}
    for part in chunks(ids):
        wanted = quarantine.c.quarantine_id.in_(part) & (quarantine.c.status == "open")
        for row in connection.execute(query.where(wanted)).mappings():
            key = row["quarantine_id"]
            content = vault.open("quarantined", KIND + key, row["secret"], row["sealed"])
            found[key] = {name: row[name] for name in ("quarantine_id", "code", "cause", "action", "row")}
            found[key]["content"] = _texts(content)
    return found


def close(
    connection: Connection,
    keys: Keys,
    ids: Sequence[str],
    values: Mapping[str, str],
    now: datetime,
    *,
    statuses: Sequence[str] = ("open",),
) -> int:
    """Write ``values`` into those of the rows that are in ``statuses``, and delete what was read; how many those were.

    It is a person's, and has served its purpose.
    """
    count = 0
    for part in chunks(ids):
        wanted = quarantine.c.quarantine_id.in_(part) & quarantine.c.status.in_(statuses)
        count += connection.execute(update(quarantine).where(wanted).values(sealed=None, **values)).rowcount
    destroy(connection, keys, [KIND + key for key in ids], now)
    return count


def _is_same(sent: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """Whether a row came back as it went out: every cell but the empty ones is alike."""
    return _filled(sent) == _filled(kept)


def _filled(cells: Mapping[str, Any]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in _texts(cells).items() if cell.strip()}


def _texts(cells: Mapping[str, Any]) -> dict[str, str]:
    """Cells as text, without the row's number in its file."""
    return {name: "" if cell is None else str(cell) for name, cell in cells.items() if name != "row"}
