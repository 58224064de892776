"""The why-card: what to know before going to a place, why it is recommended, and what its score is made of."""

from __future__ import annotations

from html import escape

import streamlit as st

from planner.ui import views
from planner.ui.parts import escaped, say


def show(card: views.Card) -> None:
    """When to go and what to bring, figures and reasons. All of it is text, never markup."""
    with st.container(border=True):
        st.markdown(f"#### {escaped(card.name)}")
        if card.is_from_memory:
            st.caption(f":material/help: {say('map.memory')}")
        st.html(_facts(card.going, "k-facts first") + _figures(card.figures))
        st.markdown(_reasons(card.why))


def behind(card: views.Card) -> None:
    """What the score is made of, and further facts."""
    with st.container(border=True):
        parts, facts = st.columns(2, gap="large")
        parts.html(_bars(card) + _helps(card.figures))
        facts.html(_facts(card.facts, "k-facts"))


def _reasons(why: tuple[str, ...]) -> str:
    return escaped(why[0]) if len(why) == 1 else "\n".join(f"- {escaped(reason)}" for reason in why)


def _figures(figures: tuple[views.Figure, ...]) -> str:
    """The main numbers side by side. A page's first numbers are no ``st.metric``: it brings a chart library along."""
    boxes = "".join(f"<div><dt>{escape(each.label)}</dt><dd>{escape(each.value)}</dd></div>" for each in figures)
    return f"<dl class='k-figures'>{boxes}</dl>"


def _helps(figures: tuple[views.Figure, ...]) -> str:
    lines = [f"<b>{escape(each.label)}</b>: {escape(each.help)}" for each in figures if each.help]
    return f"<p class='k-help'>{'<br>'.join(lines)}</p>"


def _bars(card: views.Card) -> str:
    rows = "".join(
        f'<dt>{escape(part.label)}</dt><dd class="n">{escape(part.value)}</dd>'
        f'<dd class="bar" aria-hidden="true"><i style="width:{part.width_percent}%"></i></dd>'
        for part in card.parts
    )
    return f"<strong>{escape(say('map.points'))}</strong><dl class='k-parts'>{rows}</dl>" if rows else ""


def _facts(facts: tuple[tuple[str, str], ...], look: str) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    return f"<dl class='{look}'>{rows}</dl>" if rows else ""
