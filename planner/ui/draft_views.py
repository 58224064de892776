"""The best plan so far of a search that still runs, as something to draw and read: no Streamlit here.

It is a step on the way: neither checked nor explained, and never kept. What is kept when somebody stops the search is
the plan that the search itself hands over, checked like any other.
"""

from __future__ import annotations

import pandas as pd

from planner.model.dispatch import Plan, Receipt, Route, Solution, Status
from planner.model.kinds import SERVED
from planner.report.figures import number_text, plan_day, short_date_text
from planner.report.route_layer import all_routes, locations, vehicle_text, where
from planner.report.words import Language, word
from planner.ui.plan_views import figures
from planner.ui.solving import Draft


def _solution(routes: tuple[Route, ...]) -> Solution:
    return Solution(Status.FEASIBLE, routes, (), 0, None, None, "")


def draft_plan(draft: Draft, made_at: str) -> Plan:
    """``draft`` in the shape of a plan, for the map and for :func:`routes_table`."""
    receipt = Receipt(0, made_at, 0.0, (), (), "", is_demonstration=True)
    patrols = _solution(draft.patrols) if draft.patrol_problem is not None else None
    return Plan("", "", draft.problem, _solution(draft.convoys), draft.patrol_problem, patrols, receipt)


def draft_figures(plan: Plan, language: Language) -> list[tuple[str, str]]:
    """Stops, households, baskets and distance so far, and how many vehicles' days that takes."""
    return [*figures(plan, language)[:4], (word("ui.plan.vehicle_days", language), number_text(len(all_routes(plan))))]


def routes_table(plan: Plan, language: Language) -> pd.DataFrame:
    """A line for each vehicle's day: when, who, where to in order, and how many households that meets."""
    found, start = locations(plan), plan.convoy_problem.start
    rows = []
    for _, route in all_routes(plan):
        served = [visit for visit in route.visits if visit.kind in SERVED]
        names = [(where(visit, found) or (visit.location_id,))[0] for visit in served]
        day = short_date_text(plan_day(start, route.day), language)
        households = sum(visit.households for visit in served)
        rows.append((day, vehicle_text(plan, route.vehicle_id, language), " → ".join(names), households))
    return pd.DataFrame(
        rows, columns=[word(f"ui.column.{key}", language) for key in ("day", "vehicle", "places", "households")]
    )
