"""From the directed edges of a graph file to streets: both directions of a street become one again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from planner.errors import Fault
from planner.geo.osm_tags import StreetTags, read_tags
from planner.geo.roads import SIGNALS
from planner.geo.street_build import Junction, Street

Line = tuple[tuple[float, float], ...]
_SAME_M = 0.6  # two directions of one street differ in length by rounding only
_END_DEG = 0.001  # a line starts within about 110 m of its node, or the two are in different systems
_MOST_FAULTS = 20


@dataclass(slots=True)
class EdgeRow:
    """One edge as read: its end nodes' ids and its attributes as text."""

    tail: str
    head: str
    tags: Mapping[str, str]


@dataclass(slots=True)
class Gathered:
    """Junctions, streets, what was left out by reason, and what is wrong."""

    junctions: dict[str, Junction]
    streets: list[Street] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def read_junctions(nodes: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, Junction], list[Fault]]:
    """Nodes by id with coordinates from ``x``/``y`` (degrees), or ``lon``/``lat``; and faults."""
    junctions: dict[str, Junction] = {}
    faults = []
    for key, tags in nodes.items():
        try:
            lon, lat = float(tags.get("x", tags.get("lon", ""))), float(tags.get("y", tags.get("lat", "")))
        except ValueError:
            faults.append(_fault("E1303", "it has no coordinate", "give each node x and y in degrees", f"node {key}"))
            continue
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            cause = f"x {lon:g}, y {lat:g} are no degrees"
            faults.append(_fault("E1313", cause, "save the graph in EPSG:4326, or with its crs", f"node {key}"))
            continue
        junctions[key] = Junction(lon, lat, SIGNALS if "traffic_signals" in tags.get("highway", "") else 0)
    return junctions, faults[:_MOST_FAULTS]


def gather(nodes: Mapping[str, Mapping[str, str]], edges: Iterable[EdgeRow]) -> Gathered:
    """Streets from directed edges; every fault is named, up to twenty of a kind."""
    junctions, faults = read_junctions(nodes)
    gathered = Gathered(junctions, faults=faults)
    if faults:
        return gathered
    waiting: dict[tuple[str, str], list[Street]] = defaultdict(list)
    for number, edge in enumerate(edges, 1):
        if len(gathered.faults) >= _MOST_FAULTS:
            break
        street = _street(edge, gathered, f"edge {number} ({edge.tail} to {edge.head})")
        if street is not None:
            _pair(street, waiting)
    gathered.streets = [street for streets in waiting.values() for street in streets]
    return gathered


def _street(edge: EdgeRow, gathered: Gathered, where: str) -> Street | None:
    meaning = read_tags(edge.tags)
    if isinstance(meaning, str):
        gathered.left_out[f"edges {meaning}"] += 1
        return None
    faults = gathered.faults
    tail, head = gathered.junctions.get(edge.tail), gathered.junctions.get(edge.head)
    if tail is None or head is None:
        faults.append(_fault("E1303", "one of its ends is no node of the file", "save the whole graph", where))
        return None
    length = _length(edge.tags.get("length", ""), where, faults)
    line = _line(edge.tags.get("geometry", ""), tail, head, where, faults)
    if length is None or line is None:
        return None
    return _as_street(edge, line, meaning, length)


def _as_street(edge: EdgeRow, line: Line, meaning: StreetTags, length: float) -> Street:
    return Street(
        edge.tail,
        edge.head,
        line,
        meaning.road_class,
        meaning.name,
        True,  # one way until its other direction turns up
        meaning.posted_kmh,
        meaning.speed_source,
        meaning.flags,
        meaning.max_height_m,
        meaning.max_weight_t,
        length,
    )


def _length(text: str, where: str, faults: list[Fault]) -> float | None:
    action = "give every edge its length in metres (osmnx.distance.add_edge_lengths)"
    try:
        length = float(text)
    except ValueError:
        faults.append(_fault("E1302", f"its length is {text!r}" if text else "it has no length", action, where))
        return None
    if not (length >= 0 and np.isfinite(length)):
        faults.append(_fault("E1302", f"its length is {length:g} m", action, where))
        return None
    return length


def _line(wkt: str, tail: Junction, head: Junction, where: str, faults: list[Fault]) -> Line | None:
    """The edge's line, straight between its nodes when it gives none; it must begin and end at them."""
    ends = ((tail.lon, tail.lat), (head.lon, head.lat))
    if not wkt.strip():
        return ends
    try:
        shape = shapely.from_wkt(wkt)
    except shapely.errors.GEOSException:
        shape = None
    if shape is None or shape.geom_type != "LineString" or len(shape.coords) < 2:
        faults.append(_fault("E1303", "its geometry is no line", "save geometry as a WKT LINESTRING", where))
        return None
    line = tuple((float(point[0]), float(point[1])) for point in shape.coords)
    gaps = np.abs(np.array(ends) - np.array((line[0], line[-1])))
    if not gaps.max() <= _END_DEG:
        cause = "its line does not begin and end at its nodes: two coordinate systems are mixed"
        faults.append(_fault("E1313", cause, "save nodes and lines in one system, EPSG:4326", where))
        return None
    return line


def _pair(street: Street, waiting: dict[tuple[str, str], list[Street]]) -> None:
    """Keep the street, or open the one it is the other direction of."""
    others = waiting.get((str(street.head), str(street.tail)), [])
    for i, other in enumerate(others):
        if other.is_oneway and _is_reverse(street, other):
            others[i] = _opened(other, street)
            return
    waiting[(str(street.tail), str(street.head))].append(street)


def _is_reverse(one: Street, other: Street) -> bool:
    lengths = abs((one.length_m or 0.0) - (other.length_m or 0.0)) <= _SAME_M
    return lengths and len(one.line) == len(other.line) and _same_points(one.line, other.line[::-1])


def _same_points(one: Iterable[tuple[float, float]], other: Iterable[tuple[float, float]]) -> bool:
    return all(abs(a[0] - b[0]) < 1e-6 and abs(a[1] - b[1]) < 1e-6 for a, b in zip(one, other, strict=True))


def _opened(street: Street, back: Street) -> Street:
    """The street open both ways, if its other direction has the same speed and rules; limits are the stricter."""
    return replace(
        street,
        is_oneway=False,
        flags=street.flags | back.flags,
        max_height_m=min(filter(None, (street.max_height_m, back.max_height_m)), default=0.0),
        max_weight_t=min(filter(None, (street.max_weight_t, back.max_weight_t)), default=0.0),
    )


def _fault(code: str, cause: str, action: str, where: str) -> Fault:
    return Fault(code, cause, action, where)
