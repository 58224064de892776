"""How the pages look beyond the theme, and the few words that Streamlit writes itself, in the catalogue's.

Streamlit has no setting for another language.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from planner.report.words import Language, word

_RULES = (
    ("[data-testid=InputInstructions] span", "enter"),
    ("[data-testid=stFileUploaderDropzone] [data-testid=stMarkdownContainer] p", "upload"),
    ("[data-testid=stFileUploaderDropzoneInstructions] span", "limits"),
    ("[data-testid=stFileUploader] [role=alert]", "refused"),
)


@cache
def style(language: Language) -> str:
    """CSS of the pages (``look.css``) that also shows our words in place of Streamlit's."""
    rules = [(files("planner.ui") / "look.css").read_text(encoding="utf-8")]
    for place, key in _RULES:
        said = json.dumps(word(f"ui.furniture.{key}", language), ensure_ascii=False)
        rules.append(f"{place}{{font-size:0!important}}{place}::after{{content:{said};font-size:.875rem}}")
    return "".join(rules)
