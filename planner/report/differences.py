"""What a replan changed, in sentences: places by name, days by date, vehicles by kind, in Malay or English."""

from __future__ import annotations

from collections.abc import Sequence

from planner.model.difference import Difference, Service, asked_ids, changed_routes
from planner.model.dispatch import Changes, Plan
from planner.model.kinds import SERVED, DifferenceKind
from planner.report.figures import plan_day, short_date_text
from planner.report.not_served import not_served, not_served_text
from planner.report.route_layer import all_routes, served_name, vehicle_text
from planner.report.words import Language, word
from planner.units import s_to_clock

NOTHING = Changes()
_ORDER = (DifferenceKind.REMOVED, DifferenceKind.MOVED, DifferenceKind.ADDED, DifferenceKind.RETIMED)


def _stood_down(before: Plan, after: Plan, language: Language) -> list[str]:
    """The vehicles and days with nothing left to serve, on one line; none where every crew still drives."""
    days = sorted(_at_work(before) - _at_work(after))
    start = before.convoy_problem.start
    names = [
        f"{vehicle_text(before, vehicle, language)} ({short_date_text(plan_day(start, day), language)})"
        for day, vehicle in days
    ]
    return [word("replan.stood_down", language, vehicles=", ".join(names))] if names else []


def _at_work(plan: Plan) -> set[tuple[int, str]]:
    routes = [route for _, route in all_routes(plan)]
    return {(r.day, r.vehicle_id) for r in routes if any(visit.kind in SERVED for visit in r.visits)}


def note_of(changes: Changes) -> str:
    """The note of ``changes`` on one line, without characters that steer a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in changes.note).split())


def services_code(services: Sequence[Service]) -> str:
    """When and by whom something is served, for programs: ``day 1 09:00 L1``; several joined by ``;``."""
    return "; ".join(f"day {one.day + 1} {s_to_clock(one.start_s)} {one.vehicle_id}" for one in services)


def services_text(plan: Plan, services: Sequence[Service], language: Language) -> str:
    """The same for people: ``Wed 7/7, 09:00, Lorry 1``, with the dates and vehicles of ``plan``."""
    start = plan.convoy_problem.start
    return "; ".join(
        f"{short_date_text(plan_day(start, one.day), language)}, {s_to_clock(one.start_s)}, "
        f"{vehicle_text(plan, one.vehicle_id, language)}"
        for one in services
    )


def difference_text(
    before: Plan, after: Plan, found: Sequence[Difference], language: Language, changes: Changes = NOTHING
) -> str:
    """A page of plain text: what was asked for and is not served, how much stays, and everything served differently.

    ``changes`` are what has happened, with its note.
    """
    fresh, same = changed_routes(before, after)
    failed = [f"- {not_served_text(item, after, language)}" for item in not_served(before, after, changes)]
    lines = [word("replan.title", language), word("sheet.replaces", language, plan=before.plan_id)]
    note = note_of(changes)
    lines += [word("sheet.note", language, note=note)] if note else []
    lines += ["", *failed] if failed else []
    lines += ["", word("replan.routes", language, same=same, changed=len(fresh))]
    lines += [*_stood_down(before, after, language), ""]
    asked = asked_ids(after)
    left = {entry.serves_id: entry for entry in after.convoys.unserved}
    left |= {entry.serves_id: entry for entry in (after.patrols.unserved if after.patrols is not None else ())}
    for item in sorted(found, key=lambda one: (_ORDER.index(one.kind), one.serves_id)):
        is_off = item.kind is DifferenceKind.REMOVED and item.serves_id not in asked
        text = word(
            "replan.cancelled" if is_off else f"replan.{item.kind}",
            language,
            name=served_name(before if item.kind is DifferenceKind.REMOVED else after, item.serves_id),
            before=services_text(before, item.before, language),
            after=services_text(after, item.after, language),
        )
        why = left.get(item.serves_id)
        lines.append(f"- {text}" + (f" {word(f'reason.{why.reason}', language)}." if why else ""))
    if not found and not failed:
        lines.append(word("replan.nothing", language))
    return "\n".join(lines) + "\n"
