"""What the review pages show of open addresses, possible duplicates and clocks: plain functions without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.geo.geocode import Geocoder
from planner.geo.worklist import answered_level, worklist
from planner.pipeline.taking import Taken
from planner.report.figures import number_text, short_date_text
from planner.report.words import Language, word, word_or

SHOWN = ("received_at", "channel", "address_text", "household_size", "needs", "text")
_LINE = 60  # characters of an address to choose a pair by
_NEAR = 0.02  # degrees around the candidates, about 2 km


def open_addresses(taken: Taken, geocoder: Geocoder) -> pd.DataFrame:
    """The work list (schema ``WORKLIST``), what one answer settles most often first."""
    columns = ["referral_id", "address_text", "postcode", "state", "lon", "lat"]
    asked = taken.intake.referrals[columns].rename(columns={"referral_id": "id"})
    found = worklist(asked, taken.placements, geocoder)
    has_some = found["candidates"] != ""
    order = found.assign(has_some=has_some).sort_values(
        ["has_some", "same_spelling", "address_text"], ascending=[False, False, True], kind="stable"
    )
    return order.drop(columns="has_some").reset_index(drop=True)


def still_open(found: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """The rows of a work list that no decision settles: neither their own nor one on the same spelling."""
    answered = found["id"].isin(decided["referral_id"])
    settled = set(found.loc[answered, "spelling"]) - {""}
    return found[~answered & ~found["spelling"].isin(settled)]


def candidates(row: Mapping[Any, Any], places: pd.DataFrame) -> pd.DataFrame:
    """The candidates of a work list row as places, best first: id, name, kind, lon, lat, police_district, number."""
    ids = [key for key in str(row["candidates"]).split(";") if key]
    known = places.set_index("place_id", drop=False)
    columns = ["place_id", "name", "kind", "lon", "lat", "police_district"]
    found = known.loc[[key for key in ids if key in known.index], columns].reset_index(drop=True)
    return found.assign(number=found.index + 1)


def placed(row: Mapping[Any, Any], place: Mapping[Any, Any]) -> dict[str, Any]:
    """What the store keeps of a one-click answer."""
    located = {name: None if pd.isna(place[name]) else float(place[name]) for name in ("lon", "lat")}
    level = answered_level(str(place["kind"]), row["unit"])
    named = {"place_id": place["place_id"], "place_name": place["name"], "level": level, "unit": row["unit"]}
    return named | located


def roads_near(roads: gpd.GeoDataFrame | None, points: pd.DataFrame) -> pd.DataFrame:
    """Road lines around ``points`` as rows line, lon, lat and their order (at)."""
    rows: list[tuple[int, float, float]] = []
    where = points.dropna(subset=["lon", "lat"])
    if roads is not None and not where.empty:
        west, south = where["lon"].min() - _NEAR, where["lat"].min() - _NEAR
        near = roads.cx[west : where["lon"].max() + _NEAR, south : where["lat"].max() + _NEAR]
        for line, shape in enumerate(near.geometry):
            rows += [(line, lon, lat) for part in getattr(shape, "geoms", [shape]) for lon, lat in part.coords]
    return pd.DataFrame(rows, columns=["line", "lon", "lat"]).assign(at=range(len(rows)))


def open_pairs(taken: Taken, decided: pd.DataFrame) -> pd.DataFrame:
    """Pairs of LINK_REVIEW that nobody has decided, the likeliest first."""
    done = {frozenset(pair) for pair in zip(decided["left_id"], decided["right_id"], strict=True)}
    review = taken.linkage.review
    is_open = [frozenset(pair) not in done for pair in zip(review["left_id"], review["right_id"], strict=True)]
    return (
        review[np.array(is_open, dtype=bool)]
        .sort_values("score", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def pair_lines(taken: Taken, pairs: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Each pair by its number and an address of it, so that one is told from the next; nobody's name is in it."""
    ids = {pair[side] for pair in pairs for side in ("left_id", "right_id")}
    rows = taken.intake.referrals
    known = rows[rows["referral_id"].isin(ids)].set_index("referral_id")["address_text"].to_dict()
    told = ((known.get(pair["left_id"]) or known.get(pair["right_id"]) or "–") for pair in pairs)
    return [f"{number}. {address[:_LINE]}" for number, address in enumerate(told, start=1)]


def side_by_side(taken: Taken, ids: Sequence[str], language: Language) -> pd.DataFrame:
    """Two referrals, a line for each thing known of them; nobody's name or phone is in it."""
    rows = taken.intake.referrals.set_index("referral_id")
    shown = {
        word(f"ui.review.{side}", language): [_cell(rows.loc[key, name], name, language) for name in SHOWN]
        for side, key in zip(("one", "two"), ids, strict=True)
        if key in rows.index
    }
    heads = [word(f"ui.review.{name}", language) for name in SHOWN]
    return pd.DataFrame({word("ui.review.what", language): heads} | shown)


def _cell(value: Any, column: str, language: Language) -> str:  # noqa: ANN401  # a cell of any column
    if isinstance(value, pd.Timestamp):
        return f"{short_date_text(value.date(), language)} {value:%H:%M}"
    if pd.isna(value) or value == "":
        return "–"
    if column == "channel":
        return word_or(f"channel.{value}", language, str(value))
    if column == "needs":
        return ", ".join(word_or(f"need.{code}", language, code) for code in str(value).split(";"))
    return str(value)


_LONG_H = 48  # from here on days are what a person can picture


def clock(due: datetime, now: datetime, language: Language) -> tuple[str, bool]:
    """The time left until ``due`` in words, and whether it has run out."""
    minutes = int((due - now).total_seconds() // 60)
    is_late = minutes < 0
    hours, rest = divmod(abs(minutes), 60)
    key = "ui.protection.late" if is_late else "ui.protection.left"
    if hours >= _LONG_H:
        days, hours = divmod(hours, 24)
        return word(f"{key}_days", language, days=number_text(days), hours=hours), is_late
    return word(key, language, hours=number_text(hours), minutes=rest), is_late


def status(case: Mapping[Any, Any], language: Language) -> str:
    """A case's state in words, and who has it."""
    told = word_or(f"ui.protection.{case['status']}", language, str(case["status"]))
    return f"{told} · {case['taken_by']}" if case.get("taken_by") else told
