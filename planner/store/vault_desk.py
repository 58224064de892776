"""Contacts: sealed, for the case team alone, and never read without a line in the restricted log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import RowMapping, select

from planner.frames import CONTACTS
from planner.roles import Role, Thing
from planner.store import audit
from planner.store.rows import chunks, frame
from planner.store.session import Session, must_see
from planner.store.tables import contacts, data_keys


class VaultDesk(Session):
    """Gives contacts to those who may have them."""

    def contacts(self, role: Role, *, actor: str, now: datetime, referral_ids: Sequence[str]) -> pd.DataFrame:
        """Phone and name (frame ``CONTACTS``) of the named referrals that have any; the reading is logged first."""
        must_see(role, Thing.CONTACTS)
        wanted = sorted(set(referral_ids))
        query = select(contacts, data_keys.c.secret).join(data_keys, data_keys.c.subject_id == contacts.c.referral_id)
        rows: list[RowMapping] = []
        with self.writing(audit.RESTRICTED) as connection:
            for part in chunks(wanted):
                rows += connection.execute(query.where(contacts.c.referral_id.in_(part))).mappings()
            self.log(
                connection,
                "contacts.read",
                actor=actor,
                now=now,
                role=role,
                chain=audit.RESTRICTED,
                detail={"referrals": wanted},
            )
        opened = (
            {"referral_id": row["referral_id"]}
            | self._vault.open("contact", row["referral_id"], row["secret"], row["sealed"])
            for row in sorted(rows, key=lambda row: str(row["referral_id"]))
        )
        return frame(opened, CONTACTS)
