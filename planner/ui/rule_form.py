"""The forms of the page of dated rules: the planner adds one by the fields its kind needs, and ends one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

import streamlit as st

from planner.model.dispatch import DatedRule
from planner.ui import rule_views, session
from planner.ui.parts import attempt, say, told_here
from planner.units import s_to_clock

SAID = "rule_said"  # what was kept, for the page to tell once: the kind, and the places nobody knows
TURN = "rule_turn"
WHICH, WHY = "rule_to_end", "rule_ends_because"
HOME_BY, CREW, NEAR_KM = time(20), 2, 10.0  # what the fields begin with: the usual evening, crew and distance


def add() -> None:
    """The kind first, outside the form: it decides what the form asks."""
    st.subheader(say("rules.new"))
    language = session.language()
    kind = st.selectbox(
        say("rules.kind.label"),
        list(rule_views.ASKED),
        format_func=lambda key: rule_views.kind_text(key, language),
        key=f"rule_kind-{language}",
    )
    st.caption(say(f"rules.explained.{kind}"))
    with st.form(f"rule-{kind}-{session.kept(TURN, int, 0)}"):
        given = _asked(kind)
        if st.form_submit_button(say("rules.add"), type="primary"):
            told_here(_keep, given)


def _asked(kind: str) -> dict[str, Any]:
    turn = f"{kind}-{session.kept(TURN, int, 0)}"
    one, two = st.columns(2)
    today = session.now().date()
    start = one.date_input(say("rules.start"), today, format="DD/MM/YYYY", key=f"rule_start-{turn}")
    end = two.date_input(say("rules.end"), None, format="DD/MM/YYYY", key=f"rule_end-{turn}")
    value = _value(kind, turn)
    note = st.text_input(say("rules.note"), max_chars=300, key=f"rule_note-{turn}", help=say("rules.note_help"))
    return rule_views.table(kind, start, end, value, note)


def _value(kind: str, turn: str) -> object:
    """The one thing that a rule of ``kind`` needs beside its dates."""
    key, label = f"rule_value-{turn}", f"rules.value.{kind}"
    if rule_views.ASKED[kind] == "places":
        text = st.text_area(say(label), max_chars=4000, key=key, height=110, help=say("rules.places_help"))
        return rule_views.names_in(text)
    if kind == "curfew":
        at = st.time_input(say(label), HOME_BY, key=key, step=900)
        return s_to_clock((at.hour * 3600 + at.minute * 60) or 24 * 3600)  # midnight is the day's end, not its start
    if kind == "radius":
        return round(1000 * float(st.number_input(say(label), 0.1, 1000.0, NEAR_KM, step=0.5, key=key)))
    if kind == "crew":
        return int(st.number_input(say(label), 1, 20, CREW, key=key))
    return None


def _keep(given: dict[str, Any]) -> None:
    """What the form gave, kept as the command keeps a file; only then is the form empty again."""
    role, actor, now = session.role(), session.actor(), session.now()
    (rule,), unknown = session.the_workspace().add_rules([given], role=role, actor=actor, now=now)
    session.keep(SAID, (rule_views.kind_text(rule.kind, session.language()), unknown))
    session.keep(TURN, session.kept(TURN, int, 0) + 1)
    st.rerun()


def end(kept: Sequence[DatedRule], names: Mapping[str, str]) -> None:
    """Any kept rule can be taken back, with a reason that stays on record."""
    if not kept:
        return
    st.subheader(say("rules.ending"))
    lines = {rule.rule_id: rule_views.line(rule, names, session.language()) for rule in kept}
    with st.form("end_rule", clear_on_submit=True):
        st.selectbox(say("rules.which"), list(lines), format_func=lambda key: lines.get(key, key), key=WHICH)
        st.text_input(say("rules.reason"), max_chars=300, help=say("rules.reason_help"), key=WHY)
        st.form_submit_button(say("rules.drop"), on_click=attempt, args=(_drop,))


def _drop() -> None:
    """Before the page is drawn anew: were the chosen rule gone by then, another would stand in its place."""
    rule_id, reason = session.kept(WHICH, str, ""), session.kept(WHY, str, "")
    role, actor, now = session.role(), session.actor(), session.now()
    session.the_store().drop_rule(rule_id, reason=reason, role=role, actor=actor, now=now)
