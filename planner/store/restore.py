"""Restoring: into an empty store of either kind, compared byte for byte before it is kept."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, func, select

from planner.errors import refuse
from planner.model.record import RestoreReport
from planner.store import audit, key_ring
from planner.store.archive import ARCHIVED, keys_path_of, lines_of, read_manifest, unpacked
from planner.store.engine import make_engine, read_url, where, writing
from planner.store.key_file import read_keys
from planner.store.keys import Keys
from planner.store.migrate import migrate
from planner.store.rows import insert_new, utc
from planner.store.sealed import SEALED
from planner.store.store import open_store
from planner.store.subjects import QUARANTINED
from planner.store.tables import data_keys, links, metadata, quarantine, referrals
from planner.store.tables import forgotten as forgotten_marks

_BATCH = 1_000
# What zipfile raises for changed bytes: in the data, in the sizes, in the flags for methods, versions and passwords.
_DAMAGE = (OSError, EOFError, OverflowError, ValueError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error)


def restore(path: Path, store_url: str, *, key: bytes, now: datetime, actor: str) -> RestoreReport:
    """Fill an empty store from an archive and its key file, in one transaction.

    Rows whose secrets were destroyed after the backup stay out, and no later import brings them back. Errors: E1724
    when what was written differs from the archive, E1725 key file, E1726 archive, E1727 the store is not empty, and
    those of ``open_store``.
    """
    keys = Keys(key)
    with _opened(path) as archive:
        manifest = read_manifest(archive, keys, path.name)
        secrets = read_keys(keys_path_of(path), manifest["backup"])
        engine = make_engine(read_url(store_url), busy_s=15.0)
        migrate(engine, manifest["step"])
        try:
            with writing(engine) as connection:
                _must_be_empty(connection)
                _fill(connection, archive, manifest)
                insert_new(connection, data_keys, [{"subject_id": s, "secret": v} for s, v in sorted(secrets.items())])
                forgotten = _drop_forgotten(connection, key_ring.read(connection, keys), now)
        finally:
            engine.dispose()
    store = open_store(store_url, key=key)
    try:
        _must_verify(audit.verify(store), path.name)
        with store.writing() as connection:
            detail = {"forgotten": forgotten}
            store.log(connection, "restored", actor=actor, now=now, subject=manifest["backup"], detail=detail)
    finally:
        store.close()
    return RestoreReport(tuple((name, table["rows"]) for name, table in manifest["tables"].items()), forgotten)


def _opened(path: Path) -> zipfile.ZipFile:
    """The archive, every part of it read once: damage is found before anything is written."""
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        action = "choose the file that kembara backup wrote"
        raise refuse("E1726", "there is no archive of kembara here", action, path.name) from error
    try:
        damaged = archive.testzip()
    except _DAMAGE as error:
        damaged = str(error)
    if damaged is None:
        return archive
    archive.close()
    raise refuse("E1726", f"the archive is damaged ({damaged})", "restore from another copy of it", path.name)


def _must_be_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if table.name != "meta" and connection.execute(select(func.count()).select_from(table)).scalar():
            action = "restore into a new address, then point KEMBARA_DATABASE there"
            raise refuse("E1727", f"the store is not empty: {table.name} has rows", action, where(connection.engine))


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> None:
    # The tables as they were at the archive's step, not as this version's code knows them.
    known = MetaData()
    known.reflect(connection)
    connection.execute(delete(known.tables["meta"]))
    for name in (table.name for table in ARCHIVED if table.name in manifest["tables"]):
        table = known.tables[name]
        _fill_table(connection, archive, table)
        digest = hashlib.sha256()
        for line in lines_of(connection, table):
            digest.update(line)
        if digest.hexdigest() != manifest["tables"][name]["sha256"]:
            action = "make a new backup at once; keep this one for a look at what happened"
            raise refuse("E1724", f"what came back of {name} is not what was written", action)


def _fill_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> None:
    batch: list[dict[str, Any]] = []
    with archive.open(f"tables/{table.name}.jsonl") as member:
        for line in member:
            batch.append(unpacked(line))
            if len(batch) == _BATCH:
                connection.execute(table.insert(), batch)
                batch = []
    if batch:
        connection.execute(table.insert(), batch)


def _drop_forgotten(connection: Connection, keys: Keys, now: datetime) -> int:
    """Leave out what was forgotten since: its secrets are no longer in the key file."""
    dropped = 0
    kept = select(data_keys.c.subject_id)
    for found in SEALED:
        if found.table is quarantine:  # its content may be lost and the reason of the refusal stay
            continue
        lost = found.subject_id.not_in(kept)
        ids = connection.execute(select(found.subject_id).where(lost)).scalars().all()
        marks = [{"mark": keys.mark("forgotten", key), "at": utc(now)} for key in ids]
        insert_new(connection, forgotten_marks, marks)
        dropped += connection.execute(delete(found.table).where(lost)).rowcount
    connection.execute(delete(links).where(links.c.referral_id.not_in(select(referrals.c.referral_id))))
    sealed = quarantine.c.sealed.is_not(None) & (QUARANTINED + quarantine.c.quarantine_id).not_in(kept)
    return dropped + connection.execute(delete(quarantine).where(sealed)).rowcount


def _must_verify(breaks: tuple[audit.Break, ...], place: str) -> None:
    if breaks:
        action = "keep this archive and restore an earlier one"
        raise refuse(
            "E1724", f"the record of the archive is broken at {breaks[0].chain} {breaks[0].seq}", action, place
        )
