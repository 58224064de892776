"""The only place that touches Streamlit's session state and caches, and the clock of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any, TypeVar, cast

import streamlit as st

from planner.errors import PlannerError
from planner.model.need import NeedWeights
from planner.model.record import Account
from planner.report.words import LANGUAGES, Language, word
from planner.roles import Role
from planner.ui.seen import result_for
from planner.ui.shown import Result
from planner.units import ZONE

Made = TypeVar("Made")


@st.cache_resource(show_spinner=False)
def _workspace() -> Any:  # noqa: ANN401  # wired late, so that pages can be tested without one
    """The workspace of this server, or None where there is none."""
    opener = getattr(import_module("planner.workspace"), "Workspace", None)
    return None if opener is None else opener.open()


@st.cache_resource(show_spinner=False)
def _demonstration() -> Result | None:
    """The demonstration's result, made once and shared by every session of this server."""
    workspace = _workspace()
    return None if workspace is None else shown(workspace.demonstration())


@st.cache_resource(show_spinner=False)
def _kept() -> tuple[int, Result]:
    """What the store's referrals show, made once for all sessions until :func:`refresh`, and the last act before."""
    workspace = _workspace()
    before = workspace.store.last_act()  # asked first: what comes in meanwhile counts as a change
    return before, shown(workspace.kept(now=now(), seed=1))


def has_store() -> bool:
    """Whether a store is there already."""
    return tools() is not None and bool(tools().has_store)


def keeps_decisions() -> bool:
    """Whether what is shown comes from the store, so that a decision about it can be kept."""
    if not has_store():  # asked first: opening a store makes one
        return False
    found = store()
    return found is not None and not found.is_empty()


def refresh() -> None:
    """Work out anew what the store's referrals show, with what people have decided since."""
    _kept.clear()
    for key in ("own_result", "scenarios"):
        st.session_state.pop(key, None)


_CHANGES = ("import", "link.", "address.", "outcomes.", "rule.", "expired", "protection.released")


def changes_since(result: Result) -> int:
    """How many acts on record since the store's list was made would change it; 0 for any other result."""
    if not keeps_decisions():
        return 0
    revision, made = _kept()
    shown_now = result.key == made.key or st.session_state.get("own_result") is result
    return int(store().changes_since(revision, _CHANGES)) if shown_now else 0


def tiles() -> str:
    """The address of online map tiles that whoever runs this server allows; empty, the default, for none."""
    workspace = _workspace()
    return "" if workspace is None else str(workspace.settings.tiles)


def tools() -> Any:  # noqa: ANN401  # wired late
    """The workspace of this server, or None where there is none."""
    return _workspace()


def weights() -> NeedWeights:
    """The need score's weights in force: the workspace's, or the usual ones without a workspace."""
    workspace = _workspace()
    return NeedWeights() if workspace is None else cast("NeedWeights", workspace.need_settings.weights)


def shown(made: Any) -> Result:  # noqa: ANN401  # a pipeline result; the pages know only what they show
    """What the pages show of a workspace's result."""
    return Result(
        hotspots=made.hotspots,
        recommended=made.recommended,
        plan=made.plan,
        roads=made.roads,
        paths=made.paths,
        labels=made.labels,
        places=made.need.places,
        source=made.need,
        taken=made.taken,
        left_out=made.left_out,
        borders=made.borders,
    )


def _prepared(make: Callable[[], Made]) -> Made:
    """What ``make`` makes; the first reader after a start is told what the wait is for."""
    with st.spinner(word("ui.empty.preparing", language())):
        return make()


def load_result() -> Result | None:
    """What the pages show, or None when there is nothing yet. Tests put their own in its place."""
    own = st.session_state.get("own_result")
    if own is not None:
        return cast("Result", own)
    workspace = _workspace()
    if workspace is None or not workspace.has_store or workspace.store.is_empty():
        return _prepared(_demonstration)
    return _prepared(_kept)[1]


def seen_result() -> Result | None:
    """What the pages of plans, papers and outcomes show to this session's reader: :func:`planner.ui.seen.result_for`.

    Only pages for those who see exact counts, and the officials' page, which suppresses by itself, ask for the whole.
    """
    whole = load_result()
    return None if whole is None else result_for(role(), whole)


def store() -> Any:  # noqa: ANN401  # the workspace's store
    """Where plans, approvals and outcomes are kept, or None without a workspace."""
    workspace = _workspace()
    return None if workspace is None else workspace.store


@st.cache_resource(show_spinner=False, max_entries=64)
def _made(name: str, key: str, _make: Callable[[], Any]) -> Any:  # noqa: ANN401  # whatever it makes
    del name, key
    return _make()


def once(name: str, key: str, make: Callable[[], Made]) -> Made:
    """What ``make`` makes, made once for all sessions; ``key`` holds all that it depends on."""
    return cast("Made", _made(name, key, make))


def now() -> datetime:
    """This moment in Malaysia."""
    return datetime.now(ZONE)  # noqa: TID251  # pages are where a clock is read


def moment(result: Result) -> datetime:
    """The moment that ``result`` speaks of: the demonstration's own, and now for what the store keeps."""
    made = result.plan.receipt if result.plan is not None else None
    return datetime.fromisoformat(made.made_at) if made is not None and made.is_demonstration else now()


def language() -> Language:
    """The language of this session: Malay until the reader chooses English."""
    chosen = st.session_state.get("language", LANGUAGES[0])
    return cast("Language", chosen if chosen in LANGUAGES else LANGUAGES[0])


def is_open() -> bool:
    """Whether pages may open without a sign-in: only while every person in the store is made up and no key is set."""
    workspace = _workspace()
    if workspace is None:
        return True
    if not workspace.settings.is_demonstration_key:
        return False
    try:
        if workspace.has_store:
            workspace.store.must_be_demonstration()
    except PlannerError as error:
        if error.faults[0].code == "E1722":
            return False
        raise
    return True


def account() -> Account | None:
    """The account this session signed in with, if any."""
    return cast("Account | None", st.session_state.get("account"))


def enter(signed_in: Account) -> None:
    """Begin anew as ``signed_in``: nothing of what was shown before stays."""
    leave()
    st.session_state["account"] = signed_in


def leave() -> None:
    """Forget everything of this session but its language."""
    for key in [key for key in st.session_state if key != "language"]:
        del st.session_state[key]


def role() -> Role:
    """The role of this session's reader: the account's, or in the open demonstration the chosen one."""
    known = account()
    return Role(known.role if known is not None else st.session_state.get("role", Role.PLANNER))


def actor() -> str:
    """The name under which this session's reader goes on record; empty until given."""
    known = account()
    if known is not None:
        return known.name
    return str(st.session_state.get("actor", "")).strip()


def take_name() -> None:
    """A name given on a page is the session's, as if it had been given in the side bar."""
    st.session_state["actor"] = st.session_state.get("actor_here", "")


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
