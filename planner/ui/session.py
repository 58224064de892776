"""The only place that touches Streamlit's session state and caches, and the clock of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast, overload

import streamlit as st

from planner.errors import PlannerError
from planner.model.need import NeedWeights
from planner.model.record import Account
from planner.report.words import LANGUAGES, Language, word
from planner.roles import Role
from planner.ui.seen import result_for
from planner.ui.shown import Shown, shown
from planner.units import ZONE

if TYPE_CHECKING:
    from planner.store import Store
    from planner.workspace import Workspace

Made = TypeVar("Made")
Kept = TypeVar("Kept")


@st.cache_resource(show_spinner=False)
def _workspace() -> Workspace | None:
    """The workspace of this server; tests put their own, or None, in its place."""
    from planner.workspace import Workspace  # noqa: PLC0415 - slow to load, and pages can be drawn without

    return Workspace.open()


@st.cache_resource(show_spinner=False)
def _demonstration() -> Shown | None:
    """The demonstration's result, made once and shared by every session of this server."""
    workspace = _workspace()
    return None if workspace is None else shown(workspace.demonstration())


@st.cache_resource(show_spinner=False)
def _kept() -> tuple[int, Shown]:
    """What the store's referrals show, made once for all sessions until :func:`refresh`, and the last act before."""
    workspace = the_workspace()
    before = workspace.store.last_act()  # asked first: what comes in meanwhile counts as a change
    return before, shown(workspace.kept(now=now(), seed=1))


def has_store() -> bool:
    """Whether a store is there already."""
    found = workspace_if_any()
    return found is not None and found.has_store


def keeps_decisions() -> bool:
    """Whether what is shown comes from the store, so that a decision about it can be kept."""
    if not has_store():  # asked first: opening a store makes one
        return False
    found = store_if_any()
    return found is not None and not found.is_empty()


def refresh() -> None:
    """Work out anew what the store's referrals show, with what people have decided since."""
    _kept.clear()
    for key in ("own_result", "scenarios"):
        st.session_state.pop(key, None)


_CHANGES = ("import", "link.", "address.", "outcomes.", "rule.", "expired", "protection.released")


def changes_since(result: Shown) -> int:
    """How many acts on record since the store's list was made would change it; 0 for any other result."""
    if not keeps_decisions():
        return 0
    revision, made = _kept()
    shown_now = result.key == made.key or st.session_state.get("own_result") is result
    return the_store().changes_since(revision, _CHANGES) if shown_now else 0


def tiles() -> str:
    """The address of online map tiles that whoever runs this server allows; empty, the default, for none."""
    workspace = _workspace()
    return "" if workspace is None else workspace.settings.tiles


def workspace_if_any() -> Workspace | None:
    """The workspace of this server, or None where there is none."""
    return _workspace()


def the_workspace() -> Workspace:
    """The workspace of this server, for what is only offered where there is one."""
    found = workspace_if_any()
    if found is None:
        raise RuntimeError("this server has no workspace")
    return found


def weights() -> NeedWeights:
    """The need score's weights in force: the workspace's, or the usual ones without a workspace."""
    workspace = _workspace()
    return NeedWeights() if workspace is None else workspace.need_settings.weights


def _prepared(make: Callable[[], Made]) -> Made:
    """What ``make`` makes; the first reader after a start is told what the wait is for."""
    with st.spinner(word("ui.empty.preparing", language())):
        return make()


def load_result() -> Shown | None:
    """What the pages show, or None when there is nothing yet. Tests put their own in its place."""
    own = kept("own_result", Shown)
    if own is not None:
        return own
    workspace = _workspace()
    if workspace is None or not workspace.has_store or workspace.store.is_empty():
        return _prepared(_demonstration)
    return _prepared(_kept)[1]


def seen_result() -> Shown | None:
    """What the pages of plans, papers and outcomes show to this session's reader: :func:`planner.ui.seen.result_for`.

    Only pages for those who see exact counts, and the officials' page, which suppresses by itself, ask for the whole.
    """
    whole = load_result()
    return None if whole is None else result_for(role(), whole)


def store_if_any() -> Store | None:
    """Where plans, approvals and outcomes are kept, or None without a workspace."""
    workspace = _workspace()
    return None if workspace is None else workspace.store


def the_store() -> Store:
    """The same, for what is only offered where there is one."""
    found = store_if_any()
    if found is None:
        raise RuntimeError("this server has no store")
    return found


@st.cache_resource(show_spinner=False, max_entries=64)
def _made(name: str, key: str, _make: Callable[[], object]) -> object:
    del name, key
    return _make()


def once(name: str, key: str, make: Callable[[], Made]) -> Made:
    """What ``make`` makes, made once for all sessions; ``key`` holds all that it depends on."""
    return cast("Made", _made(name, key, make))


def now() -> datetime:
    """This moment in Malaysia."""
    return datetime.now(ZONE)  # noqa: TID251  # pages are where a clock is read


def moment(result: Shown) -> datetime:
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
    return kept("account", Account)


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
    return kept("selected", str)


def select(place_id: str) -> None:
    """Remember the chosen place."""
    st.session_state["selected"] = place_id


def take_pick(picked: object) -> bool:
    """Remember a click on the map once; True when it changed the choice and the page should follow.

    What a component sends is anything until it is checked here.
    """
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


@overload
def kept(key: str, kind: type[Kept]) -> Kept | None: ...
@overload
def kept(key: str, kind: type[Kept], otherwise: Kept) -> Kept: ...
def kept(key: str, kind: type[Kept], otherwise: Kept | None = None) -> Kept | None:
    """What :func:`keep` kept under ``key``; ``otherwise`` where that is nothing, or nothing of that ``kind``."""
    found = st.session_state.get(key)
    return found if isinstance(found, kind) else otherwise
