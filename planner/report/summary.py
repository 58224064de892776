"""The terminal's summary: the next locations and why, the plan's table, and what is not served and why."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from unicodedata import east_asian_width

from planner.model.dispatch import Plan, Route, Solution, Status, Unserved
from planner.model.kinds import SERVED
from planner.model.need import RecommendedStop
from planner.report.figures import km_text, number_text, percent_text, plan_day, short_date_text
from planner.report.map_data import bring_text, when_text
from planner.report.reason_words import change_line, detail_text
from planner.report.route_layer import all_routes, locations, recommended_by_stop, vehicle_text, where
from planner.report.why_words import why_text
from planner.report.words import Language, word
from planner.units import s_to_clock

_WIDTH = 110
_NEXT = 5
_EXAMPLES = 3


def _clean(text: str) -> str:
    """Text without control characters: a name must not steer the terminal."""
    return "".join(char for char in text if char.isprintable())


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_wide(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "  ".join(cell + " " * (width - _wide(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return [lines[0].rstrip(), "  ".join("-" * width for width in widths), *(line.rstrip() for line in lines[1:])]


def _next(stop: RecommendedStop, language: Language) -> list[str]:
    why = why_text(stop.why, language)
    chance = f" ({word('summary.chance', language, percent=percent_text(stop.p_top_k))})"
    households = f"{number_text(stop.households)} {word('map.households_short', language)}"
    memory = f" [{word('grade.memory', language)}]" if stop.grade == "memory" else ""
    head = f"{stop.rank:>2}. {_clean(stop.name)}{memory}: {households}, {when_text(stop, language)}{chance}"
    lines = [
        head,
        fill(
            f"{word('summary.why', language)}: {_clean(why)}", _WIDTH, initial_indent="    ", subsequent_indent="    "
        ),
    ]
    return [*lines, f"    {word('summary.bring', language)}: {bring_text(stop, language)}"]


def _planned(rank: RecommendedStop, plan: Plan, language: Language) -> list[str]:
    """When and by whom the plan serves a recommended location, or why it does not."""
    ids = [name for name, rec in recommended_by_stop(plan, [rank]).items() if rec is rank]
    calls = sorted(
        (route.day, visit.start_s, vehicle_text(plan, route.vehicle_id, language))
        for route in plan.convoys.routes
        for visit in route.visits
        if visit.serves_id in ids and visit.baskets
    )
    told = "; ".join(
        f"{short_date_text(plan_day(plan.convoy_problem.start, day), language)}, {s_to_clock(start_s)}, {vehicle}"
        for day, start_s, vehicle in calls
    )
    if told:
        return [f"    {word('summary.in_plan', language)}: {_clean(told)}"]
    left = next((entry for entry in plan.convoys.unserved if entry.serves_id in ids), None)
    return [f"    {word('summary.not_in_plan', language)}: {_clean(detail_text(left, plan, language))}"] if left else []


def _route_row(plan: Plan, route: Route, language: Language) -> list[str]:
    found = locations(plan)
    served = [visit for visit in route.visits if visit.kind in SERVED]
    names = [_clean(spot[0]) for visit in served if (spot := where(visit, found)) is not None]
    shown = " → ".join(names[:_EXAMPLES]) + (f" (+{len(names) - _EXAMPLES})" if len(names) > _EXAMPLES else "")
    span = f"{s_to_clock(route.visits[0].arrival_s)}–{s_to_clock(route.visits[-1].departure_s)}" if route.visits else ""
    return [
        short_date_text(plan_day(plan.convoy_problem.start, route.day), language),
        vehicle_text(plan, route.vehicle_id, language),
        shown,
        number_text(sum(visit.households for visit in served)),
        number_text(sum(abs(visit.baskets) for visit in served)),
        f"{km_text(route.distance_m)} km",
        span,
    ]


def _plan_table(plan: Plan, language: Language) -> list[str]:
    routes = [route for _, route in all_routes(plan)]
    if not routes:
        return [word("summary.no_routes", language)]
    head = [
        word(f"summary.{key}", language)
        for key in ("day", "vehicle", "route", "households", "baskets", "distance", "time")
    ]
    return _table([head, *(_route_row(plan, route, language) for route in routes)])


def result_text(solution: Solution, language: Language) -> str:
    """How good a plan is, in one line: found or proved, how much better any plan could be, whether time ran out.

    A plan that cannot be kept is not measured: "not possible, and at most so much better" would contradict itself.
    """
    return word("summary.result", language, told=_told(solution, language))


def results_text(plan: Plan, language: Language) -> list[str]:
    """The same for convoys and for patrols, a line each: a small gap of one hides nothing of the other's."""
    if plan.patrols is None:
        return [result_text(plan.convoys, language)]
    parts = (("convoys", plan.convoys), ("patrols", plan.patrols))
    return [
        word("summary.result_of", language, what=word(f"public.{name}", language), told=_told(one, language))
        for name, one in parts
    ]


def _told(solution: Solution, language: Language) -> str:
    is_open = solution.gap is not None and solution.status is Status.FEASIBLE
    gap = word("summary.gap", language, percent=number_text((solution.gap or 0) * 100, 1)) if is_open else ""
    cut = word("summary.cut", language) if solution.is_cut else ""
    return f"{word(f'status.{solution.status}', language)}{gap}{cut}"


def unserved_items(plan: Plan) -> tuple[Unserved, ...]:
    """Everything the plan leaves out, convoys' stops before patrols' deliveries."""
    return plan.convoys.unserved + (plan.patrols.unserved if plan.patrols is not None else ())


def unserved_name(item: Unserved, plan: Plan) -> str:
    """What to call something left out: its place, with a household's short reference when a door is meant."""
    spot = locations(plan).get(item.serves_id)
    if spot is None or spot[0] == item.name:
        return item.name
    return f"{spot[0]} ({item.name[:8]})"


def item_lines(item: Unserved, plan: Plan, language: Language) -> list[str]:
    """Something left out, by itself: its name, the reason with what is behind it, and the smallest change."""
    behind = detail_text(item, plan, language)
    head = f"- {unserved_name(item, plan)}: {word(f'reason.{item.reason}', language)}"
    return [_clean(f"{head}: {behind}" if behind else head), *_change_lines(item, plan, language)]


def _unserved_text(item: Unserved, plan: Plan, language: Language) -> list[str]:
    head = f"  - {_clean(unserved_name(item, plan))}: {_clean(detail_text(item, plan, language))}"
    return [head, *_change_lines(item, plan, language)]


def _change_lines(item: Unserved, plan: Plan, language: Language) -> list[str]:
    change = change_line(item, plan, language)
    return [f"      {word('summary.change', language)}: {_clean(change)}"] if change else []


def _unserved(plan: Plan, language: Language) -> list[str]:
    groups: dict[str, list[Unserved]] = {}
    for item in unserved_items(plan):
        groups.setdefault(item.reason, []).append(item)
    lines = [] if groups else [word("summary.unserved_none", language)]
    for reason, items in groups.items():
        lines.append(f"{word(f'reason.{reason}', language)} ({number_text(len(items))}):")
        for item in items[:_EXAMPLES]:
            lines += _unserved_text(item, plan, language)
        if len(items) > _EXAMPLES:
            lines.append("  " + word("summary.more", language, count=number_text(len(items) - _EXAMPLES)))
    return lines


def _headed(title: str, lines: list[str]) -> list[str]:
    return [title, "=" * _wide(title), *lines, ""]


def plan_text(plan: Plan, language: Language) -> str:
    """The plan as a table, and what is not served grouped by reason."""
    lines = [word("summary.synthetic", language), ""] if plan.receipt.is_demonstration else []
    return "\n".join(lines + _plan_part(plan, language))


def _plan_part(plan: Plan, language: Language) -> list[str]:
    table = [*_plan_table(plan, language), *results_text(plan, language)]
    return _headed(word("summary.plan", language), table) + _headed(
        word("summary.unserved", language), _unserved(plan, language)
    )


def summary_text(recommended: Sequence[RecommendedStop], plan: Plan | None, language: Language) -> str:
    """Five next locations with why, the plan as a table, and what is not served grouped by reason, as plain text."""
    best = sorted(recommended, key=lambda stop: stop.rank)[:_NEXT]
    told = [[*_next(stop, language), *(_planned(stop, plan, language) if plan else ())] for stop in best]
    shown = [line for lines in told for line in lines] or [word("summary.none", language)]
    lines = _headed(word("summary.next", language), [word("summary.next_note", language), *shown])
    if plan is None:
        return "\n".join(lines)
    if plan.receipt.is_demonstration:
        lines = [word("summary.synthetic", language), "", *lines]
    return "\n".join(lines + _plan_part(plan, language))
