"""Why an address stands where it stands, and why two referrals may be one household, in the reader's language."""

from __future__ import annotations

from planner.model.reason import details_of
from planner.report.words import Language, word


def reason_text(cell: str, language: Language) -> str:
    """The reason in a cell of PLACEMENTS or of a work list, part by part."""
    return "; ".join(word(f"because.{detail.code}", language, **dict(detail.figures)) for detail in details_of(cell))


def link_text(code: str, language: Language) -> str:
    """The reason of a link or of a pair to review."""
    return word(f"because.{code}", language)
