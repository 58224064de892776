"""Plans that the store keeps: opened from a list or from a link that somebody sent."""

from __future__ import annotations

import streamlit as st

from planner.ui import planning, scenario_views, session
from planner.ui.parts import attempt, escaped, say


def follow_link() -> None:
    """Show the plan that the page's address names; one that is gone is said so, and the page goes on without it."""
    asked = st.query_params.get("plan", "")
    if asked and asked != session.kept("linked_plan", str):
        session.keep("linked_plan", asked)
        if session.store_if_any() is not None:
            attempt(planning.open_plan, asked)


def box() -> None:
    """The kept plans, the newest first."""
    store = session.store_if_any()
    if store is None or not session.has_store():
        return
    with st.expander(say("saved.title"), icon=":material/folder_open:", key="saved_box", on_change="rerun") as shown:
        if not shown.open:
            return
        plans = scenario_views.saved(store.plans(session.role()), session.language())
        if not plans:
            st.caption(say("saved.none"))
        for plan_id, label in plans.items():
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(escaped(label))
            right.button(say("saved.open"), key=f"open-{plan_id}", on_click=_open, args=(plan_id,), width="stretch")


def _open(plan_id: str) -> None:
    attempt(planning.open_plan, plan_id)
    st.query_params["plan"] = plan_id
    session.keep("linked_plan", plan_id)
