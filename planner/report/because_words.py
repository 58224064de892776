"""Reasons that the rooms write in English, in the reader's language: the catalogue's ``because`` holds both."""

from __future__ import annotations

import re
from functools import cache

from planner.report.words import Language, under


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each reason's key with a pattern of its English words, those without a name in them first."""
    texts = sorted(under("because", "en").items(), key=lambda item: "{name}" in item[1])
    return tuple((key, re.compile(re.escape(text).replace(r"\{name\}", "(?P<name>[^;]+)"))) for key, text in texts)


def reason_text(text: str, language: Language) -> str:
    """``text`` in ``language``, as a whole or part by part; a part the catalogue lacks stays as it was written."""
    return _said(text, language) or "; ".join(_said(part, language) or part for part in text.split("; "))


def _said(text: str, language: Language) -> str:
    for key, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return under("because", language)[key].format(**found.groupdict())
    return ""
