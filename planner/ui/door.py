"""The door: open on made-up people, or a sign-in. Nothing is loaded before it lets a reader through."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from planner.errors import PlannerError
from planner.model.record import Account
from planner.roles import Role
from planner.ui import session
from planner.ui.parts import escaped, heading, refused, say

IDLE = timedelta(hours=1)  # after this long without a click a signed-in session begins again


def passed() -> bool:
    """Whether the reader may see pages; if not, the sign-in is shown."""
    if session.is_open():
        if session.account() is not None:
            session.leave()
        _demonstration_reader()
        return True
    known = session.account()
    if known is not None and not _still_holds(known):
        session.leave()
        known = None
    if known is None:
        known = _vouched()
    if known is None:
        _ask()
        return False
    session.keep("seen_at", session.now())
    _signed_in_reader(known)
    return True


def _still_holds(known: Account) -> bool:
    seen = session.kept("seen_at", datetime)
    is_fresh = seen is None or session.now() - seen <= IDLE
    return is_fresh and session.the_store().accounts.is_open(known)


def _demonstration_reader() -> None:
    """Made-up people only: anybody may look through anybody's eyes."""
    roles, key = list(Role), f"role-{session.language()}"  # a new key, so that the chosen role is named anew too
    at = roles.index(session.role())
    session.keep("role", st.sidebar.radio(say("role.label"), roles, at, lambda role: say(f"role.{role}"), key=key))
    st.sidebar.text_input(say("role.name"), key="actor", help=say("role.name_help"))


def _signed_in_reader(known: Account) -> None:
    st.sidebar.markdown(f"**{escaped(known.name)}** · {say(f'role.{known.role}')}")
    if not _has_provider():
        with st.sidebar.expander(say("door.change")):
            _change_password(known)
    if st.sidebar.button(say("door.out"), key="sign_out"):
        session.leave()
        if _has_provider():
            st.logout()
        st.rerun()


def _change_password(known: Account) -> None:
    with st.form("change_password", clear_on_submit=True):
        old = st.text_input(say("door.old"), type="password", autocomplete="current-password", key="old_password")
        new = st.text_input(say("door.new"), type="password", autocomplete="new-password", key="new_password")
        again = st.text_input(say("door.again"), type="password", autocomplete="new-password", key="new_again")
        if not st.form_submit_button(say("door.change"), key="change_it"):
            return
    if new != again:
        st.error(say("door.not_alike"))
        return
    try:
        session.the_store().accounts.change_password(known.name, old, new, now=session.now())
    except PlannerError as error:
        refused(error)
        return
    st.success(say("door.changed"))


def _has_provider() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def _vouched() -> Account | None:
    """The account of a reader whose identity provider has vouched for the e-mail address, if one is set up."""
    if not _has_provider() or not st.user.is_logged_in:
        return None
    if st.user.get("email_verified") is not True:
        st.error(say("door.not_verified"))
        return None
    try:
        known: Account = session.the_store().accounts.admit(str(st.user.get("email", "")), now=session.now())
    except PlannerError as error:
        refused(error)
        return None
    session.enter(known)
    return known


def _ask() -> None:
    heading(say("door.title"))
    st.caption(say("door.help"))
    if _has_provider():
        _ask_provider()
        return
    with st.form("sign_in", clear_on_submit=True):
        name = st.text_input(say("door.name"), autocomplete="username")
        password = st.text_input(say("door.password"), type="password", autocomplete="current-password")
        is_asked = st.form_submit_button(say("door.in"), type="primary")
    if not is_asked:
        return
    try:
        known = session.the_store().accounts.sign_in(name, password, now=session.now())
    except PlannerError as error:
        refused(error)
        return
    session.enter(known)
    st.rerun()


def _ask_provider() -> None:
    if st.user.is_logged_in:
        st.button(say("door.out"), on_click=st.logout)
    else:
        st.button(say("door.provider"), type="primary", on_click=st.login)
