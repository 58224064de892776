"""From a list of streets to the arrays of a network."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.errors import Fault, raise_if_any
from planner.geo.plane import lengths_m
from planner.geo.roads import ROAD_CLASSES, Manifest, RoadNetwork, content_hash

CLASS_INDEX = {name: i for i, name in enumerate(ROAD_CLASSES)}
_DIGITS = 7  # of a degree: about a centimetre


@dataclass(frozen=True, slots=True)
class Street:
    """One stretch between two nodes. ``line`` is (lon, lat) points from ``tail`` to ``head``, ends included.

    ``is_oneway`` means from tail to head only. ``posted_kmh`` 0: no speed known. ``length_m`` None: measured along
    the line. ``speed_source`` indexes :data:`planner.geo.roads.SPEED_SOURCES`. ``way`` is OpenStreetMap's number, or 0.
    """

    tail: Hashable
    head: Hashable
    line: Sequence[tuple[float, float]]
    road_class: str
    name: str = ""
    is_oneway: bool = False
    posted_kmh: float = 0.0
    speed_source: int = 0
    flags: int = 0
    max_height_m: float = 0.0
    max_weight_t: float = 0.0
    length_m: float | None = None
    way: int = 0


@dataclass(frozen=True, slots=True)
class Junction:
    """A node: EPSG:4326 degrees and flags (:data:`planner.geo.roads.SIGNALS`)."""

    lon: float
    lat: float
    flags: int = 0


def build_network(junctions: Mapping[Hashable, Junction], streets: Sequence[Street], manifest: Manifest) -> RoadNetwork:
    """The network of these streets; nodes no street uses are left out. Raises E1301 and E1302 for faulty input."""
    raise_if_any(_faults(junctions, streets))
    used = dict.fromkeys(key for street in streets for key in (street.tail, street.head))
    number = {key: i for i, key in enumerate(used)}
    places = [junctions[key] for key in used]
    points = np.array([point for street in streets for point in street.line], dtype=np.float64).round(_DIGITS)
    start = np.concatenate([[0], np.cumsum([len(street.line) for street in streets])]).astype(np.int64)
    measured = _measure(points, start)
    given = np.array([np.nan if s.length_m is None else s.length_m for s in streets])
    length = np.where(np.isnan(given), measured, given)
    names = sorted({street.name for street in streets} | {""})
    name_number = {name: i for i, name in enumerate(names)}
    both = np.array([not street.is_oneway for street in streets])
    # Every street forwards; then those open both ways again, backwards.
    pick = np.concatenate([np.arange(len(streets)), np.flatnonzero(both)])
    forward = np.arange(len(pick)) < len(streets)
    ends = np.array([(number[s.tail], number[s.head]) for s in streets], dtype=np.int32)
    network = RoadNetwork(
        node_lon=np.array([p.lon for p in places]).round(_DIGITS),
        node_lat=np.array([p.lat for p in places]).round(_DIGITS),
        node_flags=np.array([p.flags for p in places], dtype=np.uint8),
        edge_from=np.where(forward, ends[pick, 0], ends[pick, 1]).astype(np.int32),
        edge_to=np.where(forward, ends[pick, 1], ends[pick, 0]).astype(np.int32),
        length_m=length[pick],
        road_class=np.array([CLASS_INDEX[s.road_class] for s in streets], dtype=np.uint8)[pick],
        name_id=np.array([name_number[s.name] for s in streets], dtype=np.int32)[pick],
        posted_kmh=np.array([s.posted_kmh for s in streets], dtype=np.float32)[pick],
        speed_source=np.array([s.speed_source for s in streets], dtype=np.uint8)[pick],
        flags=np.array([s.flags for s in streets], dtype=np.uint8)[pick],
        max_height_m=np.array([s.max_height_m for s in streets], dtype=np.float32)[pick],
        max_weight_t=np.array([s.max_weight_t for s in streets], dtype=np.float32)[pick],
        shape_id=pick.astype(np.int32),
        is_forward=forward,
        shape_start=start,
        shape_lon=points[:, 0].copy(),
        shape_lat=points[:, 1].copy(),
        order=np.array([], dtype=np.int32),
        names=tuple(names),
        manifest=manifest,
    )
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    bounds = (float(west), float(south), float(east), float(north))
    return replace(network, manifest=replace(manifest, bounds=bounds, hash=content_hash(network)))


def _measure(points: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Length in metres of every line of a flat list of points."""
    steps = np.concatenate([lengths_m(points[:, 0], points[:, 1]), [0.0]])
    steps[start[1:] - 1] = 0.0  # no step leads from one line to the next
    return np.asarray(np.add.reduceat(steps, start[:-1]))


def _faults(junctions: Mapping[Hashable, Junction], streets: Sequence[Street]) -> list[Fault]:
    if len(junctions) < 2 or not streets:
        cause = f"the network has {len(junctions)} nodes and {len(streets)} streets open to vehicles"
        return [Fault("E1301", cause, "give a drivable network, or a larger area", "network")]
    faults = []
    for number, street in enumerate(streets):
        where = f"street {number} {street.name}".strip()
        if street.length_m is not None and not (street.length_m >= 0 and np.isfinite(street.length_m)):
            cause = f"its length is {street.length_m}"
            faults.append(Fault("E1302", cause, "give lengths in metres, zero or more, or leave them out", where))
        if len(street.line) < 2 or not np.isfinite(np.asarray(street.line, dtype=np.float64)).all():
            cause = "its line has fewer than two points with coordinates"
            faults.append(Fault("E1303", cause, "give each street its geometry, or its ends coordinates", where))
    return faults[:50]
