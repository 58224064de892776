"""Why a place comes first, a stop is recommended or a silence is odd: one sentence fit to be read aloud.

Each detail that ``planner.scoring`` hands out makes a clause in the words of the catalogue's ``why``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache

from planner.model.reason import Detail, details_of
from planner.report.figures import hour_text
from planner.report.words import Language, word

Figures = dict[str, str]
Clause = Callable[[Detail, Language], str]
_NAMED = 3  # more names than this cannot be followed by ear


def why_text(details: Iterable[Detail], language: Language) -> str:
    """One sentence: clauses with semicolons between them, because they hold commas, and "and" before the last."""
    *first, last = why_clauses(details, language) or ("",)
    if not first:
        return f"{last}." if last else ""
    return "; ".join(first) + f"; {_say('and', language)} {last}."


@lru_cache(maxsize=20_000)
def why_cell(cell: str, language: Language) -> str:
    """The sentence of a cell of a frame; remembered, because a map asks for all of them whenever it is drawn."""
    return why_text(details_of(cell), language)


def why_lines(details: Iterable[Detail], language: Language) -> tuple[str, ...]:
    """The clauses, each to stand on a line of its own."""
    return tuple(clause[0].upper() + clause[1:] for clause in why_clauses(details, language))


def why_clauses(details: Iterable[Detail], language: Language) -> tuple[str, ...]:
    """A clause for each detail."""
    return tuple(_CLAUSES[detail.code](detail, language) for detail in details)


def number(value: float) -> str:
    """A rate as it is spoken: one decimal below 10, none above."""
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:.0f}"


def _say(key: str, language: Language, **fields: object) -> str:
    return word(f"why.{key}", language, **fields)


def _counted(key: str, count: str, language: Language, **fields: object) -> str:
    """The words at ``key`` with ``count``, or those for one."""
    return _say(f"{key}_one" if count == "1" else key, language, count=count, **fields)


def _waiting(at: Figures, language: Language) -> str:
    rate = _say("no_rate", language)
    if "rate" in at:
        rate = _say("rate", language, rate=number(float(at["rate"])), usual=number(float(at["usual"])))
    return _counted("waiting", at["households"], language, place=_place(at, language), rate=rate)


def _wait(at: Figures, language: Language) -> str:
    key = "fresh" if int(at["days"]) < 1 else "wait"
    return _counted(key, at["households"], language, days=_counted("days", at["days"], language))


def _fragile(at: Figures, language: Language) -> str:
    count, households = int(at["count"]), int(at["households"])
    if count < households:
        return _counted("fragile_some", at["count"], language, people=_say("people", language))
    key = {1: "fragile_only", 2: "fragile_both"}.get(households, "fragile_all")
    return _say(key, language, people=_say("people", language))


def _visited(at: Figures, language: Language) -> str:
    if int(at["days"]) < 1:
        return _say("visited_today", language)
    return _say("visited", language, days=_counted("days", at["days"], language))


def _published(at: Figures, language: Language) -> str:
    part = _say(f"part_{at['part']}", language)
    return _say("published", language, place=_place(at, language), low=at["low"], high=at["high"], part=part)


def _stop(detail: Detail, language: Language) -> str:
    at = dict(detail.figures)
    others = zip(detail.all("also"), detail.all("stands"), strict=True)
    names = [_say(f"the_{stands}", language, name=name) for name, stands in others]
    return _say(
        "stop",
        language,
        day=word(f"day.d{date.fromisoformat(at['day']).weekday()}", language),
        hour=hour_text(int(at["hour"]), language),
        homes=_counted("homes", at["households"], language),
        also=_say("also", language, names=_listed(names, language)) if names else "",
    )


def _listed(names: list[str], language: Language) -> str:
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], _say("others", language, count=len(names) - _NAMED)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {_say('and', language)} {names[-1]}"


def _silent(at: Figures, language: Language) -> str:
    return _say("silent", language, **{**at, "heard": _heard(at, language)})


def _heard(at: Figures, language: Language) -> str:
    """How few were heard: exactly, or as a span for readers who may not see a count."""
    if "heard_from" not in at:
        return _say("heard_none", language) if at["heard"] == "0" else _counted("heard", at["heard"], language)
    if at["heard_from"] == "0":
        return _say("heard_under", language, count=int(at["heard"]) + 1)
    return _say("heard_span", language, low=at["heard_from"], high=at["heard"])


def _place(at: Figures, language: Language) -> str:
    """The opening of a sentence about a place; only a proposed name is not said as it is written."""
    return _say(at["stands"], language, name=at["name"])


def _plain(key: str) -> Clause:
    return lambda _, language: _say(key, language)


def _of_figures(clause: Callable[[Figures, Language], str]) -> Clause:
    return lambda detail, language: clause(dict(detail.figures), language)


_CLAUSES: Mapping[str, Clause] = {
    "waiting": _of_figures(_waiting),
    "wait": _of_figures(_wait),
    "fragile": _of_figures(_fragile),
    "visited": _of_figures(_visited),
    "published": _of_figures(_published),
    "silent": _of_figures(_silent),
    "stop": _stop,
    **{code: _plain(code) for code in ("never_visited", "cordoned", "emergency")},
}
