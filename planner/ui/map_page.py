"""First page: the map beside the ranked list of recommended next locations, linked both ways."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from planner.model.need import RecommendedStop
from planner.ui import map_filters, session, views, why_card
from planner.ui.map_component import show_map
from planner.ui.parts import banners, empty, escaped, heading, roads_note, say, show_sentences, stale_notice
from planner.ui.shown import Shown


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
def _linked(result: Shown) -> None:
    """Everything that answers a click; only this part runs again, and the map is not drawn again."""
    left, right = st.columns([3, 2], gap="medium")
    with right.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(say("map.next"))
        filters = map_filters.chosen(result)
    shown = views.filtered(result.hotspots, filters, map_filters.heard_of(result))
    stops = views.shown_stops(result.recommended, shown)
    selected = views.selected_or_first(session.selected(), stops)
    card = views.card(result, selected, session.language())
    with left:
        ids = [*shown["hotspot_id"], *(stop.stop_id for stop in stops)]
        if session.take_pick(_map(result, selected, ids)):
            st.rerun(scope="fragment")
        roads_note(result)
        if session.tiles():
            st.toggle(say("map.tiles"), key="tiles_on", help=say("map.tiles_help"))
    with right:
        map_filters.note(filters)
        _ranked(stops, selected)
        if card is not None:
            why_card.show(card)
    if card is not None:
        why_card.behind(card)
    _table(shown)
    _left_out(result)


def _map(result: Shown, selected: str | None, ids: list[str]) -> object:
    tiles = session.tiles() if session.kept("tiles_on", bool) else ""
    language = session.language()
    return show_map(result, selected=selected, shown=ids, language=language, height=_HEIGHT, tiles=tiles)


_HEIGHT = 540  # pixels: the map and its legend end with the first screen of a small laptop


def _ranked(stops: tuple[RecommendedStop, ...], selected: str | None) -> None:
    if not stops:
        st.caption(say("map.none"))
    with st.container(gap="xsmall", key="next_list"):
        for stop in stops:
            is_chosen = stop.stop_id == selected
            name, line = views.list_lines(stop, session.language())
            st.button(
                f"**{escaped(name)}**  \n{escaped(line)}",
                key=f"stop-{stop.stop_id}",
                type="primary" if is_chosen else "secondary",
                width="stretch",
                wrap=True,
                on_click=session.select,
                args=(stop.stop_id,),
            )


def _table(shown: pd.DataFrame) -> None:
    label = say("map.table", count=len(shown))
    with st.expander(label, icon=":material/table_rows:", key="table_box", on_change="rerun") as box:
        if not box.open:  # the table's scripts are the heaviest of the page, and few open it
            return
        table = views.hotspot_table(shown, session.language())
        event = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="single-row", key="hotspots")
        chosen = views.hotspot_at(shown, event.selection.rows)
        if chosen is not None and chosen != session.kept("last_row", str):
            session.keep("last_row", chosen)
            session.select(chosen)
            st.rerun(scope="fragment")


def _left_out(result: Shown) -> None:
    if not result.left_out:
        return
    label = say("map.left_out", count=len(result.left_out))
    with st.expander(label, icon=":material/block:", key="left_out_box", on_change="rerun") as box:
        if box.open:
            st.caption(say("map.left_out_help"))
            show_sentences(views.left_out_table(result.left_out, session.language()))
