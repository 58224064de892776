"""The map's filters: drawn only while open, remembered while closed."""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from planner.report.words import word_or
from planner.ui import session, views
from planner.ui.parts import say
from planner.ui.shown import Shown


def chosen(result: Shown) -> views.Filters:
    """The filters that hold, and the place to change them. Closed, nothing of it is sent to the browser.

    All of it keeps to one container: a note that comes or goes beside the map would move the map, and a browser draws
    anew what has moved.
    """
    with st.container(width="content"):
        return _box(result)


def _box(result: Shown) -> views.Filters:
    holds = session.kept("filters", views.Filters, views.Filters())
    with st.popover(say("filter.title"), icon=":material/tune:", key="filter_box", on_change="rerun") as box:
        if box.open:
            holds = _asked(result, holds)
            session.keep("filters", holds)
            st.button(say("filter.clear"), on_click=_clear, disabled=not holds.count, key="clear_filters")
    return holds


def note(holds: views.Filters) -> None:
    """Says that something is held back; in a place of its own, so that the button of the filters stays where it is."""
    with st.container():
        if holds.count:
            st.caption(f":material/filter_alt: {say('filter.active', count=holds.count)}")


def heard_of(result: Shown) -> pd.DataFrame | None:
    """What was heard of the result's households, for :func:`views.filtered`; None when it knows of none."""
    households = result.need.households
    return None if households.empty else session.once("heard", result.key, partial(views.heard, households))


def _clear() -> None:
    session.keep("filters", views.Filters())
    session.keep("filter_turn", session.kept("filter_turn", int, 0) + 1)  # new keys: the widgets begin empty


def _asked(result: Shown, holds: views.Filters) -> views.Filters:
    heard, language, turn = heard_of(result), session.language(), session.kept("filter_turn", int, 0)
    one, two, three = st.columns(3)
    districts = one.multiselect(
        say("filter.district"),
        views.choices(result.hotspots, "police_district"),
        list(holds.districts),
        key=f"f-district-{turn}",
        placeholder=say("filter.all"),
    )
    grades = two.multiselect(
        say("filter.grade"),
        views.choices(result.hotspots, "grade"),
        list(holds.grades),
        format_func=lambda grade: word_or(f"grade.{grade}", language, grade),
        key=f"f-grade-{turn}",
        placeholder=say("filter.all"),
        help=say("filter.grade_help"),
    )
    text = three.text_input(say("filter.text"), holds.text, key=f"f-text-{turn}")
    four, five, six = st.columns(3)
    most = views.most_households(result.hotspots)
    least = four.slider(say("filter.households"), 0, most, min(holds.least_households, most), key=f"f-least-{turn}")
    needs, since = list(holds.needs), holds.since
    if heard is not None:
        needs = five.multiselect(
            say("filter.need"),
            views.needs_of(heard),
            needs,
            format_func=lambda need: word_or(f"need.{need}", language, need),
            key=f"f-need-{turn}",
            placeholder=say("filter.all"),
        )
        since = six.date_input(
            say("filter.since"),
            _within(since, heard),
            *views.span_of(heard),
            format="DD/MM/YYYY",
            key=f"f-since-{turn}",
            help=say("filter.since_help"),
        )
    return views.Filters(tuple(districts), tuple(grades), int(least), text.strip(), tuple(needs), since)


def _within(since: date | None, told: pd.DataFrame) -> date | None:
    first, last = views.span_of(told)
    return None if since is None else min(max(since, first), last)
