"""Why a case is in the protection queue, in the reader's language: the firewall's evidence, kind by kind."""

from __future__ import annotations

import re

from planner.report.words import Language, word_or

_SCORED = re.compile(r"(.+?) \((\d\.\d+)\)")
_DOUBTED = "may be a way of speaking"


def evidence_lines(evidence: str, language: Language) -> list[str]:
    """The found words by kind, such as ``Penderaan kanak-kanak: budak dipukul, dipukul``; each kind once.

    ``evidence`` is a case's as the firewall wrote it, ``kind: words; kind: words``. A kind without a name in the
    catalogue stays as it is.
    """
    found: dict[str, list[str]] = {}
    for part in filter(None, evidence.split("; ")):
        kind, _, said = part.partition(": ")
        found.setdefault(kind, []).extend([said] if said else [])
    return [": ".join(filter(None, (_kind(kind, language), ", ".join(said)))) for kind, said in found.items()]


def _kind(kind: str, language: Language) -> str:
    scored = _SCORED.fullmatch(kind)
    bare, score = (scored[1], f" ({scored[2]})") if scored else (kind, "")
    key = "doubted" if bare == _DOUBTED else bare
    return word_or(f"ui.protection.kind.{key}", language, bare) + score
