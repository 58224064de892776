"""A street network as plain arrays: nodes, directed edges, the shapes both directions share, and a manifest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from planner.geo.plane import Plane
from planner.geo.speeds import FREE_FLOW, Traffic
from planner.units import WGS84

ROAD_CLASSES = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
)
"""Classes a lorry or car may drive, in OpenStreetMap's words, greatest first; an edge holds the index."""

SPEED_SOURCES = ("class default", "posted", "implied by zone", "recalled, unverified", "guess by class")
"""Where an edge's speed comes from; an edge without any takes its class's default from the traffic file."""

NO_LORRY = 1  # edge flag: closed to goods vehicles
GENERATED = 2  # edge flag: invented for a demonstration, not surveyed
TURN_LINK = 4  # edge flag: no street, but a turn at a junction where some are forbidden
FORBIDDEN = 8  # edge flag: nobody may drive it; a forbidden turn
SIGNALS = 1  # node flag: traffic lights


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a network is and may be used for. ``bounds`` is (west, south, east, north) in degrees.

    ``left_out`` counts what an import did not take, by reason; ``is_schematic`` means "not for navigation".
    """

    label: str
    source: str
    made_on: str
    licence: str
    attribution: str
    is_schematic: bool = False
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    hash: str = ""
    left_out: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """Nodes (n), directed edges (m) and shapes (s); a two-way street is two edges over one shape.

    Lengths are metres, coordinates EPSG:4326 degrees, heights metres, weights tonnes; 0 means "no limit known".
    ``shape_start`` (s + 1) cuts ``shape_lon``/``shape_lat`` into lines; an edge follows its shape forwards or back.
    ``order`` is the elimination order of the travel index, stored so that it is found only once, or empty.
    """

    node_lon: NDArray[np.float64]
    node_lat: NDArray[np.float64]
    node_flags: NDArray[np.uint8]
    edge_from: NDArray[np.int32]
    edge_to: NDArray[np.int32]
    length_m: NDArray[np.float64]
    road_class: NDArray[np.uint8]
    name_id: NDArray[np.int32]
    posted_kmh: NDArray[np.float32]
    speed_source: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    max_height_m: NDArray[np.float32]
    max_weight_t: NDArray[np.float32]
    shape_id: NDArray[np.int32]
    is_forward: NDArray[np.bool_]
    shape_start: NDArray[np.int64]
    shape_lon: NDArray[np.float64]
    shape_lat: NDArray[np.float64]
    order: NDArray[np.int32]
    names: tuple[str, ...]
    manifest: Manifest
    traffic: Traffic = field(default=FREE_FLOW)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.node_lon)

    @property
    def edges(self) -> int:
        """How many directed edges there are."""
        return len(self.edge_from)

    @property
    def is_oneway(self) -> NDArray[np.bool_]:
        """Per edge: whether its street may be driven in this direction only."""
        uses = np.bincount(self.shape_id, minlength=len(self.shape_start) - 1)
        return np.asarray(uses[self.shape_id] < 2)

    @property
    def is_turn_link(self) -> NDArray[np.bool_]:
        """Per edge: whether it is no street but a turn (:mod:`planner.geo.turn_bans`)."""
        return np.asarray((self.flags & TURN_LINK) > 0)

    @property
    def junction(self) -> NDArray[np.int64]:
        """Per node the lowest node of its junction: itself, unless turn bans pulled the junction apart."""
        junction = np.arange(self.nodes, dtype=np.int64)
        link = np.flatnonzero(self.is_turn_link)
        lowest = np.full(len(self.shape_start), self.nodes, dtype=np.int64)  # all links of a junction share a shape
        ends = (self.edge_from[link], self.edge_to[link])
        for end in ends:
            np.minimum.at(lowest, self.shape_id[link], end)
        for end in ends:
            junction[end] = lowest[self.shape_id[link]]
        return junction

    @property
    def plane(self) -> Plane:
        """The local plane in metres around the middle of the network."""
        west, south, east, north = self.manifest.bounds
        return Plane((west + east) / 2.0, (south + north) / 2.0)

    def shapes(self) -> NDArray[Any]:
        """All shapes as shapely LineStrings in degrees, in order of their index."""
        coords = np.column_stack([self.shape_lon, self.shape_lat])
        return line_array(coords, self.shape_start)


def line_array(coords: NDArray[np.float64], start: NDArray[np.int64]) -> NDArray[Any]:
    """Shapely LineStrings from one (p, 2) array of points cut at ``start``."""
    owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return np.asarray(shapely.linestrings(coords, indices=owner))


_LISTED = """
node_lon node_lat node_flags edge_from edge_to length_m road_class name_id posted_kmh speed_source flags
max_height_m max_weight_t shape_id is_forward shape_start shape_lon shape_lat
"""
_ARRAYS = tuple(_LISTED.split())


def content_hash(network: RoadNetwork) -> str:
    """SHA-256 over the roads themselves (not the order nor the manifest), for receipts."""
    digest = hashlib.sha256()
    for name in _ARRAYS:
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(getattr(network, name)).tobytes())
    digest.update("\n".join(network.names).encode())
    return digest.hexdigest()


def array_fields() -> list[str]:
    """Names of the fields that are arrays, in the order of the dataclass."""
    return [f.name for f in fields(RoadNetwork) if f.name in _ARRAYS or f.name == "order"]


def lines(
    network: RoadNetwork,
    bounds: tuple[float, float, float, float] | None = None,
    classes: tuple[str, ...] | None = None,
) -> gpd.GeoDataFrame:
    """Road lines for a map: one row per shape with ``road_class``, ``name``, ``is_oneway`` and geometry (EPSG:4326).

    ``bounds`` (west, south, east, north) keeps lines that touch the box, ``classes`` those of the named classes.
    """
    first = np.full(len(network.shape_start) - 1, -1)
    backwards = np.arange(network.edges)[::-1]
    first[network.shape_id[backwards]] = backwards
    frame = gpd.GeoDataFrame(
        {
            "road_class": [ROAD_CLASSES[i] for i in network.road_class[first]],
            "name": [network.names[i] for i in network.name_id[first]],
            "is_oneway": network.is_oneway[first],
            "is_generated": (network.flags[first] & GENERATED) > 0,
        },
        geometry=network.shapes(),
        crs=WGS84,
    )
    frame = frame[~network.is_turn_link[first]]
    if classes is not None:
        frame = frame[frame["road_class"].isin(classes)]
    if bounds is not None:
        frame = frame[frame.intersects(shapely.box(*bounds))]
    return frame.reset_index(drop=True)
