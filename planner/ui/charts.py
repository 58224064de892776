"""Charts in one look: colours that colour-blind eyes can tell apart, drawn by the browser from the app's own files."""

from __future__ import annotations

import altair as alt
import pandas as pd

ORANGE = "#cc4c02"


def parts_chart(parts: pd.DataFrame, title: str) -> alt.Chart:
    """Bars of a score's parts (columns part, points)."""
    bars: alt.Chart = (
        alt.Chart(parts)
        .mark_bar(color=ORANGE, size=14)
        .encode(x=alt.X("points:Q", title=title), y=alt.Y("part:N", sort=None, title=None), tooltip=["part", "points"])
        .properties(height=150)
    )
    return bars
