"""The officials' map as one HTML file: suppressed aggregates alone, no plan, no route, no stop of a household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from planner.model.labels import MapLabels
from planner.model.need import RecommendedStop
from planner.model.reason import details_of
from planner.report.map import plan_map
from planner.report.words import Language


def official_html(
    *,
    hotspots: pd.DataFrame,
    roads: gpd.GeoDataFrame | None,
    labels: MapLabels,
    language: Language = "ms",
    places: pd.DataFrame | None = None,
    recommended: Sequence[RecommendedStop] = (),
    borders: gpd.GeoDataFrame | None = None,
) -> bytes:
    """One self-contained page drawn from **already suppressed** hotspots (schema HOTSPOTS).

    ``recommended`` may be given when the locations are public; their households are then shown as published, and a
    location whose hotspot is hidden is left out.
    """
    published = hotspots.set_index("hotspot_id")
    stops = tuple(_published(stop, published) for stop in recommended if stop.hotspot_id in published.index)
    return plan_map(
        hotspots=hotspots,
        recommended=stops,
        plan=None,
        roads=roads,
        paths={},
        labels=replace(labels, is_protected=True),
        language=language,
        places=places,
        borders=borders,
    )


def _published(stop: RecommendedStop, published: pd.DataFrame) -> RecommendedStop:
    """``stop`` with every figure replaced by its hotspot's published one, and its exact load taken away."""
    row = published.loc[[stop.hotspot_id]].iloc[0].to_dict()
    return RecommendedStop(
        stop_id=stop.stop_id,
        rank=stop.rank,
        hotspot_id=stop.hotspot_id,
        place_id=stop.place_id,
        name=stop.name,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        police_district=stop.police_district,
        parliament=stop.parliament,
        score=float(row["score"]),
        households=int(row["households"]),
        baskets=int(row["households"]),
        items=(),
        services=stop.services,
        day=stop.day,
        hour=stop.hour,
        p_top_k=float(row["p_top_k"]),
        why=details_of(str(row["why"])),
        runner_up="",
        grade=stop.grade,
    )
