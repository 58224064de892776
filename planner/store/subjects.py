"""The secrets of the subjects: made at the first writing, read with every opening, destroyed at the last."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from planner.store.keys import SECRET_BYTES
from planner.store.rows import chunks, insert_new
from planner.store.tables import data_keys

# Ids of different kinds may be equal (a case and the plain referral of the same caller), their secrets must not be:
# all but referrals, whose contact, placement and resolution go with them, put their kind before the id.
CASE = "case:"
QUARANTINED = "quarantined:"
ONWARD = "onward:"
HOUSEHOLD = "household:"
PLAN = "plan:"


def secrets_for(connection: Connection, subject_ids: Iterable[str]) -> dict[str, bytes]:
    """A secret for every subject; those without one get one of 32 random bytes."""
    wanted = sorted(set(subject_ids))
    known = secrets_of(connection, wanted)
    missing = [subject for subject in wanted if subject not in known]
    drawn = os.urandom(SECRET_BYTES * len(missing))
    pieces = (drawn[start : start + SECRET_BYTES] for start in range(0, len(drawn), SECRET_BYTES))
    fresh: list[dict[str, Any]] = [
        {"subject_id": subject, "secret": piece} for subject, piece in zip(missing, pieces, strict=True)
    ]
    insert_new(connection, data_keys, fresh)
    if connection.dialect.name == "postgresql":
        # Another writer may have been first: what the table holds counts, not what we drew. SQLite has one writer.
        return known | secrets_of(connection, missing)
    return known | {row["subject_id"]: row["secret"] for row in fresh}


def secrets_of(connection: Connection, subject_ids: Sequence[str]) -> dict[str, bytes]:
    """The secrets that exist."""
    found: dict[str, bytes] = {}
    for part in chunks(subject_ids):
        query = select(data_keys.c.subject_id, data_keys.c.secret).where(data_keys.c.subject_id.in_(part))
        found.update((row.subject_id, bytes(row.secret)) for row in connection.execute(query))
    return found


def destroy(connection: Connection, subject_ids: Sequence[str]) -> int:
    """Delete the subjects' secrets, and with them whatever was sealed under them; how many there were."""
    return sum(
        connection.execute(delete(data_keys).where(data_keys.c.subject_id.in_(part))).rowcount
        for part in chunks(subject_ids)
    )
