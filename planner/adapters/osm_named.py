"""Named things in OpenStreetMap files (.osm, .osm.pbf): nodes, ways and the outlines that relations put together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import osmium
import shapely
from osmium.osm import Area, Node, Relation, Way
from shapely.geometry.base import BaseGeometry

from planner.geo.geocode_places import span_m

_OUTLINES = ("multipolygon", "boundary")
"""The types of relation whose members are an outline (OSM wiki, Relation:multipolygon and Relation:boundary)."""
_LEAST_RADIUS_M = 50.0


class Named(NamedTuple):
    """Tags of a named thing, its point (EPSG:4326) and, of an outline, how far from it the outline reaches (m).

    ``lon`` is None for a relation whose members are not all in the file, so that nobody knows where it lies.
    """

    tags: dict[str, str]
    lon: float | None
    lat: float | None
    radius_m: float | None


def named_things(paths: Iterable[Path]) -> list[Named]:
    """Everything that has a name in the files, once, though several files hold it.

    A node stands where it is, an open way at the middle of its nodes, an outline at a point inside it. Raises
    RuntimeError for a file that osmium cannot read.
    """
    found: dict[tuple[str, int], Named] = {}
    for path in paths:
        for key, thing in _of_file(path).items():
            if key not in found or found[key].lon is None:
                found[key] = thing
    return list(found.values())


def _of_file(path: Path) -> dict[tuple[str, int], Named]:
    found: dict[tuple[str, int], Named] = {}
    has_name = osmium.filter.KeyFilter("name")
    shapes = osmium.geom.WKBFactory()
    for item in osmium.FileProcessor(str(path)).with_areas(has_name).with_filter(has_name):
        tags = {tag.k: tag.v for tag in item.tags}
        if isinstance(item, Node) and item.location.valid():
            found["n", item.id] = Named(tags, item.location.lon, item.location.lat, None)
        elif isinstance(item, Way):
            _way(item, tags, found)
        elif isinstance(item, Relation) and tags.get("type") in _OUTLINES:
            found.setdefault(("r", item.id), Named(tags, None, None, None))
        elif isinstance(item, Area) and "highway" not in tags:
            key = ("w" if item.from_way() else "r", item.orig_id())
            found[key] = _outline(tags, shapely.from_wkb(bytes.fromhex(shapes.create_multipolygon(item))))
    return found


def _way(way: Way, tags: dict[str, str], found: dict[tuple[str, int], Named]) -> None:
    spots = [(node.location.lon, node.location.lat) for node in way.nodes if node.location.valid()]
    if spots:
        lon, lat = (sum(side) / len(spots) for side in zip(*spots, strict=True))
        found.setdefault(("w", way.id), Named(tags, lon, lat, None))


def _outline(tags: dict[str, str], shape: BaseGeometry) -> Named:
    point, radius = middle_of(shape)
    return Named(tags, *point, radius)


def middle_of(shape: BaseGeometry) -> tuple[tuple[float, float], float | None]:
    """A point on ``shape`` (EPSG:4326) and the metres from it to the shape's farthest corner; None for a point."""
    point = shape.representative_point()
    middle = (point.x, point.y)
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return middle, None
    farthest = max(span_m(middle, (x, y)) for x, y in shapely.get_coordinates(shape))
    return middle, max(_LEAST_RADIUS_M, math.ceil(farthest / 10.0) * 10.0)
