"""What a replan changed, in sentences: places by name, days by date, vehicles by kind, in Malay or English."""

from __future__ import annotations

from collections.abc import Sequence

from planner.model.difference import Difference, Service, changed_routes
from planner.model.dispatch import Plan
from planner.model.kinds import DifferenceKind
from planner.report.figures import plan_day, short_date_text
from planner.report.route_layer import locations, vehicle_text
from planner.report.words import Language, word
from planner.units import s_to_clock

_ORDER = (DifferenceKind.REMOVED, DifferenceKind.MOVED, DifferenceKind.ADDED, DifferenceKind.RETIMED)


def served_name(plan: Plan, served_id: str) -> str:
    """A stop's name; for a door its place and the household's short reference."""
    spot = locations(plan).get(served_id)
    if spot is None:
        return served_id
    doors = plan.patrol_problem.deliveries if plan.patrol_problem is not None else ()
    household = next((door.household_id for door in doors if door.delivery_id == served_id), "")
    return f"{spot[0]} ({household[:8]})" if household else spot[0]


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


def difference_text(before: Plan, after: Plan, found: Sequence[Difference], language: Language) -> str:
    """A page of plain text: how much stays, then one sentence for everything served differently."""
    fresh, same = changed_routes(before, after)
    lines = [word("replan.title", language), "", word("replan.routes", language, same=same, changed=len(fresh)), ""]
    left = {entry.serves_id: entry for entry in after.convoys.unserved}
    left |= {entry.serves_id: entry for entry in (after.patrols.unserved if after.patrols is not None else ())}
    for item in sorted(found, key=lambda one: (_ORDER.index(one.kind), one.serves_id)):
        text = word(
            f"replan.{item.kind}",
            language,
            name=served_name(before if item.kind is DifferenceKind.REMOVED else after, item.serves_id),
            before=services_text(before, item.before, language),
            after=services_text(after, item.after, language),
        )
        why = left.get(item.serves_id)
        lines.append(f"- {text}" + (f" {word(f'reason.{why.reason}', language)}." if why else ""))
    if not found:
        lines.append(word("replan.nothing", language))
    return "\n".join(lines) + "\n"
