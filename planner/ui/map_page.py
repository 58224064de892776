"""First page: the map beside the ranked list of recommended next locations, linked both ways."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from planner.model.need import RecommendedStop
from planner.report.words import word_or
from planner.ui import session, views
from planner.ui.charts import parts_chart
from planner.ui.map_component import show_map
from planner.ui.parts import banners, empty, escaped, heading, say
from planner.ui.shown import Result


def page() -> None:
    """Map, list, why-card and table of the shown result."""
    heading(say("map.title"))
    result = session.load_result()
    if result is None:
        empty()
        return
    banners(result.labels)
    _linked(result)


@st.fragment
def _linked(result: Result) -> None:
    """Everything that answers a click; only this part runs again, and the map is not drawn again."""
    shown = views.filtered(result.hotspots, _filters(result))
    stops = views.shown_stops(result.recommended, shown)
    left, right = st.columns([13, 7], gap="medium")
    with left:
        ids = [*shown["hotspot_id"], *(stop.stop_id for stop in stops)]
        pick = show_map(result, selected=session.selected(), shown=ids, language=session.language())
        if session.take_pick(pick):
            st.rerun(scope="fragment")
        st.caption(escaped(" · ".join(filter(None, (say("map.schematic"), result.labels.network_note)))))
    with right:
        _ranked(stops)
        _why(result)
    _table(shown)


def _filters(result: Result) -> views.Filters:
    with st.expander(say("filter.title"), icon=":material/tune:"):
        one, two, three, four = st.columns(4)
        language = session.language()
        districts = one.multiselect(say("filter.district"), views.choices(result.hotspots, "police_district"))
        grades = two.multiselect(
            say("filter.grade"),
            views.choices(result.hotspots, "grade"),
            format_func=lambda grade: word_or(f"grade.{grade}", language, grade),
        )
        least = three.slider(say("filter.households"), 0, views.most_households(result.hotspots), 0)
        text = four.text_input(say("filter.text"))
    return views.Filters(tuple(districts), tuple(grades), int(least), text)


def _ranked(stops: tuple[RecommendedStop, ...]) -> None:
    st.subheader(say("map.next"))
    if not stops:
        st.caption(say("map.none"))
    for stop in stops:
        is_chosen = stop.stop_id == session.selected()
        label = escaped(views.list_label(stop, session.language()))
        key = f"stop-{stop.stop_id}"
        st.button(
            label,
            key=key,
            type="primary" if is_chosen else "secondary",
            width="stretch",
            on_click=session.select,
            args=(stop.stop_id,),
        )


def _why(result: Result) -> None:
    card = views.card(result, session.selected(), session.language())
    if card is None:
        st.caption(say("map.choose"))
        return
    with st.container(border=True):
        st.markdown(f"#### {escaped(card.name)}")
        st.markdown(escaped(card.why))
        if card.is_from_memory:
            st.caption(f":material/help: {say('map.memory')}")
        for column, (label, value) in zip(st.columns(len(card.figures)), card.figures, strict=True):
            column.metric(label, value)
        st.altair_chart(parts_chart(card.parts, say("map.points")))
        for label, value in card.facts:
            st.markdown(f"**{label}**: {escaped(value)}")


def _table(shown: pd.DataFrame) -> None:
    with st.expander(say("map.table", count=len(shown)), icon=":material/table_rows:"):
        table = views.hotspot_table(shown, session.language())
        event = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="single-row", key="hotspots")
        chosen = views.hotspot_at(shown, event.selection.rows)
        if chosen is not None and chosen != session.kept("last_row"):
            session.keep("last_row", chosen)
            session.select(chosen)
            st.rerun(scope="fragment")
