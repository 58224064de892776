"""What officials see: suppressed aggregates alone, on a map, as tables, and to take away."""

from __future__ import annotations

import streamlit as st

from planner.ui import official_views, session
from planner.ui.map_component import show_map
from planner.ui.parts import banners, empty, heading, say


def page() -> None:
    """Map, tables and files drawn from published figures only, whatever the reader's role."""
    heading(say("officials.title"))
    result = session.load_result()
    if result is None:
        empty()
        return
    banners(result.labels)
    st.caption(say("officials.help"))
    language = session.language()
    public = official_views.published(result, session.role())
    show_map(public, selected=None, shown=None, language=language, height=560, key="official_map")
    left, right = st.columns(2)
    left.subheader(say("officials.places"))
    left.dataframe(official_views.places_table(public, language), hide_index=True)
    right.subheader(say("officials.districts"))
    right.dataframe(official_views.districts_table(public, language), hide_index=True)
    one, two = st.columns(2)
    one.download_button(
        say("officials.pdf"),
        official_views.brief(public, language),
        "ringkasan.pdf",
        width="stretch",
        on_click="ignore",
    )
    two.download_button(
        say("officials.html"),
        official_views.html(public, language),
        "peta-pegawai.html",
        width="stretch",
        on_click="ignore",
    )
