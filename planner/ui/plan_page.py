"""The plan: how it was made, routes and timeline, what is left out and why, solving again, and approval."""

from __future__ import annotations

import streamlit as st

from planner.model.dispatch import Plan
from planner.report.summary import result_text
from planner.roles import Act, may_do
from planner.ui import plan_views, session
from planner.ui.charts import ACTIVITIES, timeline_chart
from planner.ui.parts import banners, empty, escaped, heading, say


def page() -> None:
    """Everything about the shown plan."""
    heading(say("plan.title"))
    result = session.load_result()
    if result is None or result.plan is None:
        empty("empty.plan")
        if result is not None and result.source is not None:
            _again(None)
        return
    banners(result.labels)
    plan, language = result.plan, session.language()
    figures = plan_views.figures(plan, language)
    for column, (label, value) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value)
    st.caption(escaped(result_text(plan.convoys, language)))
    routes, left_out, means, again, approval = st.tabs(
        [say(f"plan.tab.{key}") for key in ("routes", "unserved", "means", "again", "approve")]
    )
    with routes:
        _routes(plan)
    with left_out:
        _unserved(plan)
    with means:
        _means(plan)
    with again:
        _again(plan)
    with approval:
        _approval(plan)


def _routes(plan: Plan) -> None:
    language = session.language()
    days = plan_views.day_choices(plan, language)
    day = st.selectbox(say("plan.day"), list(days), format_func=lambda index: days[index])
    spans = plan_views.timeline(plan, day, language)
    if spans.empty:
        st.caption(say("plan.no_routes"))
        return
    st.altair_chart(timeline_chart(spans, tuple(say(f"activity.{key}") for key in ACTIVITIES)))
    st.dataframe(plan_views.visits_table(plan, day, language), hide_index=True)


def _unserved(plan: Plan) -> None:
    table = plan_views.unserved_table(plan, session.language())
    if table.empty:
        st.success(say("plan.all_served"))
        return
    st.caption(say("plan.unserved_help"))
    st.dataframe(table, hide_index=True)


def _means(plan: Plan) -> None:
    st.subheader(say("plan.fleet"))
    st.dataframe(plan_views.fleet_table(plan, session.language()), hide_index=True)
    st.subheader(say("plan.rules"))
    rules = plan_views.rules_table(plan, session.language())
    if rules.empty:
        st.caption(say("plan.no_rules"))
    else:
        st.dataframe(rules, hide_index=True)


def _again(plan: Plan | None) -> None:
    if not may_do(session.role(), Act.SAVE_PLAN):
        st.info(say("plan.not_yours"))
        return
    with st.form("solve"):
        one, two, three = st.columns(3)
        days = one.number_input(say("plan.days"), 1, 14, plan.convoy_problem.days if plan else 3)
        seconds = two.number_input(say("plan.seconds"), 2, 120, 10, help=say("plan.seconds_help"))
        seed = three.number_input(
            say("plan.seed"), 0, 2**31 - 1, plan.receipt.seed if plan else 1, help=say("plan.seed_help")
        )
        is_asked = st.form_submit_button(say("plan.solve"), type="primary")
    if is_asked:
        bar = st.progress(0.0, say("plan.solving"))

        def told(stage: str, share: float | None, note: str = "") -> None:
            bar.progress(min(max(share or 0.0, 0.0), 1.0), escaped(f"{stage} {note}"))

        session.solve(int(days), int(seed), float(seconds), told)
        st.rerun()
    if plan is not None:
        _compared(plan)


def _compared(plan: Plan) -> None:
    before = session.previous()
    if before is None or before.plan is None:
        return
    st.subheader(say("plan.compare"))
    left, right = st.columns(2)
    for column, title, shown in ((left, "plan.before", before.plan), (right, "plan.after", plan)):
        column.markdown(f"**{say(title)}**")
        for label, value in plan_views.figures(shown, session.language()):
            column.markdown(f"{label}: **{value}**")
    for kind, names in plan_views.differences(before.plan, plan).items():
        st.markdown(f"{say(f'plan.{kind}')}: {escaped(', '.join(names) or '–')}")


def _approval(plan: Plan) -> None:
    role, actor, store = session.role(), session.actor(), session.store()
    if not may_do(role, Act.APPROVE):
        st.info(say("plan.not_yours"))
        return
    if store is None:
        empty("empty.store")
        return
    st.caption(say("plan.approve_help"))
    if not actor:
        st.info(say("plan.need_name"))
        return
    given = store.approvals(plan.plan_id, role)
    for approval in given:
        st.success(
            say("plan.approved_by", step=approval.step, name=escaped(approval.actor), reason=escaped(approval.reason))
        )
    if len(given) >= 2:
        return
    with st.form("approve", clear_on_submit=True):
        reason = st.text_input(say("plan.reason"))
        if st.form_submit_button(say("plan.approve", step=len(given) + 1), type="primary"):
            if may_do(role, Act.SAVE_PLAN):  # the first who agrees brings the plan to the store
                store.save_plan(plan, role=role, actor=actor, now=session.now())
            store.approve(plan.plan_id, actor, role, reason, now=session.now())
            st.rerun()
