"""Where a point is: the nearest places, the police district, and the constituency with the distance to its boundary."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from planner.errors import raise_if_any
from planner.frames import Column, Schema, check
from planner.geo.gazetteer import Gazetteer
from planner.geo.gazetteer_rows import point_fault
from planner.model.place import Place
from planner.units import METRIC_CRS, WGS84

POINTS = Schema("points", (Column("id", is_unique=True), Column("lon", "float"), Column("lat", "float")))
REVERSED = Schema(
    "reversed",
    (
        Column("id", is_unique=True),
        Column("place_id"),
        Column("place_name"),
        Column("distance_m", "float"),
        Column("police_district"),
        Column("district_agreement", "float"),  # share of the nearest places with a known district that agree, 0…1
        Column("parliament"),
        Column("boundary_m", "float", is_nullable=True),  # to the constituency's edge; missing without boundaries
    ),
)
VOTERS = 5
"""How many of the nearest places with a known district are asked for it."""


@dataclass(frozen=True, slots=True)
class _Points:
    places: tuple[Place, ...]
    tree: cKDTree


class Reverse:
    """Answers for points (EPSG:4326) from one gazetteer and, where loaded, constituency boundaries.

    ``boundaries`` is a GeoDataFrame in any CRS with a column ``parliament`` and valid polygons
    (:func:`planner.adapters.boundaries.read_boundaries`). Distances are metres in EPSG:3375.
    """

    def __init__(self, gazetteer: Gazetteer, boundaries: gpd.GeoDataFrame | None = None) -> None:
        self._to_metric = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)
        located = [p for p in gazetteer.places if p.is_located and p.valid_to is None]
        self._all = self._tree(located)
        self._policed = self._tree([p for p in located if p.police_district])
        self._areas = None if boundaries is None else boundaries.to_crs(METRIC_CRS).reset_index(drop=True)

    def _tree(self, places: list[Place]) -> _Points:
        x, y = self._to_metric.transform([p.lon for p in places], [p.lat for p in places])
        return _Points(tuple(places), cKDTree(np.column_stack([x, y])))

    def at(self, points: pd.DataFrame) -> pd.DataFrame:
        """REVERSED for POINTS, in the same order. Swapped, zero or foreign points raise E1203–E1205, all at once."""
        check(points, POINTS)
        given = list(zip(points["id"], points["lon"], points["lat"], strict=True))
        faults = (point_fault(float(lon), float(lat), f"id {key}") for key, lon, lat in given)
        raise_if_any(fault for fault in faults if fault is not None)
        x, y = self._to_metric.transform(points["lon"].to_numpy(), points["lat"].to_numpy())
        xy = np.column_stack([x, y])
        distances, numbers = self._all.tree.query(xy)
        nearest = [self._all.places[n] for n in numbers]
        districts = self._districts(xy)
        seats = self._seats(xy)
        frame = pd.DataFrame(
            {
                "id": points["id"].to_numpy(),
                "place_id": [p.place_id for p in nearest],
                "place_name": [p.name for p in nearest],
                "distance_m": np.round(distances, 1),
                "police_district": [name for name, _ in districts],
                "district_agreement": [share for _, share in districts],
                "parliament": [seat for seat, _ in seats],
                "boundary_m": pd.Series([edge for _, edge in seats], dtype=float),
            }
        )
        return check(frame, REVERSED)

    def _districts(self, xy: np.ndarray) -> list[tuple[str, float]]:
        """The district most of the nearest places belong to, nearer ones counting more."""
        found = []
        distances, numbers = self._policed.tree.query(xy, k=range(1, 1 + min(VOTERS, self._policed.tree.n)))
        for row, near in zip(distances, numbers, strict=True):
            weights: dict[str, float] = {}
            for away, number in zip(row, near, strict=True):
                name = self._policed.places[number].police_district
                weights[name] = weights.get(name, 0.0) + 1.0 / (200.0 + away)
            best = max(sorted(weights), key=lambda name: weights[name])
            found.append((best, round(weights[best] / sum(weights.values()), 3)))
        return found

    def _seats(self, xy: np.ndarray) -> list[tuple[str, float | None]]:
        """The constituency and the metres to its edge; without boundaries, that of the nearest place and None."""
        if self._areas is None:
            _, numbers = self._all.tree.query(xy)
            return [(self._all.places[n].parliament, None) for n in numbers]
        points = shapely.points(xy)
        shapes = self._areas.geometry.to_numpy()
        tree = shapely.STRtree(shapes)
        first: dict[int, int] = {}
        for point, area in tree.query(points, predicate="within").T:  # where areas overlap, the first in the file
            first[int(point)] = min(int(area), first.get(int(point), int(area)))
        gaps = np.full(len(points), np.inf)
        outside = [number for number in range(len(points)) if number not in first]
        if outside:
            _, gaps[outside] = tree.query_nearest(points[outside], return_distance=True, all_matches=False)
        for number, area in first.items():
            gaps[number] = shapely.distance(shapely.boundary(shapes[area]), points[number])
        names = self._areas["parliament"].tolist()
        return [
            (str(names[first[number]]) if number in first else "", round(float(gap), 1))
            for number, gap in enumerate(gaps)
        ]
