"""Charts in one look: colours that colour-blind eyes can tell apart, drawn by the browser from the app's own files."""

from __future__ import annotations

import altair as alt
import pandas as pd

ORANGE = "#cc4c02"
OUTLINE = "#5b6673"  # around bars whose own colour is close to the paper's


# Okabe and Ito's palette, in an order whose neighbours differ in lightness too.
ACTIVITY_COLOURS = ("#56b4e9", "#0072b2", "#cc4c02", "#b8c2cc", "#e0e4e8")
_KEY = alt.Legend(title=None, orient="top", columns=3, symbolStrokeWidth=1, symbolType="square", symbolSize=140)
ACTIVITIES = ("drive", "load", "serve", "wait", "rest")


def timeline_chart(spans: pd.DataFrame, names: tuple[str, ...]) -> alt.Chart:
    """A bar for each span of each vehicle's day; ``names`` are the words of :data:`ACTIVITIES`."""
    colours = alt.Scale(domain=list(names), range=list(ACTIVITY_COLOURS))
    bars: alt.Chart = (
        alt.Chart(spans)
        .mark_bar(size=18, stroke=OUTLINE, strokeWidth=0.6)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%H:%M", tickCount=12, orient="top", grid=True)),
            x2="end:T",
            y=alt.Y("vehicle:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color("activity:N", scale=colours, legend=_KEY),
            tooltip=[
                "vehicle",
                "activity",
                "place",
                alt.Tooltip("start:T", format="%H:%M"),
                alt.Tooltip("end:T", format="%H:%M"),
            ],
        )
        .properties(height=90 + 30 * spans["vehicle"].nunique())
    )
    return bars


def candidates_chart(roads: pd.DataFrame, places: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Candidate places (number, name, lon, lat) over the roads around them (line, lon, lat, at), without tiles.

    Numbers stand on the dots and before the names beside the sketch: places that lie close hide no name.
    """
    across, up = frame_around(places)
    x = alt.X("lon:Q", scale=alt.Scale(domain=across, nice=False), axis=None)
    y = alt.Y("lat:Q", scale=alt.Scale(domain=up, nice=False), axis=None)
    ways = alt.Chart(roads).mark_line(color="#9aa3ad", strokeWidth=1, clip=True)
    dots = alt.Chart(places).mark_circle(color=ORANGE, size=420, opacity=1, stroke="white")
    numbers = alt.Chart(places).mark_text(fontSize=13, fontWeight="bold", color="white")
    return alt.layer(
        ways.encode(x=x, y=y, detail="line:N", order="at:Q"),
        dots.encode(x=x, y=y, tooltip=["name"]),
        numbers.encode(x=x, y=y, text="number:N"),
        height=320,
    )


def frame_around(places: pd.DataFrame) -> tuple[tuple[float, float], tuple[float, float]]:
    """Bounds in lon and in lat with every place well inside, in the shape of a sketch a third wider than high."""
    west, east, south, north = (places[name].agg(end) for name in ("lon", "lat") for end in ("min", "max"))
    half = max((east - west) / 2 / _SHAPE, (north - south) / 2) + _AROUND_DEG
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return (middle_x - half * _SHAPE, middle_x + half * _SHAPE), (middle_y - half, middle_y + half)


_SHAPE, _AROUND_DEG = 4 / 3, 0.008  # of the sketch; about 900 m


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
