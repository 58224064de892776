"""The record of acts, for those who watch over it: the newest first, each chain to the roles that may see it."""

from __future__ import annotations

import streamlit as st

from planner.roles import Thing, may_see
from planner.ui import audit_views, session
from planner.ui.parts import empty, heading, say, show_sentences

NEWEST = 200
CHAINS = (("main", Thing.AUDIT), ("restricted", Thing.RESTRICTED_AUDIT))


def page() -> None:
    """A table for each chain the reader may see."""
    heading(say("audit.title"))
    mine = [chain for chain, thing in CHAINS if may_see(session.role(), thing)]
    if not mine:
        st.info(say("plan.not_yours"))
        return
    if not session.has_store():
        empty("empty.audit_main")
        return
    for chain in mine:
        _table(chain)


def _table(chain: str) -> None:
    log = session.the_store().audit_log(session.role(), chain=chain, newest=NEWEST)
    if log.empty:
        empty(f"empty.audit_{chain}")
        return
    st.caption(say(f"audit.{chain}", count=NEWEST))
    show_sentences(audit_views.table(log, session.language()))
