"""What the search changes while it runs: routes with their times and loads, and what is left out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planner.routing.core import CoreProblem, Ints


class State(NamedTuple):
    """Rows are shifts. ``begin`` is start of service, ``latest`` the latest arrival that keeps the rest in time.

    ``aboard`` is the running load: in a problem of pairs after the node, otherwise summed since the last reload;
    ``segment`` is the whole load of the node's stretch between two loadings.
    """

    route: Ints  # [V, M]
    size: Ints
    begin: Ints  # [V, M + 1]; the last entry of a route is its return
    latest: Ints  # [V, M + 1]
    leave: Ints  # [V, M], end of service
    aboard: Ints
    segment: Ints
    length: Ints  # cost of driving, with the fixed cost once used
    reloads: Ints
    job_shift: Ints  # −1: left out
    where: Ints  # [N] a node's place on its row, right while its job is done
    used: Ints  # baskets taken from each resource
    floor_count: Ints
    totals: Ints  # [prize left out, shifts in use, nodes on them]


def new_state(problem: CoreProblem) -> State:
    """All routes empty."""
    shifts, jobs = problem.shifts, problem.jobs
    room = len(problem.node_loc) + int(problem.shift_reloads.max(initial=0)) + 2

    def table(width: int) -> Ints:
        return np.zeros((shifts, width), np.int64)

    def line(width: int) -> Ints:
        return np.zeros(width, np.int64)

    return State(
        table(room),
        line(shifts),
        table(room + 1),
        table(room + 1),
        table(room),
        table(room),
        table(room),
        line(shifts),
        line(shifts),
        np.full(jobs, -1, np.int64),
        line(len(problem.node_loc)),
        line(max(1, len(problem.resource_room))),
        line(max(1, len(problem.floor_need))),
        np.array([int(problem.job_prize.sum()), 0, 0], np.int64),
    )
