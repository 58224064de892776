"""What the plan page shows, worked out from a plan: plain functions without Streamlit."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pandas as pd

from planner.model.dispatch import Plan, Route, Visit
from planner.model.kinds import SERVED, VisitKind
from planner.model.travel import TravelMatrix
from planner.report.figures import date_text, km_text, number_text, plan_day
from planner.report.reason_words import change_line, detail_text
from planner.report.route_layer import all_routes, locations, vehicle_text, vehicles, where
from planner.report.summary import unserved_items, unserved_name
from planner.report.words import Language, word
from planner.ui import rule_views
from planner.units import s_to_clock

_ACTIVITIES = {
    VisitKind.DEPOT: "load",
    VisitKind.LOAD: "load",
    VisitKind.PICKUP: "load",
    VisitKind.STOP: "serve",
    VisitKind.DROP: "serve",
    VisitKind.BREAK: "rest",
}


def day_choices(plan: Plan, language: Language) -> dict[int, str]:
    """The plan's days by index, as dates."""
    days = range(plan.convoy_problem.days)
    return {day: date_text(plan_day(plan.convoy_problem.start, day), language) for day in days}


def figures(plan: Plan, language: Language) -> list[tuple[str, str]]:
    """The plan's main numbers with their labels: stops, households, baskets, distance, what it leaves out."""
    convoys = [route for kind, route in all_routes(plan) if kind == "convoy"]
    visits = [visit for route in convoys for visit in route.visits if visit.kind == VisitKind.STOP]
    metres = sum(route.distance_m for _, route in all_routes(plan))
    values = (
        ("stops", number_text(len({visit.serves_id for visit in visits}))),
        ("households", number_text(sum(visit.households for visit in visits))),
        ("baskets", number_text(sum(abs(visit.baskets) for visit in visits))),
        ("distance", f"{km_text(metres)} km"),
        *(() if plan.is_visited_only else (("unserved", number_text(len(unserved_items(plan)))),)),
    )
    return [(word(f"ui.plan.{key}", language), value) for key, value in values]


def _spans(kind: str, route: Route, plan: Plan, language: Language) -> list[dict[str, object]]:
    name, travel = vehicle_text(plan, route.vehicle_id, language), plan.convoy_problem.travel
    if kind == "patrol" and plan.patrol_problem is not None:
        travel = plan.patrol_problem.travel
    found, midnight = locations(plan), datetime.combine(plan_day(plan.convoy_problem.start, route.day), time())
    rows: list[dict[str, object]] = []
    for before, visit in zip((None, *route.visits), route.visits, strict=False):
        place = (where(visit, found) or (visit.location_id, 0.0, 0.0))[0]
        pieces = [(_ACTIVITIES[visit.kind], visit.start_s, visit.departure_s)]
        pieces += [("wait", visit.arrival_s, visit.start_s)]
        pieces += [_drive(travel, before, visit)] if before is not None else []
        rows += [
            {
                "vehicle": name,
                "activity": word(f"ui.activity.{activity}", language),
                "start": midnight + timedelta(seconds=start),
                "end": midnight + timedelta(seconds=end),
                "place": place,
            }
            for activity, start, end in pieces
            if end > start
        ]
    return rows


def _drive(travel: TravelMatrix, before: Visit, visit: Visit) -> tuple[str, int, int]:
    """The way to a place, driven last: before it the crew is on patrol, or has its break."""
    here, there = (travel.location_ids.index(place) for place in (before.location_id, visit.location_id))
    return "drive", max(before.departure_s, visit.arrival_s - travel.duration_s[here][there]), visit.arrival_s


def timeline(plan: Plan, day: int, language: Language) -> pd.DataFrame:
    """Spans of every vehicle on ``day``: vehicle, activity, start, end (clock times of that day) and place."""
    rows = [row for kind, route in all_routes(plan) if route.day == day for row in _spans(kind, route, plan, language)]
    return pd.DataFrame(rows, columns=["vehicle", "activity", "start", "end", "place"])


def visits_table(plan: Plan, day: int, language: Language) -> pd.DataFrame:
    """Every visit of ``day`` as a table to read."""
    found = locations(plan)
    keys = ("vehicle", "order", "place", "arrive", "leave", "households", "baskets")
    rows = []
    for _, route in all_routes(plan):
        if route.day != day:
            continue
        for order, visit in enumerate((v for v in route.visits if v.kind in SERVED), start=1):
            name = (where(visit, found) or (visit.location_id, 0.0, 0.0))[0]
            times = (s_to_clock(visit.arrival_s), s_to_clock(visit.departure_s))
            vehicle = vehicle_text(plan, route.vehicle_id, language)
            rows.append((vehicle, order, name, *times, visit.households, abs(visit.baskets)))
    return pd.DataFrame(rows, columns=[word(f"ui.column.{key}", language) for key in keys])


def unserved_table(plan: Plan, language: Language) -> pd.DataFrame:
    """What the plan leaves out, with the reason and the smallest change that would serve it."""
    rows = [
        (
            unserved_name(item, plan),
            word(f"reason.{item.reason}", language),
            detail_text(item, plan, language),
            change_line(item, plan, language),
        )
        for item in unserved_items(plan)
    ]
    return pd.DataFrame(
        rows, columns=[word(f"ui.column.{key}", language) for key in ("name", "reason", "detail", "change")]
    )


def fleet_table(plan: Plan, language: Language) -> pd.DataFrame:
    """The fleet with its capacities and shifts."""
    keys = ("vehicle", "depot", "capacity_baskets", "shift", "crew")
    names = {depot.depot_id: depot.name for depot in plan.convoy_problem.depots}
    rows = [
        (
            vehicle_text(plan, vehicle.vehicle_id, language),
            names.get(vehicle.depot_id, vehicle.depot_id),
            vehicle.capacity_baskets,
            f"{s_to_clock(vehicle.shift_start_s)}–{s_to_clock(vehicle.shift_end_s)}",
            vehicle.crew,
        )
        for _, vehicle in sorted(vehicles(plan).items())
    ]
    return pd.DataFrame(rows, columns=[word(f"ui.column.{key}", language) for key in keys])


def rules_table(plan: Plan, places: pd.DataFrame | None, language: Language) -> pd.DataFrame:
    """The dated rules that the plan keeps, its places by the names of its stops and of ``places`` (schema PLACES)."""
    problem = plan.convoy_problem
    names = {} if places is None else dict(zip(places["place_id"], places["name"], strict=True))
    names |= {key: stop.name for stop in problem.stops for key in (stop.stop_id, stop.place_id) if key}
    rows = [
        (
            rule_views.kind_text(rule.kind, language),
            rule_views.what(rule, names, language),
            rule_views.days(rule, language),
            rule.note,
        )
        for rule in problem.rules
    ]
    return pd.DataFrame(rows, columns=[word(f"ui.column.{key}", language) for key in ("rule", "what", "days", "note")])
