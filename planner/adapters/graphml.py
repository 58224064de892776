"""GraphML street networks, OSMnx's own among them: read as a stream, checked, turned into streets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from planner.errors import raise_if_any, refuse
from planner.geo.graph_rows import EdgeRow, Gathered, gather
from planner.progress import Progress, silent
from planner.units import WGS84

_ACTION = "save the graph again with osmnx.save_graphml, or copy the file again"
Tags = dict[str, str]


def read_graphml(path: Path, *, progress: Progress = silent) -> tuple[Gathered, Tags]:
    """Streets of a GraphML file and the graph's own attributes.

    Coordinates in another system than EPSG:4326 are turned into degrees when the graph names it in ``crs``.
    Raises E1311 when it is no whole GraphML file, and every fault found in nodes and edges.
    """
    graph: Tags = {}
    nodes: dict[str, Tags] = {}
    edges: list[EdgeRow] = []
    is_undirected = False
    try:
        for kind, names, tags in _elements(path, progress):
            if kind == "graph":
                graph, is_undirected = tags, names[0] == "undirected"
            elif kind == "node":
                nodes[names[0]] = tags
            else:
                edges.append(EdgeRow(names[0], names[1], tags))
    except ET.ParseError as cause:
        raise refuse("E1311", f"it is not whole GraphML ({cause})", _ACTION, path.name) from cause
    if not nodes:
        raise refuse("E1311", "it holds no graph", _ACTION, path.name)
    _to_degrees(graph.get("crs", ""), nodes, edges, path)
    if is_undirected:
        edges.extend([_reversed(edge) for edge in edges if edge.tags.get("oneway", "False") != "True"])
    gathered = gather(nodes, edges)
    raise_if_any(gathered.faults)
    return gathered, graph


def _elements(path: Path, progress: Progress) -> Iterator[tuple[str, tuple[str, ...], Tags]]:
    """(kind, names, tags) of the graph (last), every node and every edge, each forgotten once read."""
    keys: Tags = {}
    own: Tags = {}
    direction = "directed"
    seen = 0
    for event, element in ET.iterparse(path, events=("start", "end")):  # noqa: S314 - see the import
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            direction = element.get("edgedefault", direction) if tag == "graph" else direction
            continue
        if tag == "key":
            keys[element.get("id", "")] = element.get("attr.name", "")
        elif tag == "graph":
            own = _data(element, keys)
        elif tag == "node":
            yield "node", (element.get("id", ""),), _data(element, keys)
            element.clear()
        elif tag == "edge":
            yield "edge", (element.get("source", ""), element.get("target", "")), _data(element, keys)
            element.clear()
        seen += 1
        if seen % 100_000 == 0:
            progress("reading roads", None, f"{seen:,} elements")
    yield "graph", (direction,), own


def _data(element: ET.Element, keys: Tags) -> Tags:
    children = (child for child in element if child.tag.rpartition("}")[2] == "data")
    return {keys.get(child.get("key", ""), ""): child.text or "" for child in children}


def _to_degrees(crs: str, nodes: dict[str, Tags], edges: list[EdgeRow], path: Path) -> None:
    """Turn projected coordinates into degrees, in place, when the graph says what they are."""
    if not crs or crs.upper() in (WGS84, "WGS84"):
        return
    try:
        system = CRS.from_user_input(crs)
    except CRSError as cause:
        action = "save the graph in EPSG:4326 (osmnx.project_graph(graph, to_latlong=True))"
        raise refuse("E1313", f"its coordinate system {crs[:60]!r} is unknown", action, path.name) from cause
    if system == CRS.from_user_input(WGS84):
        return
    turn = Transformer.from_crs(system, WGS84, always_xy=True)
    for tags in nodes.values():
        if "x" in tags and "y" in tags:
            tags["x"], tags["y"] = (str(value) for value in turn.transform(tags["x"], tags["y"]))
    for edge in edges:
        if edge.tags.get("geometry"):
            edge.tags = {**edge.tags, "geometry": _turned(edge.tags["geometry"], turn)}


def _turned(wkt: str, turn: Transformer) -> str:
    def step(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(turn.transform(points[:, 0], points[:, 1]))

    try:
        return str(shapely.to_wkt(shapely.transform(shapely.from_wkt(wkt), step), rounding_precision=7))
    except shapely.errors.GEOSException:
        return wkt  # the line is judged, and named, where streets are made


def _reversed(edge: EdgeRow) -> EdgeRow:
    tags = dict(edge.tags)
    if tags.get("geometry"):
        try:
            tags["geometry"] = str(shapely.to_wkt(shapely.reverse(shapely.from_wkt(tags["geometry"])), 7))
        except shapely.errors.GEOSException:
            return EdgeRow(edge.head, edge.tail, tags)
    return EdgeRow(edge.head, edge.tail, tags)
