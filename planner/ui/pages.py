"""The app's pages, who may open each (planner/roles.py is the table), and how they are reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from planner.errors import PlannerError
from planner.roles import Role, Thing, may_see
from planner.ui import (
    addresses_page,
    door,
    duplicates_page,
    map_page,
    officials_page,
    outcomes_page,
    plan_page,
    protection_page,
    session,
    sheets_page,
)
from planner.ui.parts import language_switch, refused, say

_ICON = Path(__file__).parent / "kembara.png"  # a symbol's name would be asked of a server outside


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its address, what of ``Thing`` it shows, and its symbol."""

    name: str
    show: Callable[[], None]
    thing: Thing
    icon: str


PAGES = (
    Entry("map", map_page.page, Thing.HOTSPOTS, ":material/map:"),
    Entry("plan", plan_page.page, Thing.PLAN, ":material/route:"),
    Entry("sheets", sheets_page.page, Thing.RUN_SHEETS, ":material/description:"),
    Entry("outcomes", outcomes_page.page, Thing.OUTCOMES, ":material/fact_check:"),
    Entry("addresses", addresses_page.page, Thing.REFERRALS, ":material/location_searching:"),
    Entry("duplicates", duplicates_page.page, Thing.LINKS, ":material/group:"),
    Entry("protection", protection_page.page, Thing.PROTECTION, ":material/shield:"),
    Entry("officials", officials_page.page, Thing.AGGREGATES, ":material/account_balance:"),
)


def pages_of(role: Role) -> tuple[Entry, ...]:
    """The pages that ``role`` may open; no other exists for it, not even by its address."""
    return tuple(entry for entry in PAGES if may_see(role, entry.thing))


def _navigation(role: Role) -> StreamlitPage:
    made = [
        st.Page(entry.show, title=say(f"page.{entry.name}"), icon=entry.icon, url_path=entry.name, default=not at)
        for at, entry in enumerate(pages_of(role))
    ]
    return st.navigation(made)


def run() -> None:
    """Let the reader in, then show the chosen page; a refusal is shown with what to do about it."""
    st.set_page_config(page_title="Kembara Planner", page_icon=str(_ICON), layout="wide")
    language_switch()
    try:
        if door.passed():
            _navigation(session.role()).run()
    except PlannerError as error:
        refused(error)
