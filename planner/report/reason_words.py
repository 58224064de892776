"""Why something is left out and what would serve it, in Malay or English, with names where a plan has ids."""

from __future__ import annotations

from datetime import date

from planner.model.dispatch import Detail, Looked, Plan, Unserved
from planner.report.change_words import change_text
from planner.report.figures import short_date_text
from planner.report.route_layer import locations
from planner.report.words import Language, word, word_or


def with_names(text: str, plan: Plan) -> str:
    """``text`` with the names of depots and stops where it has their ids."""
    found = locations(plan)

    def named(piece: str) -> str:
        name = piece.rstrip(",;")
        return found[name][0] + piece[len(name) :] if name in found else piece

    return " ".join(map(named, text.split(" ")))


def detail_text(item: Unserved, plan: Plan, language: Language) -> str:
    """What is behind the reason; for a plan of before codes its English sentence, or the reason itself in Malay."""
    if item.details:
        return "; ".join(_said(detail, plan, language) for detail in item.details)
    return (
        with_names(item.detail, plan) if language == "en" and item.detail else word(f"reason.{item.reason}", language)
    )


def change_line(item: Unserved, plan: Plan, language: Language) -> str:
    """The smallest change, and whether it is proved; without one, how far it was looked for; else empty."""
    if item.change:
        proved = word("summary.proved" if item.is_change_proved else "explain.not_proved", language)
        return f"{change_text(item, locations(plan), language)} ({proved})"
    return "" if item.looked is Looked.NOT else word(f"looked.{item.looked}", language)


def _said(detail: Detail, plan: Plan, language: Language) -> str:
    fields = dict(detail.figures)
    if "place" in fields:
        fields["place"] = locations(plan).get(fields["place"], (fields["place"],))[0]
    if "kinds" in fields:
        fields["kinds"] = ", ".join(word_or(f"kind.{kind}", language, kind) for kind in fields["kinds"].split(" "))
    fields["rules"] = _rules(detail, language)
    return word(f"detail.{detail.code}", language, **fields)


def _rules(detail: Detail, language: Language) -> str:
    names = [value for name, value in detail.figures if name == "rule"]
    ends = [value for name, value in detail.figures if name == "until"]
    said = [
        word("detail.rule_until", language, name=name, until=_until(end, language))
        for name, end in zip(names, ends, strict=True)
    ]
    more = int(dict(detail.figures).get("more", 0))
    rest = f" {word('detail.more_rules', language, count=more)}" if more else ""
    key = "detail.rule_many" if len(names) + more > 1 else "detail.rule_one"
    return word(key, language, names=", ".join(said)) + rest


def _until(end: str, language: Language) -> str:
    return short_date_text(date.fromisoformat(end), language) if end else word("detail.no_end", language)
