"""The act of deleting: rows go, their secrets are destroyed, and marks stay so that no re-import brings them back."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from planner.store import audit
from planner.store.keys import Keys
from planner.store.plan_desk import hash_body, subject_of
from planner.store.rows import chunks
from planner.store.subjects import CASE, HOUSEHOLD, ONWARD, destroy, mark_of, secrets_for, secrets_of
from planner.store.tables import (
    contacts,
    households,
    link_decisions,
    link_review,
    links,
    onward_referrals,
    outcomes,
    placements,
    plans,
    protection_cases,
    referrals,
    resolutions,
)

_OF_A_REFERRAL: tuple[ColumnElement[str], ...] = (
    referrals.c.referral_id,
    contacts.c.referral_id,
    placements.c.referral_id,
    resolutions.c.referral_id,
    links.c.referral_id,
    link_review.c.left_id,
    link_review.c.right_id,
    link_decisions.c.left_id,
    link_decisions.c.right_id,
)


def referrals_of(connection: Connection, household_ids: Sequence[str]) -> list[str]:
    """The referrals linked to the households."""
    found: list[str] = []
    for part in chunks(household_ids):
        query = select(links.c.referral_id).where(links.c.household_id.in_(part))
        found += connection.execute(query).scalars()
    return sorted(found)


def erase_referrals(
    connection: Connection, keys: Keys, ids: Sequence[str], now: datetime
) -> tuple[dict[str, int], list[str]]:
    """Delete all that is kept of the referrals: rows by table, and the subjects whose secrets are gone."""
    removed: dict[str, int] = {}
    for column in _OF_A_REFERRAL:
        name = str(column.table.name)
        removed[name] = removed.get(name, 0) + _delete(connection, column, ids)
    destroy(connection, keys, ids, now)
    return removed, list(ids)


def erase_households(
    connection: Connection, keys: Keys, ids: Sequence[str], now: datetime
) -> tuple[dict[str, int], list[str]]:
    """Delete the households' rows; outcomes stay as counts of their place, under the name that kept plans give."""
    removed = {"households": _delete(connection, households.c.household_id, ids)}
    for part in chunks(ids):
        columns = (outcomes.c.outcome_id, outcomes.c.household_id, outcomes.c.serves_id)
        for row in connection.execute(select(*columns).where(outcomes.c.household_id.in_(part))).all():
            alias = _alias(keys, row.household_id)
            serves_id = row.serves_id.replace(row.household_id, alias)
            wanted = update(outcomes).where(outcomes.c.outcome_id == row.outcome_id)
            connection.execute(wanted.values(household_id=alias, serves_id=serves_id))
    subjects = [HOUSEHOLD + key for key in ids]
    destroy(connection, keys, subjects, now)
    return removed, subjects


def _alias(keys: Keys, household_id: str) -> str:
    """What stands for a forgotten household in plans and outcomes."""
    return mark_of(keys, household_id)[:12]


def erase_cases(
    connection: Connection, keys: Keys, ids: Sequence[str], now: datetime
) -> tuple[dict[str, int], list[str]]:
    """Delete protected cases, and contacts that were theirs alone."""
    removed = {"protection_cases": _delete(connection, protection_cases.c.case_id, ids)}
    plain: set[str] = set()
    for part in chunks(ids):
        plain |= set(
            connection.execute(select(referrals.c.referral_id).where(referrals.c.referral_id.in_(part))).scalars()
        )
    own = [key for key in ids if key not in plain]
    removed["contacts"] = _delete(connection, contacts.c.referral_id, own)
    subjects = [*(CASE + key for key in ids), *own]
    destroy(connection, keys, subjects, now)
    return removed, subjects


def erase_onward(
    connection: Connection, keys: Keys, ids: Sequence[str], now: datetime
) -> tuple[dict[str, int], list[str]]:
    """Delete social problems that were passed on."""
    removed = {"onward_referrals": _delete(connection, onward_referrals.c.onward_id, ids)}
    subjects = [ONWARD + key for key in ids]
    destroy(connection, keys, subjects, now)
    return removed, subjects


def _delete(connection: Connection, column: ColumnElement[str], ids: Sequence[str]) -> int:
    table = column.table
    return sum(connection.execute(delete(table).where(column.in_(part))).rowcount for part in chunks(ids))


def redact_plans(
    connection: Connection, keys: Keys, household_ids: Sequence[str], now: datetime
) -> list[tuple[str, str, str]]:
    """Take the households out of every kept plan: (plan_id, new body hash, receipt hash) of those that changed.

    A door's id is replaced and its coordinates are rounded to hundredths of a degree (about 1 km). The plan gets a new
    secret, so that copies of the old one in backups open no more.
    """
    changed = []
    aliases = {key: _alias(keys, key) for key in household_ids}
    for row in connection.execute(select(plans)).mappings().all():
        subject = subject_of(row["plan_id"])
        secret = secrets_of(connection, [subject])[subject]
        body = zlib.decompress(keys.vault().open_bytes("plan", subject, secret, row["sealed"]))
        redacted = redact(body, aliases)
        if redacted == body:
            continue
        destroy(connection, keys, [subject], now)
        fresh = secrets_for(connection, [subject])[subject]
        sealed = keys.vault().seal_bytes("plan", subject, fresh, zlib.compress(redacted))
        values = {"sealed": sealed, "body_hash": hash_body(redacted)}
        connection.execute(update(plans).where(plans.c.plan_id == row["plan_id"]).values(**values))
        changed.append((row["plan_id"], hash_body(redacted), row["receipt_hash"]))
    return changed


def redact(body: bytes, aliases: dict[str, str]) -> bytes:
    """A plan's JSON with every mention of the households replaced, and their doors moved to a coarse grid."""
    if not any(key.encode() in body for key in aliases):
        return body
    words = "|".join(sorted(map(re.escape, aliases), key=len, reverse=True))
    mention = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])")
    tree = _replaced(json.loads(body), mention, aliases)
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode()


def _replaced(value: Any, mention: re.Pattern[str], aliases: dict[str, str]) -> Any:  # noqa: ANN401 — a JSON tree
    if isinstance(value, str):
        return mention.sub(lambda found: aliases[found[0]], value)
    if isinstance(value, list):
        return [_replaced(item, mention, aliases) for item in value]
    if isinstance(value, dict):
        tree = {name: _replaced(item, mention, aliases) for name, item in value.items()}
        if value.get("household_id") in aliases and "lon" in tree:
            tree |= {"lon": round(tree["lon"], 2), "lat": round(tree["lat"], 2)}
        return tree
    return value


def note_redacted(
    connection: Connection, keys: Keys, changed: Sequence[tuple[str, str, str]], act: audit.Entry
) -> None:
    """Anchor the redacted plans' new hashes in the record."""
    for plan_id, body_hash, receipt in changed:
        detail = {"receipt": receipt, "body": body_hash, "reason": "deletion by household"}
        entry = audit.Entry("plan.redacted", act.actor, act.now, plan_id, act.role, audit.MAIN, detail)
        audit.append(connection, keys, entry)
