"""The protection queue with its clocks, for the case team alone; every look at it is on the restricted record."""

from __future__ import annotations

from typing import Any

import streamlit as st

from planner.roles import Thing, may_see
from planner.ui import alarm_words, review_views, session
from planner.ui.contact_part import contact
from planner.ui.parts import attempt, empty, escaped, heading, named, say

STEPS = ("take", "close", "release")
_SHORT = 8  # characters of a case's number: enough to tell it by over the phone


def page() -> None:
    """Open cases, the one due first on top."""
    heading(say("protection.title"))
    if not may_see(session.role(), Thing.PROTECTION):
        st.info(say("plan.not_yours"))
        return
    if not session.has_store():
        empty("empty.protection")
        return
    if not named():
        return
    st.caption(say("protection.help"))
    cases = session.the_store().protection(session.role(), actor=session.actor(), now=session.now()).to_dict("records")
    if not cases:
        empty("empty.protection")
    for case in cases:
        _case(case)


def _case(case: dict[Any, Any]) -> None:
    left, is_late = review_views.clock(case["due_at"], session.now(), session.language())
    with st.container(border=True):
        (st.error if is_late else st.warning)(left, icon=":material/timer:")
        title = f"{say('protection.case')} {case['case_id'][:_SHORT]}"
        st.markdown(f"**{escaped(title)}** · {escaped(review_views.status(case, session.language()))}")
        if case["is_unsure"]:
            st.caption(say("protection.unsure"))
        for name in ("text", "address_text"):
            if case[name]:
                st.markdown(f"**{say('protection.' + name)}**: {escaped(str(case[name]))}")
        lines = alarm_words.evidence_lines(str(case["evidence"]), session.language())
        st.caption(f"{say('protection.evidence')}  \n" + "  \n".join(escaped(line) for line in lines))
        contact(case["case_id"])
        for column, step in zip(st.columns(len(STEPS)), STEPS, strict=True):
            column.button(
                say(f"protection.{step}"),
                key=f"{step}-{case['case_id']}",
                width="stretch",
                disabled=step == "take" and case["status"] != "open",
                help=say(f"protection.{step}_help"),
                on_click=attempt,
                args=(_do, step, case["case_id"]),
            )


def _do(step: str, case_id: str) -> None:
    desk = session.the_store()
    acts = {"take": desk.take_case, "close": desk.close_case, "release": desk.release_case}
    acts[step](case_id, role=session.role(), actor=session.actor(), now=session.now())
