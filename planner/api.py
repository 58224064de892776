"""The public Python API for notebooks: frames and records in, frames and records out.

Everything here is reached as ``planner.<name>``; nothing else is promised to stay.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from planner.model.dispatch import Plan, Violation
from planner.model.need import NeedWeights, RecommendedStop
from planner.pipeline.need import Need
from planner.pipeline.order import Order
from planner.pipeline.result import Result
from planner.pipeline.taking import Taken
from planner.report.frame_words import in_words
from planner.roles import Role
from planner.routing import check_plan
from planner.scoring import fairness, silent_places, suppress
from planner.units import WGS84
from planner.workspace import Workspace
from planner.workspace.story import Demonstration

__all__ = [
    "Demonstration",
    "Need",
    "NeedWeights",
    "Order",
    "Plan",
    "RecommendedStop",
    "Result",
    "Role",
    "Taken",
    "Violation",
    "Workspace",
    "check_plan",
    "fairness",
    "in_words",
    "points",
    "silent_places",
    "suppress",
]


def points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """``frame`` with a point for each row from its lon and lat (EPSG:4326); rows without both get no point."""
    geometry = gpd.points_from_xy(frame["lon"], frame["lat"])
    drawn = gpd.GeoDataFrame(frame, geometry=geometry, crs=WGS84)
    drawn.loc[frame["lon"].isna() | frame["lat"].isna(), "geometry"] = None
    return drawn
