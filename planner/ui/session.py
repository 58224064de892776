"""The only place that touches Streamlit's session state and caches."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

import streamlit as st

from planner.report.words import LANGUAGES, Language
from planner.ui.shown import Result


@st.cache_resource(show_spinner=False)
def _demonstration() -> Result | None:
    """The demonstration's result, made once and shared by every session of this server."""
    workspace = getattr(import_module("planner.workspace"), "Workspace", None)
    return None if workspace is None else cast("Result", workspace().demonstration())


def load_result() -> Result | None:
    """What the pages show, or None when there is nothing yet. Tests put their own in its place."""
    return _demonstration()


def language() -> Language:
    """The language of this session: Malay until the reader chooses English."""
    chosen = st.session_state.get("language", LANGUAGES[0])
    return cast("Language", chosen if chosen in LANGUAGES else LANGUAGES[0])


def selected() -> str | None:
    """The id of the place chosen on map or list, if any."""
    return cast("str | None", st.session_state.get("selected"))


def select(place_id: str) -> None:
    """Remember the chosen place."""
    st.session_state["selected"] = place_id


def take_pick(picked: Any) -> bool:  # noqa: ANN401  # what a component sends is anything until checked
    """Remember a click on the map once; True when it changed the choice and the page should follow."""
    if not isinstance(picked, dict) or not isinstance(picked.get("id"), str):
        return False
    if picked.get("serial") == st.session_state.get("last_pick"):
        return False
    st.session_state["last_pick"] = picked.get("serial")
    is_new = bool(picked["id"] != st.session_state.get("selected"))
    st.session_state["selected"] = picked["id"]
    return is_new


def keep(key: str, value: object) -> None:
    """Keep ``value`` for this session."""
    st.session_state[key] = value


def kept(key: str, otherwise: object = None) -> Any:  # noqa: ANN401  # the caller knows what it kept
    """What :func:`keep` kept under ``key``."""
    return st.session_state.get(key, otherwise)
