"""PyVRP's iterated local search as an engine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyvrp
from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks

from planner.routing.core import CoreProblem
from planner.routing.engines.plain import REQUIRED_FROM, depot_of, fill_shifts

Routes = tuple[tuple[int, ...], ...]
FARTHEST = 1 << 44


class _Stop:
    """Stop when asked to; PyVRP asks once each iteration."""

    def __init__(self, is_over: Callable[[], bool]) -> None:
        self._is_over = is_over

    def __call__(self, best_cost: float) -> bool:  # noqa: ARG002  # the protocol's argument
        return self._is_over()


def data_of(problem: CoreProblem) -> tuple[pyvrp.ProblemData, list[int]]:
    """PyVRP's form of a plain problem, and the group of each vehicle type."""
    used = [int(loc) for loc in problem.node_loc]
    depots = sorted({depot_of(problem, c) for c in range(len(problem.start_duration))})
    names = depots + used
    duration = np.minimum(problem.duration[np.ix_(names, names)], FARTHEST)
    distance = np.minimum(problem.distance[np.ix_(names, names)], FARTHEST)
    np.fill_diagonal(duration, 0)
    np.fill_diagonal(distance, 0)
    place = len(depots)
    clients, shipments = [], []
    for j in range(problem.jobs):
        node, prize = int(problem.job_node[j]), int(problem.job_prize[j])
        must = prize >= REQUIRED_FROM
        common = {"prize": 0 if must else prize, "required": must}
        if problem.is_pairs[0]:
            pick = int(problem.job_pickups[j, 0])
            shipments.append(
                pyvrp.Shipment(
                    place + pick,
                    place + node,
                    *_visit(problem, pick),
                    *_visit(problem, node),
                    amount=[int(problem.node_load[pick])],
                    **common,
                )
            )
        else:
            opens, closes, service = _visit(problem, node)
            clients.append(
                pyvrp.Client(
                    place + node,
                    delivery=[int(problem.node_load[node])],
                    service_duration=service,
                    tw_early=opens,
                    tw_late=closes,
                    **common,
                )
            )
    types, groups = _vehicle_types(problem, depots)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in names],
        clients=clients,
        depots=[pyvrp.Depot(i) for i in range(len(depots))],
        vehicle_types=types,
        distance_matrices=[distance],
        duration_matrices=[duration],
        shipments=shipments,
    )
    return data, groups


def _visit(problem: CoreProblem, node: int) -> tuple[int, int, int]:
    return (
        int(problem.window_open[0, node, 0]),
        int(problem.window_close[0, node, 0]),
        int(problem.service_s[node]),
    )


def _vehicle_types(problem: CoreProblem, depots: list[int]) -> tuple[list[pyvrp.VehicleType], list[int]]:
    types, groups = [], []
    for group in sorted({int(g) for g in problem.shift_group}):
        members = np.flatnonzero(problem.shift_group == group)
        v = int(members[0])
        depot = depots.index(depot_of(problem, int(problem.shift_class[v])))
        types.append(
            pyvrp.VehicleType(
                num_available=len(members),
                capacity=[int(problem.shift_room[v])],
                start_depot=depot,
                end_depot=depot,
                fixed_cost=int(problem.shift_fixed[v]),
                tw_early=int(problem.shift_open[v]),
                tw_late=int(problem.shift_close[v]),
                unit_distance_cost=int(problem.shift_unit[v]),
            )
        )
        groups.append(group)
    return types, groups


def propose(problem: CoreProblem, seed: int, is_over: Callable[[], bool]) -> Routes | None:
    """The best feasible routes PyVRP has when ``is_over`` first says so; None when it has none."""
    data, groups = data_of(problem)
    result = pyvrp.solve(data, stop=_Stop(is_over), seed=seed, collect_stats=False)
    return _rows(problem, result.best, groups)


def _rows(problem: CoreProblem, found: pyvrp.Solution, groups: list[int]) -> Routes | None:
    if not found.is_feasible():
        return None
    routes = []
    for route in found.routes():
        nodes = []
        for step in route.schedule():
            if step.is_client():
                nodes.append(int(problem.job_node[step.idx]))
            elif step.is_pickup():
                nodes.append(int(problem.job_pickups[step.idx, 0]))
            elif step.is_delivery():
                nodes.append(int(problem.job_node[step.idx]))
        if nodes:
            routes.append((groups[route.vehicle_type()], nodes))
    return fill_shifts(problem, routes)


class Improver(IteratedLocalSearchCallbacks):  # type: ignore[misc]  # PyVRP's classes carry no types
    """PyVRP on a plain problem of single jobs, its better plans taken while it runs."""

    def __init__(self, problem: CoreProblem) -> None:
        self.problem = problem
        self.data, self.groups = data_of(problem)
        self._best: pyvrp.Solution | None = None

    def on_best(self, best: pyvrp.Solution) -> None:
        """PyVRP's call on each better plan."""
        self._best = best

    def take(self) -> Routes | None:
        """The best plan not taken yet."""
        best, self._best = self._best, None
        return None if best is None else _rows(self.problem, best, self.groups)

    def run(self, seed: int, start: Routes | None, is_over: Callable[[], bool]) -> None:
        """Improve ``start``, or PyVRP's own start, until ``is_over``; it is asked every iteration."""
        params = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=self))
        first = None if start is None else self._solution(start)
        pyvrp.solve(
            self.data, stop=_Stop(is_over), seed=seed, collect_stats=False, params=params, initial_solution=first
        )

    def _solution(self, start: Routes) -> pyvrp.Solution:
        kinds = {group: kind for kind, group in enumerate(self.groups)}
        routes = [
            pyvrp.Route(
                self.data, [int(self.problem.node_job[node]) for node in row], kinds[int(self.problem.shift_group[v])]
            )
            for v, row in enumerate(start)
            if row
        ]
        return pyvrp.Solution(self.data, routes)
