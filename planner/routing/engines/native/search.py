"""The loop: ruin, recreate, accept or undo; and the same loop with one route fewer."""

# ruff: noqa: C901, PLR0912, PLR0913, PLR0917
from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import CoreProblem, Ints
from planner.routing.engines.native.compiled import compiled, uniform
from planner.routing.engines.native.recreate import gather, recreate
from planner.routing.engines.native.reform import reform
from planner.routing.engines.native.repack import Pack, repack
from planner.routing.engines.native.routes import cost_of, leave_out, refresh, take_on
from planner.routing.engines.native.ruin import Scratch, ruin
from planner.routing.engines.native.shed import shed
from planner.routing.engines.native.state import State

BLINK = 0.01
MANY_JOBS = 400
REFORM_SHARE = 0.3  # how often another convoy is tried for a route, where convoys are a choice
BOLD_SHARE = 0.05  # how often jobs are placed at any cost and what does not pay is shed: so routes are opened


@compiled
def undo(p: CoreProblem, s: State, x: Scratch) -> None:
    """Put every touched shift back as it was."""
    for k in range(x.counts[1]):
        v = x.touched[k]
        for i in range(s.size[v]):
            j = p.node_job[s.route[v, i]]
            if j >= 0 and s.job_shift[j] == v:
                leave_out(p, s, j, x.source[j])
    for k in range(x.counts[1]):
        v = x.touched[k]
        s.size[v] = x.old_size[v]
        for i in range(s.size[v]):
            node = x.old_route[v, i]
            s.route[v, i] = node
            j = p.node_job[node]
            if j >= 0 and s.job_shift[j] < 0:
                source = p.shift_resource[v] if p.is_pairs[0] == 0 else p.node_resource[node]
                x.source[j] = source
                take_on(p, s, v, j, source)
        refresh(p, s, v)


@compiled
def forget(x: Scratch) -> None:
    """Begin an iteration with nothing touched."""
    for k in range(x.counts[1]):
        x.is_touched[x.touched[k]] = 0
    x.counts[0] = 0
    x.counts[1] = 0
    x.counts[4] = 0


@compiled
def holds(p: CoreProblem, s: State, x: Scratch) -> bool:
    """Whether every touched shift is in time; only asked in full when leaving out a node made one late."""
    if x.counts[4] == 0:
        return True
    for k in range(x.counts[1]):  # noqa: SIM110  # compiled
        if not refresh(p, s, x.touched[k]):
            return False
    return True


@compiled
def keep_best(s: State, best_route: Ints, best_size: Ints) -> None:
    """Copy the routes."""
    for v in range(len(s.size)):
        best_size[v] = s.size[v]
        for i in range(s.size[v]):
            best_route[v, i] = s.route[v, i]


@compiled
def strings(
    p: CoreProblem,
    s: State,
    x: Scratch,
    near: Ints,
    knobs: NDArray[np.float64],
    rng: NDArray[np.uint64],
    place: Ints,
) -> None:
    """Take strings out and put what is out back; now and then at any cost, and what does not pay is shed again."""
    jobs = len(p.job_node)
    reach = near.shape[1] if jobs <= MANY_JOBS else 60
    if len(x.in_use) == 0 or uniform(rng) >= REFORM_SHARE or not reform(p, s, x, rng):
        ruin(p, s, x, near, knobs[3], rng)
    elif x.counts[4] == 1:
        return  # the other convoy comes too late
    most = jobs if uniform(rng) < knobs[6] and jobs <= MANY_JOBS else int(knobs[5])
    gather(s, x, near, reach, most, rng)
    if s.totals[1] < len(s.size) and uniform(rng) < BOLD_SHARE:
        x.counts[3] = 1
        recreate(p, s, x, near, BLINK, rng, place)
        x.counts[3] = 0
        for k in range(x.counts[1]):
            shed(p, s, x, x.touched[k])
    else:
        recreate(p, s, x, near, BLINK, rng, place)


@compiled
def improve(
    p: CoreProblem,
    s: State,
    x: Scratch,
    near: Ints,
    pack: Pack,
    knobs: NDArray[np.float64],
    rng: NDArray[np.uint64],
    best_route: Ints,
    best_size: Ints,
) -> int:
    """Ruin and recreate while cooling; returns the best cost known.

    ``knobs`` is [iterations, hot, cold, mean taken out, best cost, how many jobs left out are tried each time, how
    often all of them are, how often routes are emptied and filled by choice of load].
    """
    place = np.zeros(7, np.int64)
    current = cost_of(p, s)
    best = int(knobs[4])
    count = int(knobs[0])
    cooling = (knobs[2] / knobs[1]) ** (1.0 / max(1, count))
    heat = knobs[1]
    for _ in range(count):
        forget(x)
        if knobs[7] > 0.0 and uniform(rng) < knobs[7]:
            repack(p, s, x, near, pack, BLINK, rng, place)
        else:
            strings(p, s, x, near, knobs, rng, place)
        fresh = cost_of(p, s)
        if fresh < current - heat * log(uniform(rng) + 1e-300) and holds(p, s, x):
            current = fresh
            if fresh < best:
                best = fresh
                keep_best(s, best_route, best_size)
        else:
            undo(p, s, x)
        heat *= cooling
    forget(x)
    return best


@compiled
def squeeze(
    p: CoreProblem,
    s: State,
    x: Scratch,
    near: Ints,
    limit: Ints,
    iterations: int,
    mean_out: float,
    rng: NDArray[np.uint64],
) -> bool:
    """Try to place every job with the shifts of ``may_serve``; true when all are placed.

    A plan is taken when fewer jobs are left out, or jobs that were left out less often (the paper's absence sums).
    ``limit`` is [jobs out] of the current plan.
    """
    place = np.zeros(7, np.int64)
    jobs = len(p.job_node)
    for _ in range(iterations):
        forget(x)
        before = 0
        for j in range(jobs):
            if s.job_shift[j] < 0:
                before += x.absences[j]
        ruin(p, s, x, near, mean_out, rng)
        removed = x.counts[0]
        for k in range(removed):
            x.mark[x.out[k]] = 1
        for j in range(jobs):
            if s.job_shift[j] < 0 and x.mark[j] == 0:
                x.out[x.counts[0]] = j
                x.counts[0] += 1
        for k in range(removed):
            x.mark[x.out[k]] = 0
        recreate(p, s, x, near, BLINK, rng, place)
        out = absent = 0
        for k in range(x.counts[0]):
            if s.job_shift[x.out[k]] < 0:
                out += 1
                absent += x.absences[x.out[k]]
        is_better = out < limit[0] or absent < before
        for k in range(x.counts[0]):
            if s.job_shift[x.out[k]] < 0:
                x.absences[x.out[k]] += 1
        if is_better and holds(p, s, x):
            limit[0] = out
        else:
            undo(p, s, x)
        if limit[0] == 0:
            forget(x)
            return True
    forget(x)
    return False
