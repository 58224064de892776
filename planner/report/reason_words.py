"""Why something is left out and what would serve it, in Malay or English, with names where a plan has ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from planner.errors import Fault
from planner.model.dispatch import Looked, Plan, Unserved
from planner.model.reason import Detail
from planner.report.figures import short_date_text
from planner.report.lack_words import no_car_text, rule_names
from planner.report.route_layer import locations
from planner.report.words import Language, word, word_or

Names = Mapping[str, tuple[str, float, float]]


def detail_text(item: Unserved, plan: Plan, language: Language) -> str:
    """What is behind the reason."""
    lack = no_car_text(item, plan, language)
    return lack or detail_of(item.details, locations(plan), language)


def detail_of(details: Iterable[Detail], names: Names, language: Language) -> str:
    """Details in words, with the ``names`` of places for their ids."""
    return "; ".join(_detail(detail, names, language) for detail in details)


def change_line(item: Unserved, plan: Plan, language: Language) -> str:
    """The smallest change, and whether it is proved; without one, how far it was looked for; else empty."""
    if item.steps:
        proved = word("summary.proved" if item.is_change_proved else "explain.not_proved", language)
        return f"{change_text(item.steps, locations(plan) | rule_names(plan, language), language)} ({proved})"
    return "" if item.looked is Looked.NOT else word(f"looked.{item.looked}", language)


def change_text(steps: Iterable[Detail], names: Names, language: Language) -> str:
    """What would serve a place, with the ``names`` of places for their ids."""
    return word("change.and", language).join(_step(step, names, language) for step in steps)


def unsaid(plan: Plan, where: str) -> Iterator[Fault]:
    """E1543 for everything left out whose codes and figures no words are known for: somebody wrote into the file."""
    for name, solution in (("convoys", plan.convoys), ("patrols", plan.patrols)):
        for at, item in enumerate(solution.unserved if solution is not None else ()):
            try:
                detail_of(item.details, {}, "en")
                change_text(item.steps, {}, "en")
            except (KeyError, TypeError, ValueError) as error:
                cause = f"{name}.unserved.{at}: no words for its codes and figures ({error})"
                yield Fault("E1543", cause, "correct the plan file", where)


def _step(step: Detail, names: Names, language: Language) -> str:
    fields = _fields(step, names)
    if "kind" in fields:
        fields["kind"] = word_or(f"change_kind.{fields['kind']}", language, fields["kind"])
    called = [names.get(rule, (rule,))[0] for rule in step.all("rule")]
    fields["rules"] = word("change.and", language).join(called)
    if len(called) == 1:
        fields["rule"] = called[0]
    return word(f"change_step.{step.code}", language, **fields)


def _detail(detail: Detail, names: Names, language: Language) -> str:
    fields = _fields(detail, names)
    if "kinds" in fields:
        fields["kinds"] = ", ".join(word_or(f"kind.{kind}", language, kind) for kind in fields["kinds"].split(" "))
    fields["rules"] = _rules(detail, language)
    return word(f"detail.{detail.code}", language, **fields)


def _fields(detail: Detail, names: Names) -> dict[str, str]:
    """The figures by name, a place's name in place of its id."""
    fields = dict(detail.figures)
    if "place" in fields:
        fields["place"] = names.get(fields["place"], (fields["place"],))[0]
    return fields


def _rules(detail: Detail, language: Language) -> str:
    said = [
        word("detail.rule_until", language, name=name, until=_until(end, language))
        for name, end in zip(detail.all("rule"), detail.all("until"), strict=True)
    ]
    more = sum(map(int, detail.all("more")))
    rest = f" {word('detail.more_rules', language, count=more)}" if more else ""
    key = "detail.rule_many" if len(said) + more > 1 else "detail.rule_one"
    return word(key, language, names=", ".join(said)) + rest


def _until(end: str, language: Language) -> str:
    return short_date_text(date.fromisoformat(end), language) if end else word("detail.no_end", language)
