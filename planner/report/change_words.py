"""The smallest change that would serve a place, from its codes and figures, in the words of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from planner.model.dispatch import Detail, Unserved
from planner.report.words import Language, under, word, word_or

Names = Mapping[str, tuple[str, float, float]]


def change_text(item: Unserved, names: Names, language: Language) -> str:
    """What would serve ``item``, with the ``names`` of places for their ids.

    A plan of before codes has an English sentence: it is read back by the catalogue's own; one that no sentence of
    the catalogue makes is given as it stands.
    """
    steps = item.steps or read_back(item.change)
    if not steps:
        return item.change
    return word("change.and", language).join(_said(step, names, language) for step in steps)


def _said(step: Detail, names: Names, language: Language) -> str:
    fields = dict(step.figures)
    if "place" in fields:
        fields["place"] = names.get(fields["place"], (fields["place"],))[0]
    if "kind" in fields:
        fields["kind"] = word_or(f"change_kind.{fields['kind']}", language, fields["kind"])
    fields["rules"] = word("change.and", language).join(value for name, value in step.figures if name == "rule")
    return word(f"change_step.{step.code}", language, **fields)


def read_back(english: str) -> tuple[Detail, ...]:
    """The codes of an English sentence; none when a part of it is no sentence of the catalogue."""
    whole = _step_of(english)
    if whole is not None:
        return (whole,)
    parts = [_step_of(piece) for piece in english.split(" and ")]
    return tuple(part for part in parts if part is not None) if all(parts) else ()


def _step_of(sentence: str) -> Detail | None:
    for code, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found is None or (" and " in sentence and code not in {"lift_rules", "nothing"}):
            continue
        if found.groupdict().get("kind", "") in {"", *under("change_kind", "en").values()}:
            return Detail(code, _figures(found.groupdict()))
    return None


def _figures(groups: dict[str, str]) -> tuple[tuple[str, str], ...]:
    if "rules" in groups:
        return tuple(("rule", name) for name in groups["rules"].split(" and "))
    kinds = {text: kind for kind, text in under("change_kind", "en").items()}
    return tuple((name, kinds.get(value, value) if name == "kind" else value) for name, value in groups.items())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each English sentence with its fields as groups, in the catalogue's order: the closer ones come first."""
    found = []
    for code, text in under("change_step", "en").items():
        pieces = re.split(r"\{(\w+)\}", text)
        plain = "".join(f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
        found.append((code, re.compile(plain)))
    return tuple(found)
