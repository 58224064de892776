"""Backups: one archive for both databases, tried by restoring it before anyone relies on it.

The archive (:mod:`planner.store.archive`) may be copied anywhere; without the key file beside it nothing sealed in it
opens.
"""

from __future__ import annotations

import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from planner.model.record import BackupReport
from planner.store import audit
from planner.store.archive import digest_of, keys_path_of, write_archive
from planner.store.key_file import replacing, write_keys
from planner.store.restore import restore
from planner.store.rows import insert_new, utc
from planner.store.store import Store, open_store
from planner.store.tables import backups, data_keys


def backup(store_url: str, path: Path, *, key: bytes, now: datetime, actor: str, is_tried: bool = True) -> BackupReport:
    """Write the whole store, as it is at one moment, to ``path`` and ``path.keys`` while others go on working.

    ``is_tried``: restore it into a throw-away store and compare. The backup is then entered in the store's index and
    in the record. Errors: E1724 when the trial differs, E3702 and E3703 for the files, and those of ``open_store``.
    """
    store = open_store(store_url, key=key)
    try:
        backup_id = store.keys.mark("backup", f"{utc(now)} {path}")
        with store.reading() as connection, replacing(path) as file:
            rows = write_archive(connection, store.keys, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED), backup_id)
            secrets = connection.execute(select(data_keys).order_by(data_keys.c.subject_id)).all()
        write_keys(keys_path_of(path), backup_id, ((row.subject_id, bytes(row.secret)) for row in secrets))
        if is_tried:
            with tempfile.TemporaryDirectory() as folder:
                restore(path, f"sqlite:///{folder}/trial.db", key=key, now=now, actor=actor)
        report = BackupReport(str(path), str(keys_path_of(path)), tuple(rows.items()), digest_of(path))
        _enter(store, backup_id, report, now, actor)
    finally:
        store.close()
    return report


def _enter(store: Store, backup_id: str, report: BackupReport, now: datetime, actor: str) -> None:
    row = {"backup_id": backup_id, "path": report.path, "keys_path": report.keys_path, "made_at": utc(now)}
    with store.writing() as connection:
        insert_new(connection, backups, [{**row, "digest": report.digest}])
        heads = {chain: list(head) for chain, head in audit.heads(connection).items()}
        detail = {"sha256": report.digest, "heads": heads.get(audit.MAIN, [])}
        store.log(connection, "backup", actor=actor, now=now, subject=backup_id, detail=detail)
