"""Published aggregates in words and rows: what officials' papers and pages share.

Frames come here already suppressed (``planner.scoring.suppress``); nothing in this module can see an exact count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.frames import HOTSPOTS, check
from planner.report.figures import number_text
from planner.report.words import Language, word, word_or


def span_text(row: Mapping[Any, Any]) -> str:
    """Households as the published span, ``120–129``; the exact count for a role that may see it."""
    low, high = int(row["households"]), row.get("households_to")
    return number_text(low) if high is None or pd.isna(high) else f"{number_text(low)}–{number_text(int(high))}"


def ranked(hotspots: pd.DataFrame, count: int | None = None) -> list[dict[Any, Any]]:
    """The rows of a published frame (schema HOTSPOTS), best rank first."""
    table = check(hotspots, HOTSPOTS).sort_values(["rank", "name"], kind="stable")
    return (table if count is None else table.head(count)).to_dict("records")


def row_cells(row: Mapping[Any, Any], language: Language) -> list[str]:
    """Rank, place, district, households, rate and reliability of one published row."""
    rate = "–" if pd.isna(row["rate"]) else number_text(row["rate"], 1)
    grade = word_or(f"grade.{row['grade']}", language, str(row["grade"]))
    return [str(row["rank"]), str(row["name"]), str(row["police_district"]), span_text(row), rate, grade]


def headings(language: Language) -> list[str]:
    """The headings of :func:`row_cells`."""
    return [word(f"public.{key}", language) for key in ("rank", "place", "district", "households", "rate", "grade")]


def by_district(hotspots: pd.DataFrame) -> pd.DataFrame:
    """Published places and lower ends of households for each police district, added from published rows alone."""
    groups = hotspots.assign(police_district=hotspots["police_district"].replace("", "–")).groupby("police_district")
    table = groups.agg(places=("hotspot_id", "size"), households=("households", "sum"))
    return table.sort_values(["households", "places"], ascending=False, kind="stable").reset_index()
