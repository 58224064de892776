"""Why a plan goes nowhere, in words: how often each reason holds, and what the file of the fleet can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.model.dispatch import Unserved
from planner.report.figures import number_text
from planner.report.words import Language, word

_MOST_ADVICE = 2


def no_convoy_text(unserved: Sequence[Unserved], language: Language) -> tuple[str, str]:
    """Cause and action of a plan without a convoy, the commonest reasons first."""
    reasons = Counter(entry.reason for entry in unserved)
    counted = "; ".join(
        f"{word(f'reason.{reason}', language)} ({number_text(count)})" for reason, count in reasons.most_common()
    )
    advice = Counter(_mended_by(entry) for entry in unserved)
    shown = word("no_convoy.or", language).join(
        word(f"no_convoy.{key}", language) for key, _ in advice.most_common(_MOST_ADVICE)
    )
    return word("no_convoy.cause", language, reasons=counted), word("no_convoy.action", language, what=shown)


def _mended_by(entry: Unserved) -> str:
    """What would have to change: a crew too small is a rule's reason, and mended at the vehicle."""
    return "crew" if any(detail.code == "crew" for detail in entry.details) else str(entry.reason)
