"""Bring a street network from a file: what it is by its name, its streets, its manifest, its elimination order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio.errors
import shapely
from shapely.geometry.base import BaseGeometry

from planner.adapters.graphml import read_graphml
from planner.adapters.osm_roads import read_osm
from planner.errors import refuse
from planner.geo.components import components
from planner.geo.osm_ways import to_streets
from planner.geo.roads import FORBIDDEN, Manifest, RoadNetwork
from planner.geo.street_build import Junction, Street, build_network
from planner.geo.travel import order_of
from planner.geo.turn_bans import bans_of, with_turn_bans
from planner.geo.turn_rules import TurnRule
from planner.progress import Progress, silent
from planner.units import WGS84

OSM_LICENCE = "Open Database License (ODbL) 1.0"
OSM_ATTRIBUTION = "© OpenStreetMap contributors"
_OSM_ENDINGS = (".osm", ".osm.bz2", ".osm.gz", ".pbf", ".osm.xml")


def import_roads(
    path: Path, *, today: date, clip: BaseGeometry | None = None, label: str = "", progress: Progress = silent
) -> RoadNetwork:
    """The network in ``path`` (GraphML, .osm, .osm.pbf), clipped to ``clip`` (EPSG:4326), ready to be stored.

    Raises E1314 for a missing file or an unknown kind, and whatever its reader finds wrong.
    """
    if not path.is_file():
        raise refuse("E1314", "there is no such file", "check the path", path.name)
    name = path.name.lower()
    if name.endswith((".graphml", ".xml")) and not name.endswith(".osm.xml"):
        return _from_graphml(path, today, clip, label, progress)
    if name.endswith(_OSM_ENDINGS):
        return from_osm([path], source=path.name, today=today, clip=clip, label=label, progress=progress)
    action = "give a .graphml, .osm, .osm.bz2, .osm.gz or .osm.pbf file"
    raise refuse(
        "E1314", f"{path.suffix or 'a file without an ending'} is no kind of street network", action, path.name
    )


def from_osm(
    paths: list[Path],
    *,
    source: str,
    today: date,
    clip: BaseGeometry | None = None,
    label: str = "",
    progress: Progress = silent,
) -> RoadNetwork:
    """The network of one or more OpenStreetMap files, joined where they hold the same nodes."""
    store = read_osm(paths, clip=clip, progress=progress)
    junctions, streets = to_streets(store)
    manifest = _manifest(label or source, source, today, store.left_out)
    return _finished(junctions, streets, manifest, progress, store.rules)


def _from_graphml(path: Path, today: date, clip: BaseGeometry | None, label: str, progress: Progress) -> RoadNetwork:
    gathered, graph = read_graphml(path, progress=progress)
    streets, left_out = gathered.streets, gathered.left_out
    if clip is not None:
        inside = [shapely.intersects(clip, shapely.LineString(street.line)) for street in streets]
        left_out["streets outside the clip"] = len(inside) - sum(inside)
        streets = [street for street, keep in zip(streets, inside, strict=True) if keep]
    manifest = _manifest(label or path.stem, path.name, today, left_out)
    made_with = " ".join(filter(None, (graph.get("created_with", ""), graph.get("created_date", ""))))
    notes: tuple[str, ...] = (f"graph made by {made_with[:80]}",) if made_with else ()
    notes += ("turn restrictions: none, GraphML does not hold them; import an .osm or .osm.pbf file for these",)
    if "osmnx" not in made_with.lower():
        manifest = replace(manifest, licence="not stated in the file", attribution=f"streets from {path.name}")
    return _finished(gathered.junctions, streets, replace(manifest, notes=notes), progress)


def _manifest(label: str, source: str, today: date, left_out: Counter[str]) -> Manifest:
    counts = tuple(sorted((reason, count) for reason, count in left_out.items() if count))
    return Manifest(label, source, today.isoformat(), OSM_LICENCE, OSM_ATTRIBUTION, left_out=counts)


def _finished(
    junctions: Mapping[Any, Junction],
    streets: Sequence[Street],
    manifest: Manifest,
    progress: Progress,
    rules: Sequence[TurnRule] = (),
) -> RoadNetwork:
    """Build, forbid turns, note what is odd, and find the elimination order once and for all."""
    progress("building roads", 0.5, f"{len(streets):,} streets")
    network = _with_rules(build_network(dict(junctions), streets, manifest), streets, rules)
    progress("building roads", 0.8, "cutting the map for the travel index")
    return replace(network, order=order_of(network), manifest=replace(network.manifest, notes=_notes(network)))


def _with_rules(network: RoadNetwork, streets: Sequence[Street], rules: Sequence[TurnRule]) -> RoadNetwork:
    """Turn restrictions honoured and told; those that fit no street are counted as left out."""
    bans, honoured, odd = bans_of(rules, streets, network)
    network = with_turn_bans(network, bans)
    manifest = network.manifest
    left_out = tuple(sorted((dict(manifest.left_out) | {k: n for k, n in odd.items() if n}).items()))
    notes = (*manifest.notes, f"{honoured:,} turn restrictions honoured") if honoured else manifest.notes
    return replace(network, manifest=replace(manifest, left_out=left_out, notes=notes))


def _notes(network: RoadNetwork) -> tuple[str, ...]:
    notes = list(network.manifest.notes)
    is_open = (network.flags & FORBIDDEN) == 0
    label = components(network.nodes, network.edge_from, network.edge_to, is_open)
    if label.max() > 0:
        outside = int((label > 0).sum())
        notes.append(
            f"{outside:,} nodes ({outside / network.nodes:.1%}) cannot be driven there and back; kept, not used"
        )
    if network.names == ("",):
        notes.append("no street has a name: turn lists will only say where to turn")
    return tuple(notes)


def read_clip(bbox: str | None, polygon: Path | None) -> BaseGeometry | None:
    """The area to clip to: ``W,S,E,N`` in degrees, or the areas of a GeoJSON (or other vector) file.

    Raises E1315 when it is no area.
    """
    if bbox is not None:
        return _box(bbox)
    if polygon is None:
        return None
    action = "give a GeoJSON file with polygons"
    try:
        frame = gpd.read_file(polygon).to_crs(WGS84)
    except (pyogrio.errors.DataSourceError, ValueError) as cause:
        raise refuse("E1315", f"the clip cannot be read ({cause})", action, polygon.name) from cause
    areas = frame.geometry[frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if areas.empty:
        raise refuse("E1315", "it holds no polygon", action, polygon.name)
    return shapely.make_valid(areas.union_all())


def _box(text: str) -> BaseGeometry:
    parts = re.split(r"[,;\s]+", text.strip())
    action = "give west,south,east,north in degrees, such as 101.61,3.03,101.76,3.25"
    try:
        west, south, east, north = map(float, parts)
    except ValueError as cause:
        raise refuse("E1315", f"{text!r} is no box", action, "--bbox") from cause
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise refuse(
            "E1315", f"{text!r} is no box: west must be less than east, south less than north", action, "--bbox"
        )
    return shapely.box(west, south, east, north)
