"""The independent checker: it judges a plan from problem and plan alone and shares no code with any solver."""

from __future__ import annotations

from planner.model.dispatch import Plan, Violation
from planner.routing.check.book import Findings
from planner.routing.check.convoys import check_convoys
from planner.routing.check.food import check_food
from planner.routing.check.halves import check_halves
from planner.routing.check.patrols import check_patrols
from planner.routing.check.problem import check_problem

__all__ = ["check_convoys", "check_patrols", "check_plan"]


def check_plan(plan: Plan) -> tuple[Violation, ...]:
    """Every violation of a whole plan: its problems, its convoys, its patrols, and what both do together."""
    out = Findings()
    check_problem(plan.convoy_problem, out)
    out.found += check_convoys(plan.convoy_problem, plan.convoys)
    if plan.patrol_problem is not None:
        check_problem(plan.patrol_problem, out)
    if plan.patrol_problem is not None and plan.patrols is not None:
        out.found += check_patrols(plan.patrol_problem, plan.patrols)
        check_food(plan.convoy_problem, plan.convoys, plan.patrol_problem, plan.patrols, out)
    check_halves(plan, out)
    return tuple(out.found)
