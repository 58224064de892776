"""What a replan leaves behind: the papers of the new plan, and what changes against the announced one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.model.difference import Difference, changed_routes
from planner.model.dispatch import Changes, Plan
from planner.model.kinds import DifferenceKind
from planner.model.papers import Replaced, SheetFacts
from planner.pipeline.result import Result
from planner.report.differences import NOTHING, difference_text, note_of, services_code, services_text
from planner.report.neutral import neutral
from planner.report.not_served import KIND, NotServed, not_served, why_not
from planner.report.route_layer import all_routes, served_name
from planner.report.summary import plan_text
from planner.report.words import LANGUAGES
from planner.workspace.outputs import paper_files

NEED_FILES = ("hotspots.geojson", "recommended.csv")


def replan_files(
    result: Result,
    before: Plan,
    after: Plan,
    found: Sequence[Difference],
    *,
    changes: Changes = NOTHING,
    facts: SheetFacts | None = None,
) -> dict[str, bytes]:
    """Everything a replan leaves in a folder: papers of ``after``, and what changes, as a table and in words.

    ``changes`` are what has happened, with its note. ``facts`` are what the sheets of ``before`` told beside that
    plan; without them the sheets of routes that stay as announced say that the announced ones still hold.
    """
    made = {
        name: content
        for name, content in _replan_sheets(result, before, after, note_of(changes), facts).items()
        if name not in NEED_FILES
    }
    told = [f"{when}_{language}" for when in ("before", "after") for language in LANGUAGES]
    rows = [("kind", "serves_id", "before", "after", "name", *told)]
    rows += [_cells_not(after, item) for item in not_served(before, after, changes)]
    rows += [_cells(before, after, item) for item in found]
    lines = ["\t".join(str(neutral(" ".join(text.split()))) for text in row) for row in rows]
    made["differences.tsv"] = ("\n".join(lines) + "\n").encode("utf-8")
    for language in LANGUAGES:
        text = difference_text(before, after, found, language, changes)
        made[f"differences.{language}.txt"] = text.encode("utf-8")
        made[f"summary.{language}.txt"] = plan_text(after, language).encode("utf-8")
    return made


def _replan_sheets(result: Result, before: Plan, after: Plan, note: str, facts: SheetFacts | None) -> dict[str, bytes]:
    fresh = {route.route_id for route in changed_routes(before, after)[0]}
    if facts is not None:
        return paper_files(result, replace(facts, plan_id=after.plan_id), replaces=Replaced(before.plan_id, note))
    standing = frozenset(route.route_id for _, route in all_routes(after)) - fresh
    return paper_files(result, SheetFacts("", (), {}), replaces=Replaced(before.plan_id, note, standing))


def _cells_not(after: Plan, item: NotServed) -> tuple[str, ...]:
    """A line of the table for what was asked for and is not served: the reason stands where a time would."""
    why = [why_not(item, after, language) for language in LANGUAGES]
    name = served_name(after, item.entry.serves_id)
    return (KIND, item.entry.serves_id, "", item.entry.reason.value, name, *("" for _ in LANGUAGES), *why)


def _cells(before: Plan, after: Plan, item: Difference) -> tuple[str, ...]:
    name = served_name(before if item.kind is DifferenceKind.REMOVED else after, item.serves_id)
    codes = services_code(item.before), services_code(item.after)
    was = [services_text(before, item.before, language) for language in LANGUAGES]
    now = [services_text(after, item.after, language) for language in LANGUAGES]
    return (item.kind.value, item.serves_id, *codes, name, *was, *now)
