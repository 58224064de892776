"""Convoys planned again beside the doors: what cars were told to load at a headquarters stays there for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from planner.model.dispatch import Changes, ConvoyProblem, Plan, Solution, Status
from planner.progress import Progress
from planner.routing.clock import clock_of
from planner.routing.patrol.food import loaded_at
from planner.routing.replanning.convoys import replan_convoys
from planner.routing.replanning.stock import taken


def convoys_beside_doors(
    plan: Plan, changes: Changes, *, time_limit_s: float, seed: int, progress: Progress
) -> tuple[ConvoyProblem, Solution]:
    """The changed convoy problem and its plan, in nine tenths of ``time_limit_s`` at most.

    Planned once with all the stock, which nearly always leaves the doors theirs. Where convoys would take more than
    before, and what was promised at doors with it, they are planned again without that. Only for a stop that was
    announced or is pinned, and is not served otherwise, doors go without; what is in a car already is never taken.
    """
    problem = plan.convoy_problem
    changed, free = replan_convoys(problem, plan.convoys, changes, clock_of(0.6 * time_limit_s, progress), seed)
    told = _served(plan.convoys) | {name for name, _ in changes.pins}
    made = free
    rounds = plan.patrols.routes if plan.patrols is not None else ()
    for promised in (loaded_at(rounds), loaded_at(rounds, by=(changes.day, changes.now_s))):
        if not _takes(plan, free, promised, changes):
            return changed, free
        again = clock_of(0.15 * time_limit_s, progress)
        _, made = replan_convoys(_without(plan, promised, changes), plan.convoys, changes, again, seed)
        if _served(made) >= _served(free) & told:
            break
    return changed, _bounded(made, free.bound)


def _served(convoys: Solution) -> set[str]:
    return {visit.serves_id for route in convoys.routes for visit in route.visits if visit.kind == "stop"}


def _without(plan: Plan, promised: Counter[str], changes: Changes) -> ConvoyProblem:
    """The announced problem with ``promised`` baskets fewer, as far as the announced convoys do not take them."""
    was, depots = taken(plan.convoys.routes, changes, plan.convoy_problem.lost), []
    for depot in plan.convoy_problem.depots:
        spared = min(promised[depot.depot_id], max(0, depot.stock_baskets - was[depot.depot_id]))
        depots.append(replace(depot, stock_baskets=depot.stock_baskets - spared))
    return replace(plan.convoy_problem, depots=tuple(depots))


def _takes(plan: Plan, convoys: Solution, promised: Counter[str], changes: Changes) -> bool:
    """Whether ``convoys`` take more from a headquarters than the announced ones, and ``promised`` baskets with it."""
    was, now = (taken(one.routes, changes, plan.convoy_problem.lost) for one in (plan.convoys, convoys))
    return any(
        now[d.depot_id] > was[d.depot_id] and now[d.depot_id] + promised[d.depot_id] > d.stock_baskets
        for d in plan.convoy_problem.depots
    )


def _bounded(convoys: Solution, bound: int | None) -> Solution:
    """``convoys`` against the bound of the whole stock, which is what their problem says there is."""
    worth = convoys.objective
    gap = (bound - worth) / abs(worth) if worth and bound is not None else None
    is_best = convoys.status is not Status.OPTIMAL or bound == worth
    return replace(convoys, bound=bound, gap=gap, status=convoys.status if is_best else Status.FEASIBLE)
