"""The restricted queue: protected cases with their clocks, for the case team alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import select, update

from planner.errors import refuse
from planner.frames import PROTECTION
from planner.roles import Act, Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.rows import frame, utc
from planner.store.session import Session, must_do, must_see
from planner.store.subjects import CASE
from planner.store.tables import actors, data_keys, protection_cases

_STEPS = {"taken": ("open",), "closed": ("open", "taken"), "released": ("open", "taken")}


class ProtectionDesk(Session):
    """The queue of protected cases; every look at it is on the restricted log."""

    @again_when_undone
    def protection(self, role: Role, *, actor: str, now: datetime, with_closed: bool = False) -> pd.DataFrame:
        """Cases (frame ``PROTECTION`` with status, taken_by, taken_at), the one due first on top."""
        must_see(role, Thing.PROTECTION)
        query = select(protection_cases, data_keys.c.secret, actors.c.name.label("taken_by_name"))
        query = query.join(data_keys, data_keys.c.subject_id == CASE + protection_cases.c.case_id)
        query = query.outerjoin(actors, actors.c.actor_key == protection_cases.c.taken_by)
        query = query.order_by(protection_cases.c.due_at, protection_cases.c.case_id)
        if not with_closed:
            query = query.where(protection_cases.c.status.in_(("open", "taken")))
        with self.writing(audit.RESTRICTED) as connection:
            rows = list(connection.execute(query).mappings())
            seen = {"cases": [row["case_id"] for row in rows]}
            self.log(
                connection,
                "protection.read",
                actor=actor,
                now=now,
                role=role,
                chain=audit.RESTRICTED,
                detail=seen,
            )
        return frame((self._opened_case(row) for row in rows), PROTECTION)

    def take_case(self, case_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Take an open case up; E1710 when it is not open (any more)."""
        self._step(case_id, "taken", role=role, actor=actor, now=now)

    def close_case(self, case_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Close a case that was dealt with; E1710 when it is closed already."""
        self._step(case_id, "closed", role=role, actor=actor, now=now)

    def release_case(self, case_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Say that a case needs no protection; its plain need goes in as a referral of its own. E1710 as above."""
        self._step(case_id, "released", role=role, actor=actor, now=now)

    @again_when_undone
    def _step(self, case_id: str, status: str, *, role: Role, actor: str, now: datetime) -> None:
        must_do(role, Act.HANDLE_CASE)
        with self.writing(audit.RESTRICTED) as connection:
            who = audit.actor_key(connection, self.keys, actor)
            taken = {"taken_by": who, "taken_at": utc(now)}
            values = {"status": status, **(taken if status == "taken" else {"closed_at": utc(now)})}
            wanted = (protection_cases.c.case_id == case_id) & protection_cases.c.status.in_(_STEPS[status])
            if connection.execute(update(protection_cases).where(wanted).values(**values)).rowcount != 1:
                action = "look at the queue again: a colleague may have been first"
                raise refuse("E1710", "this case is not in the state for that step", action, case_id)
            self.log(
                connection,
                f"protection.{status}",
                actor=actor,
                now=now,
                role=role,
                subject=case_id,
                chain=audit.RESTRICTED,
            )

    def _opened_case(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        payload = self._vault.open("case", CASE + row["case_id"], row["secret"], row["sealed"])
        kept = ("case_id", "received_at", "due_at", "clock_h", "is_unsure", "status", "taken_at")
        return {**{name: row[name] for name in kept}, "taken_by": row["taken_by_name"] or "", **payload}
