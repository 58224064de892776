"""The app's pages and how they are reached."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from planner.errors import PlannerError
from planner.ui import map_page, officials_page, outcomes_page, plan_page, sheets_page
from planner.ui.parts import language_switch, reader, refused, say

_ICON = Path(__file__).parent / "kembara.png"  # a symbol's name would be asked of a server outside


def _pages() -> list[StreamlitPage]:
    return [
        st.Page(map_page.page, title=say("page.map"), icon=":material/map:", url_path="map", default=True),
        st.Page(plan_page.page, title=say("page.plan"), icon=":material/route:", url_path="plan"),
        st.Page(sheets_page.page, title=say("page.sheets"), icon=":material/description:", url_path="sheets"),
        st.Page(outcomes_page.page, title=say("page.outcomes"), icon=":material/fact_check:", url_path="outcomes"),
        st.Page(
            officials_page.page, title=say("page.officials"), icon=":material/account_balance:", url_path="officials"
        ),
    ]


def run() -> None:
    """Show the language switch, the navigation and the chosen page; a refusal is shown with what to do about it."""
    st.set_page_config(page_title="Kembara Planner", page_icon=str(_ICON), layout="wide")
    language_switch()
    reader()
    chosen = st.navigation(_pages())
    try:
        chosen.run()
    except PlannerError as error:
        refused(error)
