"""Everything a map shows, as one plain structure that the browser draws and that a test can read."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.frames import HOTSPOTS, check
from planner.model.dispatch import Plan
from planner.model.labels import MapLabels
from planner.model.need import RecommendedStop
from planner.report.base_layer import places_payload, roads_payload
from planner.report.border_layer import borders_payload, known_borders
from planner.report.figures import baskets_text, clock_text, moment_text, short_date_text
from planner.report.route_layer import Path, depots_payload, recommended_by_stop, route_groups, routes_payload
from planner.report.why_words import why_cell, why_text
from planner.report.words import LANGUAGES, Language, told, under, word, word_or

Payload = dict[str, Any]
_TEXTS = ("name", "kind", "police_district", "parliament")
_NUMBERS = ("score", "rate", "rate_low", "rate_high", "p_top_k")


def _number(value: Any) -> float | None:  # noqa: ANN401  # a cell may be anything
    return None if pd.isna(value) else round(float(value), 4)


def _hotspot(row: Mapping[Hashable, Any]) -> Payload:
    item: Payload = {"id": str(row["hotspot_id"]), "lon": round(row["lon"], 5), "lat": round(row["lat"], 5)}
    item |= {name: str(row[name]) for name in _TEXTS}
    item |= {name: _number(row[name]) for name in _NUMBERS}
    item |= {f"why_{lang}": why_cell(str(row["why"]), lang) for lang in LANGUAGES}
    item |= {name: int(row[name]) for name in ("households", "rank", "rank_low", "rank_high")}
    item["grade"] = str(row["grade"]) or "unknown"
    item["cluster_text"] = {lang: word(f"cluster.{row['cluster']}", lang) for lang in LANGUAGES}
    return item


def when_text(stop: RecommendedStop, language: Language) -> str:
    """The best time to come, in words."""
    day = word("map.any_day", language) if stop.day is None else short_date_text(stop.day, language)
    return f"{day}, {clock_text(stop.hour * 3600, language)}"


def bring_text(stop: RecommendedStop, language: Language) -> str:
    """What to bring: baskets and services."""
    parts = [baskets_text(stop.baskets, language)]
    parts += [word_or(f"service.{service}", language, service) for service in stop.services]
    return ", ".join(parts)


def _stop(stop: RecommendedStop) -> Payload:
    return {
        "id": stop.stop_id,
        "hotspot_id": stop.hotspot_id,
        "rank": stop.rank,
        "name": stop.name,
        "lon": round(stop.lon, 5),
        "lat": round(stop.lat, 5),
        "households": stop.households,
        "score": round(stop.score, 4),
        "p_top_k": round(stop.p_top_k, 4),
        "why_ms": why_text(stop.why, "ms"),
        "why_en": why_text(stop.why, "en"),
        "runner_up": stop.runner_up,
        "police_district": stop.police_district,
        "parliament": stop.parliament,
        "grade": stop.grade or "unknown",
        "when": {lang: when_text(stop, lang) for lang in LANGUAGES},
        "bring": {lang: bring_text(stop, lang) for lang in LANGUAGES},
    }


def _breaks(scores: pd.Series) -> list[float]:
    """Upper bounds of four of the five colour classes, so that each class holds about a fifth of the hotspots."""
    if scores.empty:
        return [20.0, 40.0, 60.0, 80.0]
    return [round(float(edge), 1) for edge in np.quantile(scores.to_numpy(dtype=float), (0.2, 0.4, 0.6, 0.8))]


def _sizes(most: int) -> list[int]:
    """Three round household counts for the legend of sizes."""
    if most < 3:
        return [max(most, 1)]
    top = int(float(f"{most:.1g}")) if float(f"{most:.1g}") <= most else int(float(f"{most / 2:.1g}"))
    return sorted({int(float(f"{max(top * share, 1):.1g}")) for share in (0.1, 0.4, 1.0)})


def _bounds(spots: Sequence[Payload], must_show: Sequence[Payload]) -> list[list[float]] | None:
    """South-west and north-east corners of all that must show and of the middle nine tenths of the hotspots."""
    corners = [(item["lat"], item["lon"]) for item in must_show]
    if spots:
        table = np.array([(item["lat"], item["lon"]) for item in spots])
        corners += [tuple(np.quantile(table, share, axis=0).tolist()) for share in (0.05, 0.95)]
    if not corners:
        return None
    found: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = np.array(corners)
    return [found.min(axis=0).tolist(), found.max(axis=0).tolist()]


def _notes(labels: MapLabels, language: Language) -> str:
    """What a reader must know of the figures and of the roads."""
    protected = word("public.map_note", language) if labels.is_protected else ""
    return " · ".join(filter(None, (protected, told(labels.network_note, language))))


def _footer(plan: Plan | None, language: Language) -> str:
    if plan is None:
        return word("map.footer.no_plan", language) + "\n" + word("map.footer.offline", language)
    receipt = plan.receipt
    text = word(
        "map.footer.plan",
        language,
        plan=plan.plan_id,
        seed=receipt.seed,
        made=moment_text(receipt.made_at, language),
        travel=receipt.travel_source,
    )
    return text + "\n" + word("map.footer.offline", language)


def map_data(
    *,
    hotspots: pd.DataFrame,
    recommended: Sequence[RecommendedStop],
    plan: Plan | None,
    paths: Mapping[str, Path],
    labels: MapLabels,
    language: Language = "ms",
) -> Payload:
    """Hotspots, stops, routes, legend and words of a map; the base layer comes apart (:func:`base_data`)."""
    check(hotspots, HOTSPOTS)
    pins = [_stop(stop) for stop in sorted(recommended, key=lambda stop: stop.rank)]
    spots = [_hotspot(row) for row in hotspots.to_dict("records")]
    pinned = set(recommended_by_stop(plan, recommended)) if plan is not None else set()
    routes = routes_payload(plan, paths, pinned)
    visits = [visit for route in routes for visit in route["visits"]]
    most = max((spot["households"] for spot in spots), default=0)
    return {
        "language": language,
        "words": {lang: under("map", lang) | _grades(lang) for lang in LANGUAGES},
        "title": labels.title,
        "data_note": labels.data_note,
        "network_note": {lang: _notes(labels, lang) for lang in LANGUAGES},
        "attribution": {lang: told(labels.attribution, lang) for lang in LANGUAGES},
        "hotspots": spots,
        "recommended": pins,
        "routes": routes,
        "route_groups": route_groups(plan),
        "depots": depots_payload(plan),
        "breaks": _breaks(hotspots["score"]),
        "sizes": _sizes(most),
        "most_households": most,
        "bounds": _bounds(spots, pins or visits),
        "footer": {lang: _footer(plan, lang) for lang in LANGUAGES},
    }


def _grades(language: Language) -> dict[str, str]:
    return {f"grade.{key}": text for key, text in under("grade", language).items()}


def base_data(
    roads: gpd.GeoDataFrame | None, places: pd.DataFrame | None, borders: gpd.GeoDataFrame | None = None
) -> Payload:
    """The base layer's half of a map: street network, names of places, police districts known or estimated."""
    districts = borders_payload(places) if borders is None else known_borders(borders)
    kind = "estimated" if borders is None else "known"
    return {
        "roads": roads_payload(roads),
        "places": places_payload(places),
        "borders": districts,
        "borders_kind": kind,
    }


_UNSAFE_IN_SCRIPT = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
    # branca renders what it is given as a template once more; these three can only stand inside a JSON string
    "{{": "{\\u007b",
    "{%": "{\\u0025",
    "{#": "{\\u0023",
}


def script_safe_json(data: Payload) -> str:
    """JSON for a script element: no tag, entity, JavaScript line end or template mark can begin in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    for mark, escaped in _UNSAFE_IN_SCRIPT.items():
        text = text.replace(mark, escaped)
    return text
