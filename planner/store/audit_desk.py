"""Reading the record, and the number that tells whether anything changed."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import func, select

from planner.frames import Column, Schema
from planner.roles import Role, Thing
from planner.store import audit
from planner.store.rows import frame
from planner.store.session import Session, must_see
from planner.store.tables import actors, audit_heads
from planner.store.tables import audit as entries

AUDIT_LOG = Schema(
    "audit log",
    (
        Column("seq", "int", is_unique=True),
        Column("at", "time"),
        Column("actor"),
        Column("role"),
        Column("action"),
        Column("subject"),
        Column("detail"),  # JSON
        Column("hash"),
    ),
)


class AuditDesk(Session):
    """Shows the record to those who watch over it."""

    def audit_log(self, role: Role, *, chain: str = audit.MAIN, newest: int | None = None) -> pd.DataFrame:
        """Entries of ``chain`` (frame ``AUDIT_LOG``), oldest first; all, or so many of the ``newest``."""
        must_see(role, Thing.RESTRICTED_AUDIT if chain == audit.RESTRICTED else Thing.AUDIT)
        query = select(entries).where(entries.c.chain == chain).order_by(entries.c.seq.desc()).limit(newest)
        with self.reading() as connection:
            rows = connection.execute(query).all()
            names = {row.actor_key: row.name for row in connection.execute(select(actors))}
        opened = []
        for row in reversed(rows):
            body = json.loads(row.body)
            body |= {"actor": names.get(body["actor"], body["actor"]), "hash": row.hash}
            body["detail"] = json.dumps(body["detail"], ensure_ascii=False, sort_keys=True)
            opened.append({name: body[name] for name in AUDIT_LOG.names})
        return frame(opened, AUDIT_LOG)

    def revision(self) -> int:
        """A number that grows with every act on record: the same number, the same answers (for caches)."""
        with self.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.sum(audit_heads.c.seq), 0))).scalar_one())

    def last_act(self) -> int:
        """The number of the newest entry of the main record, 0 when nothing is on it."""
        with self.reading() as connection:
            query = select(func.coalesce(func.max(entries.c.seq), 0)).where(entries.c.chain == audit.MAIN)
            return int(connection.execute(query).scalar_one())

    def changes_since(self, number: int, actions: Sequence[str]) -> int:
        """How many entries of the main record after ``number`` have an action that begins with one of ``actions``."""
        query = select(entries.c.body).where(entries.c.chain == audit.MAIN, entries.c.seq > number)
        with self.reading() as connection:
            told = [str(json.loads(body)["action"]) for body in connection.execute(query).scalars()]
        return sum(action.startswith(tuple(actions)) for action in told)
