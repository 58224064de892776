"""A plan made again: after something has happened, or from its own file to see that it comes out the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from math import isfinite

from planner import routing
from planner.errors import refuse
from planner.model.difference import Difference
from planner.model.dispatch import Changes, Plan, Receipt
from planner.pipeline.judging import in_words, must_know_its_names, must_pass
from planner.pipeline.order import Order
from planner.pipeline.searching import explained, solvers_of
from planner.ports import Cluster
from planner.progress import Progress, silent


def replanned(
    plan: Plan, changes: Changes, receipt: Receipt, *, progress: Progress = silent
) -> tuple[Plan, tuple[Difference, ...]]:
    """``plan`` after ``changes``, checked and under an id of its own, and what is served differently.

    ``receipt`` says when and by what versions it is made, and with what seed and time limit.

    Raises :class:`PlannerError` E1545 when the new plan is wrong because the announced one was, E9001 when the fault is
    ours; nobody should drive by either.
    """
    must_know_its_names(plan)
    routing.prepare(progress)  # before the clock starts, as for a new plan
    limit, seed = receipt.time_limit_s, receipt.seed
    made, found = routing.replan(plan, changes, time_limit_s=limit, seed=seed, progress=progress)
    made = replace(made, receipt=receipt)
    if routing.check_plan(made) and (wrong := routing.check_plan(plan)):
        cause = f"the announced plan does not hold: {in_words(wrong)}"
        raise refuse("E1545", cause, "run `kembara check` on the announced plan; no new plan was written")
    must_pass(made)
    return made, found


def replayed(plan: Plan, progress: Progress = silent, cluster: Cluster | None = None) -> Plan:
    """``plan`` made again from what is in it: its problems, and the receipt's seed and time limit.

    The same versions give the same plan in any process, unless the clock cut a search; its ``engine`` says so.
    :class:`PlannerError` E1547 for a plan that was made from another plan, whose file alone does not hold that one:
    it is made again by giving the announced plan the same changes, with the seed and limit of its receipt. E1548 for a
    receipt that no plan can have been made by.
    """
    if "+" in plan.plan_id:
        cause = f"{plan.plan_id} was made by a replan, from a plan and changes that are not in its file"
        raise refuse("E1547", cause, "replay the announced plan, then give `kembara replan` the same changes")
    made_at = _made_at(plan.receipt)
    routing.prepare(progress)
    seed, limit = plan.receipt.seed, plan.receipt.time_limit_s
    problem, patrol = plan.convoy_problem, plan.patrol_problem
    order = Order(problem.start, problem.days, limit, seed, made_at, is_by_district=plan.receipt.is_by_district)
    solvers = solvers_of(order, cluster, progress)
    convoys = solvers.convoys(problem)
    patrols = solvers.patrols(patrol) if patrol is not None else None
    convoys, patrols = explained(solvers, problem, convoys, patrol, patrols, limit)
    return replace(plan, convoys=convoys, patrols=patrols)


def _made_at(receipt: Receipt) -> datetime:
    """When the plan was made; E1548 when the receipt gives no such moment, or no time to search in."""
    action = "replay the plan file as the planner wrote it"
    if not (isfinite(receipt.time_limit_s) and receipt.time_limit_s > 0):
        raise refuse("E1548", f"the receipt gives {receipt.time_limit_s} s to search in", action)
    try:
        return datetime.fromisoformat(receipt.made_at)
    except ValueError as error:
        raise refuse("E1548", f"the receipt says the plan was made at {receipt.made_at!r}", action) from error
