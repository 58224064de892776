"""The key file beside a backup: the subjects' secrets, kept apart so that deleting one there deletes it everywhere.

An archive may be copied, burnt or sent away: what is sealed in it opens only with this small file, which stays in one
place and is rewritten when a household is forgotten.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
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
    """Write the secrets: a header line, then one JSON line a subject."""
    with replacing(path) as file:
        file.write(json.dumps({"kembara_keys": 1, "backup": backup_id}).encode() + b"\n")
        for subject, secret in secrets:
            line = {"subject": subject, "secret": base64.b64encode(secret).decode()}
            file.write(json.dumps(line).encode() + b"\n")


def read_keys(path: Path, backup_id: str) -> dict[str, bytes]:
    """The secrets. E1725 when the file is missing, broken, or another backup's."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        if json.loads(lines[0]) != {"kembara_keys": 1, "backup": backup_id}:
            raise ValueError("another backup's keys")
        rows: list[Mapping[str, str]] = [json.loads(line) for line in lines[1:]]
        return {row["subject"]: base64.b64decode(row["secret"], validate=True) for row in rows}
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        action = "put the .keys file that was made with this backup beside it"
        raise refuse("E1725", "the key file of the backup is missing or not its own", action, path.name) from error


def remove_keys(path: Path, backup_id: str, subjects: set[str]) -> None:
    """Rewrite the file without the subjects' secrets. E1725, E3703."""
    kept = {subject: secret for subject, secret in read_keys(path, backup_id).items() if subject not in subjects}
    old = path.open("r+b")  # held open over the replacing: the same bytes on the disk, overwritten afterwards
    with old:
        size = os.fstat(old.fileno()).st_size
        write_keys(path, backup_id, sorted(kept.items()))
        old.write(b"\0" * size)
        old.flush()
        os.fsync(old.fileno())
