"""Dated rules (cordon, curfew, escort …) that every plan from the store keeps: seen, added and ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from planner.model.dispatch import DatedRule
from planner.roles import Act, Thing, may_do, may_see
from planner.ui import rule_form, rule_views, session
from planner.ui.parts import empty, escaped, heading, named, say
from planner.workspace import Workspace


def page() -> None:
    """The rules that hold, are to come and are over, and for the planner the forms to add and to end one."""
    heading(say("rules.title"))
    if not may_see(session.role(), Thing.PLAN):
        st.info(say("plan.not_yours"))
        return
    workspace = session.workspace_if_any()
    if workspace is None:
        empty("empty.rules_store")
        return
    st.caption(say("rules.help"))
    if not session.keeps_decisions():
        st.caption(say("rules.demonstration"))
    _said()
    names = {key: place.name for key, place in workspace.places.items()}
    store = session.store_if_any()
    kept = store.rules(session.role()) if store is not None and session.has_store() else ()
    _list(kept, names)
    _of_fleet(workspace, kept, names)
    if may_do(session.role(), Act.SET_RULES) and named():
        rule_form.add()
        rule_form.end(kept, names)


def _said() -> None:
    """What the last click did, told once: the rule holds, and which of its places nobody knows."""
    said = session.kept(rule_form.SAID, tuple)
    if said is None:
        return
    session.keep(rule_form.SAID, None)
    st.success(say("rules.added", rule=escaped(said[0])))
    for name in said[1]:
        st.warning(say("rules.unknown", name=escaped(name)))


def _list(kept: Sequence[DatedRule], names: Mapping[str, str]) -> None:
    """A box for each rule; those that are over stay folded."""
    if not kept:
        empty("empty.rules")
    for state, rules in rule_views.in_order(kept, session.now().date()).items():
        if rules and state == "over":
            with st.expander(say("rules.over", count=len(rules))):
                _boxes(rules, names)
        elif rules:
            st.subheader(say(f"rules.{state}"))
            _boxes(rules, names)


def _boxes(rules: Sequence[DatedRule], names: Mapping[str, str]) -> None:
    language = session.language()
    for rule in rules:
        with st.container(border=True):
            title = rule_views.kind_text(rule.kind, language)
            st.markdown(f"**{escaped(title)}**: {escaped(rule_views.what(rule, names, language))}")
            said = (rule_views.days(rule, language), rule.note, rule.rule_id)
            st.caption(escaped(" · ".join(filter(None, said))))


def _of_fleet(workspace: Workspace, kept: Sequence[DatedRule], names: Mapping[str, str]) -> None:
    """The rules of the fleet file, which hold beside the kept ones; one with a kept rule's id gives way to that."""
    with st.expander(say("rules.fleet"), key="fleet_rules", on_change="rerun") as box:
        if not box.open:
            return
        taken = {rule.rule_id for rule in kept}
        st.caption(say("rules.fleet_help"))
        _boxes([rule for rule in workspace.fleet().rules if rule.rule_id not in taken], names)
