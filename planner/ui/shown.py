"""What a page is given to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import geopandas as gpd
import pandas as pd

from planner.model.dispatch import Plan
from planner.model.need import LeftOut, RecommendedStop
from planner.report.labels import MapLabels


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run: hotspots (schema HOTSPOTS), recommended stops, plan, and what the base layer needs.

    ``roads`` are lines with class and name, ``paths`` driven lines by route id, ``places`` schema PLACES,
    ``borders`` police districts where a file tells them. ``source`` is
    what the run came from, for another run on the same need. ``key`` names this result in caches: whoever makes another
    out of it with ``replace`` gives it a key of its own. Pages only read it.
    """

    hotspots: pd.DataFrame
    recommended: tuple[RecommendedStop, ...]
    plan: Plan | None
    roads: gpd.GeoDataFrame | None
    paths: Mapping[str, list[tuple[float, float]]]
    labels: MapLabels
    places: pd.DataFrame | None = None
    source: Any = field(default=None, compare=False)
    taken: Any = field(default=None, compare=False)
    left_out: tuple[LeftOut, ...] = ()
    borders: gpd.GeoDataFrame | None = field(default=None, compare=False)
    key: str = field(default_factory=lambda: uuid4().hex, compare=False)
