"""The plan: routes and timeline, what is left out and why, planning again, comparing, and approval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from planner.model.dispatch import Plan
from planner.report.summary import results_text
from planner.ui import plan_approve, plan_compare, plan_open, plan_solve, plan_views, planning, session
from planner.ui.charts import ACTIVITIES, timeline_chart
from planner.ui.map_component import show_map
from planner.ui.parts import (
    attempt,
    banners,
    empty,
    escaped,
    heading,
    roads_note,
    say,
    show_sentences,
    show_table,
    stale_notice,
)
from planner.ui.shown import Shown

TABS = ("routes", "unserved", "means", "again", "change", "compare", "approve")


def page() -> None:
    """Everything about the shown plan."""
    attempt(planning.finish)  # wherever on the page, or on another, its reader was when the search ended
    plan_open.follow_link()
    heading(say("plan.title"))
    result = session.seen_result()
    if result is None or result.plan is None:
        _first(result)
        return
    banners(result.labels)
    stale_notice(result)
    _numbers(result.plan)
    plan_open.box()
    last = session.kept("plan_tab", str, TABS[0])
    drawn = _tabs(last, result.key)
    chosen = next((name for name, tab in zip(TABS, drawn, strict=True) if tab.open), last)
    session.keep("plan_tab", chosen)
    with drawn[TABS.index(chosen)]:
        _tab(chosen, result, result.plan)


def _tabs(last: str, shown: str) -> Sequence[TabContainer]:
    """The tabs of the plan ``shown``, begun on ``last``.

    Another plan makes new ones, and so does a change of language, as tabs are told apart by their words. Another
    default would too, which is why it stays while these live: one that followed each click lost every second click.
    """
    labels = [say(f"plan.tab.{key}") for key in TABS]
    key = f"plan_tabs-{session.language()}-{shown}"
    if session.kept(key, object) is None:  # whatever a drawn one keeps
        session.keep(f"{key} begun", last)
    begun = session.kept(f"{key} begun", str, last)
    return st.tabs(labels, key=key, default=labels[TABS.index(begun)], on_change="rerun")


def _first(result: Shown | None) -> None:
    """No plan yet: kept ones to open, and where there is need the form to make the first."""
    can_plan = result is not None and result.need.has_people
    if result is not None:
        banners(result.labels)
    if planning.job() is None:
        empty("empty.first_plan" if can_plan else "empty.plan")
    plan_open.box()
    if can_plan:
        plan_solve.tab(None)


def _tab(name: str, result: Shown, plan: Plan) -> None:
    """Only the open tab is worked out."""
    drawn: dict[str, Callable[[], None]] = {
        "routes": lambda: _routes(result, plan),
        "unserved": lambda: _unserved(plan),
        "means": lambda: _means(result, plan),
        "again": lambda: plan_solve.tab(plan),
        "change": lambda: plan_solve.change_tab(plan),
        "compare": plan_compare.tab,
        "approve": lambda: plan_approve.tab(plan),
    }
    drawn[name]()


def _numbers(plan: Plan) -> None:
    figures = plan_views.figures(plan, session.language())
    with st.container(horizontal=True, gap="medium"):  # side by side as far as the screen is wide
        for label, value in figures:
            st.metric(label, value, width="content")
    st.caption(escaped(" ".join(results_text(plan, session.language()))), help=say("plan.result_help"))


def _routes(result: Shown, plan: Plan) -> None:
    language = session.language()
    days = plan_views.day_choices(plan, language)
    day = st.selectbox(say("plan.day"), list(days), format_func=lambda index: days[index])
    spans = plan_views.timeline(plan, day, language)
    if spans.empty:
        st.caption(say("plan.no_routes"))
        return
    show_map(_drawn(result), selected=None, shown=[], language=language, day=day, height=460, key="plan_map")
    roads_note(result)
    st.altair_chart(timeline_chart(spans, tuple(say(f"activity.{key}") for key in ACTIVITIES)))
    show_table(plan_views.visits_table(plan, day, language))


def _drawn(result: Shown) -> Shown:
    """What the map gets: its file goes to the browser whole, hidden pins too."""
    is_cut = result.plan is not None and result.plan.is_visited_only
    return replace(result, recommended=(), key=f"{result.key}-routes") if is_cut else result


def _unserved(plan: Plan) -> None:
    if plan.is_visited_only:
        st.info(say("plan.not_shown"))
        return
    left_out = plan_views.unserved_table(plan, session.language())
    if left_out.empty:
        st.success(say("plan.all_served"))
        return
    st.caption(say("plan.unserved_help"))
    show_sentences(left_out)


def _means(result: Shown, plan: Plan) -> None:
    st.subheader(say("plan.fleet"))
    show_table(plan_views.fleet_table(plan, session.language()))
    st.subheader(say("plan.rules"))
    rules = plan_views.rules_table(plan, result.places, session.language())
    if rules.empty:
        st.caption(say("plan.no_rules"))
    else:
        show_sentences(rules)
