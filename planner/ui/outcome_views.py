"""What the outcome page offers and makes of an answer."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.model.dispatch import Plan
from planner.model.record import Outcome, OutcomeKind
from planner.report.figures import plan_day, short_date_text
from planner.report.outcome_sheet import outcomes_of, served_visits
from planner.report.route_layer import locations, vehicle_text, where
from planner.report.words import Language, word

KINDS = tuple(kind.value for kind in OutcomeKind)
Choice = tuple[str, int]

__all__ = ["KINDS", "Choice", "Outcome", "choices", "done", "outcomes"]


def choices(plan: Plan, route_id: str) -> dict[Choice, str]:
    """The visits that a route serves, by route and number, in words: number and place."""
    found = locations(plan)
    own = {key: visit for key, (_, visit) in served_visits(plan).items() if key[0] == route_id}
    return {key: f"{key[1]}. {(where(visit, found) or (visit.location_id,))[0]}" for key, visit in own.items()}


def vehicles_of(plan: Plan, language: Language) -> dict[str, str]:
    """The plan's routes that serve somebody, by route id, in words: day and vehicle."""
    shown = {}
    for route, _ in served_visits(plan).values():
        day = short_date_text(plan_day(plan.convoy_problem.start, route.day), language)
        shown[route.route_id] = f"{day} · {vehicle_text(plan, route.vehicle_id, language)}"
    return shown


def outcomes(plan: Plan, chosen: Choice, counts: Mapping[str, int], baskets: int) -> tuple[Outcome, ...]:
    """Outcomes of the chosen visit; none when every count is 0. Baskets count only where households were served."""
    route, visit = served_visits(plan)[chosen]
    handed = baskets if counts[OutcomeKind.DELIVERED] else 0
    return outcomes_of(plan, route, visit, counts, handed)


def done(kept: pd.DataFrame, plan: Plan, language: Language) -> pd.DataFrame:
    """Kept outcomes of ``plan`` as a table to read, newest first."""
    found = locations(plan)
    own = kept[kept["plan_id"] == plan.plan_id].sort_values("visited_at", ascending=False, kind="stable")
    names = [found.get(key, (key, 0.0, 0.0))[0] for key in own["serves_id"]]
    kinds = [word(f"ui.outcomes.{kind}", language) for kind in own["kind"]]
    days = [short_date_text(moment.date(), language) for moment in own["visited_at"]]
    columns = {
        "day": days,
        "place": names,
        "outcome": kinds,
        "households": list(own["households"]),
        "baskets": list(own["baskets"]),
    }
    return pd.DataFrame({word(f"ui.column.{key}", language): values for key, values in columns.items()})
