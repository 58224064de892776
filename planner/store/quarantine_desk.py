"""Rows that could not be taken: why, from which source, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from planner.errors import refuse
from planner.frames import QUARANTINED
from planner.roles import Act, Role, Thing, may_see
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.keys import Keys, canonical
from planner.store.rows import chunks, frame, insert_new, records, utc
from planner.store.sent_again import WITHHELD, close, open_contents
from planner.store.session import Session, must_do, must_see
from planner.store.subjects import QUARANTINED as KIND
from planner.store.subjects import secrets_for
from planner.store.tables import quarantine


@dataclass(frozen=True, slots=True)
class Source:
    """Where raw rows come from: the SHA-256 of them in hex, what the file says of every row as cells by column, and
    by row number the ids of quarantined rows that these correct."""

    digest: str = ""
    said_of_all: Mapping[str, str] = field(default_factory=dict)
    sent_again: Mapping[int, str] = field(default_factory=dict)


_OPEN = {"status": "open", "closed_at": "", "closed_by": "", "note": ""}


def put_quarantined(
    connection: Connection,
    keys: Keys,
    table: pd.DataFrame,
    raw: pd.DataFrame | None,
    source: Source,
    import_id: str,
) -> int:
    """Keep the rows that are not in quarantine yet; how many those were.

    A row is known again by its content when ``raw`` has it, wherever it stands in whichever export; without ``raw``
    by its source, number and code. What the source says of every row is kept with it, and no part of its identity.
    """
    contents = {} if raw is None else {row["row"]: row for row in records(raw)}
    fresh: dict[str, dict[str, Any]] = {}
    for row in records(table):
        content = contents.get(row["row"])
        hash_of_source = str(row.get("source_hash") or source.digest)
        identity = [hash_of_source, row["row"], row["code"]] if content is None else {**content, "row": 0}
        key = keys.mark("quarantine", canonical(identity))
        base = {name: row[name] for name in ("row", "code", "cause", "action")}
        fresh[key] = {"quarantine_id": key, "import_id": import_id, "source_hash": hash_of_source, **base, **_OPEN}
        fresh[key]["content"] = content
    for part in chunks(list(fresh)):
        known = select(quarantine.c.quarantine_id).where(quarantine.c.quarantine_id.in_(part))
        for key in connection.execute(known).scalars():
            del fresh[key]
    secrets = secrets_for(connection, (KIND + key for key, row in fresh.items() if row["content"] is not None))
    vault = keys.vault()
    for key, row in fresh.items():
        content = row.pop("content")
        row["sealed"] = (
            None
            if content is None
            else vault.seal("quarantined", KIND + key, secrets[KIND + key], {**source.said_of_all, **content})
        )
    insert_new(connection, quarantine, list(fresh.values()))
    return len(fresh)


class QuarantineDesk(Session):
    """The work list of refused rows. A corrected one closes when it comes in again: :mod:`planner.store.sent_again`."""

    def quarantined(self, role: Role, *, status: str = "open") -> pd.DataFrame:
        """Refused rows (frame ``QUARANTINED`` with quarantine_id, source_hash, status): why, without the row."""
        must_see(role, Thing.QUARANTINE)
        columns = [column for column in quarantine.columns if column.name not in {"sealed", "status"}]
        query = select(*columns).where(quarantine.c.status.in_(_as_seen(role, status)))
        query = query.order_by(quarantine.c.import_id, quarantine.c.row, quarantine.c.quarantine_id)
        with self.reading() as connection:
            rows = list(connection.execute(query).mappings())
        return frame(rows, QUARANTINED).assign(status=status)

    @again_when_undone
    def quarantined_rows(
        self, role: Role, *, actor: str, now: datetime, quarantine_ids: Sequence[str] | None = None
    ) -> tuple[dict[str, Any], ...]:
        """Open rows as they were read, for correcting them: all, or those named. The reading is logged.

        Each has quarantine_id, row, code, cause, action and ``content`` (cells by column). E1709 when a named one is
        not open, or was kept without its content.
        """
        must_see(role, Thing.CONTACTS)
        with self.writing(audit.RESTRICTED) as connection:
            wanted = _open_ids(connection) if quarantine_ids is None else list(quarantine_ids)
            found = open_contents(connection, self._vault, wanted)
            for key in () if quarantine_ids is None else wanted:
                if key not in found:
                    raise _no_row(key)
            words: dict[str, Any] = {"actor": actor, "now": now, "role": role, "chain": audit.RESTRICTED}
            self.log(connection, "quarantine.read", detail={"rows": sorted(found)}, **words)
        return tuple(found[key] for key in wanted if key in found)

    @again_when_undone
    def drop_quarantined(self, quarantine_id: str, *, role: Role, actor: str, now: datetime, reason: str) -> None:
        """Close a refused row that nobody will correct: why it was refused stays, the row itself is deleted.

        E1709 when it is not open, E1708 without a reason.
        """
        must_do(role, Act.RESOLVE)
        words = audit.reason(reason)
        with self.writing() as connection:
            entry: dict[str, Any] = {"actor": actor, "now": now, "role": role, "subject": quarantine_id}
            seq = self.log(connection, "quarantine.dropped", detail={"reason": words}, **entry)
            closed = {"status": "dropped", "closed_at": utc(now), "closed_by": str(seq), "note": words}
            if not close(connection, self.keys, (quarantine_id,), closed, now, statuses=("open", WITHHELD)):
                raise _no_row(quarantine_id)


def _as_seen(role: Role, status: str) -> tuple[str, ...]:
    """The statuses that look like ``status`` to ``role``."""
    if may_see(role, Thing.PROTECTION):
        return (status,)
    return {"open": ("open", WITHHELD), WITHHELD: ()}.get(status, (status,))


def _open_ids(connection: Connection) -> list[str]:
    query = select(quarantine.c.quarantine_id).where(quarantine.c.status == "open")
    query = query.order_by(quarantine.c.import_id, quarantine.c.row, quarantine.c.quarantine_id)
    return list(connection.execute(query).scalars())


def _no_row(quarantine_id: str) -> Exception:
    cause = f"there is no quarantined row {quarantine_id} for that: it is not there, or not as you saw it"
    return refuse("E1709", cause, "look at the work list again: a colleague may have closed it")
