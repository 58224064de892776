"""What officials see: suppressed aggregates alone, on a map, as tables, and to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from planner.ui import official_views, session
from planner.ui.fair_panel import fair_ledger, panel
from planner.ui.map_component import show_map
from planner.ui.parts import banners, empty, heading, say, show_table


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
    role = session.role()
    public = session.once(
        "public", f"{result.key}-{role}", partial(official_views.published, result, role, session.weights())
    )
    show_map(public, selected=None, shown=None, language=language, height=560, key="official_map")
    st.subheader(say("officials.places"))
    show_table(official_views.places_table(public, language))
    st.subheader(say("officials.districts"))
    show_table(official_views.districts_table(public, language))
    one, two = st.columns(2)
    key = f"{public.key}-{language}"
    fair = partial(fair_ledger, result, official_views.seen_as(role))
    paper = partial(session.once, "brief", key, partial(official_views.brief, public, result.plan, language, fair))
    file = partial(session.once, "official map", key, partial(official_views.html, public, language))
    one.download_button(say("officials.pdf"), paper, "ringkasan.pdf", width="stretch", on_click="ignore")
    two.download_button(say("officials.html"), file, "peta-pegawai.html", width="stretch", on_click="ignore")
    panel(result)
