"""Where things are: the data folder, the store, the key. Read once, by the workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _embedded_data() -> Path:
    """The embedded data: beside the package in a checkout, inside it when installed from a wheel."""
    installed = _HERE / "_data"
    return installed if installed.is_dir() else _HERE.parent / "data"


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths and secrets. ``key`` keys every hash of an identity; without one, a demonstration key is used."""

    data_dir: Path
    home: Path
    database_url: str
    key: bytes
    is_demonstration_key: bool


DEMONSTRATION_KEY = b"demonstration key, not for real people"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``KEMBARA_DATA``, ``KEMBARA_HOME``, ``KEMBARA_DATABASE`` and ``KEMBARA_KEY``."""
    env = os.environ if environment is None else environment
    home = Path(env.get("KEMBARA_HOME", str(Path.home() / ".kembara"))).expanduser()
    key = env.get("KEMBARA_KEY", "")
    return Settings(
        data_dir=Path(env["KEMBARA_DATA"]) if "KEMBARA_DATA" in env else _embedded_data(),
        home=home,
        database_url=env.get("KEMBARA_DATABASE", f"sqlite:///{home / 'kembara.db'}"),
        key=key.encode() if key else DEMONSTRATION_KEY,
        is_demonstration_key=not key,
    )
