"""Convoys planned again beside the doors: what cars were told to load at a headquarters stays there for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.model.dispatch import Changes, ConvoyProblem, Depot, Plan, Solution, Status
from planner.progress import Progress
from planner.routing.clock import clock_of
from planner.routing.patrol.food import loaded
from planner.routing.replanning.convoys import replan_convoys
from planner.routing.replanning.frozen import is_past


def convoys_beside_doors(
    plan: Plan, changes: Changes, *, time_limit_s: float, seed: int, progress: Progress
) -> tuple[ConvoyProblem, Solution]:
    """The changed convoy problem and its plan, at most nine tenths of ``time_limit_s``.

    Planned once with all the stock, which nearly always leaves the doors theirs. Where convoys would take more than
    before and what was promised at doors with it, they are planned again without that; only a stop that must be served
    and cannot be otherwise may have it, never what is in a car already.
    """
    problem = plan.convoy_problem
    changed, free = replan_convoys(problem, plan.convoys, changes, clock_of(0.6 * time_limit_s, progress), seed)
    promised = loaded(plan.patrols) if plan.patrols is not None else {}
    if not _takes(plan, free, promised):
        return changed, free
    had = loaded(plan.convoys)
    spared = tuple(
        replace(d, stock_baskets=d.stock_baskets - min(_of(promised, d), max(0, d.stock_baskets - _of(had, d))))
        for d in problem.depots
    )
    again = clock_of(0.3 * time_limit_s, progress)
    _, beside = replan_convoys(replace(problem, depots=spared), plan.convoys, changes, again, seed)
    is_needed = beside.status is Status.INFEASIBLE and free.status is not Status.INFEASIBLE
    if is_needed and not _takes(plan, free, _in_cars(plan, changes)):
        return changed, free
    return changed, _bounded(beside, free.bound)


def _takes(plan: Plan, convoys: Solution, promised: Mapping[str, int]) -> bool:
    """Whether ``convoys`` take more from a headquarters than the announced ones, and ``promised`` baskets with it."""
    was, now = loaded(plan.convoys), loaded(convoys)
    return any(
        _of(now, depot) > _of(was, depot) and _of(now, depot) + _of(promised, depot) > depot.stock_baskets
        for depot in plan.convoy_problem.depots
    )


def _of(baskets: Mapping[str, int], depot: Depot) -> int:
    return baskets.get(depot.depot_id, 0)


def _in_cars(plan: Plan, changes: Changes) -> dict[str, int]:
    """What cars have loaded by now, by place."""
    if plan.patrols is None:
        return {}
    done = [
        replace(route, visits=tuple(visit for visit in route.visits if is_past(route, visit, changes)))
        for route in plan.patrols.routes
    ]
    return loaded(replace(plan.patrols, routes=tuple(done)))


def _bounded(convoys: Solution, bound: int | None) -> Solution:
    """``convoys`` against the bound of the whole stock, which is what their problem says there is."""
    worth = convoys.objective
    gap = (bound - worth) / abs(worth) if worth and bound is not None else None
    is_best = convoys.status is not Status.OPTIMAL or bound == worth
    return replace(convoys, bound=bound, gap=gap, status=convoys.status if is_best else Status.FEASIBLE)
