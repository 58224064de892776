"""From a row of text to a :class:`Place`, with every fault of the row named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from planner.errors import Fault
from planner.model.place import Grade, Place
from planner.units import MALAYSIA_BOUNDS

COLUMNS = (
    "place_id", "name", "kind", "lon", "lat", "radius_m", "state", "grade", "aliases", "parent", "postcodes",
    "police_district", "parliament", "units", "blocks", "valid_from", "valid_to", "source", "note",
)  # fmt: skip
"""The header of a gazetteer file; lists inside a cell are separated by ``;``."""


def point_fault(lon: float, lat: float, where: str) -> Fault | None:
    """Why (lon, lat) cannot be a place in Malaysia: swapped, zero or foreign; None when it can."""
    west, south, east, north = MALAYSIA_BOUNDS
    if west <= lon <= east and south <= lat <= north:
        return None
    if lon == 0 and lat == 0:
        return Fault("E1203", "the coordinate is 0,0: no measurement", "leave both cells empty", where)
    if west <= lat <= east and south <= lon <= north:
        return Fault("E1204", f"latitude and longitude are swapped: {lon}, {lat}", "exchange the two columns", where)
    return Fault("E1205", f"the coordinate {lon}, {lat} lies outside Malaysia", "correct it or leave it empty", where)


def place_of(row: Mapping[str, str], where: str) -> tuple[Place | None, list[Fault]]:
    """The place a row describes, or None with all its faults."""
    faults: list[Fault] = []
    lon, lat = _number(row, "lon", where, faults), _number(row, "lat", where, faults)
    if (lon is None) != (lat is None):
        faults.append(Fault("E1202", "only one of lon and lat is given", "give both or neither", where))
    elif lon is not None and lat is not None:
        fault = point_fault(lon, lat, where)
        faults.extend([fault] if fault else [])
    faults.extend(
        Fault("E1201", f"{name} is empty", "every place needs an id, a name and a kind", where)
        for name in ("place_id", "name", "kind")
        if not row.get(name, "").strip()
    )
    radius, units, blocks = (_number(row, name, where, faults) for name in ("radius_m", "units", "blocks"))
    days = [_day(row, name, where, faults) for name in ("valid_from", "valid_to")]
    grade = _grade(row, where, faults)
    if faults:
        return None, faults
    text = {name: row.get(name, "").strip() for name in COLUMNS}
    place = Place(
        place_id=text["place_id"], name=text["name"], kind=text["kind"], lon=lon, lat=lat, state=text["state"],
        grade=grade, source=text["source"], aliases=_list(text["aliases"]), parent=text["parent"],
        postcodes=_list(text["postcodes"]), police_district=text["police_district"], parliament=text["parliament"],
        units=None if units is None else int(units), blocks=None if blocks is None else int(blocks),
        valid_from=days[0], valid_to=days[1], note=text["note"], radius_m=radius,
    )  # fmt: skip
    return place, []


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _number(row: Mapping[str, str], name: str, where: str, faults: list[Fault]) -> float | None:
    text = row.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not math.isfinite(value):
        faults.append(Fault("E1202", f"{name} is {text[:20]!r}, not a number", "write a number or nothing", where))
        return None
    return value


def _day(row: Mapping[str, str], name: str, where: str, faults: list[Fault]) -> date | None:
    text = row.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        faults.append(Fault("E1206", f"{name} is {text[:20]!r}, not a date", "write it as YYYY-MM-DD", where))
        return None


def _grade(row: Mapping[str, str], where: str, faults: list[Fault]) -> Grade:
    text = row.get("grade", "").strip().lower()
    if text and text not in set(Grade):
        cause = f"grade {text[:20]!r} is unknown"
        faults.append(Fault("E1207", cause, f"use one of {', '.join(Grade)}", where))
        return Grade.LOW
    return Grade(text) if text else Grade.LOW
