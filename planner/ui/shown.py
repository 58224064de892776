"""What a page is given to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import geopandas as gpd
import pandas as pd

from planner.model.dispatch import Plan
from planner.model.need import RecommendedStop
from planner.report.labels import MapLabels


class Result(Protocol):
    """A finished run: hotspots, recommended stops, plan, and what the base layer needs. Pages only read it."""

    @property
    def hotspots(self) -> pd.DataFrame:
        """Schema HOTSPOTS."""

    @property
    def recommended(self) -> tuple[RecommendedStop, ...]:
        """Recommended next locations."""

    @property
    def plan(self) -> Plan | None:
        """Convoys and patrols, when there is a plan."""

    @property
    def roads(self) -> gpd.GeoDataFrame | None:
        """Road lines: class, name, geometry."""

    @property
    def paths(self) -> Mapping[str, list[tuple[float, float]]]:
        """Driven lines by route id."""

    @property
    def labels(self) -> MapLabels:
        """Title and warnings."""
