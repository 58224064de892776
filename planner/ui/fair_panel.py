"""The officials' page, second half: fairness, silent places, promised and delivered."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from planner.model.need import Fairness
from planner.roles import Role
from planner.ui import fair_views, session
from planner.ui.charts import trend_chart
from planner.ui.parts import say, show_sentences, show_table
from planner.ui.shown import Shown


def panel(result: Shown) -> None:
    """Three tabs, each cut down to the reader's role before anything is drawn."""
    if not result.need.has_people or session.workspace_if_any() is None:
        return
    fair, silent, kept = st.tabs([say(f"fair.tab.{key}") for key in ("fair", "silent", "kept")])
    with fair:
        _fair(result)
    with silent:
        st.caption(say("silent.help"))
        table = fair_views.silent_table(result.need, session.role(), session.language(), now=session.moment(result))
        if table.empty:
            st.info(say("silent.none"))
        else:
            show_sentences(table)
    with kept:
        _kept(result)


def fair_ledger(result: Shown, role: Role) -> tuple[Fairness, pd.DataFrame] | None:
    """The fairness ledger as ``role`` may see it, made once a day; None where there is no need behind the result."""
    workspace = session.workspace_if_any()
    if not result.need.has_people or workspace is None:
        return None
    now = session.moment(result)
    make = partial(fair_views.ledger, result.need, workspace.constituencies, now=now, role=role)
    return session.once("ledger", f"{result.key}-{role}-{now:%F}", make)


def _fair(result: Shown) -> None:
    language, made = session.language(), fair_ledger(result, session.role())
    if made is None:
        return
    found, table = made
    st.metric(say("fair.gini"), fair_views.gini_text(found), help=say("fair.gini_help"))
    st.markdown(fair_views.told(found, language))
    if found.trend["gini"].notna().sum() > 1:
        st.altair_chart(trend_chart(found.trend, say("fair.gini"), say("fair.week")))
    else:
        st.caption(say("fair.no_trend"))
    for kind in ("parliament", "police_district"):
        st.markdown(f"**{say(f'fair.{kind}')}**")
        show_table(fair_views.ledger_table(table, kind, language))
    st.caption(say("fair.hidden"))


def _kept(result: Shown) -> None:
    if result.plan is None or not session.has_store():
        st.info(say("fair.no_outcomes"))
        return
    delivered = session.the_store().delivered()
    show_table(fair_views.promised(result.plan, delivered, session.role(), session.language()))
    st.caption(say("fair.hidden"))
