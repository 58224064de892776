"""Run sheets to look at and take away, one vehicle and day at a time or all at once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from planner.roles import Thing, may_see
from planner.ui import session, sheet_views
from planner.ui.parts import banners, empty, escaped, heading, say


def page() -> None:
    """Choose a vehicle's day, read its message, download its forms."""
    heading(say("sheets.title"))
    result = session.seen_result()
    if result is None or result.plan is None:
        empty("empty.plan")
        return
    banners(result.labels)
    if not may_see(session.role(), Thing.RUN_SHEETS):
        st.info(say("sheets.not_yours"))
        return
    language = session.language()
    sheets = session.once("sheets", result.key, lambda: sheet_views.sheets(result))
    if not sheets:
        empty("empty.sheets")
        return
    labels = [sheet_views.label(sheet, language) for sheet in sheets]
    chosen = st.selectbox(say("sheets.choose"), range(len(sheets)), format_func=lambda at: labels[at])
    files = sheet_views.files(result, sheets[chosen], language)
    columns = st.columns(len(files))
    for column, (name, content) in zip(columns, files.items(), strict=True):
        kind = name.rsplit(".", 1)[1]
        column.download_button(
            say(f"sheets.{kind}"), content, name, key=f"get-{kind}", width="stretch", on_click="ignore"
        )
    st.download_button(
        say("sheets.all"),
        partial(session.once, "archive", f"{result.key}-{language}", partial(sheet_views.archive, result, language)),
        "lembaran.zip",
        type="primary",
        on_click="ignore",
    )  # made when asked for: every sheet in two languages takes seconds, and most readers want one
    with st.container(border=True):
        for block in sheet_views.message(sheets[chosen], language):
            st.markdown("  \n".join(escaped(line) for line in block))
