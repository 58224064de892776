"""Deletion: of one household on request, of everything old by the calendar, each with a certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from planner.store.subjects import CASE, HOUSEHOLD, ONWARD, QUARANTINED, destroy, destroyed_among, forgotten_of, mark_of
from planner.store.tables import backups, imports, links, onward_referrals, protection_cases, quarantine, referrals


class RetentionDesk(Session):
    """Forgets people, here and in the backups."""

    def forget(self, subject_id: str, *, role: Role, actor: str, now: datetime, reason: str) -> Certificate:
        """Delete a household (or one referral, protected case or problem passed on) and all that was derived from it.

        Its keys are destroyed here and in the key files of all known backups, doors in kept plans are made coarse, and
        a later import of the same rows does not bring it back. The same again reaches key files that were out of reach
        or missed when the program was broken off. E1728 when the store never knew such a subject.
        """
        must_do(role, Act.FORGET)
        words = audit.reason(reason)
        with self.writing(audit.MAIN, audit.RESTRICTED) as connection:
            mark = mark_of(self.keys, subject_id)
            erased, seq = _Erased(), 0
            for chain, meant in (
                _meant(connection, subject_id) or self._forgotten_before(connection, subject_id)
            ).items():
                part = self._erase(connection, meant, now)
                act = audit.Entry("forgotten", actor, now, mark, str(role), chain, {"reason": words, **part.detail})
                erase.note_redacted(connection, self.keys, part.plans, act)
                seq = audit.append(connection, self.keys, act)
                erased.join(part)
        return self._certify(mark, erased, seq, now)

    def expire(self, before: datetime, *, role: Role, actor: str, now: datetime) -> Certificate:
        """Delete households last heard of, cases and problems passed on that were closed, and rows refused by then."""
        must_do(role, Act.FORGET)
        with self.writing(audit.MAIN, audit.RESTRICTED) as connection:
            erased = self._erase(connection, _old(connection, utc(before)), now)
            erased.add(self._expire_quarantine(connection, utc(before), now))
            detail = {"before": utc(before), **erased.detail}
            act = audit.Entry("expired", actor, now, "", str(role), audit.MAIN, detail)
            erase.note_redacted(connection, self.keys, erased.plans, act)
            seq = audit.append(connection, self.keys, act)
            self._expire_restricted(connection, utc(before), erased, actor=actor, role=role, now=now)
        return self._certify("", erased, seq, now)

    def _forgotten_before(self, connection: Connection, subject_id: str) -> dict[str, _Meant]:
        """The chain on which ``subject_id`` was forgotten, with nothing left to delete; E1728 when it never was."""
        found = forgotten_of(connection, self.keys, [kind + subject_id for kind in ("", HOUSEHOLD, CASE, ONWARD)])
        if not found:
            cause = "no household, referral, case or problem passed on of this name was ever kept"
            raise refuse("E1728", cause, "take the id from the list of households", subject_id)
        is_restricted = not found.isdisjoint({CASE + subject_id, ONWARD + subject_id})
        return {audit.RESTRICTED if is_restricted else audit.MAIN: _Meant()}

    def _erase(self, connection: Connection, meant: _Meant, now: datetime) -> _Erased:
        erased = _Erased()
        erased.add(erase.erase_referrals(connection, self.keys, meant.referrals, now))
        erased.add(erase.erase_households(connection, self.keys, meant.households, now))
        if meant.cases:
            erased.add(erase.erase_cases(connection, self.keys, meant.cases, now))
        if meant.onward:
            erased.add(erase.erase_onward(connection, self.keys, meant.onward, now))
        erased.plans = erase.redact_plans(connection, self.keys, meant.households, now)
        return erased

    def _expire_restricted(
        self, connection: Connection, before: str, erased: _Erased, *, actor: str, role: Role, now: datetime
    ) -> None:
        """What stands behind the firewall goes on its own chain, which the first one's reader does not see."""
        cases, onward = protection_cases.c, onward_referrals.c
        closed = select(cases.case_id).where(cases.status.in_(("closed", "released")), cases.closed_at < before)
        done = select(onward.onward_id).where(onward.status == "closed", onward.closed_at < before)
        old = _Meant(cases=list(connection.execute(closed).scalars()), onward=list(connection.execute(done).scalars()))
        if old == _Meant():
            return
        erased.join(self._erase(connection, old, now))
        detail = {"cases": len(old.cases), "onward": len(old.onward)}
        self.log(connection, "expired", actor=actor, role=role, now=now, chain=audit.RESTRICTED, detail=detail)

    def _expire_quarantine(
        self, connection: Connection, before: str, now: datetime
    ) -> tuple[dict[str, int], list[str]]:
        old = select(imports.c.import_id).where(imports.c.at < before)
        query = select(quarantine.c.quarantine_id).where(quarantine.c.import_id.in_(old))
        ids = list(connection.execute(query).scalars())
        connection.execute(delete(quarantine).where(quarantine.c.import_id.in_(old)))
        subjects = [QUARANTINED + key for key in ids]
        destroy(connection, self.keys, subjects, now)
        return {"quarantine": len(ids)}, subjects

    def _certify(self, mark: str, erased: _Erased, seq: int, now: datetime) -> Certificate:
        cleaned, unreached = self._clean_backups()
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

    def _clean_backups(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take out of the known backups' key files whatever was destroyed here at any time."""
        cleaned, unreached = [], []
        with self.reading() as connection:

            def gone(held: Mapping[str, bytes]) -> set[str]:
                return destroyed_among(connection, self.keys, held)

            for row in connection.execute(select(backups).order_by(backups.c.made_at)).all():
                try:
                    remove_keys(Path(row.keys_path), row.backup_id, gone)
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

    def join(self, part: _Erased) -> None:
        """Count ``part`` in."""
        self.add((part.removed, part.subjects))
        self.plans += part.plans

    @property
    def detail(self) -> dict[str, Any]:
        return {"removed": {k: v for k, v in self.removed.items() if v}, "plans": [row[0] for row in self.plans]}


@dataclass(frozen=True, slots=True)
class _Meant:
    """Whom a deletion is about, by ids."""

    households: Sequence[str] = field(default_factory=list)
    referrals: Sequence[str] = field(default_factory=list)
    cases: Sequence[str] = field(default_factory=list)
    onward: Sequence[str] = field(default_factory=list)


def _meant(connection: Connection, subject_id: str) -> dict[str, _Meant]:
    """What ``subject_id`` names, by the chain its deletion is told on: a case may share its id with a plain referral.

    The only referral of a household means the household.
    """
    linked = erase.referrals_of(connection, [subject_id])
    if linked:
        return {audit.MAIN: _Meant([subject_id], linked)}
    home = connection.execute(select(links.c.household_id).where(links.c.referral_id == subject_id)).scalar()
    is_only = bool(home) and erase.referrals_of(connection, [str(home)]) == [subject_id]
    plain, cases, onward = (
        [subject_id] if connection.execute(select(column).where(column == subject_id)).first() else []
        for column in (referrals.c.referral_id, protection_cases.c.case_id, onward_referrals.c.onward_id)
    )
    named = {
        audit.MAIN: _Meant([str(home)] if is_only else [], plain),
        audit.RESTRICTED: _Meant(cases=cases, onward=onward),
    }
    return {chain: meant for chain, meant in named.items() if meant != _Meant()}


def _old(connection: Connection, before: str) -> _Meant:
    """Households whose every referral is older than ``before``, and all old referrals, theirs or nobody's."""
    joined = select(links.c.household_id).join(referrals, referrals.c.referral_id == links.c.referral_id)
    last = joined.group_by(links.c.household_id).having(func.max(referrals.c.received_at) < before)
    households = list(connection.execute(last.order_by(links.c.household_id)).scalars())
    alone = select(referrals.c.referral_id).where(referrals.c.received_at < before)
    alone = alone.where(referrals.c.referral_id.not_in(select(links.c.referral_id)))
    ids = [*erase.referrals_of(connection, households), *connection.execute(alone).scalars()]
    return _Meant(households, ids)
