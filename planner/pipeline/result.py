"""Everything one run of the whole way has made."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from planner.model.dispatch import Plan
from planner.model.labels import MapLabels
from planner.model.need import LeftOut, RecommendedStop
from planner.pipeline.need import Need
from planner.pipeline.taking import Taken


@dataclass(frozen=True, slots=True)
class Result:
    """Need, recommended next locations, plan, and what is drawn under and between them.

    ``roads`` are lines with class and name (EPSG:4326). ``paths`` maps a route id to the driven line in (lon, lat).
    ``left_out`` says why other hotspots are not recommended now. ``taken`` is None when the run began from stored
    households.
    """

    need: Need
    recommended: tuple[RecommendedStop, ...]
    plan: Plan | None
    roads: gpd.GeoDataFrame
    paths: dict[str, list[tuple[float, float]]]
    labels: MapLabels
    left_out: tuple[LeftOut, ...] = ()
    taken: Taken | None = None
    borders: gpd.GeoDataFrame | None = None  # police districts of a file, EPSG:4326; None: estimated from places

    @property
    def hotspots(self) -> pd.DataFrame:
        """Hotspots by rank (schema ``HOTSPOTS``)."""
        return self.need.hotspots

    @property
    def places(self) -> pd.DataFrame:
        """The gazetteer's places (schema ``PLACES``)."""
        return self.need.places
