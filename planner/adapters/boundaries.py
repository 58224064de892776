"""Reads boundaries of constituencies and police districts from a GeoJSON of one's own; none are embedded."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
from pyogrio.errors import DataSourceError

from planner.errors import refuse
from planner.units import WGS84

NAMES = ("parliament", "parlimen", "parlimen_name", "name")
DISTRICTS = ("police_district", "daerah_polis", "district", "daerah", "name")


def read_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Boundaries with a column ``parliament``, in EPSG:4326, invalid rings mended (buffer of nothing is not used).

    Takes the first of ``parliament``, ``parlimen``, ``parlimen_name``, ``name`` as the constituency. Raises E1211 for a
    file that cannot be read or has neither polygons nor a name.
    """
    return _named(path, NAMES)


def read_districts(path: Path) -> gpd.GeoDataFrame:
    """Police districts with a column ``police_district``, in EPSG:4326, invalid rings mended.

    Takes the first of ``police_district``, ``daerah_polis``, ``district``, ``daerah``, ``name``. E1211 as above.
    """
    return _named(path, DISTRICTS)


def _named(path: Path, names: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Named polygons, the name in a column called as the first of ``names``."""
    try:
        frame = gpd.read_file(path)
    except (DataSourceError, OSError, ValueError) as error:
        cause = f"the boundaries cannot be read: {type(error).__name__}"
        raise refuse("E1211", cause, "give a GeoJSON of polygons", path.name) from error
    column = next((name for name in names if name in frame.columns), None)
    if column is None or frame.empty or not frame.geom_type.isin({"Polygon", "MultiPolygon"}).all():
        raise refuse("E1211", "no named polygons in the file", f"name them in a column {names[0]}", path.name)
    frame = frame.set_crs(WGS84) if frame.crs is None else frame.to_crs(WGS84)
    mended = frame.geometry.make_valid()
    return gpd.GeoDataFrame({names[0]: frame[column].astype(str)}, geometry=mended, crs=WGS84)
