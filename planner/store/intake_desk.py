"""What came of a file goes in here, in one transaction, and the redacted referrals come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select

from planner.frames import CONTACTS, PROTECTION, QUARANTINED, REFERRALS, check
from planner.model.record import ImportReport
from planner.model.referral import Intake
from planner.roles import Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.quarantine_desk import Source, put_quarantined
from planner.store.rows import chunks, frame, insert_new, records, utc
from planner.store.sent_again import WITHHELD, SentAgain, close, judge
from planner.store.session import Session, must_see
from planner.store.subjects import CASE, forgotten_of, secrets_for
from planner.store.tables import contacts, data_keys, imports, meta, protection_cases, referrals

# These say nothing of who or where; whatever else a referral holds is sealed.
OPEN_COLUMNS = tuple(c.name for c in referrals.columns if c.name not in {"import_id", "sealed"})
OPEN_CASE_COLUMNS = ("case_id", "received_at", "due_at", "clock_h", "is_unsure")
REAL_DATA = "has_real_data"
UNNAMED = Source()


class IntakeDesk(Session):
    """Takes intakes in and gives redacted referrals out."""

    @again_when_undone
    def add_intake(
        self,
        intake: Intake,
        *,
        now: datetime,
        actor: str,
        source: Source = UNNAMED,
        raw: pd.DataFrame | None = None,
        is_synthetic: bool = False,
    ) -> ImportReport:
        """Keep ``intake`` in one transaction; what is known already stays as it is.

        ``source`` tells of the source and ``raw`` is its rows as read (frame ``ROWS``): with them quarantined rows can
        be corrected later (kept sealed), and rows that ``source`` says correct earlier ones close those.
        ``is_synthetic`` marks made-up people; any other import makes the store one with real data, on which the open
        demonstration mode will not run. Errors: E10xx for a frame that breaks its schema, E1707, E37xx.
        """
        for table, schema in (
            (intake.referrals, REFERRALS),
            (intake.quarantined, QUARANTINED),
            (intake.protection, PROTECTION),
            (intake.contacts, CONTACTS),
        ):
            check(table, schema)
        with self.writing() as connection:
            import_id = f"import-{audit.lock(connection, self.keys)[0] + 1}"
            added = self._put_referrals(connection, intake.referrals, import_id)
            again = judge(connection, self._vault, source.sent_again, intake, raw)
            refused = intake.quarantined[~intake.quarantined["row"].isin(again.unchanged)]
            quarantined = put_quarantined(connection, self.keys, refused, raw, source, import_id)
            cases = self._put_cases(connection, intake.protection)
            self._put_contacts(connection, intake.contacts)
            report = ImportReport(added, len(intake.referrals) - added, quarantined, cases, len(again.corrected))
            if report.is_change or again.withheld:
                self._record(connection, report, again, import_id, now, actor)
            if report.is_change and not is_synthetic:
                insert_new(connection, meta, [{"key": REAL_DATA, "value": "yes"}])
        return report

    def is_empty(self) -> bool:
        """Whether no referral is kept here."""
        with self.reading() as connection:
            return connection.execute(select(referrals.c.referral_id).limit(1)).first() is None

    def referrals(
        self, role: Role, *, since: datetime | None = None, referral_ids: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Redacted referrals (frame ``REFERRALS``), oldest first; all, or those received ``since``, or those named."""
        must_see(role, Thing.REFERRALS)
        query = select(referrals, data_keys.c.secret).join(data_keys, data_keys.c.subject_id == referrals.c.referral_id)
        query = query.order_by(referrals.c.received_at, referrals.c.referral_id)
        if since is not None:
            query = query.where(referrals.c.received_at >= utc(since))
        with self.reading() as connection:
            if referral_ids is None:
                found = list(connection.execute(query).mappings())
            else:
                found = _named(connection, query, referral_ids)
        return frame((self._opened(row) for row in found), REFERRALS)

    def _opened(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        payload = self._vault.open("referral", row["referral_id"], row["secret"], row["sealed"])
        return {**{name: row[name] for name in OPEN_COLUMNS}, **payload}

    def _put_referrals(self, connection: Connection, table: pd.DataFrame, import_id: str) -> int:
        known = _existing(connection, referrals.c.referral_id, list(table["referral_id"]))
        known |= self._forgotten(connection, list(table["referral_id"]))
        fresh = list(records(table[~table["referral_id"].isin(known)]))
        secrets = secrets_for(connection, (row["referral_id"] for row in fresh))
        rows = []
        for row in fresh:
            key = row["referral_id"]
            payload = {name: value for name, value in row.items() if name not in OPEN_COLUMNS}
            sealed = self._vault.seal("referral", key, secrets[key], payload)
            rows.append({**{name: row[name] for name in OPEN_COLUMNS}, "import_id": import_id, "sealed": sealed})
        insert_new(connection, referrals, rows)
        return len(rows)

    def _put_cases(self, connection: Connection, table: pd.DataFrame) -> int:
        known = _existing(connection, protection_cases.c.case_id, list(table["case_id"]))
        known |= self._forgotten(connection, list(table["case_id"]), before=CASE)
        fresh = list(records(table[~table["case_id"].isin(known)]))
        secrets = secrets_for(connection, (CASE + row["case_id"] for row in fresh))
        untouched = {"status": "open", "taken_by": "", "taken_at": "", "closed_at": ""}
        rows = []
        for row in fresh:
            key = row["case_id"]
            payload = {name: value for name, value in row.items() if name not in OPEN_CASE_COLUMNS}
            sealed = self._vault.seal("case", CASE + key, secrets[CASE + key], payload)
            rows.append({**{name: row[name] for name in OPEN_CASE_COLUMNS}, **untouched, "sealed": sealed})
        insert_new(connection, protection_cases, rows)
        return len(rows)

    def _put_contacts(self, connection: Connection, table: pd.DataFrame) -> None:
        distinct = table.drop_duplicates("referral_id")
        known = _existing(connection, contacts.c.referral_id, list(distinct["referral_id"]))
        known |= self._forgotten(connection, list(distinct["referral_id"]))
        fresh = list(records(distinct[~distinct["referral_id"].isin(known)]))
        secrets = secrets_for(connection, (row["referral_id"] for row in fresh))
        rows = []
        for row in fresh:
            key = row.pop("referral_id")
            rows.append({"referral_id": key, "sealed": self._vault.seal("contact", key, secrets[key], row)})
        insert_new(connection, contacts, rows)

    def _record(
        self, connection: Connection, report: ImportReport, again: SentAgain, import_id: str, now: datetime, actor: str
    ) -> None:
        who: dict[str, Any] = {"actor": actor, "now": now}
        # Before this actor's name: who reads cases has that chain first and the name second.
        if report.protection or again.withheld:
            audit.lock(connection, self.keys, audit.RESTRICTED)
        if report.added or report.quarantined:
            counts = {"added": report.added, "known": report.known, "quarantined": report.quarantined}
            self.log(connection, "import", subject=import_id, detail=counts, **who)
            key = audit.actor_key(connection, self.keys, actor)
            insert_new(connection, imports, [{"import_id": import_id, "at": utc(now), "actor_key": key, **counts}])
        if again.corrected:
            seq = self.log(connection, "quarantine.corrected", detail={"rows": list(again.corrected)}, **who)
            closed = {"status": "corrected", "closed_at": utc(now), "closed_by": str(seq)}
            close(connection, self.keys, again.corrected, closed, now)
        if report.protection:  # on the other chain: the difference of two logs must not tell of a case
            detail = {"cases": report.protection}
            self.log(connection, "import", chain=audit.RESTRICTED, detail=detail, **who)
        if again.withheld:
            rows = {"rows": list(again.withheld)}
            self.log(connection, "quarantine.withheld", chain=audit.RESTRICTED, detail=rows, **who)
            close(connection, self.keys, again.withheld, {"status": WITHHELD}, now)

    def _forgotten(self, connection: Connection, ids: Sequence[str], *, before: str = "") -> set[str]:
        return {key.removeprefix(before) for key in forgotten_of(connection, self.keys, (before + key for key in ids))}


def _existing(connection: Connection, column: ColumnElement[str], ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(ids):
        found.update(connection.execute(select(column).where(column.in_(part))).scalars())
    return found


def _named(connection: Connection, query: Select[Any], ids: Sequence[str]) -> list[RowMapping]:
    found: list[RowMapping] = []
    for part in chunks(sorted(set(ids))):
        found += connection.execute(query.where(referrals.c.referral_id.in_(part))).mappings()
    return sorted(found, key=lambda row: (row["received_at"], row["referral_id"]))
