"""Social problems met on the way, as KPWKM's case team finds them: what is due, who took it up and when."""

from __future__ import annotations

from typing import Any

import streamlit as st

from planner.roles import Thing, may_see
from planner.ui import onward_views, review_views, session
from planner.ui.parts import attempt, empty, escaped, heading, named, say

STEPS = ("take", "close")


def page() -> None:
    """Entries of the queue, the one due first on top; every look at it is on the restricted record."""
    heading(say("onward.title"))
    if not may_see(session.role(), Thing.ONWARD):
        st.info(say("plan.not_yours"))
        return
    if not session.has_store():
        empty("empty.onward")
        return
    if not named():
        return
    st.caption(say("onward.help"))
    with_closed = st.toggle(say("onward.with_closed"))
    queue = session.the_store().onward_referrals
    seen = queue.all(session.role(), actor=session.actor(), now=session.now(), with_closed=with_closed)
    if seen.empty:
        empty("empty.onward")
    for entry in onward_views.in_order(seen):
        _entry(entry)


def _entry(entry: dict[str, Any]) -> None:
    with st.container(border=True):
        if entry["status"] == "open" and entry["due_at"] is not None:
            left, is_late = review_views.clock(entry["due_at"], session.now(), session.language())
            (st.error if is_late else st.warning)(left, icon=":material/timer:")
        st.markdown(f"**{escaped(onward_views.title(entry, session.language()))}**")
        st.caption(escaped(onward_views.history(entry, session.language())))
        for name, text in onward_views.told(entry, session.language()):
            st.markdown(f"**{name}**: {escaped(text)}")
        if entry["status"] != "closed":
            for column, step in zip(st.columns(len(STEPS)), STEPS, strict=True):
                _button(column, step, entry)


def _button(column: Any, step: str, entry: dict[str, Any]) -> None:  # noqa: ANN401  # a column of Streamlit
    column.button(
        say(f"onward.{step}"),
        key=f"{step}-{entry['onward_id']}",
        width="stretch",
        disabled=step == "take" and entry["status"] != "open",
        help=say(f"onward.{step}_help"),
        on_click=attempt,
        args=(_do, step, entry["onward_id"]),
    )


def _do(step: str, onward_id: str) -> None:
    queue = session.the_store().onward_referrals
    acts = {"take": queue.take, "close": queue.close}
    acts[step](onward_id, role=session.role(), actor=session.actor(), now=session.now())
