"""Hotspots and recommended stops as files for other tools: GeoJSON, CSV, Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from planner.frames import HOTSPOT_NUMBERS, HOTSPOTS, check
from planner.model.need import RecommendedStop
from planner.report.frame_words import in_words
from planner.report.neutral import csv_bytes
from planner.report.why_words import why_text


def _plain(value: Any) -> object:  # noqa: ANN401  # a cell may be anything
    if pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _feature(row: dict[Hashable, Any]) -> dict[str, Any]:
    properties = {name: _plain(value) for name, value in row.items() if name not in {"lon", "lat"}}
    point = {"type": "Point", "coordinates": [round(float(row["lon"]), 6), round(float(row["lat"]), 6)]}
    return {"type": "Feature", "id": row["hotspot_id"], "geometry": point, "properties": properties}


def _told(hotspots: pd.DataFrame) -> pd.DataFrame:
    """The columns of HOTSPOTS in words and, as far as the frame has them, those of HOTSPOT_NUMBERS.

    A suppressed frame has only ``households_to`` of these: without it the lower end of a span would read as a count.
    """
    more = [name for name in HOTSPOT_NUMBERS.names if name in hotspots.columns]
    return in_words(check(hotspots, HOTSPOTS)[[*HOTSPOTS.names, *more]])


def hotspots_geojson(hotspots: pd.DataFrame) -> bytes:
    """GeoJSON (RFC 7946: EPSG:4326, lon before lat) of a frame under schema HOTSPOTS, missing numbers as null."""
    features = [_feature(row) for row in _told(hotspots).to_dict("records")]
    document = {"type": "FeatureCollection", "name": "hotspots", "features": features}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")


def hotspots_csv(hotspots: pd.DataFrame) -> bytes:
    """CSV of a frame under schema HOTSPOTS; text that a spreadsheet could run is made harmless."""
    return csv_bytes(_told(hotspots))


def hotspots_parquet(hotspots: pd.DataFrame) -> bytes:
    """Parquet of a frame under schema HOTSPOTS."""
    buffer = io.BytesIO()
    _told(hotspots).to_parquet(buffer, index=False)
    return buffer.getvalue()


def recommended_frame(recommended: Sequence[RecommendedStop]) -> pd.DataFrame:
    """One row for each recommended stop, best first; items, services and covered hotspots separated by ``;``."""
    rows = [
        {
            "rank": stop.rank,
            "stop_id": stop.stop_id,
            "hotspot_id": stop.hotspot_id,
            "place_id": stop.place_id,
            "name": stop.name,
            "lon": round(stop.lon, 6),
            "lat": round(stop.lat, 6),
            "police_district": stop.police_district,
            "parliament": stop.parliament,
            "score": round(stop.score, 4),
            "households": stop.households,
            "baskets": stop.baskets,
            "items": ";".join(f"{name}={count}" for name, count in stop.items),
            "services": ";".join(stop.services),
            "day": stop.day.isoformat() if stop.day else "",
            "hour": stop.hour,
            "p_top_k": round(stop.p_top_k, 4),
            "why_ms": why_text(stop.why, "ms"),
            "why_en": why_text(stop.why, "en"),
            "runner_up": stop.runner_up,
            "covers": ";".join(stop.covers),
            "grade": stop.grade,
        }
        for stop in sorted(recommended, key=lambda stop: stop.rank)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "rank", "stop_id", "hotspot_id", "place_id", "name", "lon", "lat", "police_district", "parliament", "score",
    "households", "baskets", "items", "services", "day", "hour", "p_top_k", "why_ms", "why_en", "runner_up", "covers",
    "grade",
]  # fmt: skip


def recommended_csv(recommended: Sequence[RecommendedStop]) -> bytes:
    """CSV of the recommended stops, best first; text that a spreadsheet could run is made harmless."""
    return csv_bytes(recommended_frame(recommended))
