"""Streets from OpenStreetMap over an Overpass server, tile by tile: a broken download goes on where it ended."""

from __future__ import annotations

import hashlib
import math
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import PlannerError, refuse
from planner.geo.roads import ROAD_CLASSES
from planner.progress import Progress, silent

SERVER = "https://overpass-api.de/api/interpreter"
_AGENT = "kembara-planner (street networks for welfare convoys)"
_TILE_DEG = 0.1  # about 11 km: a tile of a dense city answers in seconds and stays under the servers' limits
_TIMEOUT_S = 180
_TRIES = 4
_BUSY = (429, 502, 503, 504)
_OFFLINE = (
    "check the connection and run the command again, it goes on where it ended; or download a .osm.pbf on another "
    "machine and use `kembara roads import FILE --bbox W,S,E,N`"
)
Sleep = Callable[[float], None]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def fetch_parts(
    area: BaseGeometry | None,
    *,
    folder: Path,
    server: str = SERVER,
    progress: Progress = silent,
    sleep: Sleep = time.sleep,
    query_of: Callable[[Box], str] | None = None,
) -> list[Path]:
    """OSM XML files that cover ``area`` (EPSG:4326), one a tile; tiles already in ``folder`` are not asked for again.

    ``query_of`` gives the question for a tile: streets (:func:`tile_query`) unless another is given.
    Raises E3303 when the server cannot be reached or stays busy, E3304 when its answer is no whole OSM file.
    """
    if area is None or area.is_empty:
        raise refuse("E1315", "the area is empty", "give a place or a box", "kembara roads fetch")
    folder.mkdir(parents=True, exist_ok=True)
    boxes = [box for box in tiles(area.bounds) if area.intersects(shapely.box(*box))]
    parts = []
    for number, box in enumerate(boxes):
        query = (query_of or tile_query)(box)
        part = folder / f"{hashlib.sha256(f'{server} {query}'.encode()).hexdigest()[:24]}.osm"
        if not part.is_file():
            progress("fetching", number / len(boxes), f"tile {number + 1} of {len(boxes)}")
            _write_whole(part, _ask(server, query, progress, sleep))
        parts.append(part)
    return parts


def forget_parts(parts: list[Path]) -> None:
    """Remove downloaded tiles once their network is stored."""
    for part in parts:
        part.unlink(missing_ok=True)


def tiles(bounds: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
    """Boxes (west, south, east, north) on a fixed grid that cover ``bounds``."""
    west, south, east, north = bounds
    columns = range(math.floor(west / _TILE_DEG), math.ceil(east / _TILE_DEG))
    rows = range(math.floor(south / _TILE_DEG), math.ceil(north / _TILE_DEG))
    grid = [(c * _TILE_DEG, r * _TILE_DEG) for c in columns for r in rows]
    return [(round(x, 4), round(y, 4), round(x + _TILE_DEG, 4), round(y + _TILE_DEG, 4)) for x, y in grid]


def tile_query(box: tuple[float, float, float, float]) -> str:
    """Overpass QL for the drivable ways that touch ``box``, whole, with their nodes and turn restrictions."""
    west, south, east, north = box
    kinds = "|".join(ROAD_CLASSES)
    ways = f'way["highway"~"^({kinds}|road)$"]["area"!~"yes"]({south},{west},{north},{east})'
    rules = 'rel(bw.streets)["type"~"^restriction"]'
    return f"[out:xml][timeout:{_TIMEOUT_S}];{ways}->.streets;(.streets;.streets >;);out body;{rules};out body;"


def find_place(name: str) -> BaseGeometry:
    """The outline of a place by OSMnx (Nominatim). Raises E3303 offline and E3305 for an unknown place."""
    import osmnx  # noqa: PLC0415 - two seconds to import, needed by this alone
    import requests  # noqa: PLC0415

    try:
        frame = osmnx.geocode_to_gdf(name)
    except requests.exceptions.RequestException as cause:
        raise refuse("E3303", f"the place server did not answer ({type(cause).__name__})", _OFFLINE, name) from cause
    except (osmnx._errors.InsufficientResponseError, TypeError) as cause:  # noqa: SLF001 - OSMnx has no public name
        action = 'write it as OpenStreetMap does ("Kuala Lumpur, Malaysia"), or give --bbox'
        raise refuse("E3305", "no area of this name is known", action, name) from cause
    return frame.geometry.union_all()


def _ask(server: str, query: str, progress: Progress, sleep: Sleep) -> bytes:
    """The server's whole answer, asking again a few times while it is busy or breaks off."""
    scheme = urllib.parse.urlsplit(server).scheme
    if scheme not in ("http", "https"):
        raise refuse("E1310", f"{server!r} is no http address", "give the address of an Overpass server", "--server")
    body = urllib.parse.urlencode({"data": query}).encode()
    fault: PlannerError | None = None
    for attempt in range(_TRIES):
        if attempt:
            wait_s = 5.0 * 3.0 ** (attempt - 1)
            progress("fetching", None, f"the server is busy or broke off; asking again in {wait_s:.0f} s")
            sleep(wait_s)
        try:
            request = urllib.request.Request(server, body, {"User-Agent": _AGENT})  # noqa: S310 - scheme checked
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S + 20) as answer:  # noqa: S310
                data = bytes(answer.read())
        except urllib.error.HTTPError as refusal:
            fault = refuse("E3303", f"the Overpass server answered {refusal.code}", _OFFLINE, server)
            if refusal.code not in _BUSY:
                raise fault from refusal
            continue
        except (OSError, urllib.error.URLError, EOFError) as cause:
            fault = refuse("E3303", f"the Overpass server did not answer ({cause})", _OFFLINE, server)
            continue
        fault = _broken(data, server)
        if fault is None:
            return data
    assert fault is not None  # noqa: S101 - the loop ran
    raise fault


def _broken(data: bytes, server: str) -> PlannerError | None:
    """What is wrong with an answer: not OSM, cut off, or a server that ran out of time and says so in a remark."""
    text = data.strip()
    if b"<osm" not in text[:500]:
        return refuse("E3304", "the answer is no OpenStreetMap data", _OFFLINE, server)
    if not text.endswith(b"</osm>"):
        return refuse("E3304", f"the answer broke off after {len(text):,} bytes", _OFFLINE, server)
    if b"<remark>" in text[-2000:] and b"error" in text[-2000:]:
        return refuse("E3304", "the server ran out of time or memory and sent half an answer", _OFFLINE, server)
    return None


def _write_whole(path: Path, data: bytes) -> None:
    aside = path.with_suffix(".part")
    aside.write_bytes(data)
    os.replace(aside, path)  # noqa: PTH105 - atomic on every system
