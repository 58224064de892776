"""A local plane in metres around a network: good to a few parts in ten thousand over a metropolis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# WGS 84: semi-major axis in metres and first eccentricity squared.
_A = 6_378_137.0
_E2 = 0.006_694_379_990_14


@dataclass(frozen=True, slots=True)
class Plane:
    """East and north in metres from (``lon0``, ``lat0``), with the ellipsoid's radii of curvature at that point.

    Used for snapping and lengths of short lines anywhere on earth, where the national grid EPSG:3375 would only serve
    the Peninsula. Source of the radii: Snyder, *Map Projections: A Working Manual* (USGS 1395), p. 24.
    """

    lon0: float
    lat0: float

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Metres in one degree of longitude and of latitude at the plane's origin."""
        sine = np.sin(np.radians(self.lat0))
        bend = 1.0 - _E2 * sine * sine
        east = _A / np.sqrt(bend) * np.cos(np.radians(self.lat0))
        north = _A * (1.0 - _E2) / bend**1.5
        return float(np.radians(east)), float(np.radians(north))

    def to_xy(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Points as an (n, 2) array of metres."""
        east, north = self.metres_per_degree
        return np.column_stack([(np.asarray(lon) - self.lon0) * east, (np.asarray(lat) - self.lat0) * north])

    def to_lonlat(self, xy: Floats) -> Floats:
        """Metres back to an (n, 2) array of longitude and latitude in degrees."""
        east, north = self.metres_per_degree
        return np.column_stack([xy[:, 0] / east + self.lon0, xy[:, 1] / north + self.lat0])


def lengths_m(lon: Floats, lat: Floats) -> Floats:
    """Length in metres of each step of a chain of points, with the radii at the step's own latitude."""
    middle = np.radians((lat[1:] + lat[:-1]) / 2.0)
    bend = 1.0 - _E2 * np.sin(middle) ** 2
    east = np.radians(np.diff(lon)) * _A / np.sqrt(bend) * np.cos(middle)
    north = np.radians(np.diff(lat)) * _A * (1.0 - _E2) / bend**1.5
    return np.hypot(east, north)
