"""The area whose streets or places are fetched: by its name, or as a box."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from planner.adapters import overpass, road_import

SERVER = overpass.SERVER
"""The Overpass server that is asked when none is named."""


def area_of(place: str | None, bbox: str | None) -> BaseGeometry | None:
    """The area named ``place``, else the box "west,south,east,north" in degrees. Errors: E23xx of both."""
    return overpass.find_place(place) if place else road_import.read_clip(bbox, None)
