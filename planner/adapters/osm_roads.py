"""OpenStreetMap files, ``.osm`` and ``.osm.pbf``: read as a stream and clipped to a box or polygon on the way.

Two passes: nodes (those inside the clip are kept), then ways (those with a node inside) and turn restrictions. Memory
grows with the clip, not with the country: whatever lies outside is looked at once and forgotten.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.errors import refuse
from planner.geo.osm_tags import read_tags
from planner.geo.osm_ways import WayStore
from planner.geo.turn_rules import read_rule
from planner.progress import Progress, silent

_ACTION = "download the extract again and compare its size; .osm, .osm.bz2, .osm.gz and .osm.pbf are read"
_REPORT = 1_000_000
_RULES = ("restriction", "restriction:hgv", "restriction:conditional", "restriction:bus", "restriction:motorcar")


@dataclass(frozen=True, slots=True, eq=False)
class _Inside:
    """Nodes inside the clip by ascending number, with their degrees."""

    numbers: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]

    def find(self, nodes: list[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where each node stands, and whether it is there at all."""
        if not len(self.numbers):
            return np.zeros(len(nodes), dtype=np.int64), np.zeros(len(nodes), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.numbers, nodes), len(self.numbers) - 1)
        return at, np.asarray(self.numbers[at] == nodes)


def read_osm(paths: list[Path], *, clip: BaseGeometry | None = None, progress: Progress = silent) -> WayStore:
    """Drivable ways and their nodes from one or more files, inside ``clip`` (EPSG:4326; None: everything).

    The same way in several files counts once. Raises E1312 for a file that is cut off or no OpenStreetMap data.
    """
    store = WayStore()
    seen: set[tuple[str, int]] = set()
    for path in paths:
        try:
            inside = _nodes_inside(path, clip, store, progress)
            _ways(path, inside, store, seen, progress)
        except (RuntimeError, OSError) as cause:
            raise refuse("E1312", f"it cannot be read to its end ({cause})", _ACTION, path.name) from cause
    return store


def _nodes_inside(path: Path, clip: BaseGeometry | None, store: WayStore, progress: Progress) -> _Inside:
    numbers, lon, lat = array("q"), array("d"), array("d")
    west, south, east, north = clip.bounds if clip is not None else (-180.0, -90.0, 180.0, 90.0)
    for count, node in enumerate(osmium.FileProcessor(str(path), osmium.osm.NODE), 1):
        if not isinstance(node, osmium.osm.Node):  # nothing else was asked for
            continue
        place = node.location
        if place.valid() and west <= place.lon <= east and south <= place.lat <= north:
            numbers.append(node.id)
            lon.append(place.lon)
            lat.append(place.lat)
            if node.tags and node.tags.get("highway") == "traffic_signals":
                store.signals.add(node.id)
        if count % _REPORT == 0:
            progress("reading roads", None, f"{path.name}: {count:,} nodes")
    x, y = np.array(lon), np.array(lat)
    keep = np.ones(len(x), dtype=np.bool_)
    if clip is not None:
        shapely.prepare(clip)
        keep = shapely.intersects_xy(clip, x, y)
    found = np.array(numbers, dtype=np.int64)[keep]
    order = np.argsort(found, kind="stable")
    return _Inside(found[order], x[keep][order], y[keep][order])


def _ways(path: Path, inside: _Inside, store: WayStore, seen: set[tuple[str, int]], progress: Progress) -> None:
    """Keep drivable ways with a node inside, the places of their nodes that are, and the rules on turning there."""
    kinds = osmium.osm.WAY | osmium.osm.RELATION
    things = osmium.FileProcessor(str(path), kinds).with_filter(osmium.filter.KeyFilter("highway", *_RULES))
    for count, thing in enumerate(things, 1):
        if count % _REPORT == 0:
            progress("reading roads", None, f"{path.name}: {count:,} ways")
        if isinstance(thing, osmium.osm.Way):
            _way(thing, inside, store, seen)
        elif isinstance(thing, osmium.osm.Relation) and (thing.tags.get("type") or "").startswith("restriction"):
            _rule(thing, inside, store, seen)


def _way(way: osmium.osm.Way, inside: _Inside, store: WayStore, seen: set[tuple[str, int]]) -> None:
    nodes = [ref.ref for ref in way.nodes]
    at, is_there = inside.find(nodes)
    if "highway" not in way.tags or not is_there.any():
        return
    places = zip(inside.lon[at[is_there]].tolist(), inside.lat[at[is_there]].tolist(), strict=True)
    meaning = read_tags({tag.k: tag.v for tag in way.tags})
    if not isinstance(meaning, str):
        there = [node for node, known in zip(nodes, is_there.tolist(), strict=True) if known]
        store.places.update(zip(there, places, strict=True))
    if ("w", way.id) in seen:
        return
    seen.add(("w", way.id))
    if isinstance(meaning, str):
        store.left_out[f"ways {meaning}"] += 1
    else:
        store.ways.append((nodes, meaning))
        store.numbers.append(way.id)


def _rule(relation: osmium.osm.Relation, inside: _Inside, store: WayStore, seen: set[tuple[str, int]]) -> None:
    """Keep a turn restriction over a node inside the clip, or count why it is not honoured."""
    members = [(member.type, member.role, member.ref) for member in relation.members]
    if ("r", relation.id) in seen:
        return
    rule = read_rule({tag.k: tag.v for tag in relation.tags}, members)
    over = [number for kind, role, number in members if kind == "n" and role == "via"]
    if over and not inside.find(over)[1].any():
        return
    seen.add(("r", relation.id))
    if isinstance(rule, str):
        store.left_out[rule] += 1
    else:
        store.rules.append(rule)
