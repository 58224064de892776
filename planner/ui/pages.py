"""The app's pages, who may open each (planner/roles.py is the table), and how they are reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from planner.errors import PlannerError
from planner.roles import Role, Thing, may_see
from planner.ui import door, session
from planner.ui.parts import language_switch, refused, say

_ICON = Path(__file__).parent / "kembara.png"  # a symbol's name would be asked of a server outside


_MARK = _ICON.with_suffix(".svg")
_SIDE_BAR = 244  # pixels


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its address, what of ``Thing`` it shows, and its symbol. Its module is ``planner.ui.<name>_page``."""

    name: str
    thing: Thing
    icon: str
    or_thing: Thing | None = None

    @property
    def things(self) -> tuple[Thing, ...]:
        """Each of them lets a reader in."""
        return (self.thing,) if self.or_thing is None else (self.thing, self.or_thing)

    @property
    def show(self) -> Callable[[], None]:
        """Opens the page; what only this page needs (PDF, workbooks, charts) is imported when somebody opens it."""

        def opened() -> None:
            st.set_page_config(page_title=f"{say(f'page.{self.name}')} · Kembara")  # several tabs are told apart by it
            import_module(f"planner.ui.{self.name}_page").page()

        return opened


PAGES = (
    Entry("map", Thing.HOTSPOTS, ":material/map:"),
    Entry("plan", Thing.PLAN, ":material/route:"),
    Entry("rules", Thing.PLAN, ":material/gavel:"),
    Entry("sheets", Thing.RUN_SHEETS, ":material/description:"),
    Entry("outcomes", Thing.OUTCOMES, ":material/fact_check:"),
    Entry("addresses", Thing.REFERRALS, ":material/location_searching:"),
    Entry("duplicates", Thing.LINKS, ":material/group:"),
    Entry("quarantine", Thing.QUARANTINE, ":material/rule:"),
    Entry("protection", Thing.PROTECTION, ":material/shield:"),
    Entry("onward", Thing.ONWARD, ":material/forward_to_inbox:"),
    Entry("audit", Thing.AUDIT, ":material/history:", Thing.RESTRICTED_AUDIT),
    Entry("officials", Thing.AGGREGATES, ":material/account_balance:"),
)


def pages_of(role: Role) -> tuple[Entry, ...]:
    """The pages that ``role`` may open; no other exists for it, not even by its address."""
    return tuple(entry for entry in PAGES if any(may_see(role, thing) for thing in entry.things))


def _navigation(role: Role) -> StreamlitPage:
    made = [
        st.Page(entry.show, title=say(f"page.{entry.name}"), icon=entry.icon, url_path=entry.name, default=not at)
        for at, entry in enumerate(pages_of(role))
    ]
    return st.navigation(made)


def run() -> None:
    """Let the reader in, then show the chosen page; a refusal is shown with what to do about it."""
    st.set_page_config(
        page_title="Kembara Planner", page_icon=str(_ICON), layout="wide", initial_sidebar_state=_SIDE_BAR
    )
    st.logo(str(_MARK), size="large")
    language_switch()
    try:
        if door.passed():
            _navigation(session.role()).run()
    except PlannerError as error:
        refused(error)
