"""A problem of three stops, for compiling."""

from __future__ import annotations

import numpy as np

from planner.routing.build import Builder, Job, Node, Shift
from planner.routing.core import CoreProblem


def tiny_problem(is_pairs: bool) -> CoreProblem:
    """Three jobs on a line of seven places; two shifts."""
    line = np.abs(np.subtract.outer(np.arange(7), np.arange(7))).astype(np.int64)
    build = Builder(line, line, np.zeros((1, 1, 2), np.int64), is_pairs=is_pairs)
    hours = (((0, 100),),)
    for k in range(3):
        if is_pairs:
            build.nodes += [Node(2 * k + 1, 1, 1, hours), Node(2 * k + 2, -1, 1, hours)]
            build.jobs.append(Job(2 * k + 1, 50, (2 * k,)))
        else:
            build.nodes.append(Node(k + 1, 1, 1, hours))
            build.jobs.append(Job(k, 50))
    build.shifts = [Shift(line[0], line[0], line[:, 0], line[:, 0], 0, 100, 3)] * 2
    return build.build()
