"""Small pieces that several pages show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from planner.errors import PlannerError
from planner.model.labels import MapLabels
from planner.report.words import Language, told, word, word_or
from planner.ui import furniture, session
from planner.ui.shown import Shown


def say(key: str, **fields: object) -> str:
    """The words at ``ui.key`` in the reader's language."""
    return word(f"ui.{key}", session.language(), **fields)


def escaped(text: str) -> str:
    """Text of people for a place that reads Markdown: every mark that could begin formatting or HTML is escaped."""
    return "".join("\\" + char if char in "\\`*_{}[]()#+-.!|<>~$:&" else char for char in text)


def heading(text: str) -> None:
    """The page's heading, under which a refusal of the last click is shown once."""
    st.html(f"<style>{furniture.style(session.language())}</style>")
    st.title(text)
    with st.container():  # always there, so that a message moves nothing below it: a moved map is drawn anew
        pending = session.kept("refusal", PlannerError)
        if pending is not None:
            session.keep("refusal", None)
            refused(pending)


def named() -> bool:
    """Whether the reader has a name to go on record under; if not, it is asked for on the spot."""
    if session.actor():
        return True
    st.text_input(say("plan.need_name"), key="actor_here", help=say("role.name_help"), on_change=session.take_name)
    return False


def attempt(act: Callable[..., object], *given: object) -> None:
    """Do what a click asks; a refusal is kept and shown under the next heading."""
    try:
        act(*given)
    except PlannerError as error:
        session.keep("refusal", error)


def told_here(act: Callable[..., object], *given: object) -> None:
    """Do what was asked and show a refusal on the spot, so that the rest of the page is drawn all the same."""
    try:
        act(*given)
    except PlannerError as error:
        refused(error)


def decided_list(lines: Mapping[str, str], undo: Callable[..., object]) -> None:
    """The last fifty decisions (a line of text by the decision's id), each with a button that takes it back."""
    with st.expander(say("review.decided", count=len(lines))):
        for key, line in reversed(list(lines.items())[-50:]):
            left, right = st.columns([5, 1])
            left.markdown(escaped(line))
            right.button(say("review.undo"), key=key, on_click=attempt, args=(_take_back, undo, key))


def _take_back(undo: Callable[..., object], key: str) -> None:
    undo(key, role=session.role(), actor=session.actor(), now=session.now())


def banners(labels: MapLabels) -> None:
    """The warnings that must stand above everything else."""
    if labels.data_note:
        with st.container(key="banner"):
            st.warning(escaped(labels.data_note), icon=":material/science:")


def roads_note(result: Shown) -> None:
    """What a reader must know of the roads under a map."""
    note = told(result.labels.network_note, session.language())
    st.caption(escaped(" · ".join(filter(None, (say("map.schematic"), note)))))


def stale_notice(result: Shown) -> None:
    """Says that decisions, outcomes or referrals came after the list was made, and offers to make it anew."""
    count = session.changes_since(result)
    with st.container():  # always there; see heading
        if not count:
            return
        text, button = st.columns([4, 1], vertical_alignment="center")
        text.warning(say("stale.text", count=count), icon=":material/update:")
        button.button(say("stale.again"), on_click=session.refresh, key="stale_again", type="primary", width="stretch")


def show_sentences(frame: pd.DataFrame) -> None:
    """A table whose texts are read word for word: nothing in it is cut, on a phone neither. A long one scrolls."""
    if frame.empty:
        st.caption(say("empty.table"))
        return
    marked = frame.map(lambda cell: escaped(str(cell)))
    with st.container(height=_LONG_TABLE if len(frame) > _FEW else "content", border=False):
        st.table(marked.set_index(frame.columns[0]))


def show_table(frame: pd.DataFrame) -> None:
    """A table to read and to sort, of figures and names."""
    if frame.empty:
        st.caption(say("empty.table"))
        return
    st.dataframe(frame, hide_index=True, placeholder="–")


_LONG_TABLE = 640  # pixels
_FEW = 8  # rows of sentences that may stand without scrolling


def empty(key: str = "empty.result") -> None:
    """What a page says when there is nothing to show."""
    st.info(say(key), icon=":material/info:")


def refused(error: PlannerError) -> None:
    """Every fault of a refusal with its cause and what to do; a code without words of its own keeps those it came with.

    Faults that name a line, a file or a number are such: the catalogue's words could not name it.
    """
    language = session.language()
    for fault in error.faults:
        cause = word_or(f"ui.fault.{fault.code}.cause", language, fault.cause)
        action = word_or(f"ui.fault.{fault.code}.action", language, fault.action)
        st.error(f"**{fault.code}** {escaped(cause)}\n\n{say('fault.action')}: {escaped(action)}")


def language_switch() -> None:
    """Malay first, English second; the choice holds for the session."""
    names: dict[Language, str] = {"ms": "Bahasa Melayu", "en": "English"}
    st.sidebar.radio(
        "Bahasa / Language", list(names), format_func=lambda code: names[code], key="language", horizontal=True
    )
