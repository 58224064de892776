"""Stored street networks: one compressed file of arrays with its manifest, and the traffic table beside them."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from planner.errors import refuse
from planner.geo.roads import Manifest, RoadNetwork, array_fields, content_hash
from planner.geo.speeds import Traffic
from planner.geo.traffic_table import parse_traffic
from planner.settings import Settings, read_settings

FORMAT = "kembara-roads/1"
DEMO_FILE = "kuala_lumpur_demo.npz"
ACTIVE_FILE = "active.npz"
_ACTION = "import the network again with `kembara roads import FILE`"


def save_network(network: RoadNetwork, path: Path) -> None:
    """Write ``network`` to ``path`` whole or not at all."""
    arrays = {name: getattr(network, name) for name in array_fields()}
    arrays["names"] = np.frombuffer("\n".join(network.names).encode(), dtype=np.uint8)
    head = {"format": FORMAT, **asdict(network.manifest)}
    arrays["manifest"] = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        _write_zip(file, arrays)
    aside.replace(path)


def _write_zip(file: io.BufferedWriter, arrays: dict[str, np.ndarray]) -> None:
    """Like numpy's savez_compressed, but with a fixed date inside, so that equal networks make equal files."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue())


def load_network(path: Path, *, data_dir: Path | None = None) -> RoadNetwork:
    """Read a stored network with the traffic table of ``data_dir`` (the settings' own when None).

    Raises E1304 when the file is missing, E1305 when it is not one of ours or was damaged or changed.
    """
    if not path.is_file():
        raise refuse("E1304", f"there is no stored network {path.name}", _ACTION, path.name)
    try:
        with np.load(path, allow_pickle=False) as stored:
            head = json.loads(stored["manifest"].tobytes())
            names = tuple(stored["names"].tobytes().decode().split("\n"))
            arrays = {name: stored[name] for name in array_fields()}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as cause:
        raise refuse("E1305", f"it is not a whole stored network ({cause})", _ACTION, path.name) from cause
    if head.pop("format", "") != FORMAT:
        raise refuse("E1305", "it was stored in another format", _ACTION, path.name)
    head["bounds"] = tuple(head["bounds"])
    head["left_out"] = tuple((str(reason), int(count)) for reason, count in head["left_out"])
    head["notes"] = tuple(head["notes"])
    network = RoadNetwork(**arrays, names=names, manifest=Manifest(**head))
    if content_hash(network) != network.manifest.hash:
        raise refuse(
            "E1305", "its content is not what its manifest says: it was damaged or changed", _ACTION, path.name
        )
    return replace(network, traffic=load_traffic(data_dir or read_settings().data_dir))


def load_traffic(data_dir: Path) -> Traffic:
    """The traffic table ``roads/traffic.toml`` of ``data_dir``; E1308 when it cannot be read."""
    path = data_dir / "roads" / "traffic.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        action = "restore roads/traffic.toml in the data folder from the project"
        raise refuse("E1308", f"the traffic table cannot be read ({cause})", action, path.name) from cause
    return parse_traffic(table)


def demo_network(data_dir: Path) -> RoadNetwork:
    """The embedded demonstration network of Kuala Lumpur: schematic, not for navigation."""
    return load_network(data_dir / "roads" / DEMO_FILE, data_dir=data_dir)


def active_path(settings: Settings) -> Path:
    """Where the network in use is stored once one has been imported."""
    return settings.home / "roads" / ACTIVE_FILE


def active_network(settings: Settings) -> RoadNetwork:
    """The network in use: the one imported last, else the demonstration."""
    path = active_path(settings)
    return load_network(path, data_dir=settings.data_dir) if path.is_file() else demo_network(settings.data_dir)
