"""What of a result's plan a role may see, cut before any page, paper or browser gets it: no Streamlit here."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import Plan
from planner.model.need import RecommendedStop
from planner.model.visited import visited_only
from planner.pipeline.need import nobody
from planner.report.route_layer import recommended_by_stop
from planner.roles import Role, Thing, may_see
from planner.ui.shown import Shown


def plan_for(role: Role, plan: Plan) -> Plan:
    """``plan`` whole for those who may see its candidates, else cut to what it visits."""
    return plan if may_see(role, Thing.CANDIDATES) else visited_only(plan)


def result_for(role: Role, result: Shown) -> Shown:
    """``result`` as the pages of plans, papers and outcomes may show it to ``role``.

    Who may not see candidates gets no hotspot, no need and nothing left out behind the plan; of recommended stops only
    what a crew takes along, and only of those the plan visits. Exact counts stand where something is handed out.
    """
    if may_see(role, Thing.CANDIDATES):
        return result
    plan = None if result.plan is None else visited_only(result.plan)
    return replace(
        result,
        need=nobody(result.places),
        recommended=() if plan is None else _taken_along(plan, result.recommended),
        plan=plan,
        left_out=(),
        key=f"{result.key}-visited",
    )


def _taken_along(plan: Plan, recommended: tuple[RecommendedStop, ...]) -> tuple[RecommendedStop, ...]:
    """The visited among ``recommended`` with their items, services and plan B; without score, chance and sentences."""
    counts = {stop.stop_id: stop.households for stop in plan.convoy_problem.stops}
    found = {rec.stop_id: counts[key] for key, rec in recommended_by_stop(plan, recommended).items() if key in counts}
    return tuple(
        replace(rec, households=found[rec.stop_id], score=0.0, p_top_k=0.0, why=(), covers=())
        for rec in recommended
        if rec.stop_id in found
    )
