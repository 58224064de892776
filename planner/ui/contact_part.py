"""Whom to call about a referral or case: shown to the case team by a click that goes on the restricted record."""

from __future__ import annotations

import streamlit as st

from planner.roles import Thing, may_see
from planner.ui import session
from planner.ui.parts import attempt, escaped, say


def contact(referral_id: str) -> None:
    """A button, and after it phone and name until another is opened; nothing for roles that may not see contacts."""
    if not (may_see(session.role(), Thing.CONTACTS) and session.has_store() and session.actor()):
        return
    opened = session.kept("contact", tuple)
    if opened is None or opened[0] != referral_id:
        st.button(
            say("contact.see"),
            key=f"contact-{referral_id}",
            help=say("contact.help"),
            on_click=attempt,
            args=(_read, referral_id),
        )
        return
    st.markdown(escaped(" · ".join(opened[1])) if opened[1] else say("contact.none"))


def _read(referral_id: str) -> None:
    role, actor, now = session.role(), session.actor(), session.now()
    found = session.the_store().contacts(role, actor=actor, now=now, referral_ids=[referral_id])
    session.keep("contact", (referral_id, [text for text in found[["name", "phone"]].to_numpy().ravel() if text]))
