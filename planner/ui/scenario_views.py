"""What the planning, comparing and mending pages show: plain functions without Streamlit."""

from __future__ import annotations

from datetime import time

import pandas as pd

from planner.model.dispatch import Override, Plan
from planner.model.kinds import SERVED
from planner.report.figures import date_text, number_text, plan_day, short_date_text
from planner.report.route_layer import all_routes, locations, vehicle_text, vehicles
from planner.report.words import Language, word
from planner.ui.plan_views import day_choices, figures
from planner.ui.solving import Wish
from planner.units import s_to_clock

START_OF_DAY = time(8, 0)
Service = tuple[int, int, str]
"""Day, start in seconds since midnight, vehicle id."""


def seconds_text(seconds: float) -> str:
    """Whole seconds."""
    return number_text(seconds)


def seconds_of(clock: time) -> int:
    """Seconds since midnight."""
    return clock.hour * 3600 + clock.minute * 60


def stop_choices(plan: Plan) -> dict[str, str]:
    """The plan's candidate stops by id, by name."""
    return {stop.stop_id: stop.name for stop in sorted(plan.convoy_problem.stops, key=lambda stop: stop.name)}


def vehicle_choices(plan: Plan, language: Language) -> dict[str, str]:
    """The plan's vehicles by id."""
    return {key: vehicle_text(plan, key, language) for key in sorted(vehicles(plan))}


def override_text(plan: Plan, item: Override, language: Language) -> str:
    """An override in a line: what, where, when and why."""
    day = "" if item.day is None else f", {day_choices(plan, language).get(item.day, '')}"
    return f"{word(f'ui.override.{item.kind}', language)}: {item.name}{day}. {item.reason}"


def wish_text(wish: Wish, language: Language) -> str:
    """A name for the plan that comes of ``wish``."""
    told = word("ui.compare.name", language, days=wish.days, seed=wish.seed, seconds=number_text(wish.seconds))
    more = word("ui.compare.overrides", language, count=len(wish.overrides)) if wish.overrides else ""
    return told + more


def figures_beside(before: Plan, after: Plan, names: tuple[str, str], language: Language) -> pd.DataFrame:
    """The main numbers of two plans, a line each."""
    rows = [
        (label, left, right)
        for (label, left), (_, right) in zip(figures(before, language), figures(after, language), strict=True)
    ]
    return pd.DataFrame(rows, columns=[word("ui.compare.figure", language), *names])


def _services(plan: Plan) -> dict[str, list[Service]]:
    found: dict[str, list[Service]] = {}
    for _, route in all_routes(plan):
        for visit in route.visits:
            if visit.kind in SERVED:
                found.setdefault(visit.serves_id, []).append((route.day, visit.start_s, route.vehicle_id))
    return {key: sorted(items) for key, items in found.items()}


def _kind(old: list[Service], new: list[Service]) -> str:
    if not old:
        return "added"
    if not new:
        return "dropped"
    if [day for day, _, _ in old] != [day for day, _, _ in new]:
        return "moved"
    return "vehicle" if [car for *_, car in old] != [car for *_, car in new] else "retimed"


def _words(plan: Plan, items: list[Service], language: Language) -> str:
    begun = plan.convoy_problem.start
    return "; ".join(
        f"{short_date_text(plan_day(begun, day), language)} {s_to_clock(start)} {vehicle_text(plan, car, language)}"
        for day, start, car in items
    )


def differences_table(before: Plan, after: Plan, language: Language) -> pd.DataFrame:
    """Everything that two plans serve differently: place, kind of difference, then and now."""
    old, new = _services(before), _services(after)
    found = locations(before) | locations(after)
    rows = [
        (
            word(f"ui.compare.{_kind(old.get(key, []), new.get(key, []))}", language),
            found.get(key, (key, 0.0, 0.0))[0],
            _words(before, old.get(key, []), language),
            _words(after, new.get(key, []), language),
        )
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    order = {word(f"ui.compare.{kind}", language): at for at, kind in enumerate(KINDS)}
    rows.sort(key=lambda row: (order[row[0]], row[1]))
    heads = [word(f"ui.compare.{key}", language) for key in ("what", "place", "before", "after")]
    return pd.DataFrame(rows, columns=heads)


KINDS = ("dropped", "added", "moved", "vehicle", "retimed")


def saved(plans: pd.DataFrame, language: Language) -> dict[str, str]:
    """Kept plans (frame ``PLAN_LIST``) by id: start, days, who saved it, how far it is agreed to."""
    return {
        row["plan_id"]: word(
            "ui.saved.line",
            language,
            start=date_text(pd.Timestamp(row["start"]).date(), language),
            days=row["days"],
            name=row["saved_by"] or "–",
            saved=short_date_text(row["saved_at"].date(), language),
            approvals=row["approvals"],
        )
        for row in plans.to_dict("records")
    }
