"""Lines between police districts: from a file, or as near as the gazetteer's places tell."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.report.base_layer import SCALE

Payload = dict[str, Any]
_LEAST = 4  # places; of fewer no cell can be made
_MARGIN_DEG = 0.02  # about 2 km around the outermost places
_TOLERANCE_DEG = 0.0004
_FILE_TOLERANCE_DEG = 0.0001  # about 10 m: a line two pixels wide at the closest zoom that shows a district


def borders_payload(places: pd.DataFrame | None) -> list[Payload]:
    """A district's name with its rings, ``[x, y, x, y, …]`` in steps of 1/SCALE degrees (EPSG:4326), by name.

    Every point belongs to the district of the nearest known place: an estimate, and named so on the map. ``places`` is
    schema PLACES; those without coordinate or district say nothing.
    """
    if places is None:
        return []
    known = places[places["lon"].notna() & places["lat"].notna() & (places["police_district"] != "")]
    known = known.drop_duplicates(["lon", "lat"])
    if len(known) < _LEAST or known["police_district"].nunique() < 2:
        return []
    points = shapely.points(known["lon"].to_numpy(dtype=float), known["lat"].to_numpy(dtype=float))
    frame = shapely.convex_hull(shapely.multipoints(points)).buffer(_MARGIN_DEG)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame))
    owner, inside = shapely.STRtree(cells).query(points, predicate="intersects")
    district = known["police_district"].to_numpy()
    found = []
    for name in sorted(set(district)):
        whole = shapely.intersection(shapely.union_all(cells[np.unique(inside[district[owner] == name])]), frame)
        found.append({"name": str(name), "rings": _rings(shapely.simplify(whole, _TOLERANCE_DEG))})
    return found


def known_borders(districts: gpd.GeoDataFrame) -> list[Payload]:
    """The same of districts that a file tells (``police_district`` and polygons in EPSG:4326), by name."""
    merged = districts.dissolve("police_district").sort_index()
    shapes = shapely.simplify(merged.geometry.to_numpy(), _FILE_TOLERANCE_DEG)
    return [{"name": str(name), "rings": _rings(shape)} for name, shape in zip(merged.index, shapes, strict=True)]


def _rings(shape: Any) -> list[list[int]]:  # noqa: ANN401  # a polygon or several
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    lines = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    rounded = [np.rint(shapely.get_coordinates(ring) * SCALE).astype(np.int64) for ring in lines]
    return [ring.ravel().tolist() for ring in rounded]
