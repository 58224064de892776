"""What a replan was asked for and could not do: a new place that nobody serves, a stop that cannot keep its day."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.difference import asked_ids, served_ids
from planner.model.dispatch import Changes, Plan, Stop, Unserved
from planner.report.figures import plan_day, short_date_text
from planner.report.printed_names import served_by_name
from planner.report.reason_words import detail_text
from planner.report.route_layer import served_name
from planner.report.words import Language, word

KIND = "not_served"
"""What the table of differences calls it, for programs."""


@dataclass(frozen=True, slots=True)
class NotServed:
    """Something asked for that is outside the new plan, or in it in part.

    ``day`` is the plan's day that it was to keep, if any.
    """

    entry: Unserved
    day: int | None = None
    is_part: bool = False


def not_served(before: Plan, after: Plan, changes: Changes) -> tuple[NotServed, ...]:
    """New stops and households that ``after`` leaves out, what ``changes`` pinned in vain, and stops it must serve."""
    old, given = asked_ids(before), served_ids(after)
    must = {stop.stop_id: _day(stop) for stop in after.convoy_problem.stops if stop.required}
    must |= {one: day for name, day in changes.pins for one in _pinned(after, name)}
    pinned = {one for name, _ in changes.pins for one in _pinned(after, name)}
    left = (*after.convoys.unserved, *(after.patrols.unserved if after.patrols is not None else ()))
    return tuple(
        NotServed(entry, must.get(entry.serves_id), entry.serves_id in given)
        for entry in left
        if entry.serves_id not in old
        or entry.serves_id in pinned
        or (entry.serves_id in must and entry.serves_id not in given)
    )


def not_served_text(item: NotServed, plan: Plan, language: Language) -> str:
    """One line: what, on which day if one was asked for, the reason, and what is behind it."""
    day = plan_day(plan.convoy_problem.start, item.day or 0)
    what = "not_served" if item.day is None else "not_kept"
    return word(
        "replan.in_part" if item.is_part else f"replan.{what}",
        language,
        name=served_name(plan, item.entry.serves_id),
        day=short_date_text(day, language),
        why=why_not(item, plan, language),
    )


def why_not(item: NotServed, plan: Plan, language: Language) -> str:
    """The reason, and what is behind it."""
    behind = detail_text(item.entry, plan, language)
    reason = word(f"reason.{item.entry.reason}", language)
    return f"{reason} ({behind})" if behind else reason


def _pinned(plan: Plan, name: str) -> frozenset[str]:
    """What a pin names: a stop before the homes that lie at it."""
    meant = served_by_name(plan, name)
    return meant & {stop.stop_id for stop in plan.convoy_problem.stops} or meant


def _day(stop: Stop) -> int | None:
    return stop.days[0] if stop.days is not None and len(stop.days) == 1 else None
