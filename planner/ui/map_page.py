"""First page: the map beside the ranked list of recommended next locations, linked both ways."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from planner.model.need import RecommendedStop
from planner.ui import map_filters, session, views, why_card
from planner.ui.map_component import show_map
from planner.ui.parts import banners, empty, escaped, heading, roads_note, say, show_table, stale_notice
from planner.ui.shown import Result


def page() -> None:
    """Map, list, why-card and table of the shown result."""
    heading(say("map.title"))
    result = session.load_result()
    if result is None:
        empty()
        return
    banners(result.labels)
    stale_notice(result)
    _linked(result)


@st.fragment
def _linked(result: Result) -> None:
    """Everything that answers a click; only this part runs again, and the map is not drawn again."""
    shown = views.filtered(result.hotspots, map_filters.chosen(result), map_filters.heard_of(result))
    stops = views.shown_stops(result.recommended, shown)
    left, right = st.columns([13, 7], gap="medium")
    with left:
        ids = [*shown["hotspot_id"], *(stop.stop_id for stop in stops)]
        language = session.language()
        tiles = session.tiles() if session.kept("tiles_on") else ""
        if session.take_pick(show_map(result, selected=session.selected(), shown=ids, language=language, tiles=tiles)):
            st.rerun(scope="fragment")
        roads_note(result)
        if session.tiles():
            st.toggle(say("map.tiles"), key="tiles_on", help=say("map.tiles_help"))
    with right:
        _ranked(stops)
        _why(result)
    _table(shown)
    _left_out(result)


def _ranked(stops: tuple[RecommendedStop, ...]) -> None:
    st.subheader(say("map.next"))
    if not stops:
        st.caption(say("map.none"))
    with st.container(gap="xsmall"):
        for stop in stops:
            is_chosen = stop.stop_id == session.selected()
            st.button(
                escaped(views.list_label(stop, session.language())),
                key=f"stop-{stop.stop_id}",
                type="primary" if is_chosen else "secondary",
                width="stretch",
                wrap=True,
                on_click=session.select,
                args=(stop.stop_id,),
            )


def _why(result: Result) -> None:
    card = views.card(result, session.selected(), session.language())
    if card is None:
        st.caption(say("map.choose"))
    else:
        why_card.show(card)


def _table(shown: pd.DataFrame) -> None:
    label = say("map.table", count=len(shown))
    with st.expander(label, icon=":material/table_rows:", key="table_box", on_change="rerun") as box:
        if not box.open:  # the table's scripts are the heaviest of the page, and few open it
            return
        table = views.hotspot_table(shown, session.language())
        event = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="single-row", key="hotspots")
        chosen = views.hotspot_at(shown, event.selection.rows)
        if chosen is not None and chosen != session.kept("last_row"):
            session.keep("last_row", chosen)
            session.select(chosen)
            st.rerun(scope="fragment")


def _left_out(result: Result) -> None:
    if not result.left_out:
        return
    label = say("map.left_out", count=len(result.left_out))
    with st.expander(label, icon=":material/block:", key="left_out_box", on_change="rerun") as box:
        if box.open:
            st.caption(say("map.left_out_help"))
            show_table(views.left_out_table(result.left_out, session.language()), is_long=True)
