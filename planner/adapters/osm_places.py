"""Places from OpenStreetMap extracts (.osm, .osm.pbf) through osmium, from GeoJSON and from plain CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import osmium
from shapely.errors import ShapelyError
from shapely.geometry import shape

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
)  # fmt: skip
"""OpenStreetMap key, value (``*`` any) → kind of place; the first that fits. Meanings: the OSM wiki's map features."""
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
    return _places(rows, path.name)


def _places(rows: list[dict[str, str]], source: str) -> tuple[list[Place], list[Fault]]:
    places, faults = [], []
    for number, row in enumerate(rows, start=1):
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
        if properties.get("name"):
            yield _row(properties, *_centre(feature.get("geometry")))


def _centre(geometry: Mapping[str, Any] | None) -> tuple[str, str]:
    if not geometry:
        return "", ""
    point = shape(geometry).representative_point()
    return f"{point.x:.6f}", f"{point.y:.6f}"


def _osm_rows(path: Path) -> Iterator[dict[str, str]]:
    """Named nodes and ways; a way stands at the middle of its nodes. Streets in pieces become one row."""
    seen: set[tuple[str, str]] = set()
    processor = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("name"))
    for item in processor:
        tags = {tag.k: tag.v for tag in item.tags}
        kind = _kind(tags, tags.get("name", ""))
        if not kind or (kind == "road" and (tags["name"], kind) in seen):
            continue
        where = _osm_point(item)
        if where is not None:
            seen.add((tags["name"], kind))
            yield _row(tags, *where)


def _osm_point(item: Any) -> tuple[str, str] | None:  # noqa: ANN401 osmium's objects are untyped
    if item.is_node():
        return f"{item.location.lon:.6f}", f"{item.location.lat:.6f}"
    if item.is_way():
        spots = [node.location for node in item.nodes if node.location.valid()]
        if spots:
            middle = len(spots)
            return f"{sum(s.lon for s in spots) / middle:.6f}", f"{sum(s.lat for s in spots) / middle:.6f}"
    return None


def _row(tags: Mapping[str, Any], lon: str, lat: str) -> dict[str, str]:
    name = str(tags["name"]).strip()
    aliases = [str(tags[key]).strip() for key in _NAMES if tags.get(key)]
    row = {column: str(tags[column]) for column in COLUMNS if tags.get(column) is not None}
    row.update(name=name, kind=str(tags.get("kind") or _kind(tags, name) or "landmark"), lon=lon, lat=lat)
    row["aliases"] = ";".join(dict.fromkeys([a for a in [row.get("aliases", ""), *aliases] if a and a != name]))
    row["postcodes"] = row.get("postcodes") or str(tags.get("addr:postcode", ""))
    row["grade"] = row.get("grade") or "medium"
    return row


def _kind(tags: Mapping[str, Any], name: str) -> str:
    lowered = f"{name.lower()} "
    by_name = next((kind for start, kind in _KIND_BY_NAME if lowered.startswith(start)), "")
    by_tag = next((kind for key, value, kind in KINDS if tags.get(key) and value in {"*", tags[key]}), "")
    if by_tag == "road" or (by_tag and not by_name):
        return by_tag
    return by_name or by_tag


_READERS = {".csv": _csv_rows, ".geojson": _geojson_rows, ".json": _geojson_rows, ".osm": _osm_rows, ".pbf": _osm_rows}
