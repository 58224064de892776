"""What pages show, worked out from records and frames: plain functions without Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from planner.model.need import LeftOut, RecommendedStop
from planner.model.reason import details_of
from planner.report.figures import baskets_text, number_text, percent_text
from planner.report.map_data import bring_text, when_text
from planner.report.why_words import why_lines
from planner.report.words import Language, word, word_or
from planner.ui.shown import Shown

PARTS = ("volume", "vulnerability", "urgency", "access")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked to see; empty means everything."""

    districts: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    least_households: int = 0
    text: str = ""
    needs: tuple[str, ...] = ()
    since: date | None = None

    @property
    def count(self) -> int:
        """How many of the filters hold something back."""
        return sum(map(bool, (self.districts, self.grades, self.least_households, self.text, self.needs, self.since)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, and what the name means."""

    label: str
    value: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its name, its points, and how long its bar is."""

    label: str
    value: str
    width_percent: int


@dataclass(frozen=True, slots=True)
class Card:
    """Why a place: its reasons, figures, facts by label, the score's parts, and what whoever goes there must know."""

    name: str
    why: tuple[str, ...]
    figures: tuple[Figure, ...]
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    going: tuple[tuple[str, str], ...] = ()
    is_from_memory: bool = False


def heard(households: pd.DataFrame) -> pd.DataFrame:
    """What households (schema HOUSEHOLDS) of each place need and when that was heard last: place_id, need, day."""
    table = households[households["place_id"] != ""]
    days = pd.Series(table["last_at"].dt.date.to_numpy(), index=table.index)
    told = pd.DataFrame({"place_id": table["place_id"], "need": table["needs"].str.split(";"), "day": days})
    last = told.explode("need").groupby(["place_id", "need"])["day"].max()
    return last.reset_index()


def needs_of(told: pd.DataFrame) -> list[str]:
    """The needs that were heard."""
    return sorted(need for need in told["need"].unique() if need)


def span_of(told: pd.DataFrame) -> tuple[date, date]:
    """The first and the last day among what was heard last of each place and need."""
    return told["day"].min(), told["day"].max()


def filtered(hotspots: pd.DataFrame, filters: Filters, told: pd.DataFrame | None = None) -> pd.DataFrame:
    """The hotspots that pass every filter, in their order; ``told`` is what :func:`heard` gives.

    With a need and a day, a place passes when that need was heard there on that day or later.
    """
    keep = hotspots["households"] >= filters.least_households
    if filters.districts:
        keep &= hotspots["police_district"].isin(filters.districts)
    if filters.grades:
        keep &= hotspots["grade"].isin(filters.grades)
    if filters.text.strip():
        keep &= hotspots["name"].str.contains(filters.text.strip(), case=False, regex=False)
    if told is not None and (filters.needs or filters.since):
        passing = told[told["need"].isin(filters.needs)] if filters.needs else told
        passing = passing[passing["day"] >= filters.since] if filters.since else passing
        keep &= hotspots["place_id"].isin(passing["place_id"])
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


def selected_or_first(selected: str | None, stops: Sequence[RecommendedStop]) -> str | None:
    """What the reader chose, and before any choice the first recommendation."""
    return selected or (stops[0].stop_id if stops else None)


def list_lines(stop: RecommendedStop, language: Language) -> tuple[str, str]:
    """An entry of the ranked list: rank and name, then households, when and how many baskets."""
    households = f"{number_text(stop.households)} {word('map.households_short', language)}"
    told = (households, when_text(stop, language), baskets_text(stop.baskets, language))
    return f"{stop.rank}. {stop.name}", " · ".join(told)


def _parts(row: pd.Series, language: Language) -> tuple[Part, ...]:
    points = {part: float(row[f"part_{part}"]) for part in PARTS}
    longest, whole = max(*points.values(), 1.0), max(sum(points.values()), 1e-9)
    return tuple(
        Part(
            _part_label(part, row, language),
            f"{number_text(value, 1)} ({percent_text(max(value, 0.0) / whole)} %)",
            round(100 * max(value, 0.0) / longest),
        )
        for part, value in points.items()
    )


_BEHIND = {
    "volume": "effective_households",
    "vulnerability": "mean_vulnerability",
    "urgency": "mean_urgency",
    "access": "access_value",
}
"""The number that each part's points are made of."""


def _part_label(part: str, row: pd.Series, language: Language) -> str:
    """A part's name with the number behind it and its unit, where the table has it."""
    name, value = word(f"ui.part.{part}", language), row.get(_BEHIND[part])
    if value is None or pd.isna(value):
        return name
    text = number_text(float(value), 1 if part == "volume" else 2)
    return f"{name}: {word('ui.part.counted' if part == 'volume' else 'ui.part.of_one', language, value=text)}"


def _rate(row: pd.Series) -> str:
    if pd.isna(row["rate"]):
        return "–"
    span = (
        "" if pd.isna(row["rate_low"]) else f" ({number_text(row['rate_low'], 1)}–{number_text(row['rate_high'], 1)})"
    )
    return number_text(row["rate"], 1) + span


def _other_weights(row: pd.Series) -> str:
    """Where the place could stand if the parts were weighed somewhat differently; empty where nobody drew that."""
    low, high = row.get("rank_low_weights"), row.get("rank_high_weights")
    return "" if low is None or pd.isna(low) or pd.isna(high) else f"{int(low)}–{int(high)}"


def _hotspot_facts(row: pd.Series, language: Language) -> tuple[tuple[str, str], ...]:
    facts = (
        ("rate", _rate(row)),
        ("rank", f"{row['rank']} ({row['rank_low']}–{row['rank_high']})"),
        ("rank_weights", _other_weights(row)),
        ("cluster", word(f"cluster.{row['cluster']}", language)),
        ("district", row["police_district"]),
        ("parliament", row["parliament"]),
        ("grade", word_or(f"grade.{row['grade']}", language, row["grade"])),
    )
    return tuple((word(f"map.{key}", language), str(value)) for key, value in facts if value)


def _figures(households: int, score: float, p_top_k: float | None, language: Language) -> tuple[Figure, ...]:
    shown = [("households", number_text(households)), ("score", number_text(score, 1))]
    if p_top_k is not None:
        shown.append(("p_top_k", f"{percent_text(p_top_k)} %"))
    helps = {key: word(f"ui.map.{key}_help", language) for key in ("score", "p_top_k")}
    return tuple(Figure(word(f"map.{key}", language), value, helps.get(key, "")) for key, value in shown)


def _hotspot_card(row: pd.Series, language: Language) -> Card:
    return Card(
        name=str(row["name"]),
        why=why_lines(details_of(str(row["why"])), language),
        figures=_figures(row["households"], row["score"], row["p_top_k"], language),
        facts=_hotspot_facts(row, language),
        parts=_parts(row, language),
        is_from_memory=row["grade"] == "memory",
    )


def _stop_card(stop: RecommendedStop, row: pd.Series | None, language: Language) -> Card:
    going = (("when", when_text(stop, language)), ("bring", bring_text(stop, language)))
    second = ((word("map.runner_up", language), stop.runner_up),) if stop.runner_up else ()
    return Card(
        name=f"{stop.rank}. {stop.name}",
        why=why_lines(stop.why, language),
        figures=_figures(stop.households, stop.score, stop.p_top_k, language),
        facts=second + (_hotspot_facts(row, language) if row is not None else ()),
        parts=_parts(row, language) if row is not None else (),
        going=tuple((word(f"map.{key}", language), value) for key, value in going),
        is_from_memory=stop.grade == "memory",
    )


def _row(hotspots: pd.DataFrame, hotspot_id: str) -> pd.Series | None:
    found = hotspots[hotspots["hotspot_id"] == hotspot_id]
    return None if found.empty else found.iloc[0]


def card(result: Shown, selected: str | None, language: Language) -> Card | None:
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


def left_out_table(left_out: Sequence[LeftOut], language: Language) -> pd.DataFrame:
    """Hotspots that no recommended stop reaches, and why."""
    rows = [
        (
            item.name,
            word(f"left_out.{item.reason}", language),
            word(f"left_out_why.{item.reason}", language),
        )
        for item in left_out
    ]
    return pd.DataFrame(rows, columns=[word(f"ui.column.{key}", language) for key in ("name", "reason", "detail")])
