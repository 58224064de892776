"""Charts in one look: colours that colour-blind eyes can tell apart, drawn by the browser from the app's own files."""

from __future__ import annotations

import altair as alt
import pandas as pd

ORANGE = "#cc4c02"


# Okabe and Ito's palette, in an order whose neighbours differ in lightness too.
ACTIVITY_COLOURS = ("#56b4e9", "#0072b2", "#cc4c02", "#b8c2cc", "#e0e4e8")
ACTIVITIES = ("drive", "load", "serve", "wait", "rest")


def timeline_chart(spans: pd.DataFrame, names: tuple[str, ...]) -> alt.Chart:
    """A bar for each span of each vehicle's day; ``names`` are the words of :data:`ACTIVITIES`."""
    colours = alt.Scale(domain=list(names), range=list(ACTIVITY_COLOURS))
    bars: alt.Chart = (
        alt.Chart(spans)
        .mark_bar(size=18)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%H:%M", tickCount=12, orient="top", grid=True)),
            x2="end:T",
            y=alt.Y("vehicle:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color("activity:N", scale=colours, legend=alt.Legend(title=None, orient="bottom", columns=5)),
            tooltip=[
                "vehicle",
                "activity",
                "place",
                alt.Tooltip("start:T", format="%H:%M"),
                alt.Tooltip("end:T", format="%H:%M"),
            ],
        )
        .properties(height=110 + 40 * spans["vehicle"].nunique())
    )
    return bars


def candidates_chart(roads: pd.DataFrame, places: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Candidate places (name, lon, lat) over the roads around them (line, lon, lat, at): a sketch without tiles."""
    x = alt.X("lon:Q", scale=alt.Scale(zero=False, nice=False), axis=None)
    y = alt.Y("lat:Q", scale=alt.Scale(zero=False, nice=False), axis=None)
    ways = alt.Chart(roads).mark_line(color="#bbbbbb", strokeWidth=1).encode(x=x, y=y, detail="line:N", order="at:Q")
    dots = alt.Chart(places).mark_circle(color=ORANGE, size=110, opacity=1).encode(x=x, y=y, tooltip=["name"])
    names = alt.Chart(places).mark_text(dy=-11, fontSize=12).encode(x=x, y=y, text="name")
    return alt.layer(ways, dots, names, height=320)


def trend_chart(trend: pd.DataFrame, gini: str, week: str) -> alt.Chart:
    """The Gini figure at the end of each week (columns week_end, gini)."""
    drawn = trend.dropna(subset=["gini"]).assign(week_end=lambda rows: rows["week_end"].dt.strftime("%Y-%m-%d"))
    line: alt.Chart = (
        alt.Chart(drawn[["week_end", "gini"]])
        .mark_line(color=ORANGE, point=True)
        .encode(x=alt.X("week_end:O", title=week), y=alt.Y("gini:Q", title=gini, scale=alt.Scale(domain=[0, 1])))
        .properties(height=180)
    )
    return line
