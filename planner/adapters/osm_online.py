"""Named places of an area from OpenStreetMap over an Overpass server, tile by tile.

The area's outline comes from OSMnx. Its features do not: OSMnx asks a busy server again for ever and takes half an
answer for a whole one, so the tiles of :mod:`planner.adapters.overpass` are used, which give up with a reason and go on
where they ended. What they bring is read as an extract is: a file and a download of one area give the same places.
"""

from __future__ import annotations

import time
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from planner.adapters.osm_named import named_things
from planner.adapters.osm_places import KINDS, osm_rows, places_of
from planner.adapters.overpass import SERVER, Box, Sleep, fetch_parts, forget_parts
from planner.errors import Fault, refuse
from planner.model.place import Place
from planner.progress import Progress, silent

_TIMEOUT_S = 180
_LEFT_OUT = {"boundary": '["admin_level"!~"^[1-7]$"]'}
"""States and districts are no places here, and their outlines would be long downloads."""


def fetch_places(
    area: BaseGeometry | None,
    *,
    folder: Path,
    server: str = SERVER,
    progress: Progress = silent,
    sleep: Sleep = time.sleep,
) -> tuple[list[Place], list[Fault]]:
    """The named places in ``area`` (EPSG:4326), and a fault for every one refused.

    Tiles are kept in ``folder`` until all have come. Raises E1315 for an empty area, E3303 when the server cannot be
    reached or stays busy, E3304 when it sends no whole answer.
    """
    parts = fetch_parts(area, folder=folder, server=server, progress=progress, sleep=sleep, query_of=places_query)
    try:
        rows = list(osm_rows(named_things(parts), area))
    except RuntimeError as error:
        forget_parts(parts)
        action = "run the command again, it asks anew"
        raise refuse("E3304", "the answer is no readable OpenStreetMap data", action, server) from error
    found = places_of(rows, "OpenStreetMap by Overpass")
    forget_parts(parts)
    return found


def places_query(box: Box) -> str:
    """Overpass QL for the named things in ``box`` that may be places, with every node and way of their outlines."""
    west, south, east, north = box
    values: dict[str, list[str]] = {}
    for key, value, _ in KINDS:
        values.setdefault(key, []).append(value)
    wanted = "".join(f'nwr["name"]["{key}"{_one_of(known)}]{_LEFT_OUT.get(key, "")};' for key, known in values.items())
    return f"[out:xml][timeout:{_TIMEOUT_S}][bbox:{south},{west},{north},{east}];({wanted});(._;>;);out body;"


def _one_of(values: list[str]) -> str:
    return "" if "*" in values else f'~"^({"|".join(values)})$"'
