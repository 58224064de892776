"""What the planning, comparing and mending pages show: plain functions without Streamlit."""

from __future__ import annotations

from datetime import time

import pandas as pd

from planner.model.difference import Difference, differences
from planner.model.dispatch import Override, Plan
from planner.model.kinds import DifferenceKind
from planner.report.differences import services_text
from planner.report.figures import date_text, number_text, short_date_text
from planner.report.route_layer import locations, vehicle_text, vehicles
from planner.report.words import Language, word
from planner.ui.plan_views import day_choices, figures
from planner.ui.solving import Wish

START_OF_DAY = time(8, 0)


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


_KINDS = ("removed", "added", "moved", "vehicle", "retimed")


def _kind(item: Difference) -> str:
    """What became of it; a planner asks of a move whether the day is another, or only who comes."""
    return "vehicle" if item.kind is DifferenceKind.MOVED and item.keeps_days else item.kind.value


def differences_table(before: Plan, after: Plan, language: Language) -> pd.DataFrame:
    """Everything that two plans serve differently: place, kind of difference, then and now."""
    places = locations(before) | locations(after)
    rows = [
        (
            _KINDS.index(_kind(item)),
            word(f"ui.compare.{_kind(item)}", language),
            places.get(item.serves_id, (item.serves_id, 0.0, 0.0))[0],
            services_text(before, item.before, language),
            services_text(after, item.after, language),
        )
        for item in differences(before, after)
    ]
    rows.sort(key=lambda row: (row[0], row[2]))
    heads = [word(f"ui.compare.{key}", language) for key in ("what", "place", "before", "after")]
    return pd.DataFrame([row[1:] for row in rows], columns=heads)


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
