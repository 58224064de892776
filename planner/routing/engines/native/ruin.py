"""Take strings of neighbouring jobs out of neighbouring routes (Christiaens and Vanden Berghe 2020, SISR)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import CoreProblem, Ints
from planner.routing.engines.native.compiled import below, compiled, uniform
from planner.routing.engines.native.routes import leave_out, prune
from planner.routing.engines.native.state import State

LONGEST_STRING = 10
SPLIT_SHARE = 0.5
SPLIT_STAY = 0.99  # chance that the preserved part of a split string stops growing, 1 − β of the paper


class Scratch(NamedTuple):
    """What an iteration needs to undo itself. ``counts`` is [jobs out, routes touched, seed job,
    1 to place jobs whatever they cost, 1 when a route became too late]."""

    old_route: Ints
    old_size: Ints
    is_touched: Ints
    touched: Ints
    out: Ints  # jobs taken out, then jobs tried
    counts: Ints
    mark: Ints
    source: Ints  # the resource each placed job took its food from
    is_open: Ints  # shifts a job may be tried on
    weight: NDArray[np.float64]
    near_place: Ints  # [V, M + 1], the stamp of the last job with a neighbour beside this place
    stamp: Ints  # one number
    absences: Ints  # how often each job was left out, for fewer vehicles
    in_use: Ints  # [K] vehicles of each kind taken by the shifts in use, kept right while jobs are placed


@compiled
def touch(s: State, x: Scratch, v: int) -> None:
    """Keep a copy of shift ``v`` before its first change in this iteration."""
    if x.is_touched[v]:
        return
    x.is_touched[v] = 1
    x.touched[x.counts[1]] = v
    x.counts[1] += 1
    x.old_size[v] = s.size[v]
    for i in range(s.size[v]):
        x.old_route[v, i] = s.route[v, i]


@compiled
def drop_job(p: CoreProblem, s: State, x: Scratch, j: int) -> None:
    """Leave job ``j`` out; its nodes go with the next :func:`prune`."""
    leave_out(p, s, j, x.source[j])
    x.source[j] = -1
    x.out[x.counts[0]] = j
    x.counts[0] += 1


@compiled
def ruin(p: CoreProblem, s: State, x: Scratch, near: Ints, mean_out: float, rng: NDArray[np.uint64]) -> None:
    """Take out strings around a random seed job."""
    jobs = near.shape[0]
    placed = used = 0
    for v in range(len(s.size)):
        if s.size[v] > 0:
            used += 1
            placed += s.size[v]
    x.counts[2] = below(rng, jobs)
    if used == 0:
        return
    longest = min(float(LONGEST_STRING), placed / used)
    strings = int(uniform(rng) * (4.0 * mean_out / (1.0 + longest) - 1.0) + 1.0)
    seed = x.counts[2]
    for k in range(-1, near.shape[1]):
        if x.counts[1] >= strings:
            break
        j = seed if k < 0 else near[seed, k]
        if j < 0:
            break
        v = s.job_shift[j]
        if v < 0 or x.is_touched[v]:
            continue
        _string(p, s, x, v, j, min(longest, float(s.size[v])), rng)
    for k in range(x.counts[1]):
        if not prune(p, s, x.touched[k]):
            x.counts[4] = 1


@compiled
def _string(p: CoreProblem, s: State, x: Scratch, v: int, j: int, longest: float, rng: NDArray[np.uint64]) -> None:
    """Take out a string of the route through job ``j``, whole or with a preserved part in the middle."""
    touch(s, x, v)
    n = s.size[v]
    length = int(uniform(rng) * longest + 1.0)
    length = min(length, n)
    place = s.where[p.job_node[j]]
    if p.is_pairs[0] == 1 and uniform(rng) < 0.5:
        for i in range(n):
            if p.node_job[s.route[v, i]] == j:
                place = i
                break
    preserved = 0
    if length > 1 and length < n and uniform(rng) < SPLIT_SHARE:
        preserved = 1
        while length + preserved < n and uniform(rng) > SPLIT_STAY:
            preserved += 1
    whole = length + preserved
    first = max(0, place - below(rng, whole))
    first = min(first, n - whole)
    gap = first + 1 + below(rng, length) if preserved else n
    for i in range(first, first + whole):
        job = p.node_job[s.route[v, i]]
        is_kept = preserved > 0 and gap <= i < gap + preserved and job != j
        if job >= 0 and s.job_shift[job] == v and not is_kept:
            drop_job(p, s, x, job)
