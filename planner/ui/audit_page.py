"""The record of acts, for those who watch over it: the newest first, each chain to the roles that may see it."""

from __future__ import annotations

import streamlit as st

from planner.report.figures import short_date_text
from planner.roles import Thing, may_see
from planner.ui import session
from planner.ui.parts import empty, heading, say, show_table

NEWEST = 200
CHAINS = (("main", Thing.AUDIT), ("restricted", Thing.RESTRICTED_AUDIT))
COLUMNS = ("at", "actor", "role", "action", "subject", "detail")


def page() -> None:
    """A table for each chain the reader may see."""
    heading(say("audit.title"))
    mine = [chain for chain, thing in CHAINS if may_see(session.role(), thing)]
    if not mine:
        st.info(say("plan.not_yours"))
        return
    if not session.has_store():
        empty("empty.audit")
        return
    for chain in mine:
        st.caption(say(f"audit.{chain}", count=NEWEST))
        _table(chain)


def _table(chain: str) -> None:
    log = session.the_store().audit_log(session.role(), chain=chain, newest=NEWEST)
    shown = log.iloc[::-1][list(COLUMNS)]
    shown["at"] = [f"{short_date_text(at.date(), session.language())} {at:%H:%M}" for at in shown["at"]]
    show_table(shown.rename(columns={name: say(f"audit.column.{name}") for name in COLUMNS}))
