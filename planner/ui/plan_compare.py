"""Two plans of this session side by side, and everything in which they differ."""

from __future__ import annotations

import streamlit as st

from planner.model.visited import visited_only
from planner.ui import planning, scenario_views, session
from planner.ui.parts import escaped, say, show_sentences, show_table
from planner.ui.seen import plan_for


def tab() -> None:
    """Choose two scenarios; figures beside each other, then each place that is served otherwise."""
    made = planning.scenarios()
    if len(made) < 2:
        st.info(say("compare.need_two"))
        return
    names = [f"{at + 1}. {name}" for at, (name, _) in enumerate(made)]
    one, two = st.columns(2)
    left = one.selectbox(say("compare.left"), range(len(made)), len(made) - 2, format_func=lambda at: names[at])
    right = two.selectbox(say("compare.right"), range(len(made)), len(made) - 1, format_func=lambda at: names[at])
    before, after = made[left][1].plan, made[right][1].plan
    if before is None or after is None:
        return
    before, after = plan_for(session.role(), before), plan_for(session.role(), after)
    if before.is_visited_only or after.is_visited_only:  # like beside like
        before, after = visited_only(before), visited_only(after)
    language = session.language()
    show_table(scenario_views.figures_beside(before, after, (names[left], names[right]), language))
    table = scenario_views.differences_table(before, after, language)
    st.subheader(say("compare.differences", count=len(table)))
    if table.empty:
        st.success(say("compare.same"))
    else:
        show_sentences(table)
    for column, at in ((one, left), (two, right)):
        is_shown = session.load_result() is made[at][1]
        column.button(
            say("compare.shown") if is_shown else say("compare.use"),
            key=f"use-{column is one}",
            disabled=is_shown,
            on_click=planning.show,
            args=made[at],
            width="stretch",
            help=escaped(names[at]),
        )
