"""Which core problems other libraries can be given as they are: one day, one window, no pauses, reloads or stock."""

from __future__ import annotations

import numpy as np

from planner.routing.core import CoreProblem

REQUIRED_FROM = 1 << 43  # prizes from here on mean that a job must be done


def depot_of(problem: CoreProblem, class_id: int) -> int:
    """The location whose rows and columns are the ways of this class out and home; −1 when there is none."""
    out, home = problem.start_duration[class_id], problem.end_duration[class_id]
    metres = problem.start_distance[class_id]
    alike = (problem.duration == out).all(axis=1) & (home == problem.duration.T).all(axis=1)
    places = np.flatnonzero(alike & (problem.distance == metres).all(axis=1))
    return int(places[0]) if len(places) else -1


def is_plain(problem: CoreProblem) -> bool:
    """Whether every rule of ``problem`` is one that routing libraries share."""
    one_window = problem.window_open.shape[2] == 1
    alike = bool((problem.window_open == problem.window_open[:1]).all())
    alike = alike and bool((problem.window_close == problem.window_close[:1]).all())
    free = (
        not len(problem.fleet_size)
        and not problem.shift_riders.shape[1]
        and not len(problem.resource_room)
        and not len(problem.floor_need)
        and problem.pause.shape[1] == 0
    )
    simple = bool((problem.shift_reload_node < 0).all()) and bool((problem.may_serve == 1).all())
    single = problem.job_pickups.shape[1] == 1 and bool((problem.leave_s == 0).all())
    return one_window and alike and free and simple and single and _depots(problem)


def _depots(problem: CoreProblem) -> bool:
    return all(depot_of(problem, c) >= 0 for c in range(len(problem.start_duration)))


def fill_shifts(problem: CoreProblem, routes: list[tuple[int, list[int]]]) -> tuple[tuple[int, ...], ...] | None:
    """Rows for every shift from (group, nodes) routes; None when a group has fewer shifts than routes."""
    rows: list[tuple[int, ...]] = [()] * problem.shifts
    free: dict[int, list[int]] = {}
    for v in range(problem.shifts - 1, -1, -1):
        free.setdefault(int(problem.shift_group[v]), []).append(v)
    for group, nodes in routes:
        if not free.get(group):
            return None
        rows[free[group].pop()] = tuple(nodes)
    return tuple(rows)
