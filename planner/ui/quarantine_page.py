"""Rows that could not be taken: why, how many, and a form to correct one and send it again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from planner.roles import Act, Thing, may_do, may_see
from planner.ui import quarantine_views, session
from planner.ui.parts import attempt, empty, escaped, heading, named, say, show_sentences

MOST = 300  # rows offered at a time
OPENED = "correcting"


def page() -> None:
    """The causes with their counts, then one row at a time."""
    heading(say("quarantine.title"))
    if not may_see(session.role(), Thing.QUARANTINE):
        st.info(say("plan.not_yours"))
        return
    if not session.has_store():
        empty("empty.quarantine")
        return
    found = session.the_store().quarantined(session.role())
    st.caption(say("quarantine.open", count=len(found)))
    if found.empty:
        st.success(say("quarantine.none"))
    else:
        show_sentences(quarantine_views.causes(found, session.language()))
        _one(found.head(MOST).to_dict("records"))


def _one(rows: list[dict[Any, Any]]) -> None:
    at = st.selectbox(say("quarantine.choose"), range(len(rows)), format_func=lambda n: quarantine_views.line(rows[n]))
    row = rows[at]
    cause, action = quarantine_views.told(row, session.language())
    st.markdown(f"**{escaped(cause)}** {escaped(action)}")
    if not may_do(session.role(), Act.RESOLVE):
        return
    if not named():
        return
    if may_see(session.role(), Thing.CONTACTS):
        _correct(row["quarantine_id"])
    else:
        st.caption(say("quarantine.case_team"))
    _drop(row["quarantine_id"])


def _correct(quarantine_id: str) -> None:
    """The row as it came, opened by a click that goes on record, each cell to be corrected."""
    opened = session.kept(OPENED, dict)
    if opened is None or opened["quarantine_id"] != quarantine_id:
        st.button(say("quarantine.see"), help=say("quarantine.see_help"), on_click=attempt, args=(_read, quarantine_id))
        return
    with st.form(f"correct-{quarantine_id}"):
        cells = {
            name: st.text_area(escaped(name), value, key=f"{quarantine_id}-{name}", height=68)
            for name, value in opened["content"].items()
        }
        is_sent = st.form_submit_button(say("quarantine.send"), type="primary")
    if is_sent:
        attempt(_send, quarantine_id, cells)
        st.rerun()


def _read(quarantine_id: str) -> None:
    role, actor, now = session.role(), session.actor(), session.now()
    (row,) = session.the_store().quarantined_rows(role, actor=actor, now=now, quarantine_ids=[quarantine_id])
    session.keep(OPENED, row)


def _send(quarantine_id: str, cells: dict[str, str]) -> None:
    row = pd.DataFrame([{"row": 1, "quarantine_id": quarantine_id} | cells])
    session.keep(OPENED, None)
    session.the_workspace().import_rows(row, channel=None, actor=session.actor(), now=session.now())


def _drop(quarantine_id: str) -> None:
    with st.form(f"drop-{quarantine_id}", clear_on_submit=True):
        reason = st.text_input(say("plan.reason"), max_chars=300, help=say("quarantine.drop_help"))
        if st.form_submit_button(say("quarantine.drop")):
            attempt(_dropped, quarantine_id, reason)
            st.rerun()


def _dropped(quarantine_id: str, reason: str) -> None:
    role, actor, now = session.role(), session.actor(), session.now()
    session.the_store().drop_quarantined(quarantine_id, role=role, actor=actor, reason=reason, now=now)
