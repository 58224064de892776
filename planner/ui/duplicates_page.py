"""Two referrals that may be one household: the reasons, both sides, merge or keep apart, and undo."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from planner.pipeline.taking import Taken
from planner.report.because_words import link_text
from planner.roles import Act, may_do
from planner.ui import review_views, session
from planner.ui.parts import banners, decided_list, empty, escaped, heading, named, say, show_sentences


def page() -> None:
    """The pairs to decide, the likeliest first, and the decisions that hold."""
    heading(say("duplicates.title"))
    result = session.load_result()
    if result is None or result.taken is None:
        empty("empty.review")
        return
    banners(result.labels)
    is_kept = session.keeps_decisions()
    if not is_kept:
        st.caption(say("review.demonstration"))
    decided = session.the_store().link_decisions.all(session.role()) if is_kept else None
    none = pd.DataFrame({"left_id": [], "right_id": []})
    pairs = review_views.open_pairs(result.taken, none if decided is None else decided)
    st.caption(say("duplicates.open", count=len(pairs)))
    if pairs.empty:
        st.success(say("duplicates.none"))
    else:
        _one(result.taken, pairs.head(300).to_dict("records"), is_kept)
    if decided is not None and not decided.empty:
        made = decided.to_dict("records")
        lines = {
            row["decision_id"]: f"{say('duplicates.' + row['decision'])} · {row['actor']} · {row['reason']}"
            for row in made
        }
        decided_list(lines, session.the_store().link_decisions.undo)
    if is_kept:
        st.button(say("review.refresh"), on_click=session.refresh, key="refresh", help=say("review.refresh_help"))


def _reason(pair: dict[Any, Any]) -> str:
    return link_text(str(pair["reason"]), session.language())


def _one(taken: Taken, pairs: list[dict[Any, Any]], is_kept: bool) -> None:
    lines = review_views.pair_lines(taken, pairs)
    at = st.selectbox(say("duplicates.choose"), range(len(pairs)), format_func=lambda n: lines[n])
    pair = pairs[at]
    st.markdown(f"**{say('duplicates.why')}**: {escaped(_reason(pair))}")
    ids = (pair["left_id"], pair["right_id"])
    show_sentences(review_views.side_by_side(taken, ids, session.language()))
    if not (is_kept and may_do(session.role(), Act.LINK)):
        return
    if not named():
        return
    with st.form("decide", clear_on_submit=True):
        reason = st.text_input(say("plan.reason"))
        one, two = st.columns(2)
        is_same = one.form_submit_button(say("duplicates.same"), type="primary", width="stretch")
        is_other = two.form_submit_button(say("duplicates.different"), width="stretch")
    if is_same or is_other:
        role, actor, now = session.role(), session.actor(), session.now()
        session.the_store().link_decisions.decide(*ids, is_same=is_same, reason=reason, role=role, actor=actor, now=now)
        st.rerun()
