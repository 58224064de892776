"""Why a case is in the protection queue, in the reader's language: the firewall's evidence, kind by kind."""

from __future__ import annotations

from planner.model.reason import Detail, details_of
from planner.report.words import Language, word_or


def evidence_lines(evidence: str, language: Language) -> list[str]:
    """The found words by kind, such as ``Penderaan kanak-kanak: budak dipukul, dipukul``.

    ``evidence`` is a cell of PROTECTION; one that a store has kept in words from before it held codes stays as it is.
    """
    try:
        details = details_of(evidence)
    except ValueError:
        return [evidence]
    return [_line(detail, language) for detail in details]


def _line(detail: Detail, language: Language) -> str:
    score = "".join(f" ({value})" for value in detail.all("score"))
    kind = word_or(f"ui.protection.kind.{detail.code}", language, detail.code) + score
    return ": ".join(filter(None, (kind, ", ".join(detail.all("words")))))
