"""Convoys planned again beside the doors: what cars were told to load at a headquarters stays there for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from planner.model.dispatch import Changes, ConvoyProblem, Plan, Route, Solution, Status, Visit
from planner.progress import Progress
from planner.routing.clock import clock_of
from planner.routing.replanning.convoys import replan_convoys
from planner.routing.replanning.frozen import is_past
from planner.routing.replanning.pickups import taken


def convoys_beside_doors(
    plan: Plan, changes: Changes, *, time_limit_s: float, seed: int, progress: Progress
) -> tuple[ConvoyProblem, Solution]:
    """The changed convoy problem and its plan, in nine tenths of ``time_limit_s`` at most.

    Planned once with all the stock, which nearly always leaves the doors theirs. Where convoys would take more than
    before, and what was promised at doors with it, they are planned again without that; only a stop that must be served
    and cannot be otherwise may have it, and nothing that is in a car already.
    """
    problem = plan.convoy_problem
    changed, free = replan_convoys(problem, plan.convoys, changes, clock_of(0.6 * time_limit_s, progress), seed)
    promised = _car_loads(plan, lambda _route, _visit: True)
    if not _takes(plan, free, promised, changes):
        return changed, free
    was = taken(plan.convoys, changes)
    spared = tuple(
        replace(d, stock_baskets=d.stock_baskets - min(promised[d.depot_id], max(0, d.stock_baskets - was[d.depot_id])))
        for d in problem.depots
    )
    again = clock_of(0.3 * time_limit_s, progress)
    _, beside = replan_convoys(replace(problem, depots=spared), plan.convoys, changes, again, seed)
    is_needed = beside.status is Status.INFEASIBLE and free.status is not Status.INFEASIBLE
    if is_needed and not _takes(plan, free, _car_loads(plan, lambda r, v: is_past(r, v, changes)), changes):
        return changed, free
    return changed, _bounded(beside, free.bound)


def _car_loads(plan: Plan, counts: Callable[[Route, Visit], bool]) -> Counter[str]:
    """Baskets that cars load at each place on the visits that count."""
    found: Counter[str] = Counter()
    for route in plan.patrols.routes if plan.patrols is not None else ():
        for visit in route.visits:
            if visit.kind == "pickup" and counts(route, visit):
                found[visit.location_id] += visit.baskets
    return found


def _takes(plan: Plan, convoys: Solution, promised: Counter[str], changes: Changes) -> bool:
    """Whether ``convoys`` take more from a headquarters than the announced ones, and ``promised`` baskets with it."""
    was, now = taken(plan.convoys, changes), taken(convoys, changes)
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
