"""The fairness panel in words and rows, for the officials' page and for their paper alike; nothing here counts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.model.need import Fairness
from planner.report.figures import number_text, short_date_text
from planner.report.words import Language, word

_LEVELS = (("even", 0.2), ("uneven", 0.4), ("apart", float("inf")))  # thirds a reader can tell apart, not a standard
_NOTICED = 0.02  # a smaller change of the Gini figure is not called a change
_HIDDEN = "–"
_COUNTS = ("served", "visits", "waiting")


def told(found: Fairness, language: Language) -> str:
    """Gini and Theil of the last week that has them, in a sentence a reader who never met them understands."""
    if found.gini is None:
        return word("ui.fair.told_none", language)
    level = next(key for key, limit in _LEVELS if found.gini < limit)
    weeks = found.trend["theil"].dropna()
    theil = number_text(float(weeks.iloc[-1]), 2) if len(weeks) else _HIDDEN
    first, last = (found.trend["gini"].dropna().iloc[at] if len(weeks) else found.gini for at in (0, -1))
    way = "same" if abs(last - first) < _NOTICED else "better" if last < first else "worse"
    said = [word(f"ui.fair.told_{level}", language, gini=number_text(found.gini, 2), theil=theil)]
    return " ".join([*said, word(f"ui.fair.way_{way}", language)] if len(weeks) > 1 else said)


def area_rows(found: Fairness, kind: str, language: Language, most: int) -> list[list[str]]:
    """Headings and the ``most`` least served areas of ``kind`` where somebody waits or was served.

    Police districts, which no census counts, have no rate and come by their wait, the longest first. A cell that the
    ledger hides is a dash.
    """
    rows = found.ledger[found.ledger["area_kind"] == kind]
    rows = rows[(rows["waiting"].fillna(0) > 0) | (rows["served"].fillna(0) > 0)]
    has_rate = kind == "parliament"
    keys = ["area", *_COUNTS, *(["served_per_1000"] if has_rate else []), "wait_median_days"]
    order = ["served_per_1000", "area"] if has_rate else ["wait_median_days", "area"]
    rows = rows.sort_values(order, ascending=[has_rate, True], kind="stable").head(most)
    heads = [word(f"ui.fair.{key}", language) for key in keys]
    return [heads, *([_cell(key, row[key]) for key in keys] for row in rows.to_dict("records"))]


def _cell(key: str, value: Any) -> str:  # noqa: ANN401  # a cell may be anything
    if key == "area":
        return str(value)
    if pd.isna(value):
        return _HIDDEN
    return number_text(float(value)) if key in _COUNTS else number_text(float(value), 1)


def trend_rows(found: Fairness, language: Language) -> list[list[str]]:
    """Gini and Theil at the end of each week that has them, a column each; no rows before there are two such weeks."""
    weeks = found.trend.dropna(subset=["gini"])
    if len(weeks) < 2:
        return []
    ends = [short_date_text(end.date(), language) for end in weeks["week_end"]]
    figures = [[number_text(value, 2) for value in weeks[name].astype(float)] for name in ("gini", "theil")]
    names = (word("ui.fair.gini", language), "Theil T")
    return [[word("ui.fair.week", language), *ends], *([name, *row] for name, row in zip(names, figures, strict=True))]
