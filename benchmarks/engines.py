"""The product and its peers behind one call, each as a user of it would call it, with wall-clock and verdict.

All solve the problem they are judged on. Where fewer vehicles come before a better value, the product is asked for the
fewest first; the peers have no such wish, so each is told what a vehicle costs (``Case.vehicle_cost``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from benchmarks.cases import Case
from benchmarks.instances import Instance, to_core
from benchmarks.judge import VEHICLES_FIRST, Verdict, judge
from benchmarks.peers import ortools_default, vroom_routes
from planner.routing.core import CoreProblem
from planner.routing.engines.pyvrp_engine import propose
from planner.routing.solver import clock_of, solve_core

Rows = tuple[tuple[int, ...], ...] | None
Solver = Callable[[Instance, CoreProblem, float, int], Rows]


def product(instance: Instance, core: CoreProblem, seconds: float, seed: int) -> Rows:
    is_fewest_first = instance.kind in VEHICLES_FIRST
    return solve_core(core, clock=clock_of(seconds), seed=seed, fewest_first=is_fewest_first).routes


def pyvrp_alone(instance: Instance, core: CoreProblem, seconds: float, seed: int) -> Rows:  # noqa: ARG001
    ends = monotonic() + seconds
    return propose(core, seed, lambda: monotonic() >= ends)


@dataclass(frozen=True)
class Engine:
    """``threads`` used of the two cores; ``is_seeded``: whether another seed can give another answer."""

    solve: Solver
    threads: int
    is_seeded: bool


ENGINES = {
    "product": Engine(product, 2, True),
    "PyVRP": Engine(pyvrp_alone, 1, True),
    "VROOM": Engine(vroom_routes, 2, False),
    "OR-Tools": Engine(ortools_default, 1, False),
}


def problem_for(name: str, case: Case) -> CoreProblem:
    """The core problem of ``case`` as engine ``name`` is given it."""
    core = to_core(case.instance, case.vehicles)
    return core._replace(shift_fixed=np.full(core.shifts, case.vehicle_cost(name), np.int64))


def attempt(name: str, case: Case, seconds: float, seed: int) -> tuple[Verdict, float]:
    """Solve and judge; returns the verdict and the seconds from the core problem to routes."""
    core = problem_for(name, case)
    begun = monotonic()
    rows = ENGINES[name].solve(case.instance, core, seconds, seed)
    took = monotonic() - begun
    if rows is None:
        return Verdict(0, 0.0, "no plan"), took
    numbers = [point.number for point in case.instance.points[1:]]
    return judge(case.instance, case.vehicles, [[numbers[node] for node in row] for row in rows]), took
