"""The app's pages and how they are reached."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from planner.errors import PlannerError
from planner.ui import map_page
from planner.ui.parts import language_switch, refused, say

_ICON = Path(__file__).parent / "kembara.png"  # a symbol's name would be asked of a server outside


def run() -> None:
    """Show the language switch, the navigation and the chosen page; a refusal is shown with what to do about it."""
    st.set_page_config(page_title="Kembara Planner", page_icon=str(_ICON), layout="wide")
    language_switch()
    chosen = st.navigation(
        [st.Page(map_page.page, title=say("page.map"), icon=":material/map:", url_path="map", default=True)]
    )
    try:
        chosen.run()
    except PlannerError as error:
        refused(error)
