"""How far one gets from a place in so many minutes: every street cut where the minutes change."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planner.errors import refuse
from planner.geo.closures import NONE_CLOSED, Closures
from planner.geo.roads import ROAD_CLASSES, RoadNetwork
from planner.geo.travel import Reach, RoadTravel
from planner.units import WGS84

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEP_M = 50.0  # streets are cut into pieces no longer than this, each with the minutes at its middle
COLUMNS = ("minutes", "band_min", "road_class", "name", "geometry")


def isochrones(
    travel: RoadTravel,
    origin: tuple[float, float],
    *,
    bands_min: tuple[int, ...] = (5, 10, 15, 20, 30),
    profile: str = "lorry",
    depart_hour: int = 9,
    closures: Closures = NONE_CLOSED,
) -> gpd.GeoDataFrame:
    """Pieces of street with the minutes of driving from ``origin`` (lon, lat) to their middle, EPSG:4326.

    ``band_min`` is the smallest of ``bands_min`` that holds the minutes; pieces beyond the last band, and streets
    that cannot be reached, are left out. The times are those of the travel matrix: a junction's minutes here are its
    entry there. Raises E1317 when the place is too far from any usable road.
    """
    point = pd.DataFrame([("origin", *origin)], columns=["id", "lon", "lat"])
    audit = travel.snaps(point, profile=profile)
    if "refused" in audit["flags"].iloc[0]:
        action = "give a place nearer to a road, or import a network that covers it"
        raise refuse("E1317", f"minutes cannot be told from there: {audit['reason'].iloc[0]}", action, "origin")
    reach = travel.reach(point, profile=profile, depart_hour=depart_hour, closures=closures)
    pieces = _pieces(travel.network, reach)
    limits = np.array(sorted(bands_min), dtype=np.float64)
    band = np.searchsorted(limits, pieces["minutes"])
    kept = pieces[band < len(limits)].assign(band_min=limits[band[band < len(limits)]].astype(int))
    return gpd.GeoDataFrame(kept[list(COLUMNS)].reset_index(drop=True), geometry="geometry", crs=WGS84)


def _pieces(network: RoadNetwork, reach: Reach) -> pd.DataFrame:
    """Every shape in short pieces with the minutes to its middle."""
    count = len(network.shape_start) - 1
    metres = np.zeros(count)
    metres[network.shape_id] = network.length_m
    cuts = np.maximum(1, np.ceil(metres / _STEP_M)).astype(np.int64)
    shape = np.repeat(np.arange(count), cuts)
    place = np.arange(len(shape)) - np.repeat(np.cumsum(cuts) - cuts, cuts)
    begin, end = place / cuts[shape], (place + 1) / cuts[shape]
    ahead, back = (_edge_of_shape(network, reach, is_forward=way) for way in (True, False))
    ms = np.minimum(
        _driven_ms(network, reach, ahead[shape], (begin + end) / 2, reach.share),
        _driven_ms(network, reach, back[shape], 1.0 - (begin + end) / 2, 1.0 - reach.share),
    )
    good = np.isfinite(ms) & ~network.is_turn_link[np.maximum(ahead, back)[shape]]
    shape, begin, end = shape[good], begin[good], end[good]
    edge = np.maximum(ahead, back)[shape]
    lines = network.shapes()[shape]
    parts = [_part(*of) for of in zip(lines, begin.tolist(), end.tolist(), strict=True)]
    return pd.DataFrame(
        {
            "minutes": ms[good] / 60_000.0,
            "road_class": [ROAD_CLASSES[c] for c in network.road_class[edge]],
            "name": [network.names[n] for n in network.name_id[edge]],
            "geometry": parts,
        }
    )


def _edge_of_shape(network: RoadNetwork, reach: Reach, *, is_forward: bool) -> Ints:
    """Per shape the open edge that follows it in this direction, or -1."""
    edge = np.full(len(network.shape_start) - 1, -1, dtype=np.int64)
    mine = np.flatnonzero((network.is_forward == is_forward) & reach.costs.is_open)
    edge[network.shape_id[mine]] = mine
    return edge


def _driven_ms(network: RoadNetwork, reach: Reach, edge: Ints, share: Floats, origin: float) -> Floats:
    """Milliseconds until ``share`` of each edge is driven, infinite where the edge is -1.

    On the street the origin itself lies on, ``origin`` of the way along, what lies ahead needs no junction.
    """
    run = reach.costs.run_ms[edge]
    ms = reach.node_ms[network.edge_from[edge]] + run * share
    own = (network.shape_id[edge] == reach.shape) & (share >= origin)
    ms = np.where(own, np.minimum(ms, reach.access_ms + run * (share - origin)), ms)
    return np.where(edge >= 0, ms, np.inf)


def _part(line: shapely.LineString, begin: float, end: float) -> shapely.LineString:
    whole = (begin, end) == (0.0, 1.0)
    return line if whole else shapely.ops.substring(line, begin, end, normalized=True)
