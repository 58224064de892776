"""The secrets of the subjects: made at the first writing, read with every opening, destroyed at the last."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from planner.store.keys import SECRET_BYTES, Keys
from planner.store.rows import chunks, insert_new, utc
from planner.store.tables import data_keys, forgotten

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


def destroy(connection: Connection, keys: Keys, subject_ids: Sequence[str], now: datetime) -> None:
    """Delete the subjects' secrets, and with them whatever was sealed under them.

    A keyed mark of each stays, by which re-imports and copies of the secrets elsewhere are known.
    """
    for part in chunks(subject_ids):
        connection.execute(delete(data_keys).where(data_keys.c.subject_id.in_(part)))
    insert_new(connection, forgotten, [{"mark": mark_of(keys, subject), "at": utc(now)} for subject in subject_ids])


def mark_of(keys: Keys, subject_id: str) -> str:
    """By what a destroyed subject is known again."""
    return keys.mark("forgotten", subject_id)


def forgotten_of(connection: Connection, keys: Keys, subject_ids: Iterable[str]) -> set[str]:
    """Those of the subjects whose secret was destroyed at some time; a household may have a new one since."""
    marks = {mark_of(keys, subject): subject for subject in subject_ids}
    found: set[str] = set()
    for part in chunks(list(marks)):
        query = select(forgotten.c.mark).where(forgotten.c.mark.in_(part))
        found.update(marks[mark] for mark in connection.execute(query).scalars())
    return found


def destroyed_among(connection: Connection, keys: Keys, held: Mapping[str, bytes]) -> set[str]:
    """Those of the secrets, kept elsewhere, that were destroyed here since."""
    now_held = secrets_of(connection, list(held))
    return forgotten_of(connection, keys, (key for key, secret in held.items() if now_held.get(key) != secret))
