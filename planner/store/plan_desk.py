"""Plans: kept sealed, anchored in the record, and agreed to by two different people before they drive."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import Any

import pandas as pd
from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, delete, func, select

from planner.errors import refuse
from planner.frames import Column, Schema
from planner.model.dispatch import Plan, Receipt
from planner.model.record import Approval
from planner.model.visited import visited_only
from planner.roles import Act, Role, Thing, may_see
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.keys import canonical
from planner.store.rows import frame, insert_new, replace, utc
from planner.store.session import Session, must_do, must_see
from planner.store.subjects import PLAN, secrets_for, secrets_of
from planner.store.tables import actors, approvals, plans

PLAN_LIST = Schema(
    "plan list",
    (
        Column("plan_id", is_unique=True),
        Column("title"),
        Column("start"),
        Column("days", "int"),
        Column("saved_at", "time"),
        Column("saved_by"),
        Column("approvals", "int"),
        Column("is_approved", "bool"),
    ),
)
_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_RECEIPT: TypeAdapter[Receipt] = TypeAdapter(Receipt)
NEEDED = 2


def subject_of(plan_id: str) -> str:
    """The subject whose secret seals the plan."""
    return PLAN + plan_id


def pack(plan: Plan) -> tuple[bytes, str]:
    """The plan as JSON and the SHA-256 of that, in hex."""
    body = _PLAN.dump_json(plan)
    return body, hash_body(body)


def hash_body(body: bytes) -> str:
    """SHA-256 of a plan's JSON, in hex."""
    return hashlib.sha256(body).hexdigest()


def unpack(body: bytes) -> Plan:
    """The plan of :func:`pack`'s JSON."""
    return _PLAN.validate_json(body)


def receipt_hash(receipt: Receipt) -> str:
    """SHA-256 of the receipt's canonical JSON, in hex."""
    return hashlib.sha256(canonical(_RECEIPT.dump_python(receipt, mode="json")).encode()).hexdigest()


class PlanDesk(Session):
    """Keeps plans and their approvals."""

    @again_when_undone
    def save_plan(self, plan: Plan, *, role: Role, actor: str, now: datetime) -> None:
        """Keep ``plan`` and anchor its receipt; the same plan again changes nothing.

        Another plan under the same id takes its place, and loses a first approval; E1712 once it is approved, E1736 for
        a plan cut to what it visits.
        """
        must_do(role, Act.SAVE_PLAN)
        if plan.is_visited_only:
            cause = f"plan {plan.plan_id} holds only what it visits, as the police see it"
            raise refuse("E1736", cause, "open the plan anew as the planner or the case team and save that")
        body, body_hash = pack(plan)
        with self.writing() as connection:
            known = _find(connection, plan.plan_id)
            if known is not None and known["body_hash"] == body_hash:
                return
            if len(_approvals(connection, plan.plan_id)) >= NEEDED:
                cause = f"plan {plan.plan_id} is approved and stays as it is"
                raise refuse("E1712", cause, "save the change under a new plan id, or withdraw the approval first")
            connection.execute(delete(approvals).where(approvals.c.plan_id == plan.plan_id))
            self._put_plan(connection, plan, body, body_hash, now=now, actor=actor)
            detail = {"receipt": receipt_hash(plan.receipt), "body": body_hash}
            words: dict[str, Any] = {"actor": actor, "role": str(role), "subject": plan.plan_id}
            self.log(connection, "plan.saved", now=now, detail=detail, **words)

    def plan(self, plan_id: str, role: Role) -> Plan:
        """The plan, exactly as it was saved for those who may see candidates, else what it visits. E1713 for none."""
        must_see(role, Thing.PLAN)
        with self.reading() as connection:
            found = unpack(self._plan_body(connection, plan_id))
        return found if may_see(role, Thing.CANDIDATES) else visited_only(found)

    def plans(self, role: Role) -> pd.DataFrame:
        """All plans (frame ``PLAN_LIST``), the newest first."""
        must_see(role, Thing.PLAN)
        given = select(approvals.c.plan_id, func.count().label("given")).group_by(approvals.c.plan_id).subquery()
        columns = [column for column in plans.columns if column.name != "sealed"]  # a plan is large, its line is not
        query = select(*columns, actors.c.name, func.coalesce(given.c.given, 0).label("given"))
        query = query.outerjoin(given, given.c.plan_id == plans.c.plan_id)
        query = query.outerjoin(actors, actors.c.actor_key == plans.c.actor_key)
        query = query.order_by(plans.c.saved_at.desc(), plans.c.plan_id)
        with self.reading() as connection:
            rows = list(connection.execute(query).mappings())
        listed = (
            {
                **{name: row[name] for name in ("plan_id", "title", "start", "days", "saved_at")},
                "saved_by": row["name"] or "",
                "approvals": row["given"],
                "is_approved": row["given"] >= NEEDED,
            }
            for row in rows
        )
        return frame(listed, PLAN_LIST)

    @again_when_undone
    def approve(self, plan_id: str, actor: str, role: Role, reason: str, *, now: datetime) -> Approval:
        """Agree to a plan: the first of two steps, or the second by another person. E1713, E1714, E1708."""
        must_do(role, Act.APPROVE)
        words = audit.reason(reason)
        with self.writing() as connection:
            plan = _existing(connection, plan_id)
            who = audit.actor_key(connection, self.keys, actor)
            given = _approvals(connection, plan_id)
            if len(given) >= NEEDED:
                raise refuse("E1714", f"plan {plan_id} is approved already", "nothing is left to do")
            if any(row["actor_key"] == who for row in given):
                raise refuse("E1714", "the second approval must come from another person", "ask a colleague to approve")
            step = len(given) + 1
            row = {"plan_id": plan_id, "step": step, "actor_key": who, "role": str(role), "reason": words}
            insert_new(connection, approvals, [{**row, "at": utc(now), "body_hash": plan["body_hash"]}])
            detail = {"step": step, "reason": words, "body": plan["body_hash"]}
            self.log(connection, "plan.approved", actor=actor, role=role, now=now, subject=plan_id, detail=detail)
        return Approval(plan_id, step, actor, str(role), words, now)

    @again_when_undone
    def withdraw_approval(self, plan_id: str, actor: str, role: Role, reason: str, *, now: datetime) -> None:
        """Take every approval of a plan back, with the reason on record. E1713 when there is no such plan."""
        must_do(role, Act.APPROVE)
        words = audit.reason(reason)
        with self.writing() as connection:
            _existing(connection, plan_id)
            connection.execute(delete(approvals).where(approvals.c.plan_id == plan_id))
            detail = {"reason": words}
            self.log(connection, "plan.withdrawn", actor=actor, role=role, now=now, subject=plan_id, detail=detail)

    @again_when_undone
    def record_override(self, plan_id: str, what: str, actor: str, role: Role, reason: str, *, now: datetime) -> None:
        """Put on record that a person overruled the planner: what in a word or two, and why."""
        must_do(role, Act.SAVE_PLAN)
        detail = {"what": audit.reason(what), "reason": audit.reason(reason)}
        with self.writing() as connection:
            self.log(connection, "plan.override", actor=actor, role=role, now=now, subject=plan_id, detail=detail)

    def approvals(self, plan_id: str, role: Role) -> tuple[Approval, ...]:
        """Who agreed to the plan so far, and why."""
        must_see(role, Thing.PLAN)
        with self.reading() as connection:
            rows = _approvals(connection, plan_id)
        return tuple(
            Approval(plan_id, row["step"], row["name"], row["role"], row["reason"], datetime.fromisoformat(row["at"]))
            for row in rows
        )

    def _put_plan(
        self, connection: Connection, plan: Plan, body: bytes, body_hash: str, *, now: datetime, actor: str
    ) -> None:
        subject = subject_of(plan.plan_id)
        secret = secrets_for(connection, [subject])[subject]
        row = {
            "plan_id": plan.plan_id,
            "title": plan.title,
            "start": plan.convoy_problem.start.isoformat(),
            "days": plan.convoy_problem.days,
            "saved_at": utc(now),
            "actor_key": audit.actor_key(connection, self.keys, actor),
            "receipt_hash": receipt_hash(plan.receipt),
            "body_hash": body_hash,
            "sealed": self._vault.seal_bytes("plan", subject, secret, zlib.compress(body)),
        }
        replace(connection, plans, [row])

    def _plan_body(self, connection: Connection, plan_id: str) -> bytes:
        row = _existing(connection, plan_id)
        subject = subject_of(plan_id)
        secret = secrets_of(connection, [subject])[subject]
        body = zlib.decompress(self._vault.open_bytes("plan", subject, secret, row["sealed"]))
        if hash_body(body) != row["body_hash"]:
            action = "restore the store from its last backup and run kembara audit verify"
            raise refuse("E1703", "the plan is not the one that was anchored in the record", action, plan_id)
        return body


def _find(connection: Connection, plan_id: str) -> RowMapping | None:
    return connection.execute(select(plans).where(plans.c.plan_id == plan_id)).mappings().one_or_none()


def _existing(connection: Connection, plan_id: str) -> RowMapping:
    row = _find(connection, plan_id)
    if row is None:
        raise refuse("E1713", f"there is no plan {plan_id}", "list the plans and choose one of them")
    return row


def _approvals(connection: Connection, plan_id: str) -> list[RowMapping]:
    query = select(approvals, actors.c.name).join(actors, actors.c.actor_key == approvals.c.actor_key)
    query = query.where(approvals.c.plan_id == plan_id).order_by(approvals.c.step)
    return list(connection.execute(query).mappings())
