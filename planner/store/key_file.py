"""The key file beside a backup: the subjects' secrets, kept apart so that deleting one there deletes it everywhere.

An archive may be copied, burnt or sent away: what is sealed in it opens only with this small file, which stays in one
place and is rewritten when a household is forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from planner.errors import refuse


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under ``path`` whole, readable by its owner alone, or not at all. E3703 when it cannot."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        code = "E3702" if error.errno == 28 else "E3703"  # ENOSPC
        action = "choose another folder, or free some space there"
        raise refuse(code, f"the file cannot be written: {error.strerror}", action, path.name) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write_keys(path: Path, backup_id: str, secrets: Iterable[tuple[str, bytes]]) -> None:
    """Write the secrets: a header line, then one JSON line a subject, last the hash of all before it."""
    digest = hashlib.sha256()
    with replacing(path) as file:

        def put(line: Mapping[str, object]) -> None:
            written = json.dumps(line).encode() + b"\n"
            digest.update(written)
            file.write(written)

        put({"kembara_keys": 2, "backup": backup_id})
        for subject, secret in secrets:
            put({"subject": subject, "secret": base64.b64encode(secret).decode()})
        put({"sha256": digest.hexdigest()})


def read_keys(path: Path, backup_id: str) -> dict[str, bytes]:
    """The secrets. E1725 when the file is missing, broken, or another backup's.

    One that ends early must not pass: whose secret is not in it counts as forgotten.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
        head = json.loads(lines[0])
        if head != {"kembara_keys": head["kembara_keys"], "backup": backup_id}:
            raise ValueError("another backup's keys")
        if head["kembara_keys"] != 1:  # the first form had no hash
            end = json.loads(lines.pop())
            if end != {"sha256": hashlib.sha256(b"".join(lines)).hexdigest()}:
                raise ValueError("damaged")
        rows: list[Mapping[str, str]] = [json.loads(line) for line in lines[1:]]
        return {row["subject"]: base64.b64decode(row["secret"], validate=True) for row in rows}
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        action = "put the .keys file that was made with this backup beside it"
        raise refuse("E1725", "the key file of the backup is missing or not its own", action, path.name) from error


def remove_keys(path: Path, backup_id: str, gone: Callable[[Mapping[str, bytes]], set[str]]) -> None:
    """Rewrite the file without the secrets of the subjects that ``gone`` names among those in it. E1725, E3703."""
    held = read_keys(path, backup_id)
    lost = gone(held)
    if not lost:
        return
    kept = {subject: secret for subject, secret in held.items() if subject not in lost}
    old = path.open("r+b")  # held open over the replacing: the same bytes on the disk, overwritten afterwards
    with old:
        size = os.fstat(old.fileno()).st_size
        write_keys(path, backup_id, sorted(kept.items()))
        old.write(b"\0" * size)
        old.flush()
        os.fsync(old.fileno())
