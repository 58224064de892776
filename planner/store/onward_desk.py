"""Social problems met on the way: recorded by whoever meets them, read by KPWKM's case team alone (row I7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, update

from planner.errors import refuse
from planner.frames import Column, Schema
from planner.model.onward import OnwardReferral, Urgency
from planner.roles import Act, Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.rows import frame, insert_new, utc
from planner.store.session import Session, must_do, must_see
from planner.store.subjects import ONWARD as KIND
from planner.store.subjects import secrets_for
from planner.store.tables import actors, data_keys, onward_referrals

ONWARD = Schema(
    "onward referrals",
    (
        Column("onward_id", is_unique=True),
        Column("recorded_at", "time"),
        Column("recorded_by"),
        Column("urgency"),
        Column("has_consent", "bool"),
        Column("status"),  # open, taken or closed
        Column("taken_by"),
        Column("taken_at", "time", is_nullable=True),
        Column("closed_at", "time", is_nullable=True),
        Column("problem"),  # of Problem; empty in what was recorded before it was asked
        Column("is_restricted", "bool"),
        Column("due_at", "time", is_nullable=True),
        Column("what"),
        Column("where"),
        Column("stop_id"),
    ),
)
_URGENCY = {urgency.value: rank for rank, urgency in enumerate(Urgency)}


class OnwardReferrals:
    """The queue for joint intervention. It stands behind the firewall: all its acts are on the restricted log."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._vault = session.keys.vault()

    @again_when_undone
    def record(self, given: OnwardReferral, *, role: Role, actor: str, now: datetime) -> str:
        """Put what ``refer_onward`` made into the queue, once; its id, which is all that the recorder gets back."""
        must_do(role, Act.RECORD_ONWARD)
        store = self._session
        with store.writing(audit.RESTRICTED) as connection:
            known = select(onward_referrals.c.onward_id).where(onward_referrals.c.onward_id == given.onward_id)
            if connection.execute(known).first() is None:
                words: dict[str, Any] = {"actor": actor, "role": str(role), "chain": audit.RESTRICTED}
                store.log(connection, "onward.recorded", now=now, **words)
                who = audit.actor_key(connection, store.keys, actor)
                insert_new(connection, onward_referrals, [self._closed(connection, given, who, now)])
        return given.onward_id

    def _closed(self, connection: Connection, given: OnwardReferral, who: str, now: datetime) -> dict[str, Any]:
        """The row of ``given``: what it says sealed under a secret of its own."""
        payload = asdict(given) | {"due_at": utc(given.due_at)}
        row = {name: payload.pop(name) for name in ("onward_id", "urgency", "has_consent")}
        row |= {"recorded_at": utc(now), "recorded_by": who, "status": "open"}
        row |= {"taken_by": "", "taken_at": "", "closed_at": ""}
        subject = KIND + given.onward_id
        secret = secrets_for(connection, [subject])[subject]
        return row | {"sealed": self._vault.seal("onward", subject, secret, payload)}

    @again_when_undone
    def all(self, role: Role, *, actor: str, now: datetime, with_closed: bool = False) -> pd.DataFrame:
        """The queue (frame ``ONWARD``), emergencies first, then by time; the reading is logged."""
        must_see(role, Thing.ONWARD)
        query = select(onward_referrals, data_keys.c.secret)
        query = query.join(data_keys, data_keys.c.subject_id == KIND + onward_referrals.c.onward_id)
        query = query.order_by(onward_referrals.c.recorded_at, onward_referrals.c.onward_id)
        if not with_closed:
            query = query.where(onward_referrals.c.status != "closed")
        store = self._session
        with store.writing(audit.RESTRICTED) as connection:
            rows = list(connection.execute(query).mappings())
            names = {row.actor_key: row.name for row in connection.execute(select(actors))}
            words: dict[str, Any] = {"actor": actor, "role": str(role), "chain": audit.RESTRICTED}
            detail = {"ids": [row["onward_id"] for row in rows]}
            store.log(connection, "onward.read", now=now, detail=detail, **words)
        rows.sort(key=lambda row: _URGENCY[row["urgency"]])
        return frame((self._opened(row, names) for row in rows), ONWARD)

    def take(self, onward_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Take an open one up; E1710 when someone else was first."""
        self._step(onward_id, "taken", role=role, actor=actor, now=now)

    def close(self, onward_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Close one that was dealt with; E1710 when it is closed."""
        self._step(onward_id, "closed", role=role, actor=actor, now=now)

    @again_when_undone
    def _step(self, onward_id: str, status: str, *, role: Role, actor: str, now: datetime) -> None:
        must_do(role, Act.HANDLE_CASE)
        store = self._session
        with store.writing(audit.RESTRICTED) as connection:
            who = audit.actor_key(connection, store.keys, actor)
            taking = status == "taken"
            values = {"taken_by": who, "taken_at": utc(now)} if taking else {"closed_at": utc(now)}
            before = ("open",) if taking else ("open", "taken")
            wanted = (onward_referrals.c.onward_id == onward_id) & onward_referrals.c.status.in_(before)
            if connection.execute(update(onward_referrals).where(wanted).values(status=status, **values)).rowcount != 1:
                action = "look at the queue again: a colleague may have been first"
                raise refuse("E1710", "this case is not in the state for that step", action, onward_id)
            words: dict[str, Any] = {"actor": actor, "role": str(role), "subject": onward_id, "chain": audit.RESTRICTED}
            store.log(connection, f"onward.{status}", now=now, **words)

    def _opened(self, row: Mapping[Any, Any], names: Mapping[str, str]) -> dict[str, Any]:
        payload = self._vault.open("onward", KIND + row["onward_id"], row["secret"], row["sealed"])
        kept = {name: row[name] for name in ("onward_id", "recorded_at", "urgency", "has_consent", "status")}
        who = {name: names.get(row[name], "") for name in ("recorded_by", "taken_by")}
        times = {name: row[name] or None for name in ("taken_at", "closed_at")}
        stop = {"stop_id": payload.pop("place_id", ""), "is_restricted": True}  # what older rows say, or leave open
        return {**kept, **who, **times, **stop, **payload}
