"""How a plan's problems are searched and explained: each in one piece, or one for each police district."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from planner import routing
from planner.model.dispatch import ConvoyProblem, PatrolProblem, Solution
from planner.pipeline import districts
from planner.pipeline.order import Order
from planner.ports import Cluster, InTurn
from planner.progress import Progress

Problem = ConvoyProblem | PatrolProblem
# Shares of the search time: convoys, patrols, and finding out why places are left out.
CONVOY_SHARE, PATROL_SHARE, WHY_SHARE = 0.6, 0.2, 0.2


@dataclass(frozen=True, slots=True)
class Solvers:
    """How the three jobs of a plan are done."""

    convoys: Callable[[ConvoyProblem], Solution]
    patrols: Callable[[PatrolProblem], Solution]
    explained: Callable[[Problem, Solution, float], Solution]


def solvers_of(order: Order, cluster: Cluster | None, progress: Progress) -> Solvers:
    """The solvers that ``order`` asks for; ``cluster`` works on the districts of an order by district."""
    return _by_district(order, cluster, progress) if order.is_by_district else _whole(order, progress)


def explained(
    solvers: Solvers,
    problem: ConvoyProblem,
    convoys: Solution,
    patrol: PatrolProblem | None,
    patrols: Solution | None,
    time_limit_s: float,
) -> tuple[Solution, Solution | None]:
    """Both solutions with the reason for everything left out and, where found, what would serve it."""
    stops_s, doors_s = shares(WHY_SHARE * time_limit_s, convoys, patrols)
    convoys = solvers.explained(routing.beside_doors(problem, patrols), convoys, stops_s)
    if patrol is not None and patrols is not None:
        patrols = solvers.explained(patrol, patrols, doors_s)
    return convoys, patrols


def shares(time_limit_s: float, convoys: Solution, patrols: Solution | None) -> tuple[float, float]:
    """Seconds for explaining the convoys' and the patrols' rest: by how much each leaves out, a quarter at least."""
    whole = time_limit_s
    stops, doors = len(convoys.unserved), len(patrols.unserved) if patrols is not None else 0
    if not doors or not stops:
        return (whole, 0.0) if not doors else (0.0, whole)
    part = min(0.75, max(0.25, stops / (stops + doors)))
    return whole * part, whole * (1 - part)


def _whole(order: Order, progress: Progress) -> Solvers:
    """Each problem in one piece."""
    limit, seed = order.time_limit_s, order.seed

    def explained(problem: Problem, made: Solution, seconds: float) -> Solution:
        told = routing.explain(problem, made, time_limit_s=seconds, seed=seed, progress=progress)
        return replace(made, unserved=told)

    return Solvers(
        partial(routing.solve_convoys, time_limit_s=CONVOY_SHARE * limit, seed=seed, progress=progress),
        partial(routing.solve_patrols, time_limit_s=PATROL_SHARE * limit, seed=seed, progress=progress),
        explained,
    )


def _by_district(order: Order, cluster: Cluster | None, progress: Progress) -> Solvers:
    """Each problem district by district, on the cluster if there is one."""
    workers, limit, seed = cluster or InTurn(), order.time_limit_s, order.seed

    def explained(problem: Problem, made: Solution, seconds: float) -> Solution:
        return districts.explain_by_district(problem, made, workers, time_limit_s=seconds, seed=seed)

    return Solvers(
        partial(
            districts.solve_by_district,
            cluster=workers,
            time_limit_s=CONVOY_SHARE * limit,
            seed=seed,
            progress=progress,
        ),
        partial(
            districts.solve_patrols_by_district,
            cluster=workers,
            time_limit_s=PATROL_SHARE * limit,
            seed=seed,
            progress=progress,
        ),
        explained,
    )
