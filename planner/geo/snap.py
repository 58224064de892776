"""From a place to the road: the nearest drivable edge by its true line, and an audit of how good that is.

Malaysia drives on the left, so a place is reached from the carriageway that has it on its left-hand side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planner.errors import refuse
from planner.geo.plane import Plane
from planner.geo.roads import ROAD_CLASSES, RoadNetwork, line_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FAR_M = 250.0  # farther than this from any road deserves a look
REFUSED_M = 3_000.0  # farther than this there is no telling which road serves the place
_AT_NODE_M = 0.5  # a foot this near to a junction is the junction
_SIDE_M = 30.0  # carriageways of one road lie within this of each other
_NO_STOPPING = np.array([c in ("motorway", "motorway_link") for c in ROAD_CLASSES])

SNAP_COLUMNS = ("id", "distance_m", "road_class", "road_name", "flags", "reason", "lon", "lat", "moved_from_m")


@dataclass(frozen=True, slots=True, eq=False)
class Snaps:
    """Where each point meets the network: shape, share along it (0…1), distance in metres; -1 where refused.

    ``ahead`` and ``back`` are the edges along the shape forwards and backwards (-1: none), ``node`` the junction the
    foot falls on, or -1.
    """

    shape: Ints
    share: Floats
    distance_m: Floats
    ahead: Ints
    back: Ints
    node: Ints
    audit: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class SnapIndex:
    """Search tree over the shapes a profile may stop on, in the main component, and over all it leaves out."""

    network: RoadNetwork
    plane: Plane
    lines: NDArray[np.object_]
    usable: Ints  # shapes that may be stopped on
    tree: shapely.STRtree
    any_tree: shapely.STRtree
    ahead: Ints
    back: Ints
    is_whole: NDArray[np.bool_]  # per node: its junction was not pulled apart, so that a place may stand on it


def snap_index(network: RoadNetwork, is_open: NDArray[np.bool_], component: NDArray[np.int32]) -> SnapIndex:
    """Index for one profile: edges that are open, inside the main component, and no expressway."""
    plane = network.plane
    lines = line_array(plane.to_xy(network.shape_lon, network.shape_lat), network.shape_start)
    in_main = (component[network.edge_from] == 0) & (component[network.edge_to] == 0) & is_open
    in_main &= ~network.is_turn_link
    may_stop = in_main & ~_NO_STOPPING[network.road_class]
    chosen = may_stop if may_stop.any() else in_main
    count = len(network.shape_start) - 1
    ahead = np.full(count, -1, dtype=np.int64)
    back = np.full(count, -1, dtype=np.int64)
    for table, mask in ((ahead, network.is_forward), (back, ~network.is_forward)):
        edges = np.flatnonzero(mask & chosen)
        table[network.shape_id[edges]] = edges
    usable = np.flatnonzero((ahead >= 0) | (back >= 0))
    if not usable.size:
        cause = "no street of this network leads anywhere and back"
        raise refuse("E1316", cause, "import a network whose streets hang together", network.manifest.label)
    whole = network.junction == np.arange(network.nodes)
    whole[network.edge_to[network.is_turn_link]] = whole[network.edge_from[network.is_turn_link]] = False
    trees = shapely.STRtree(lines[usable]), shapely.STRtree(lines)
    return SnapIndex(network, plane, lines, usable, *trees, ahead, back, whole)


def snap(index: SnapIndex, points: pd.DataFrame) -> Snaps:
    """Snap ``points`` (id, lon, lat in EPSG:4326); each point's answer depends on that point alone."""
    xy = index.plane.to_xy(points["lon"].to_numpy(float), points["lat"].to_numpy(float))
    is_place = np.asarray(np.isfinite(xy).all(axis=1))
    spots = shapely.points(np.where(is_place[:, None], xy, 0.0))
    shape, is_left = _choose(index, spots)
    line = index.lines[shape]
    along = shapely.line_locate_point(line, spots)
    length = shapely.length(line)
    distance = shapely.distance(line, spots)
    share = np.divide(along, length, out=np.zeros_like(along), where=length > 0)
    node = _node_at(index, shape, along, length)
    refused = ~is_place | (distance > REFUSED_M)
    audit = _audit(index, points, spots, shape, distance, refused, is_left, is_place)
    lost = np.where(refused, -1, shape)
    ahead = np.where(refused, -1, index.ahead[shape])
    back = np.where(refused, -1, index.back[shape])
    return Snaps(lost, share, distance, ahead, back, np.where(refused, -1, node), audit)


def _choose(index: SnapIndex, spots: NDArray[np.object_]) -> tuple[Ints, NDArray[np.bool_]]:
    """The shape for every spot and whether it is served from its left: the nearest that is, within reach of it."""
    pairs, nearest = index.tree.query_nearest(spots, return_distance=True, all_matches=False)
    shape = index.usable[pairs[1]]
    is_left = _is_left(index, shape, spots)
    wrong = np.flatnonzero(~is_left)
    if len(wrong):
        who, what = index.tree.query(spots[wrong], predicate="dwithin", distance=nearest[wrong] + _SIDE_M)
        spot, other = wrong[who], index.usable[what]
        good = _is_left(index, other, spots[spot]) & _same_road(index.network, index, shape[spot], other)
        spot, other = spot[good], other[good]
        away = shapely.distance(index.lines[other], spots[spot])
        for row in np.lexsort((other, away, spot))[::-1]:
            shape[spot[row]] = other[row]
            is_left[spot[row]] = True
    return shape, is_left


def _is_left(index: SnapIndex, shape: Ints, spots: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether a spot lies on the kerb side: always on two-way streets, to the left of the drive on one-way ones."""
    two_way = (index.ahead[shape] >= 0) & (index.back[shape] >= 0)
    line = index.lines[shape]
    along = shapely.line_locate_point(line, spots)
    length = shapely.length(line)
    a = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - 1.0, 0.0)))
    b = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(along + 1.0, length)))
    p = shapely.get_coordinates(spots)
    cross = (b[:, 0] - a[:, 0]) * (p[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (p[:, 0] - a[:, 0])
    cross = np.where(index.ahead[shape] >= 0, cross, -cross)
    on_line = shapely.distance(line, spots) < 2.0
    return np.asarray(two_way | on_line | (cross > 0))


def _same_road(network: RoadNetwork, index: SnapIndex, one: Ints, two: Ints) -> NDArray[np.bool_]:
    """Whether two shapes carry the same class and name: the carriageways of one road."""
    a = np.maximum(index.ahead[one], index.back[one])
    b = np.maximum(index.ahead[two], index.back[two])
    same = (network.road_class[a] == network.road_class[b]) & (network.name_id[a] == network.name_id[b])
    return np.asarray(same)


def _node_at(index: SnapIndex, shape: Ints, along: Floats, length: Floats) -> Ints:
    edge = np.where(index.ahead[shape] >= 0, index.ahead[shape], index.back[shape])
    starts = np.where(index.ahead[shape] >= 0, index.network.edge_from[edge], index.network.edge_to[edge])
    ends = np.where(index.ahead[shape] >= 0, index.network.edge_to[edge], index.network.edge_from[edge])
    node = np.where(along <= _AT_NODE_M, starts, -1)
    node = np.where(along >= length - _AT_NODE_M, ends, node)
    return np.asarray(np.where(index.is_whole[node], node, -1), dtype=np.int64)


def _audit(
    index: SnapIndex,
    points: pd.DataFrame,
    spots: NDArray[np.object_],
    shape: Ints,
    distance: Floats,
    refused: NDArray[np.bool_],
    is_left: NDArray[np.bool_],
    is_place: NDArray[np.bool_],
) -> pd.DataFrame:
    network = index.network
    edge = np.maximum(index.ahead[shape], index.back[shape])
    _, any_m = index.any_tree.query_nearest(spots, return_distance=True, all_matches=False)
    moved = distance - any_m > 1.0
    foot = shapely.line_interpolate_point(index.lines[shape], shapely.line_locate_point(index.lines[shape], spots))
    lonlat = index.plane.to_lonlat(shapely.get_coordinates(foot))
    rows = [
        _judge(bool(is_place[i]), bool(refused[i]), float(distance[i]), bool(is_left[i]), bool(moved[i]))
        for i in range(len(spots))
    ]
    return pd.DataFrame(
        {
            "id": points["id"].astype(str).to_numpy(),
            "distance_m": np.where(is_place, np.round(distance, 1), np.nan),
            "road_class": [ROAD_CLASSES[c] for c in network.road_class[edge]],
            "road_name": [network.names[n] for n in network.name_id[edge]],
            "flags": [flags for flags, _ in rows],
            "reason": [reason for _, reason in rows],
            "lon": np.round(lonlat[:, 0], 6),
            "lat": np.round(lonlat[:, 1], 6),
            "moved_from_m": np.where(moved & is_place, np.round(any_m, 1), np.nan),
        },
        columns=list(SNAP_COLUMNS),
    )


def _judge(is_place: bool, is_refused: bool, distance: float, is_left: bool, is_moved: bool) -> tuple[str, str]:
    """Flags separated by ``;`` and one sentence, empty when all is well."""
    if not is_place:
        return "refused", "it has no coordinate"
    if is_refused:
        return "refused", f"the nearest usable road is {distance:,.0f} m away, over {REFUSED_M:,.0f} m"
    flags, reasons = [], []
    if distance > FAR_M:
        flags.append("far")
        reasons.append(f"the road is {distance:,.0f} m away")
    if is_moved:
        flags.append("moved")
        reasons.append("a nearer road is an expressway, closed to this vehicle, or cut off from the rest")
    if not is_left:
        flags.append("other_side")
        reasons.append("the place lies across the carriageway")
    return ";".join(flags), "; ".join(reasons)
