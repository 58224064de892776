"""The few words that Streamlit writes itself, in the catalogue's: it has no setting for another language."""

from __future__ import annotations

import json

from planner.report.words import Language, word

_RULES = (
    ("[data-testid=InputInstructions] span", "enter"),
    ("[data-testid=stFileUploaderDropzone] [data-testid=stMarkdownContainer] p", "upload"),
    ("[data-testid=stFileUploaderDropzoneInstructions] span", "limits"),
    ("[data-testid=stFileUploader] [role=alert]", "refused"),
)


# Streamlit marks the focus of links, tabs and radios by a shade alone; whoever works by keys must see where they are.
FOCUS = "#12355b"
_FOCUS = (
    ":is(a,button,summary,input,textarea,[tabindex],[role=tab],[role=slider]):focus-visible,label:has(input:focus-visible)"
    f"{{outline:3px solid {FOCUS}!important;outline-offset:1px;border-radius:4px}}"
)


def style(language: Language) -> str:
    """CSS that shows our words in place of Streamlit's, and where the focus is."""
    rules = [_FOCUS]
    for place, key in _RULES:
        said = json.dumps(word(f"ui.furniture.{key}", language), ensure_ascii=False)
        rules.append(f"{place}{{font-size:0!important}}{place}::after{{content:{said};font-size:.875rem}}")
    return "".join(rules)
