"""Addresses nobody could place: their candidates on a small map, and one click to say which it is."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from planner.report.because_words import reason_text
from planner.roles import Act, may_do
from planner.ui import review_views, session
from planner.ui.charts import candidates_chart
from planner.ui.contact_part import contact
from planner.ui.parts import attempt, banners, decided_list, empty, escaped, heading, named, say
from planner.ui.shown import Shown

MOST = 300  # addresses offered at a time


def page() -> None:
    """The work list, one address at a time, and what was decided so far."""
    heading(say("addresses.title"))
    result, workspace = session.load_result(), session.workspace_if_any()
    if result is None or result.taken is None or workspace is None:
        empty("empty.review")
        return
    banners(result.labels)
    is_kept = session.keeps_decisions()
    if not is_kept:
        st.caption(say("review.demonstration"))
    found = session.once(
        "addresses", result.key, partial(review_views.open_addresses, result.taken, workspace.geocoder)
    )
    decided = session.the_store().resolutions.all(session.role()) if is_kept else None
    rows = found if decided is None else review_views.still_open(found, decided)
    st.caption(say("addresses.open", count=len(rows)))
    if rows.empty:
        st.success(say("addresses.none"))
    else:
        _one(result, rows.head(MOST).to_dict("records"), is_kept)
    if decided is not None and not decided.empty:
        made = decided.to_dict("records")
        lines = {row["resolution_id"]: f"{row['place_name']} · {row['actor']}" for row in made}
        decided_list(lines, session.the_store().resolutions.undo)
    if is_kept:
        st.button(say("review.refresh"), on_click=session.refresh, key="refresh", help=say("review.refresh_help"))


def _one(result: Shown, rows: list[dict[Any, Any]], is_kept: bool) -> None:
    at = st.selectbox(
        say("addresses.choose"),
        range(len(rows)),
        format_func=lambda n: str(rows[n]["address_text"])[:120] or say("addresses.no_text"),
    )
    row = rows[at]
    st.markdown(escaped(row["address_text"]) or say("addresses.no_text"))
    reason = reason_text(str(row["reason"]), session.language())
    count = int(row["same_spelling"])
    same = say("addresses.same_one") if count == 1 else say("addresses.same", count=count)
    st.caption(f"{say('addresses.reason')}: {escaped(reason)} · {same}")
    if is_kept:
        contact(row["id"])
    places = review_views.candidates(row, result.places)
    if places.empty:
        st.info(say("addresses.no_candidate"))
        return
    left, right = st.columns(2)
    with left:
        st.altair_chart(candidates_chart(review_views.roads_near(result.roads, places), places))
        st.caption(say("map.schematic"))
    with right:
        if is_kept:
            named()
        for place in places.to_dict("records"):
            st.button(
                f"{place['number']}\\. {escaped(place['name'])} · {escaped(place['police_district'] or '–')}",
                key=f"place-{place['place_id']}",
                width="stretch",
                disabled=not (is_kept and may_do(session.role(), Act.RESOLVE) and session.actor()),
                on_click=attempt,
                args=(_resolve, row, place),
            )


def _resolve(row: dict[Any, Any], place: dict[Any, Any]) -> None:
    desk = session.the_store().resolutions
    answer = review_views.placed(row, place)
    desk.resolve(row["id"], answer, role=session.role(), actor=session.actor(), now=session.now())
