"""What happened at a stop or door, told from a phone or a filled-in workbook, and problems met on the way."""

from __future__ import annotations

import streamlit as st

from planner.model.dispatch import Plan
from planner.model.onward import OnwardNote, Problem, Urgency
from planner.report.outcome_sheet import read_outcomes
from planner.roles import Act, may_do
from planner.ui import outcome_views, session
from planner.ui.parts import banners, empty, escaped, heading, named, say, show_table, told_here


def page() -> None:
    """Choose a stop, give the numbers; or bring the workbook back; or hand a problem on."""
    heading(say("outcomes.title"))
    result, store = session.seen_result(), session.store_if_any()
    if result is None or result.plan is None:
        empty("empty.plan")
        return
    banners(result.labels)
    if not may_do(session.role(), Act.RECORD_OUTCOME):
        st.info(say("plan.not_yours"))
        return
    if store is None:
        empty("empty.store")
        return
    if not named():
        return
    told, brought, onward, done = st.tabs([say(f"outcomes.tab.{key}") for key in ("tell", "bring", "onward", "done")])
    with told:
        _tell(result.plan)
    with brought:
        _bring(result.plan)
    with onward:
        _onward()
    with done:
        show_table(outcome_views.done(store.outcomes(session.role()), result.plan, session.language()))


def _tell(plan: Plan) -> None:
    cars = outcome_views.vehicles_of(plan, session.language())
    if not cars:
        empty("empty.sheets")
        return
    car = st.selectbox(say("sheets.choose"), list(cars), format_func=lambda key: cars[key], key="outcome_vehicle")
    choices = outcome_views.choices(plan, car)
    with st.form("tell", clear_on_submit=True):
        chosen = st.selectbox(say("outcomes.stop"), list(choices), format_func=lambda key: choices[key])
        with st.container(horizontal=True):  # two beside each other on a phone, all of them on a desk
            counts = {kind: _count(kind) for kind in outcome_views.KINDS}
            baskets = _count("baskets")
        if st.form_submit_button(say("outcomes.save"), type="primary", width="stretch"):
            given = outcome_views.outcomes(plan, chosen, counts, baskets)
            if given:
                told_here(_save, given)
            else:
                st.warning(say("outcomes.nothing"))


def _count(kind: str) -> int:
    return int(st.number_input(say(f"outcomes.{kind}"), 0, 100_000, 0, key=f"count-{kind}", width=150))


def _bring(plan: Plan) -> None:
    st.caption(say("outcomes.bring_help"))
    file = st.file_uploader(say("outcomes.file"), type=["xlsx"], max_upload_size=5)
    if file is not None and st.button(say("outcomes.take"), type="primary", width="stretch"):
        told_here(lambda: _save(read_outcomes(file.getvalue(), plan)))


def _save(given: tuple[outcome_views.Outcome, ...]) -> None:
    new = session.the_store().add_outcomes(given, role=session.role(), actor=session.actor(), now=session.now())
    st.success(say("outcomes.saved", count=new))


def _onward() -> None:
    st.caption(say("outcomes.onward_help"))
    with st.form("onward", clear_on_submit=True):
        problem = st.selectbox(
            say("outcomes.problem"),
            list(Problem),
            None,
            lambda key: say(f"outcomes.problems.{key}"),
            placeholder=say("outcomes.choose"),
        )
        what = st.text_area(say("outcomes.what"), max_chars=2000)
        where = st.text_input(say("outcomes.where"), max_chars=200)
        urgency = st.radio(
            say("outcomes.urgency"), [str(each) for each in Urgency], 2, format_func=lambda key: say(f"outcomes.{key}")
        )
        has_consent = st.checkbox(say("outcomes.consent"))
        if not st.form_submit_button(say("outcomes.hand_on"), type="primary", width="stretch"):
            return
        if problem is None or not where.strip():
            st.warning(say("outcomes.say_what"))
            return
        note = OnwardNote(problem, where, urgency, has_consent, what)
        told_here(_send, note)


def _send(note: OnwardNote) -> None:
    key = session.the_workspace().hand_on(note, role=session.role(), actor=session.actor(), now=session.now())
    st.success(say("outcomes.handed_on", number=escaped(key)))
