"""Changing the key: every sealed row is sealed anew, in steps that may be broken off and taken up again.

First the record is handed over, in one transaction: the old key goes into the ring, the heads of the chains and the
store's mark are the new key's, and whoever still has the store open under the old one can write no more. Then the rows
follow, a batch a transaction; a row that was not reached yet opens with the old key. Last the old key is retired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, select, text, tuple_, update

from planner.errors import PlannerError, refuse
from planner.model.record import KeyReport
from planner.progress import Progress, silent
from planner.store import audit, key_ring
from planner.store.engine import writing
from planner.store.keys import Former, Keys, Vault
from planner.store.rows import replace as put
from planner.store.sealed import SEALED, SealedTable
from planner.store.store import Store, open_store
from planner.store.tables import data_keys, meta

BATCH = 1_000


def change_key(
    store_url: str, *, old: bytes, new: bytes, now: datetime, actor: str, progress: Progress = silent
) -> KeyReport:
    """Seal the store with ``new`` in place of ``old``, or go on with a change to ``new`` that was broken off.

    Errors: E1734 for a new key that is short, the same or a former one, E1711 when the store is under neither, and
    those of ``open_store``.
    """
    _must_be_fit(new, old)
    is_resumed = _hand_over(store_url, old, new, now, actor)
    store = open_store(store_url, key=new)
    try:
        rows = {sealed.table.name: _reseal(store, sealed, progress) for sealed in SEALED}
        with store.writing() as connection:
            key_ring.write(connection, replace(store.keys, former=key_ring.retired(store.keys.former)))
            store.log(connection, "key.changed", actor=actor, now=now, detail={"rows": rows})
        is_wiped = _wipe(store)
    finally:
        store.close()
    return KeyReport(tuple(rows.items()), is_resumed, is_wiped)


def is_handed_over(store_url: str, old: bytes) -> bool:
    """Whether the store answers to another key than ``old``, so that a change of it can only be taken up again."""
    try:
        open_store(store_url, key=old).close()
    except PlannerError as error:
        if error.faults[0].code != "E1711":
            raise
        return True
    return False


def _must_be_fit(new: bytes, old: bytes) -> None:
    if len(new) < 32:
        raise refuse(
            "E1734", "the new key is shorter than 32 characters", "make one at random, as `kembara key new` does"
        )
    if new == old:
        raise refuse("E1734", "the new key is the one in use", "give another key")


def _hand_over(store_url: str, old: bytes, new: bytes, now: datetime, actor: str) -> bool:
    """Give record and mark to the new key, once; whether that was done before."""
    if is_handed_over(store_url, old):
        return True
    store = open_store(store_url, key=old)
    try:
        with writing(store.engine) as connection:
            for chain in (audit.MAIN, audit.RESTRICTED):
                audit.lock(connection, store.keys, chain)
            _hand_chains_over(connection, store.keys, new, now, actor)
    finally:
        store.close()
    return False


def _hand_chains_over(connection: Connection, keys: Keys, new: bytes, now: datetime, actor: str) -> None:
    if any(former.root == new for former in keys.former):
        raise refuse("E1734", "the new key was this store's key before", "give a key that was never used")
    until: Mapping[str, int] = {chain: seq for chain, (seq, _) in audit.heads(connection).items()}
    following = Keys(new, (*keys.former, Former(keys.root, until, is_retired=False)))
    key_ring.write(connection, following)
    put(connection, meta, [{"key": "key_check", "value": following.key_check()}])
    audit.reseal_heads(connection, following)
    audit.append(connection, following, audit.Entry("key.changing", actor, now))


def _reseal(store: Store, sealed: SealedTable, progress: Progress) -> int:
    """Seal the table's rows with the key in use, a batch a transaction; how many rows there are."""
    vault, count, last = store.keys.vault(), 0, None
    current = Vault(vault.key)
    query = _rows(sealed)
    while True:
        with store.writing(audit.MAIN, audit.RESTRICTED) as connection:
            keys = sealed.table.primary_key.columns
            wanted = query if last is None else query.where(tuple_(*keys) > last)
            rows = connection.execute(wanted.limit(BATCH)).mappings().all()
            changed = []
            for row in rows:
                clear = vault.open_bytes(sealed.kind, row["subject_id"], row["secret"], row["sealed"])
                made = current.seal_bytes(sealed.kind, row["subject_id"], row["secret"], clear)
                changed.append({**{f"key_{key.name}": row[key.name] for key in keys}, "made": made})
            if changed:
                same = [key == bindparam(f"key_{key.name}") for key in keys]
                connection.execute(update(sealed.table).where(*same).values(sealed=bindparam("made")), changed)
        count += len(rows)
        progress("key", None, f"{sealed.table.name}: {count:,} rows")
        if len(rows) < BATCH:
            return count
        last = tuple(rows[-1][key.name] for key in keys)


def _rows(sealed: SealedTable) -> Select[tuple[object, ...]]:
    keys = sealed.table.primary_key.columns
    query = select(*keys, sealed.table.c.sealed, data_keys.c.secret, sealed.subject_id.label("subject_id"))
    query = query.join(data_keys, data_keys.c.subject_id == sealed.subject_id)
    return query.where(sealed.table.c.sealed.is_not(None)).order_by(*keys)


def _wipe(store: Store) -> bool:
    """Have the database overwrite what the old key sealed: SQLite's journal, PostgreSQL's dead rows."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if store.engine.dialect.name == "sqlite":
            return int(connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]) == 0
        for sealed in SEALED:
            connection.execute(text(f"VACUUM (FULL) {sealed.table.name}"))
        return True
