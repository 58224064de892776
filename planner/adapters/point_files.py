"""Points in and what they fall in out, for ``kembara reverse``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.adapters.address_files import id_faults, read_number, read_table, write_whole
from planner.errors import Fault, raise_if_any
from planner.frames import check
from planner.geo.reverse import POINTS, REVERSED


def read_points(path: Path) -> pd.DataFrame:
    """POINTS (EPSG:4326) from a CSV with ``id,lat,lon``; every fault is raised at once.

    Whether a point can be true is judged by :class:`planner.geo.reverse.Reverse`. Faults: E1220 unreadable, E1228 a
    column is missing, E1222 an id is empty, E1223 an id repeats, E1224 a coordinate is not a number or empty, E1225 a
    row has more cells than the header.
    """
    table = read_table(path)
    missing = [name for name in POINTS.names if name not in table.columns]
    raise_if_any(
        Fault("E1228", f"column {name} is missing", "name the columns id, lat and lon", path.name) for name in missing
    )
    faults = id_faults(table["id"], path.name)
    frame = pd.DataFrame({"id": table["id"].str.strip()})
    for name in ("lon", "lat"):
        told = len(faults)
        frame[name] = [read_number(text, name, f"row {row}", faults) for row, text in enumerate(table[name], start=1)]
        empty = [row for row, text in enumerate(table[name], start=1) if not text.strip()]
        if empty and told == len(faults):
            where = f"{path.name} row {empty[0]}"
            faults.append(Fault("E1224", f"{name} is empty in {len(empty)} rows", "write degrees", where))
    raise_if_any(faults)
    return check(frame.astype({"lon": float, "lat": float}), POINTS)


def write_reversed(reversed_points: pd.DataFrame, path: Path) -> None:
    """REVERSED as CSV, whole or not at all (E1227)."""
    check(reversed_points, REVERSED)
    write_whole(reversed_points, path, ("place_id", "place_name", "police_district", "parliament"))
