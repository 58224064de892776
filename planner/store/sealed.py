"""What is sealed under which subject: the one list for restoring and for changing the key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table

from planner.store.subjects import CASE, HOUSEHOLD, ONWARD, PLAN, QUARANTINED
from planner.store.tables import (
    contacts,
    households,
    onward_referrals,
    placements,
    plans,
    protection_cases,
    quarantine,
    referrals,
    resolutions,
)


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with a ``sealed`` column: the column that names the subject, what stands before it, and the kind."""

    table: Table
    subject: str
    before: str
    kind: str

    @property
    def subject_id(self) -> ColumnElement[str]:
        """The subject under whose secret a row is sealed, as ``data_keys`` names it."""
        return self.before + self.table.c[self.subject]


SEALED = (
    SealedTable(referrals, "referral_id", "", "referral"),
    SealedTable(placements, "referral_id", "", "placement"),
    SealedTable(resolutions, "referral_id", "", "resolution"),
    SealedTable(contacts, "referral_id", "", "contact"),
    SealedTable(households, "household_id", HOUSEHOLD, "household"),
    SealedTable(protection_cases, "case_id", CASE, "case"),
    SealedTable(onward_referrals, "onward_id", ONWARD, "onward"),
    SealedTable(plans, "plan_id", PLAN, "plan"),
    SealedTable(quarantine, "quarantine_id", QUARANTINED, "quarantined"),
)
