"""The independent checker: it judges a plan from problem and plan alone and shares no code with any solver."""

from __future__ import annotations

from planner.model.dispatch import Plan, Violation
from planner.routing.check.convoys import check_convoys
from planner.routing.check.patrols import check_patrols

__all__ = ["check_convoys", "check_patrols", "check_plan"]


def check_plan(plan: Plan) -> tuple[Violation, ...]:
    """Every violation of a whole plan: its convoys, its patrols, and patrols loading before their convoy has come."""
    found = list(check_convoys(plan.convoy_problem, plan.convoys))
    if plan.patrol_problem is not None and plan.patrols is not None:
        found += check_patrols(plan.patrol_problem, plan.patrols, plan.convoy_problem, plan.convoys)
    return tuple(found)
