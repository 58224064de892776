"""The street network and place names as compact data that the browser draws: no tile server is needed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.units import WGS84

Payload = dict[str, Any]

SCALE = 100_000  # 1e-5 degrees is about a metre, finer than a screen pixel at any zoom we draw
_TOLERANCE_DEG = 0.00002
_DRAWN = ("motorway", "trunk", "primary", "secondary", "tertiary", "residential")
# First zoom at which a place's name may appear, by kind: the few that orient, then the rest.
_FROM_ZOOM = {"locality": 11, "ppr": 13, "pa": 13, "kampung": 13, "taman": 14, "flat": 14, "ipd": 13}
_ELSE_ZOOM = 15


def drawn_class(name: object) -> str:
    """The drawn class of an OSM highway value; links join their road, unknown values are drawn as the smallest."""
    text = str(name).removesuffix("_link")
    return text if text in _DRAWN else "residential"


def _class_column(roads: pd.DataFrame) -> str:
    """The column that says what kind of road a line is, under any of the names in use; empty when there is none."""
    return next((name for name in ("class", "road_class", "highway") if name in roads.columns), "")


def road_classes(roads: gpd.GeoDataFrame) -> pd.Series:
    """The drawn class of every line, aligned to ``roads``."""
    column = _class_column(roads)
    return roads[column].map(drawn_class) if column else pd.Series("residential", index=roads.index)


def _unique_lines(roads: gpd.GeoDataFrame) -> pd.DataFrame:
    frame = roads if roads.crs is None or roads.crs.to_epsg() == 4326 else roads.to_crs(WGS84)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty].explode(ignore_index=True)
    frame = frame[frame.geometry.geom_type == "LineString"]
    names = frame["name"] if "name" in frame.columns else pd.Series("", index=frame.index)
    classes = frame[_class_column(frame)] if _class_column(frame) else pd.Series("", index=frame.index)
    table = pd.DataFrame(
        {
            "cls": classes.map(drawn_class),
            "name": names.map(lambda value: value if isinstance(value, str) else ""),
            "line": shapely.simplify(frame.geometry.to_numpy(), _TOLERANCE_DEG, preserve_topology=False),
        }
    )
    # A two-way street comes as two edges; one drawing is enough.
    return table[~pd.Series(shapely.to_wkb(shapely.normalize(table["line"].to_numpy()))).duplicated().to_numpy()]


def _joined(table: pd.DataFrame) -> pd.DataFrame:
    """Edges of one name and class run together, so that a name is written along a road and not once per block."""
    rows = []
    for (cls, name), lines in table.groupby(["cls", "name"], sort=True)["line"]:
        merged = shapely.line_merge(shapely.multilinestrings(lines.to_list())) if name else lines.to_list()
        parts = shapely.get_parts(merged) if name else merged
        rows += [(cls, name, part) for part in parts]
    return pd.DataFrame(rows, columns=["cls", "name", "line"])


def _coded(lines: list[shapely.LineString]) -> list[list[int]]:
    """Each line's first point and its steps from there, all lines in one sweep."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint(points * SCALE).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    steps[starts] = whole[starts]
    flat, bounds = steps.ravel().tolist(), [*(2 * starts).tolist(), 2 * len(steps)]
    return [flat[begin:end] for begin, end in pairwise(bounds)]


def roads_payload(roads: gpd.GeoDataFrame | None) -> Payload:
    """Road lines (class or road_class, name, geometry in any CRS that is set) as delta-coded integers by class."""
    if roads is None or roads.empty:
        return {"scale": SCALE, "names": [""], "groups": []}
    table = _joined(_unique_lines(roads))
    names = ["", *sorted(set(table["name"]) - {""})]
    number = {name: at for at, name in enumerate(names)}
    groups = [
        {"cls": cls, "names": [number[n] for n in part["name"]], "lines": _coded(part["line"].to_list())}
        for cls, part in table.groupby("cls", sort=True)
    ]
    return {"scale": SCALE, "names": names, "groups": groups}


def places_payload(places: pd.DataFrame | None) -> list[Payload]:
    """Names to write on the map (schema PLACES), those that orient first; places without a coordinate are left out."""
    if places is None or places.empty:
        return []
    known = places[places["lon"].notna() & places["lat"].notna() & (places["kind"] != "road")]
    table = known.assign(start=known["kind"].map(_FROM_ZOOM).fillna(_ELSE_ZOOM).astype(int))
    table = table.sort_values(["start", "name"], kind="stable")
    return [
        {"name": str(name), "lon": round(float(lon), 5), "lat": round(float(lat), 5), "from": int(start)}
        for name, lon, lat, start in zip(table["name"], table["lon"], table["lat"], table["start"], strict=True)
    ]
