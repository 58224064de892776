"""CP-SAT chooses among all routes met: the cheapest set that does each job at most once and keeps stock and floors."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from planner.routing.core import CoreProblem

Choice = tuple[int, tuple[int, ...]]  # (group, nodes)
WHOLE = 0.98  # of the seconds: whatever ends later was ended by them


def choose(
    problem: CoreProblem,
    candidates: list[Choice],
    costs: list[int],
    hint: set[Choice],
    *,
    seconds: float,
    effort: float | None,
) -> tuple[list[Choice] | None, bool]:
    """The best set of ``candidates`` (each costing ``costs``) or None, and whether ``seconds`` ended the search.

    ``effort`` is CP-SAT's deterministic time, which makes the end independent of the machine unless ``seconds``, which
    are hard, come first.
    """
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in candidates]
    by_job: dict[int, list[int]] = {}
    by_group: dict[int, list[int]] = {}
    for k, (group, nodes) in enumerate(candidates):
        by_group.setdefault(group, []).append(k)
        for j in jobs_of(problem, nodes):
            by_job.setdefault(j, []).append(k)
        model.add_hint(picks[k], (group, nodes) in hint)
    shifts = np.bincount(problem.shift_group)
    for group, members in by_group.items():
        model.add(sum(picks[k] for k in members) <= int(shifts[group]))
    for members in by_job.values():
        model.add_at_most_one(picks[k] for k in members)
    _stock(problem, model, picks, candidates)
    _fleet(problem, model, picks, by_group)
    worth = [
        costs[k] - sum(int(problem.job_prize[j]) for j in jobs_of(problem, nodes))
        for k, (_, nodes) in enumerate(candidates)
    ]
    model.minimize(sum(w * pick for w, pick in zip(worth, picks, strict=True)) + _floors(problem, model, picks, by_job))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    is_cut = status != cp_model.OPTIMAL and solver.wall_time >= WHOLE * seconds
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, is_cut
    return [choice for k, choice in enumerate(candidates) if solver.boolean_value(picks[k])], is_cut


def jobs_of(problem: CoreProblem, nodes: tuple[int, ...]) -> set[int]:
    """The jobs a route does."""
    return {int(problem.node_job[node]) for node in nodes if problem.node_job[node] >= 0}


def _stock(
    problem: CoreProblem, model: cp_model.CpModel, picks: list[cp_model.IntVar], candidates: list[Choice]
) -> None:
    """Baskets taken from each resource."""
    source = {int(problem.shift_group[v]): int(problem.shift_resource[v]) for v in range(problem.shifts)}
    taken: dict[int, list[tuple[int, int]]] = {}
    for k, (group, nodes) in enumerate(candidates):
        for node in nodes:
            load = int(problem.node_load[node])
            resource = int(problem.node_resource[node]) if problem.is_pairs[0] else source[group]
            if resource >= 0 and load > 0:
                taken.setdefault(resource, []).append((k, load))
    for resource, terms in taken.items():
        model.add(sum(load * picks[k] for k, load in terms) <= int(problem.resource_room[resource]))


def _fleet(
    problem: CoreProblem, model: cp_model.CpModel, picks: list[cp_model.IntVar], by_group: dict[int, list[int]]
) -> None:
    """Vehicles of each kind."""
    takes = {int(problem.shift_group[v]): problem.shift_vehicles[v] for v in range(problem.shifts)}
    for kind, size in enumerate(problem.fleet_size):
        groups = {group: int(takes[group][kind]) for group in by_group if takes[group][kind]}
        taken = sum(count * picks[k] for group, count in groups.items() for k in by_group[group])
        if groups:
            model.add(taken <= int(size))


def _floors(
    problem: CoreProblem, model: cp_model.CpModel, picks: list[cp_model.IntVar], by_job: dict[int, list[int]]
) -> cp_model.LinearExprT:
    total: cp_model.LinearExprT = 0
    for f, need in enumerate(problem.floor_need):
        served = [picks[k] for j, members in by_job.items() if problem.job_floor[j] == f for k in members]
        short = model.new_int_var(0, int(need), "")
        model.add(short + sum(served) >= int(need))
        total += int(problem.floor_weight[0]) * short
    return total
