"""Frames of the scoring room as tables that a person opens: codes put into words."""

from __future__ import annotations

import pandas as pd

from planner.report.why_words import why_cell
from planner.report.words import LANGUAGES, word


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` (schema HOTSPOTS or SILENT) with ``why_ms`` and ``why_en`` in place of ``why``, and clusters in words.

    A new frame; every other column, and their order, stays.
    """
    said = {f"why_{language}": [why_cell(cell, language) for cell in frame["why"]] for language in LANGUAGES}
    if "cluster" in frame.columns:
        said["cluster"] = [word(f"cluster.{code}", "en") for code in frame["cluster"]]
    columns = [to for name in frame.columns for to in (("why_ms", "why_en") if name == "why" else (name,))]
    return frame.assign(**said)[columns]
