"""Places from OpenStreetMap (.osm, .osm.pbf, tiles of an Overpass server), from GeoJSON and from plain CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from planner.adapters.osm_named import Named, middle_of, named_things
from planner.errors import Fault, refuse
from planner.geo.gazetteer_rows import COLUMNS, place_of
from planner.model.place import Place

KINDS: tuple[tuple[str, str, str], ...] = (
    ("place", "suburb", "locality"), ("place", "quarter", "locality"), ("place", "neighbourhood", "taman"),
    ("place", "village", "kampung"), ("place", "hamlet", "kampung"), ("place", "town", "bandar"),
    ("place", "locality", "locality"), ("amenity", "place_of_worship", "mosque"), ("amenity", "police", "balai"),
    ("amenity", "school", "school"), ("amenity", "clinic", "clinic"), ("amenity", "hospital", "hospital"),
    ("amenity", "marketplace", "market"), ("railway", "station", "station"), ("landuse", "residential", "taman"),
    ("building", "apartments", "flat"), ("building", "residential", "flat"), ("highway", "*", "road"),
    ("boundary", "administrative", "locality"), ("boundary", "place", "locality"),
)  # fmt: skip
"""OpenStreetMap key, value (``*`` any) → kind of place; the first that fits. Meanings: the OSM wiki's map features."""
_LEAST_BOUNDARY = 8
"""Administrative boundaries of a lower ``admin_level`` are districts and states: no place where anybody is met."""
_INCOMPLETE = "incomplete"
_NAMES = ("alt_name", "name:ms", "name:en", "official_name", "short_name", "old_name", "loc_name")
_KIND_BY_NAME = (
    ("ppr", "ppr"), ("projek perumahan rakyat", "ppr"), ("pa ", "pa"), ("perumahan awam", "pa"), ("flat", "flat"),
    ("pangsapuri", "pangsapuri"), ("apartment", "pangsapuri"), ("taman", "taman"), ("kampung", "kampung"),
    ("ipd ", "ipd"),
)  # fmt: skip


def read_incoming(path: Path) -> tuple[list[Place], list[Fault]]:
    """The named places in a .csv, .geojson/.json, .osm or .osm.pbf file, and a fault for every one refused.

    Raises E1210 for a file of another kind or one that cannot be read.
    """
    name = path.name.lower()
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise refuse("E1210", f"{name} is no gazetteer file", "give .csv, .geojson, .osm or .osm.pbf", path.name)
    try:
        rows = list(reader(path))
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, ShapelyError) as error:
        cause = f"the file cannot be read: {type(error).__name__}"
        raise refuse("E1210", cause, "check that it is complete and in UTF-8", path.name) from error
    return places_of(rows, path.name)


def places_of(rows: Iterable[Mapping[str, str]], source: str) -> tuple[list[Place], list[Fault]]:
    """The places that rows with the gazetteer's columns describe, and the faults of the others.

    E1212 for a relation whose outline is not whole, else the faults of
    :func:`planner.geo.gazetteer_rows.place_of`.
    """
    places, faults = [], []
    for number, row in enumerate(rows, start=1):
        if row.get(_INCOMPLETE):
            cause = f"{row['name']}: not all of the relation's outline is in the file"
            faults.append(Fault("E1212", cause, "take a larger extract, or name a point", f"{source} row {number}"))
            continue
        text = {column: row.get(column, "") for column in COLUMNS}
        text["place_id"] = text["place_id"] or slug(text["name"])
        text["source"] = text["source"] or f"imported from {source}"
        text["parent"] = ""  # ids of another source mean nothing here
        place, wrong = place_of(text, f"{source} row {number}")
        faults.extend(wrong)
        if place is not None:
            places.append(place)
    return places, faults


def slug(name: str) -> str:
    """A readable id: lower case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")


def _csv_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            clean = {key.strip().lower(): value or "" for key, value in row.items() if key}
            clean.setdefault("kind", _kind({}, clean.get("name", "")))
            yield clean


def _geojson_rows(path: Path) -> Iterator[dict[str, str]]:
    document = json.loads(path.read_text(encoding="utf-8-sig"))
    for feature in document["features"]:
        properties = {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()}
        if not properties.get("name"):
            continue
        if not feature.get("geometry"):
            yield _row(properties, "", "")
            continue
        (lon, lat), radius_m = middle_of(shape(feature["geometry"]))
        yield _row(properties, f"{lon:.6f}", f"{lat:.6f}", radius_m)


def _osm_rows(path: Path) -> Iterator[dict[str, str]]:
    return osm_rows(named_things([path]))


def osm_rows(things: Iterable[Named], area: BaseGeometry | None = None) -> Iterator[dict[str, str]]:
    """Rows of the places among ``things``, only those in ``area``; streets in pieces become one row."""
    seen: set[tuple[str, str]] = set()
    for thing in things:
        kind = _kind(thing.tags, thing.tags["name"])
        if not kind or (kind == "road" and (thing.tags["name"], kind) in seen):
            continue
        if thing.lon is None or thing.lat is None:
            yield _row(thing.tags, "", "") | {_INCOMPLETE: "yes"}
        elif area is None or area.covers(Point(thing.lon, thing.lat)):
            seen.add((thing.tags["name"], kind))
            yield _row(thing.tags, f"{thing.lon:.6f}", f"{thing.lat:.6f}", thing.radius_m)


def _row(tags: Mapping[str, Any], lon: str, lat: str, radius_m: float | None = None) -> dict[str, str]:
    name = str(tags["name"]).strip()
    aliases = [str(tags[key]).strip() for key in _NAMES if tags.get(key)]
    row = {column: str(tags[column]) for column in COLUMNS if tags.get(column) is not None}
    row.update(name=name, kind=str(tags.get("kind") or _kind(tags, name) or "landmark"), lon=lon, lat=lat)
    row["aliases"] = ";".join(dict.fromkeys([a for a in [row.get("aliases", ""), *aliases] if a and a != name]))
    row["postcodes"] = row.get("postcodes") or str(tags.get("addr:postcode", ""))
    row["grade"] = row.get("grade") or "medium"
    row["radius_m"] = row.get("radius_m") or (f"{radius_m:.0f}" if radius_m else "")
    return row


def _kind(tags: Mapping[str, Any], name: str) -> str:
    lowered = f"{name.lower()} "
    by_name = next((kind for start, kind in _KIND_BY_NAME if lowered.startswith(start)), "")
    by_tag = next((kind for key, value, kind in KINDS if tags.get(key) and value in {"*", tags[key]}), "")
    if by_tag and _is_district(tags):
        return ""
    if by_tag == "road" or (by_tag and not by_name):
        return by_tag
    return by_name or by_tag


def _is_district(tags: Mapping[str, Any]) -> bool:
    """Whether the thing is a boundary of a district, a state or the country, or does not say of what."""
    level = str(tags.get("admin_level", ""))
    return tags.get("boundary") == "administrative" and (not level.isdigit() or int(level) < _LEAST_BOUNDARY)


_READERS = {".csv": _csv_rows, ".geojson": _geojson_rows, ".json": _geojson_rows, ".osm": _osm_rows, ".pbf": _osm_rows}
