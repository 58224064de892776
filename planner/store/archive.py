"""The format of a backup: a ZIP of JSON lines, one file a table, and a manifest sealed by the store's key.

It is the same for SQLite and PostgreSQL, byte for byte. The secrets of the subjects are not in it but in a key file
beside it (:mod:`planner.store.key_file`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from planner.errors import refuse
from planner.store.keys import Keys, canonical
from planner.store.migrate import HEAD
from planner.store.tables import data_keys, metadata

FORMAT = 1
ARCHIVED = tuple(table for table in metadata.sorted_tables if table is not data_keys)
_STEP = 1_000


def keys_path_of(path: Path) -> Path:
    """Where the key file of the archive at ``path`` lies."""
    return path.with_name(path.name + ".keys")


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """The table's rows as JSON lines in the order of its key; the same rows give the same bytes on any database."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_STEP)
    for row in connection.execute(query).mappings():
        yield canonical({name: _packed(value) for name, value in row.items()}).encode() + b"\n"


def _packed(value: object) -> object:
    return {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def unpacked(line: bytes) -> dict[str, Any]:
    """The row of one of :func:`lines_of`'s lines."""
    row: dict[str, Any] = json.loads(line)
    return {name: base64.b64decode(v["b64"]) if isinstance(v, dict) else v for name, v in row.items()}


def write_archive(connection: Connection, keys: Keys, archive: zipfile.ZipFile, backup_id: str) -> dict[str, int]:
    """Write every table as this connection sees it; rows by table."""
    tables: dict[str, dict[str, Any]] = {}
    with archive:
        for table in ARCHIVED:
            count, digest = 0, hashlib.sha256()
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
                for line in lines_of(connection, table):
                    member.write(line)
                    digest.update(line)
                    count += 1
            tables[table.name] = {"rows": count, "sha256": digest.hexdigest()}
        manifest = {"format": FORMAT, "backup": backup_id, "step": HEAD, "tables": tables}
        body = canonical(manifest)
        archive.writestr("manifest.json", body)
        archive.writestr("manifest.seal", seal_of(keys, body))
    return {name: table["rows"] for name, table in tables.items()}


def seal_of(keys: Keys, body: str) -> str:
    """The HMAC by which a store recognises its own archive."""
    return hmac.new(keys.for_purpose("backup"), body.encode(), hashlib.sha256).hexdigest()


def read_manifest(archive: zipfile.ZipFile, keys: Keys, where: str) -> Mapping[str, Any]:
    """The manifest, when the key's owner wrote it. E1726 otherwise, E1706 for a newer format or step."""
    try:
        body = archive.read("manifest.json").decode()
        seal = archive.read("manifest.seal").decode()
        manifest: dict[str, Any] = json.loads(body)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise refuse("E1726", "this is no archive of kembara", "choose the file that backup wrote", where) from error
    if not hmac.compare_digest(seal.encode(), seal_of(keys, body).encode()):
        action = "use the key the backup was made with, or an unchanged copy of it"
        raise refuse("E1726", "the archive was changed, or made with another key", action, where)
    missing = {f"tables/{name}.jsonl" for name in manifest["tables"]} - set(archive.namelist())
    if missing:
        raise refuse("E1726", f"the archive lacks {min(missing)}", "restore from another copy of it", where)
    if manifest["format"] > FORMAT or manifest["step"] > HEAD:
        raise refuse("E1706", "the archive was written by a newer kembara", "install the newer version", where)
    return manifest
