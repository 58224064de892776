"""What people decided about addresses and duplicates; it survives every re-import and can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, select, update

from planner.errors import refuse
from planner.frames import LINK_DECISIONS, Column, Schema
from planner.roles import Act, Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.rows import frame, insert_new, utc
from planner.store.session import Session, must_do, must_see
from planner.store.subjects import secrets_of
from planner.store.tables import actors, data_keys, link_decisions, resolutions

KEPT_DECISIONS = Schema(
    LINK_DECISIONS.name,
    (
        Column("decision_id", is_unique=True),
        *LINK_DECISIONS.columns,
        Column("reason"),
        Column("actor"),
        Column("at", "time"),
    ),
)
RESOLUTIONS = Schema(
    "resolutions",
    (
        Column("resolution_id", is_unique=True),
        Column("referral_id", is_unique=True),
        Column("place_id"),
        Column("place_name"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("level"),
        Column("unit"),
        Column("actor"),
        Column("at", "time"),
    ),
)


def _close(connection: Connection, table: Table, wanted: Mapping[str, str], seq: int, now: datetime) -> int:
    """Mark what still holds under ``wanted`` as undone by act ``seq``."""
    query = update(table).where(table.c.undone_at == "")
    for name, value in wanted.items():
        query = query.where(table.c[name] == value)
    return connection.execute(query.values(undone_at=f"{utc(now)} {seq}")).rowcount


class LinkDecisions:
    """Pairs of referrals that a person called the same household, or different ones."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, role: Role) -> pd.DataFrame:
        """The decisions that hold (frame ``KEPT_DECISIONS``), in the order they were made."""
        must_see(role, Thing.LINKS)
        query = select(link_decisions, link_decisions.c.verdict.label("decision"), actors.c.name.label("actor"))
        query = query.join(actors, actors.c.actor_key == link_decisions.c.actor_key)
        query = query.where(link_decisions.c.undone_at == "").order_by(link_decisions.c.at)
        with self._session.reading() as connection:
            rows = list(connection.execute(query).mappings())
        return frame(({name: row[name] for name in KEPT_DECISIONS.names} for row in rows), KEPT_DECISIONS)

    @again_when_undone
    def decide(
        self, left_id: str, right_id: str, *, is_same: bool, reason: str, role: Role, actor: str, now: datetime
    ) -> str:
        """Decide a pair, in whichever order; an earlier decision on it no longer holds. The decision's id."""
        must_do(role, Act.LINK)
        if left_id == right_id:
            raise refuse("E1715", "a referral cannot be compared with itself", "choose two different referrals")
        left, right = sorted((left_id, right_id))
        words, verdict = audit.reason(reason), "same" if is_same else "different"
        store = self._session
        with store.writing() as connection:
            detail = {"pair": [left, right], "verdict": verdict, "reason": words}
            seq = store.log(connection, "link.decided", actor=actor, role=role, now=now, detail=detail)
            _close(connection, link_decisions, {"left_id": left, "right_id": right}, seq, now)
            who = audit.actor_key(connection, store.keys, actor)
            row = {"decision_id": f"link-{seq}", "left_id": left, "right_id": right, "verdict": verdict}
            kept = {"reason": words, "actor_key": who, "at": utc(now), "undone_at": ""}
            insert_new(connection, link_decisions, [{**row, **kept}])
        return f"link-{seq}"

    @again_when_undone
    def undo(self, decision_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Take a decision back. E1716 when it does not hold any more."""
        must_do(role, Act.LINK)
        with self._session.writing() as connection:
            words: dict[str, Any] = {"actor": actor, "role": str(role), "subject": decision_id}
            seq = self._session.log(connection, "link.undone", now=now, **words)
            if not _close(connection, link_decisions, {"decision_id": decision_id}, seq, now):
                raise refuse("E1716", f"decision {decision_id} does not hold any more", "look at the list again")


class Resolutions:
    """Addresses that a person placed. Sealed: a door is as personal as a name."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._vault = session.keys.vault()

    def all(self, role: Role) -> pd.DataFrame:
        """The resolutions that hold (frame ``RESOLUTIONS``), one a referral at most."""
        must_see(role, Thing.REFERRALS)
        query = select(resolutions, data_keys.c.secret, actors.c.name.label("actor"))
        query = query.join(data_keys, data_keys.c.subject_id == resolutions.c.referral_id)
        query = query.join(actors, actors.c.actor_key == resolutions.c.actor_key)
        query = query.where(resolutions.c.undone_at == "").order_by(resolutions.c.at)
        with self._session.reading() as connection:
            rows = list(connection.execute(query).mappings())
        opened = (
            {name: row[name] for name in ("resolution_id", "referral_id", "actor", "at")}
            | self._vault.open("resolution", row["referral_id"], row["secret"], row["sealed"])
            for row in rows
        )
        return frame(opened, RESOLUTIONS)

    @again_when_undone
    def resolve(self, referral_id: str, place: Mapping[str, Any], *, role: Role, actor: str, now: datetime) -> str:
        """Say where a referral is: ``place`` has place_id, place_name, lon, lat, level and unit. Its id.

        Takes the place of an earlier resolution. E1717 when the store has no such referral.
        """
        must_do(role, Act.RESOLVE)
        store = self._session
        with store.writing() as connection:
            secret = secrets_of(connection, [referral_id]).get(referral_id)
            if secret is None:
                raise refuse("E1717", f"the store has no referral {referral_id}", "import it first")
            words: dict[str, Any] = {"actor": actor, "role": str(role), "subject": referral_id}
            seq = store.log(connection, "address.resolved", now=now, **words)
            _close(connection, resolutions, {"referral_id": referral_id}, seq, now)
            payload = {name: place.get(name) for name in ("place_id", "place_name", "lon", "lat", "level", "unit")}
            row = {"resolution_id": f"address-{seq}", "referral_id": referral_id, "at": utc(now), "undone_at": ""}
            who = audit.actor_key(connection, store.keys, actor)
            sealed = self._vault.seal("resolution", referral_id, secret, payload)
            insert_new(connection, resolutions, [{**row, "actor_key": who, "sealed": sealed}])
        return f"address-{seq}"

    @again_when_undone
    def undo(self, resolution_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Take a resolution back. E1716 when it does not hold any more."""
        must_do(role, Act.RESOLVE)
        with self._session.writing() as connection:
            words: dict[str, Any] = {"actor": actor, "role": str(role), "subject": resolution_id}
            seq = self._session.log(connection, "address.undone", now=now, **words)
            if not _close(connection, resolutions, {"resolution_id": resolution_id}, seq, now):
                raise refuse("E1716", f"resolution {resolution_id} does not hold any more", "look at the list again")
