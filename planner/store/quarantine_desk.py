"""Rows that could not be taken: why, from which source, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, update

from planner.errors import refuse
from planner.frames import QUARANTINED
from planner.roles import Act, Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.keys import Keys, canonical
from planner.store.rows import chunks, frame, insert_new, records, utc
from planner.store.session import Session, must_do, must_see
from planner.store.subjects import QUARANTINED as KIND
from planner.store.subjects import destroy, secrets_for
from planner.store.tables import data_keys, quarantine

_OPEN = {"status": "open", "closed_at": "", "closed_by": "", "note": ""}


def put_quarantined(
    connection: Connection, keys: Keys, table: pd.DataFrame, raw: pd.DataFrame | None, source: str, import_id: str
) -> int:
    """Keep the rows that are not in quarantine yet; how many those were.

    A row is known again by its content when ``raw`` has it, wherever it stands in whichever export; without ``raw``
    by its source, number and code.
    """
    contents = {} if raw is None else {row["row"]: row for row in records(raw)}
    fresh: dict[str, dict[str, Any]] = {}
    for row in records(table):
        content = contents.get(row["row"])
        hash_of_source = str(row.get("source_hash") or source)
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
        row["sealed"] = None if content is None else vault.seal("quarantined", KIND + key, secrets[KIND + key], content)
    insert_new(connection, quarantine, list(fresh.values()))
    return len(fresh)


class QuarantineDesk(Session):
    """The work list of refused rows."""

    def quarantined(self, role: Role, *, status: str = "open") -> pd.DataFrame:
        """Refused rows (frame ``QUARANTINED`` with quarantine_id, source_hash, status): why, without the row."""
        must_see(role, Thing.QUARANTINE)
        columns = [column for column in quarantine.columns if column.name != "sealed"]
        query = select(*columns).where(quarantine.c.status == status)
        query = query.order_by(quarantine.c.import_id, quarantine.c.row, quarantine.c.quarantine_id)
        with self.reading() as connection:
            rows = list(connection.execute(query).mappings())
        return frame(rows, QUARANTINED)

    @again_when_undone
    def quarantined_row(self, quarantine_id: str, role: Role, *, actor: str, now: datetime) -> dict[str, Any]:
        """The refused row as it was read, for correcting it; the reading is logged. E1709 when there is none."""
        must_see(role, Thing.CONTACTS)
        query = select(quarantine.c.sealed, data_keys.c.secret).join(
            data_keys, data_keys.c.subject_id == KIND + quarantine.c.quarantine_id
        )
        with self.writing(audit.RESTRICTED) as connection:
            row = connection.execute(query.where(quarantine.c.quarantine_id == quarantine_id)).mappings().one_or_none()
            if row is None:
                raise _no_row(quarantine_id)
            self.log(
                connection,
                "quarantine.read",
                actor=actor,
                now=now,
                role=role,
                subject=quarantine_id,
                chain=audit.RESTRICTED,
            )
        return self._vault.open("quarantined", KIND + quarantine_id, row["secret"], row["sealed"])

    @again_when_undone
    def resolve_quarantined(
        self, quarantine_id: str, *, role: Role, actor: str, now: datetime, note: str, is_corrected: bool
    ) -> None:
        """Close a refused row: sent again corrected, or dropped for the reason in ``note``. E1709 when not open.

        Why it was refused stays; the row as it was read is deleted.
        """
        must_do(role, Act.RESOLVE)
        words = audit.reason(note)
        status = "corrected" if is_corrected else "dropped"
        with self.writing() as connection:
            seq = self.log(
                connection,
                f"quarantine.{status}",
                actor=actor,
                now=now,
                role=role,
                subject=quarantine_id,
                detail={"reason": words},
            )
            closed: dict[str, Any] = {"status": status, "closed_at": utc(now), "closed_by": str(seq), "note": words}
            closed["sealed"] = None  # what was read is a person's and has served its purpose
            wanted = (quarantine.c.quarantine_id == quarantine_id) & (quarantine.c.status == "open")
            if connection.execute(update(quarantine).where(wanted).values(**closed)).rowcount != 1:
                raise _no_row(quarantine_id)
            destroy(connection, self.keys, [KIND + quarantine_id], now)


def _no_row(quarantine_id: str) -> Exception:
    cause = f"no open quarantined row {quarantine_id} with its content is kept"
    return refuse("E1709", cause, "look at the work list again: a colleague may have closed it")
