"""The key of a small site: made at random, kept in a file beside the store that its owner alone reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from planner.errors import refuse
from planner.settings import KEY_FILE, Settings, kept_key

NEXT_KEY_FILE = f"{KEY_FILE}.next"
"""Where the new key lies while the store is being sealed with it."""


def make_key(settings: Settings) -> Path:
    """Write a new random key of 256 bits into ``KEMBARA_HOME`` (mode 0600) and return the file's path.

    Never takes the place of a key that something may be sealed under: E1733 when there is a key file, or a store of
    SQLite already. Errors: E3703 when the folder cannot be written.
    """
    path = settings.home / KEY_FILE
    _must_be_unsealed(settings)
    _write_new(path)
    return path


def next_key(settings: Settings) -> bytes:
    """The key that a change is to put in place of the key file's: a new one, or the one of a change broken off.

    It lies beside the key file as ``kembara.key.next`` until :func:`install_next`. Errors: E1732, E3703.
    """
    path = settings.home / NEXT_KEY_FILE
    if not path.exists():
        _write_new(path)
    return kept_key(path)


def install_next(settings: Settings) -> Path:
    """Put the next key in the place of the key file, in one step; the file's path."""
    path = settings.home / KEY_FILE
    (settings.home / NEXT_KEY_FILE).replace(path)
    return path


def _must_be_unsealed(settings: Settings) -> None:
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    if settings.database_url.startswith("sqlite:///") and database.exists():
        action = "keep that store's key, or take another KEMBARA_HOME for a store under a new key"
        raise refuse("E1733", "there is a store already, made with the key in use", action, database.name)


def _write_new(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if isinstance(error, FileExistsError) and path.is_file():  # not the folder's name taken by a file
            action = "use the key that is there: what is sealed under it opens with nothing else"
            raise refuse("E1733", "there is a key file already", action, path.name) from error
        action = "choose another folder with KEMBARA_HOME, or set KEMBARA_KEY"
        raise refuse("E3703", f"the key file cannot be written: {error.strerror}", action, path.name) from error
