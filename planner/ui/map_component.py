"""The map in the app: served by the app itself, linked both ways, drawn once.

Streamlit serves a component's folder. Ours is a temporary one that holds the page and, under names nobody can guess,
the base layer and data of each map; a browser fetches each once, and a rerun sends only what is selected and shown.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v1 as components

from planner.model.dispatch import Plan
from planner.report.component_page import component_page
from planner.report.map_data import Payload, base_data, map_data, script_safe_json
from planner.report.words import Language, word
from planner.ui import session
from planner.ui.shown import Shown

_KEEP = 24  # maps kept on disk; older ones are taken away


class MapServer:
    """The component and its folder, one for the whole server."""

    def __init__(self, tiles: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kembara-map-")
        self._path, self._key = Path(self._folder.name), secrets.token_bytes(32)
        (self._path / "index.html").write_bytes(component_page(tiles))
        self.component = components.declare_component("kembara_map", path=str(self._path))

    def put(self, data: Payload) -> str:
        """Lay ``data`` ready for browsers; the name it can be asked for by."""
        content = script_safe_json(data).encode("utf-8")
        name = hmac.new(self._key, content, hashlib.sha256).hexdigest() + ".json"
        if not (self._path / name).exists():
            (self._path / name).write_bytes(content)
            for old in sorted(self._path.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)[:-_KEEP]:
                old.unlink(missing_ok=True)
        return name


@st.cache_resource(show_spinner=False)
def _server() -> MapServer:
    return MapServer(session.tiles())


@st.cache_resource(show_spinner=False, max_entries=8)
def _files(_result: Shown, key: str) -> tuple[str, str]:
    """Names of the base layer and the data of one result; made once for all sessions, told apart by ``key``."""
    del key
    base = base_data(_result.roads, _result.places, _result.borders)
    data = map_data(
        hotspots=_result.hotspots,
        recommended=_result.recommended,
        plan=_result.plan,
        paths=_result.paths,
        labels=_result.labels,
    )
    names = _server().put(base), _server().put(data)
    _settle()
    return names


def _settle() -> None:
    """Tell the collector to leave what is loaded by now alone.

    Streamlit collects garbage after every click, and walking through all that libraries and a result hold took most of
    a click's time (0.21 of 0.25 s).
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def show_map(
    result: Shown,
    *,
    selected: str | None,
    shown: Sequence[str] | None,
    language: Language,
    height: int = 620,
    tiles: str = "",
    day: int | None = None,
    key: str = "kembara_map",
) -> object:
    """Draw the map; returns the reader's last click as ``{"id", "serial"}`` or None, once checked by ``take_pick``.

    ``shown`` lists the hotspots and stops to show, None for all. Changing it, the selection or the language changes the
    drawn map and does not draw it again. ``tiles`` is the address of online tiles to lie under it, empty for none.
    ``day`` shows the routes of that day of the plan alone.
    """
    base, data = _files(result, result.key)
    return _component(
        base, data, language, selected=selected, shown=shown, height=height, tiles=tiles, day=day, key=key
    )


def show_draft(result: Shown, plan: Plan, number: int, language: Language) -> None:
    """Draw the routes of a plan that a search has not finished, straight from stop to stop, over ``result``'s streets.

    ``number`` tells one state of the search from the next; the reader's zoom stays when the next is drawn.
    """
    last = session.kept("draft_map", tuple)
    if last is None or last[:2] != (result.key, number):
        empty = result.hotspots.iloc[:0]
        data = map_data(hotspots=empty, recommended=(), plan=plan, paths={}, labels=result.labels)
        last = (result.key, number, _server().put(data))
        session.keep("draft_map", last)
    _component(_files(result, result.key)[0], last[2], language, height=420, key="draft_map_view")


def _component(base: str, data: str, language: Language, *, key: str, **view: Any) -> object:  # noqa: ANN401
    shown = view.get("shown")
    return _server().component(
        base=base,
        data=data,
        selected=view.get("selected"),
        shown=None if shown is None else list(shown),
        language=language,
        height=view["height"],
        tiles=view.get("tiles", ""),
        day=view.get("day"),
        fault=word("ui.map.fault", language),
        key=key,
        default=None,
    )
