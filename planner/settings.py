"""Where things are: the data folder, the store, the key. Read once, by the workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.errors import refuse

_HERE = Path(__file__).resolve().parent


def _embedded_data() -> Path:
    """The embedded data: beside the package in a checkout, inside it when installed from a wheel."""
    installed = _HERE / "_data"
    return installed if installed.is_dir() else _HERE.parent / "data"


_ACTION = "let its owner alone read it (chmod 600), put the key back, or set KEMBARA_KEY"


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths and secrets. ``key`` keys every hash of an identity; without one, a demonstration key is used."""

    data_dir: Path
    home: Path
    database_url: str
    key: bytes
    is_demonstration_key: bool
    cluster: str = ""  # address of the workers, empty: this process
    roads: str = ""  # what travel times come from, empty: the street network in use
    districts: str = ""  # a GeoJSON of police districts; empty: their borders are estimated from places
    tiles: str = ""  # https address of map tiles with {z}, {x}, {y}; empty: the map asks nobody


DEMONSTRATION_KEY = b"demonstration key, not for real people"
KEY_FILE = "kembara.key"
"""Name of the file in ``KEMBARA_HOME`` that holds the key when the variable does not."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``KEMBARA_DATA``, ``KEMBARA_HOME``, ``KEMBARA_DATABASE``, ``KEMBARA_KEY``, ``KEMBARA_CLUSTER``,
    ``KEMBARA_ROADS``.

    ``KEMBARA_DISTRICTS`` names a GeoJSON of police districts, drawn on maps in place of the estimated borders.
    ``KEMBARA_TILES`` lets readers of the map switch online tiles on; without it there is no such switch.
    Without ``KEMBARA_KEY`` the key is that of the key file in ``KEMBARA_HOME``, and without that the demonstration's.
    Errors: E1732 for a key file that others may read, or that holds no key.
    """
    env = os.environ if environment is None else environment
    home = Path(env.get("KEMBARA_HOME", str(Path.home() / ".kembara"))).expanduser()
    key = env.get("KEMBARA_KEY", "").encode() or kept_key(home / KEY_FILE)
    return Settings(
        data_dir=Path(env["KEMBARA_DATA"]) if "KEMBARA_DATA" in env else _embedded_data(),
        home=home,
        database_url=env.get("KEMBARA_DATABASE", f"sqlite:///{home / 'kembara.db'}"),
        key=key or DEMONSTRATION_KEY,
        is_demonstration_key=not key,
        cluster=env.get("KEMBARA_CLUSTER", ""),
        roads=env.get("KEMBARA_ROADS", ""),
        districts=env.get("KEMBARA_DISTRICTS", ""),
        tiles=env.get("KEMBARA_TILES", ""),
    )


def kept_key(path: Path) -> bytes:
    """The key file's key, empty without a file. E1732 when others may read it or it holds no key."""
    try:
        mode = path.stat().st_mode
        key = path.read_bytes().strip()
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise refuse("E1732", f"the key file cannot be read: {error.strerror}", _ACTION, path.name) from error
    if os.name == "posix" and mode & 0o077:
        raise refuse("E1732", "the key file may be read by others than its owner", _ACTION, path.name)
    if not key:
        raise refuse("E1732", "the key file is empty", _ACTION, path.name)
    return key
