"""What a replan changed, in sentences: places by name, days by date, vehicles by kind, in Malay or English."""

from __future__ import annotations

from collections.abc import Sequence

from planner.model.dispatch import Difference, Plan, Route
from planner.model.kinds import SERVED, DifferenceKind
from planner.report.figures import plan_day, short_date_text
from planner.report.route_layer import all_routes, locations, vehicle_text
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


def moments_text(plan: Plan, served_id: str, language: Language) -> str:
    """When and by whom something is served: ``Wed 7/7, 09:00, Lorry 1``; several services joined by ``;``."""
    found = [
        (route.day, visit.start_s, route.vehicle_id)
        for _, route in all_routes(plan)
        for visit in route.visits
        if visit.kind in SERVED and visit.serves_id == served_id
    ]
    start = plan.convoy_problem.start
    return "; ".join(
        f"{short_date_text(plan_day(start, day), language)}, {s_to_clock(begin)}, {vehicle_text(plan, name, language)}"
        for day, begin, name in sorted(found)
    )


def changed_routes(before: Plan, after: Plan) -> tuple[list[Route], int]:
    """Routes of ``after`` that are not as announced, and how many are exactly as they were."""
    old = {route.route_id: route for _, route in all_routes(before)}
    new = [route for _, route in all_routes(after)]
    fresh = [route for route in new if old.get(route.route_id) != route]
    return fresh, len(new) - len(fresh)


def difference_text(before: Plan, after: Plan, found: Sequence[Difference], language: Language) -> str:
    """A page of plain text: how much stays, then one sentence for everything served differently."""
    fresh, same = changed_routes(before, after)
    lines = [word("replan.title", language), "", word("replan.routes", language, same=same, changed=len(fresh)), ""]
    left = {entry.serves_id: entry for entry in after.convoys.unserved}
    left |= {entry.serves_id: entry for entry in (after.patrols.unserved if after.patrols is not None else ())}
    for item in sorted(found, key=lambda one: (_ORDER.index(one.kind), one.serves_id)):
        plan = before if item.kind == DifferenceKind.REMOVED else after
        text = word(
            f"replan.{item.kind}",
            language,
            name=served_name(plan, item.serves_id),
            before=moments_text(before, item.serves_id, language),
            after=moments_text(after, item.serves_id, language),
        )
        why = left.get(item.serves_id)
        lines.append(f"- {text}" + (f" {word(f'reason.{why.reason}', language)}." if why else ""))
    if not found:
        lines.append(word("replan.nothing", language))
    return "\n".join(lines) + "\n"
