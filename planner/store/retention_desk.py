"""Deletion: of one household on request, of everything old by the calendar, each with a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from planner.errors import PlannerError, refuse
from planner.model.record import Certificate
from planner.roles import Act, Role
from planner.store import audit, erase
from planner.store.key_file import remove_keys
from planner.store.rows import utc
from planner.store.session import Session, must_do
from planner.store.subjects import PLAN, QUARANTINED, destroy
from planner.store.tables import backups, imports, links, protection_cases, quarantine, referrals


class RetentionDesk(Session):
    """Forgets people, here and in the backups."""

    def forget(self, subject_id: str, *, role: Role, actor: str, now: datetime, reason: str) -> Certificate:
        """Delete a household (or one referral or protected case) and all that was derived from it.

        Its keys are destroyed here and in the key files of all known backups, doors in kept plans are made coarse, and
        a later import of the same rows does not bring it back. E1728 when the store knows no such subject.
        """
        must_do(role, Act.FORGET)
        words = audit.reason(reason)
        with self.writing(audit.MAIN, audit.RESTRICTED) as connection:
            households, ids, cases = _meant(connection, subject_id)
            return_to = self._erase(connection, households, ids, cases, now)
            detail = {"reason": words, **return_to.detail}
            mark = self.keys.mark("forgotten", subject_id)
            act = audit.Entry("forgotten", actor, now, mark, str(role), _chain(cases), detail)
            erase.note_redacted(connection, self.keys, return_to.plans, act)
            seq = audit.append(connection, self.keys, act)
        return self._certify(mark, return_to, seq, now)

    def expire(self, before: datetime, *, role: Role, actor: str, now: datetime) -> Certificate:
        """Delete households last heard of before ``before``, cases closed by then and rows refused by then."""
        must_do(role, Act.FORGET)
        with self.writing(audit.MAIN, audit.RESTRICTED) as connection:
            households, ids = _old(connection, utc(before))
            erased = self._erase(connection, households, ids, (), now)
            erased.add(_expire_quarantine(connection, utc(before)))
            detail = {"before": utc(before), **erased.detail}
            act = audit.Entry("expired", actor, now, "", str(role), audit.MAIN, detail)
            erase.note_redacted(connection, self.keys, erased.plans, act)
            seq = audit.append(connection, self.keys, act)
            erased.add(self._expire_cases(connection, utc(before), actor=actor, role=role, now=now))
        return self._certify("", erased, seq, now)

    def _erase(
        self, connection: Connection, households: Sequence[str], ids: Sequence[str], cases: Sequence[str], now: datetime
    ) -> _Erased:
        erased = _Erased()
        erased.add(erase.erase_referrals(connection, self.keys, ids, now))
        erased.add(erase.erase_households(connection, households))
        if cases:
            erased.add(erase.erase_cases(connection, self.keys, cases, now))
        erased.plans = erase.redact_plans(connection, self.keys, households)
        return erased

    def _expire_cases(
        self, connection: Connection, before: str, *, actor: str, role: Role, now: datetime
    ) -> tuple[dict[str, int], list[str]]:
        cases = protection_cases.c
        query = select(cases.case_id).where(cases.status.in_(("closed", "released")), cases.closed_at < before)
        ids = list(connection.execute(query).scalars())
        if not ids:
            return {}, []
        found = erase.erase_cases(connection, self.keys, ids, now)
        detail = {"cases": len(ids)}
        self.log(connection, "expired", actor=actor, role=role, now=now, chain=audit.RESTRICTED, detail=detail)
        return found

    def _certify(self, mark: str, erased: _Erased, seq: int, now: datetime) -> Certificate:
        gone = {*erased.subjects, *(PLAN + plan_id for plan_id, _, _ in erased.plans)}
        cleaned, unreached = self._clean_backups(gone)
        return Certificate(
            subject=mark,
            at=now,
            removed=tuple(sorted(erased.removed.items())),
            secrets=len(erased.subjects),
            plans=tuple(plan_id for plan_id, _, _ in erased.plans),
            cleaned=cleaned,
            unreached=unreached,
            is_wiped=self._wipe(),
            audit_seq=seq,
        )

    def _clean_backups(self, subjects: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        with self.reading() as connection:
            known = connection.execute(select(backups).order_by(backups.c.made_at)).all()
        cleaned, unreached = [], []
        for row in known:
            try:
                remove_keys(Path(row.keys_path), row.backup_id, subjects)
            except (PlannerError, OSError):
                unreached.append(row.keys_path)
            else:
                cleaned.append(row.keys_path)
        return tuple(cleaned), tuple(unreached)

    def _wipe(self) -> bool:
        """Have the database overwrite what was freed: SQLite's journal, PostgreSQL's dead rows."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.engine.dialect.name == "sqlite":
                busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
                return int(busy) == 0
            connection.execute(text("VACUUM (FULL) data_keys"))
            return True


class _Erased:
    """What a deletion took away so far."""

    def __init__(self) -> None:
        self.removed: dict[str, int] = {}
        self.subjects: list[str] = []
        self.plans: list[tuple[str, str, str]] = []

    def add(self, found: tuple[dict[str, int], list[str]]) -> None:
        for table, count in found[0].items():
            self.removed[table] = self.removed.get(table, 0) + count
        self.subjects += found[1]

    @property
    def detail(self) -> dict[str, Any]:
        return {"removed": {k: v for k, v in self.removed.items() if v}, "plans": [row[0] for row in self.plans]}


def _meant(connection: Connection, subject_id: str) -> tuple[list[str], list[str], list[str]]:
    """The households, referrals and cases that ``subject_id`` means; E1728 when there are none."""
    linked = erase.referrals_of(connection, [subject_id])
    if linked:
        return [subject_id], linked, []
    for column in (referrals.c.referral_id, protection_cases.c.case_id):
        if connection.execute(select(column).where(column == subject_id)).first():
            is_case = column is protection_cases.c.case_id
            return [], [] if is_case else [subject_id], [subject_id] if is_case else []
    cause = "no household, referral or case of this name is kept (any more)"
    raise refuse("E1728", cause, "take the id from the list of households; a forgotten one is gone", subject_id)


def _chain(cases: Sequence[str]) -> str:
    return audit.RESTRICTED if cases else audit.MAIN


def _old(connection: Connection, before: str) -> tuple[list[str], list[str]]:
    """Households whose every referral is older than ``before``, and all old referrals, theirs or nobody's."""
    joined = select(links.c.household_id).join(referrals, referrals.c.referral_id == links.c.referral_id)
    last = joined.group_by(links.c.household_id).having(func.max(referrals.c.received_at) < before)
    households = list(connection.execute(last.order_by(links.c.household_id)).scalars())
    alone = select(referrals.c.referral_id).where(referrals.c.received_at < before)
    alone = alone.where(referrals.c.referral_id.not_in(select(links.c.referral_id)))
    return households, [*erase.referrals_of(connection, households), *connection.execute(alone).scalars()]


def _expire_quarantine(connection: Connection, before: str) -> tuple[dict[str, int], list[str]]:
    old = select(imports.c.import_id).where(imports.c.at < before)
    query = select(quarantine.c.quarantine_id).where(quarantine.c.import_id.in_(old))
    ids = list(connection.execute(query).scalars())
    connection.execute(delete(quarantine).where(quarantine.c.import_id.in_(old)))
    subjects = [QUARANTINED + key for key in ids]
    destroy(connection, subjects)
    return {"quarantine": len(ids)}, subjects
