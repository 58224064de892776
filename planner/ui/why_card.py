"""The why-card: what a place's score is made of, and what to know before going there."""

from __future__ import annotations

from html import escape

import streamlit as st

from planner.ui import views
from planner.ui.parts import escaped, say

_STYLE = """<style>
.k-parts{display:grid;grid-template-columns:max-content 1fr max-content;gap:.3rem .6rem;align-items:center;margin:0}
.k-parts dt{grid-column:1}.k-parts dt,.k-parts dd,.k-facts dt,.k-facts dd{margin:0;padding:0}
.k-parts i{display:block;height:.8rem;border-radius:3px;background:#cc4c02}
.k-parts .n{font-variant-numeric:tabular-nums;font-weight:600;text-align:right}
.k-facts{display:grid;grid-template-columns:minmax(8.5rem,38%) 1fr;gap:.25rem .8rem;margin:.6rem 0 0}
.k-facts dt{color:#4c5866}.k-facts dd{font-weight:600}
</style>"""


def show(card: views.Card) -> None:
    """Sentence, figures, the score's parts as bars with their numbers, and facts. All of it is text, never markup."""
    with st.container(border=True):
        st.markdown(f"#### {escaped(card.name)}\n\n{escaped(card.why)}")
        if card.is_from_memory:
            st.caption(f":material/help: {say('map.memory')}")
        with st.container(horizontal=True, gap="medium"):  # beside each other as far as there is room, never cut
            for figure in card.figures:
                st.metric(figure.label, figure.value, help=figure.help or None, width="content")
        st.html(_STYLE + _bars(card) + _facts(card))


def _bars(card: views.Card) -> str:
    rows = "".join(
        f'<dt>{escape(part.label)}</dt><dd aria-hidden="true"><i style="width:{part.width_percent}%"></i></dd>'
        f'<dd class="n">{escape(part.value)}</dd>'
        for part in card.parts
    )
    return f"<strong>{escape(say('map.points'))}</strong><dl class='k-parts'>{rows}</dl>" if rows else ""


def _facts(card: views.Card) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in card.facts)
    return f"<dl class='k-facts'>{rows}</dl>"
