"""Approval in two steps by two people, safe when two click at once, and taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from planner.errors import refuse
from planner.model.dispatch import Plan
from planner.roles import Act, may_do
from planner.store import Store
from planner.ui import session
from planner.ui.parts import attempt, empty, escaped, named, say


def tab(plan: Plan) -> None:
    """Who agreed so far, and the next step for those who may take it."""
    role, store = session.role(), session.store_if_any()
    if not may_do(role, Act.APPROVE):
        st.info(say("plan.not_yours"))
        return
    if store is None:
        empty("empty.store")
        return
    st.caption(say("plan.approve_help"))
    given = store.approvals(plan.plan_id, role)
    for approval in given:
        words = {"name": escaped(approval.actor), "reason": escaped(approval.reason)}
        st.success(say("plan.approved_by", step=approval.step, **words), icon=":material/verified:")
    if len(given) >= 2:
        st.markdown(f"**{say('plan.approved')}**")
    if not named():
        return
    read = f"approvals read {plan.plan_id}"
    seen = session.kept(read, int, len(given))  # what the page showed when the button was pressed
    session.keep(read, len(given))
    if len(given) < 2:
        _form("approve_step", say("plan.approve", step=len(given) + 1), _approve, store, plan, seen)
    if given:
        with st.expander(say("plan.withdraw")):
            st.caption(say("plan.withdraw_help"))
            _form("withdraw_approval", say("plan.withdraw"), _withdraw, store, plan, seen)


def _form(key: str, label: str, act: Callable[..., None], *given: object) -> None:
    """A reason and one button; what it does is told on the next drawing."""
    with st.form(f"form-{key}", clear_on_submit=True):
        reason = st.text_input(say("plan.reason"), max_chars=300, key=f"{key}-reason")
        if st.form_submit_button(label, type="primary" if key == "approve_step" else "secondary", key=key):
            attempt(act, *given, reason)
            st.rerun()


def _approve(store: Store, plan: Plan, seen: int, reason: str) -> None:
    """Agree, unless somebody else did while this page was open: then what is agreed to is no longer what was read."""
    role, actor, now = session.role(), session.actor(), session.now()
    if may_do(role, Act.SAVE_PLAN):  # the first who agrees brings the plan to the store
        store.save_plan(plan, role=role, actor=actor, now=now)
    _must_be_as_read(store, plan, seen)
    store.approve(plan.plan_id, actor, role, reason, now=now)


def _withdraw(store: Store, plan: Plan, seen: int, reason: str) -> None:
    """Take back what was given as it was read."""
    _must_be_as_read(store, plan, seen)
    store.withdraw_approval(plan.plan_id, session.actor(), session.role(), reason, now=session.now())


def _must_be_as_read(store: Store, plan: Plan, seen: int) -> None:
    if len(store.approvals(plan.plan_id, session.role())) != seen:
        cause = "somebody else approved this plan, or took an approval back, while your page was open"
        raise refuse("E1610", cause, "look at who approved and why, then go on if you still would")
