"""What the page of dated rules says of them and makes of its form: plain functions without Streamlit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from planner.model.dispatch import OPEN_END, DatedRule
from planner.model.kinds import RuleKind
from planner.report.figures import clock_text, date_text, km_text, number_text
from planner.report.words import Language, word, word_or

# What each kind asks for beside its dates: the keys are those of a [[rule]] table.
ASKED: Mapping[str, str] = {
    "cordon": "places",
    "curfew": "at",
    "district_ban": "",
    "radius": "limit",
    "crew": "limit",
    "escort": "places",
}


def table(kind: str, start: date, end: date | None, value: object, note: str) -> dict[str, Any]:
    """The form's answers as the [[rule]] table that a file would hold, ``value`` being what :data:`ASKED` names.

    The id tells the same rule given twice from another: it is made of everything but the note.
    """
    given: dict[str, Any] = {"kind": kind, "start": start}
    if end is not None:
        given["end"] = end
    if ASKED[kind]:
        given[ASKED[kind]] = value
    digest = hashlib.sha256(json.dumps(given, default=str, sort_keys=True).encode()).hexdigest()
    return {"id": f"{kind}-{start}-{digest[:6]}", "note": note.strip()} | given


def names_in(text: str) -> list[str]:
    """The places of a text that holds one on each line, each once."""
    return list(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))


def kind_text(kind: str, language: Language) -> str:
    """A rule's kind; a kind that the catalogue lacks as it is written."""
    return word_or(f"ui.rules.kind.{kind}", language, kind)


def what(rule: DatedRule, names: Mapping[str, str], language: Language) -> str:
    """What a rule asks: its places, hour, distance or number. ``names`` are of places by id."""
    if rule.kind == RuleKind.CURFEW and rule.at_s is not None:
        return word("ui.rules.what.curfew", language, clock=clock_text(rule.at_s, language))
    if rule.kind == RuleKind.RADIUS and rule.limit is not None:
        return word("ui.rules.what.radius", language, km=km_text(rule.limit))
    if rule.kind == RuleKind.CREW and rule.limit is not None:
        return word("ui.rules.what.crew", language, count=number_text(rule.limit))
    places = ", ".join(_places(rule, names))
    says_itself = rule.kind in {RuleKind.DISTRICT_BAN, RuleKind.ESCORT}
    return places or (word(f"ui.rules.what.{rule.kind}", language) if says_itself else "–")


def _places(rule: DatedRule, names: Mapping[str, str]) -> list[str]:
    """The places as people name them. A rule tied to the gazetteer holds their ids too: these say nothing new."""
    written = [place for place in rule.places if place not in names]
    return written or list(dict.fromkeys(names[place] for place in rule.places))


def days(rule: DatedRule, language: Language) -> str:
    """From when until when a rule holds."""
    start = date_text(rule.start, language)
    if rule.end >= OPEN_END:
        return word("ui.rules.from", language, start=start)
    return word("ui.rules.from_to", language, start=start, end=date_text(rule.end, language))


def state(rule: DatedRule, today: date) -> str:
    """``now``, ``coming`` or ``over`` on ``today``."""
    if rule.end < today:
        return "over"
    return "coming" if rule.start > today else "now"


def in_order(rules: Sequence[DatedRule], today: date) -> dict[str, list[DatedRule]]:
    """``rules`` by state: those that hold today, those to come, those that are over."""
    found: dict[str, list[DatedRule]] = {"now": [], "coming": [], "over": []}
    for rule in rules:
        found[state(rule, today)].append(rule)
    return found


def line(rule: DatedRule, names: Mapping[str, str], language: Language) -> str:
    """A rule in one line, to choose it by: its id stands last, as two rules may say the same."""
    return f"{kind_text(rule.kind, language)}: {what(rule, names, language)} · {days(rule, language)} · {rule.rule_id}"
