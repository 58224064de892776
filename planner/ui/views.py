"""What pages show, worked out from records and frames: plain functions without Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from planner.model.need import RecommendedStop
from planner.report.figures import number_text, percent_text
from planner.report.map_data import bring_text, cluster_text, when_text
from planner.report.words import Language, word, word_or
from planner.ui.shown import Result

PARTS = ("volume", "vulnerability", "urgency", "access")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked to see; empty means everything."""

    districts: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    least_households: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Why a place: its sentence, figures by label, and the score's parts."""

    name: str
    why: str
    figures: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    parts: pd.DataFrame = field(compare=False)
    is_from_memory: bool = False


def filtered(hotspots: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The hotspots that pass every filter, in their order."""
    keep = hotspots["households"] >= filters.least_households
    if filters.districts:
        keep &= hotspots["police_district"].isin(filters.districts)
    if filters.grades:
        keep &= hotspots["grade"].isin(filters.grades)
    if filters.text.strip():
        keep &= hotspots["name"].str.contains(filters.text.strip(), case=False, regex=False)
    return hotspots[keep]


def shown_stops(recommended: Sequence[RecommendedStop], hotspots: pd.DataFrame) -> tuple[RecommendedStop, ...]:
    """The recommended stops whose hotspot is among ``hotspots``, best first."""
    ids = set(hotspots["hotspot_id"])
    return tuple(sorted((stop for stop in recommended if stop.hotspot_id in ids), key=lambda stop: stop.rank))


def choices(hotspots: pd.DataFrame, column: str) -> list[str]:
    """The values of a column to choose from, without the empty one."""
    return sorted(value for value in hotspots[column].dropna().unique() if value)


def most_households(hotspots: pd.DataFrame) -> int:
    """The largest hotspot's households, at least 1."""
    return 1 if hotspots.empty else max(1, int(hotspots["households"].max()))


def list_label(stop: RecommendedStop, language: Language) -> str:
    """One line of the ranked list."""
    return f"{stop.rank}. {stop.name} · {number_text(stop.households)} {word('map.households_short', language)}"


def _parts(row: pd.Series, language: Language) -> pd.DataFrame:
    labels = [word(f"ui.part.{part}", language) for part in PARTS]
    return pd.DataFrame({"part": labels, "points": [float(row[f"part_{part}"]) for part in PARTS]})


def _rate(row: pd.Series) -> str:
    if pd.isna(row["rate"]):
        return "–"
    span = (
        "" if pd.isna(row["rate_low"]) else f" ({number_text(row['rate_low'], 1)}–{number_text(row['rate_high'], 1)})"
    )
    return number_text(row["rate"], 1) + span


def _hotspot_facts(row: pd.Series, language: Language) -> tuple[tuple[str, str], ...]:
    facts = (
        ("rate", _rate(row)),
        ("rank", f"{row['rank']} ({row['rank_low']}–{row['rank_high']})"),
        ("cluster", cluster_text(str(row["cluster"]), language)),
        ("district", row["police_district"]),
        ("parliament", row["parliament"]),
        ("grade", word_or(f"grade.{row['grade']}", language, row["grade"])),
    )
    return tuple((word(f"map.{key}", language), str(value)) for key, value in facts if value)


def _figures(households: int, score: float, p_top_k: float | None, language: Language) -> tuple[tuple[str, str], ...]:
    shown = [(word("map.households", language), number_text(households))]
    shown.append((word("map.score", language), number_text(score, 1)))
    if p_top_k is not None:
        shown.append((word("map.p_top_k", language), f"{percent_text(p_top_k)} %"))
    return tuple(shown)


def _hotspot_card(row: pd.Series, language: Language) -> Card:
    return Card(
        name=str(row["name"]),
        why=str(row[f"why_{language}"]),
        figures=_figures(row["households"], row["score"], row["p_top_k"], language),
        facts=_hotspot_facts(row, language),
        parts=_parts(row, language),
        is_from_memory=row["grade"] == "memory",
    )


def _stop_card(stop: RecommendedStop, row: pd.Series | None, language: Language) -> Card:
    facts = [("bring", bring_text(stop, language)), ("when", when_text(stop, language)), ("runner_up", stop.runner_up)]
    own = tuple((word(f"map.{key}", language), value) for key, value in facts if value)
    return Card(
        name=f"{stop.rank}. {stop.name}",
        why=stop.why_ms if language == "ms" else stop.why_en,
        figures=_figures(stop.households, stop.score, stop.p_top_k, language),
        facts=own + (_hotspot_facts(row, language) if row is not None else ()),
        parts=_parts(row, language) if row is not None else pd.DataFrame({"part": [], "points": []}),
        is_from_memory=stop.grade == "memory",
    )


def _row(hotspots: pd.DataFrame, hotspot_id: str) -> pd.Series | None:
    found = hotspots[hotspots["hotspot_id"] == hotspot_id]
    return None if found.empty else found.iloc[0]


def card(result: Result, selected: str | None, language: Language) -> Card | None:
    """The why-card of a recommended stop or a hotspot; None when nothing, or nothing known, is selected."""
    for stop in result.recommended:
        if stop.stop_id == selected:
            return _stop_card(stop, _row(result.hotspots, stop.hotspot_id), language)
    row = _row(result.hotspots, selected) if selected else None
    return None if row is None else _hotspot_card(row, language)


def hotspot_table(hotspots: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The hotspots as a table to read, by rank, with headings in the reader's language."""
    table = hotspots.sort_values(["rank", "name"], kind="stable")
    columns = {"rank": "rank_short", "name": "name", "households": "households", "score": "score", "rate": "rate"}
    columns |= {"p_top_k": "p_top_k", "police_district": "district", "parliament": "parliament"}
    shown = table[list(columns)].rename(
        columns={name: word(f"ui.column.{key}", language) for name, key in columns.items()}
    )
    grades = [word_or(f"grade.{grade}", language, str(grade)) for grade in table["grade"]]
    return shown.assign(**{word("ui.column.grade", language): grades}).reset_index(drop=True)


def hotspot_at(hotspots: pd.DataFrame, rows: Sequence[Any]) -> str | None:
    """The id of the hotspot on the chosen row of :func:`hotspot_table`."""
    table = hotspots.sort_values(["rank", "name"], kind="stable")
    return str(table["hotspot_id"].iloc[int(rows[0])]) if rows and int(rows[0]) < len(table) else None
