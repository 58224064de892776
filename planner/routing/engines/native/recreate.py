"""Put left-out jobs back one by one, each at its best place, in an order drawn anew each time."""

# mypy: disable-error-code="no-any-return"
# ruff: noqa: C901, PLR0912
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import FAR, CoreProblem, Ints
from planner.routing.engines.native.compiled import below, compiled, uniform
from planner.routing.engines.native.insert_pair import best_pair
from planner.routing.engines.native.insert_single import RELOAD_AFTER, RELOAD_BEFORE, best_single
from planner.routing.engines.native.routes import put, refresh, take_on
from planner.routing.engines.native.ruin import Scratch, touch
from planner.routing.engines.native.state import State

MANY_ROUTES = 12
NEAR_ROUTES = 40  # how many neighbours of a job lend their routes when there are many
MANY_PLACED = 200  # from here on a job is tried only beside its neighbours and at the ends of routes
NEAR_PLACES = 30  # how many of its neighbours on routes that takes
SHUN = 0.25  # how often a way to use the fleet is passed over: the cheapest one is seldom the one that can do most


@compiled
def gather(s: State, x: Scratch, near: Ints, reach: int, most: int, rng: NDArray[np.uint64]) -> None:
    """Add left-out jobs near the seed to the list, ``most`` at most, so that prizes nearby get their chance."""
    seed = x.counts[2]
    removed = x.counts[0]
    for k in range(removed):
        x.mark[x.out[k]] = 1
    share = 1.0 if uniform(rng) < 0.5 else 0.5
    for k in range(-1, min(reach, near.shape[1])):
        j = seed if k < 0 else near[seed, k]
        if j < 0 or x.counts[0] - removed >= most:
            break
        if s.job_shift[j] < 0 and x.mark[j] == 0 and uniform(rng) < share:
            x.out[x.counts[0]] = j
            x.counts[0] += 1
    for k in range(removed):
        x.mark[x.out[k]] = 0


@compiled
def order(p: CoreProblem, x: Scratch, rng: NDArray[np.uint64]) -> None:
    """Sort the list by one rule drawn at random: chance, load, prize, prize a load, far, near, narrow, early."""
    rule = below(rng, 14)
    count = x.counts[0]
    for k in range(count):
        j = x.out[k]
        node = p.job_node[j]
        if rule < 4:
            x.weight[k] = uniform(rng)
        elif rule < 6:
            x.weight[k] = -abs(p.node_load[node])
        elif rule < 8:
            x.weight[k] = -p.job_prize[j] * (0.7 + 0.6 * uniform(rng))
        elif rule < 9:
            x.weight[k] = -p.job_prize[j] / (p.service_s[node] + 1.0)
        elif rule < 11:
            x.weight[k] = -p.start_distance[0, p.node_loc[node]]
        elif rule < 12:
            x.weight[k] = p.start_distance[0, p.node_loc[node]]
        elif rule < 13:
            x.weight[k] = p.window_close[0, node, 0] - p.window_open[0, node, 0]
        else:
            x.weight[k] = p.window_open[0, node, 0]
    for k in range(1, count):  # insertion sort: lists are short, and it is stable
        w, j = x.weight[k], x.out[k]
        i = k - 1
        while i >= 0 and x.weight[i] > w:
            x.weight[i + 1] = x.weight[i]
            x.out[i + 1] = x.out[i]
            i -= 1
        x.weight[i + 1] = w
        x.out[i + 1] = j


@compiled
def mark_places(p: CoreProblem, s: State, x: Scratch, near: Ints, j: int, stamp: int) -> None:
    """Stamp the places before and after the nearest neighbours of job ``j`` that are on routes, and routes' ends."""
    found = 0
    for k in range(near.shape[1]):
        other = near[j, k]
        if other < 0 or found >= NEAR_PLACES:
            break
        v = s.job_shift[other]
        if v >= 0:
            i = s.where[p.job_node[other]]
            x.near_place[v, i] = stamp
            x.near_place[v, i + 1] = stamp
            found += 1


@compiled
def find_best(
    p: CoreProblem, s: State, x: Scratch, near: Ints, j: int, blink: float, rng: NDArray[np.uint64], best: Ints
) -> None:
    """Fill ``best`` with the best place of job ``j`` over all shifts worth trying."""
    best[:] = -1
    best[0] = FAR
    shifts = len(s.size)
    is_narrow = s.totals[1] > MANY_ROUTES
    group_of, may_serve, is_open, size, touched = p.shift_group, p.may_serve, x.is_open, s.size, x.is_touched
    empty_group = -1
    has_fleet = len(x.in_use) > 0
    shun = SHUN if blink > 0.0 else 0.0
    for v in range(shifts):
        group = group_of[v]
        if size[v] == 0:
            is_open[v] = may_serve[group, j] if group != empty_group else 0
            empty_group = group
            if has_fleet and is_open[v] and uniform(rng) < shun:
                is_open[v] = 0
        else:
            is_open[v] = may_serve[group, j] if not is_narrow or touched[v] else 0
    if is_narrow:
        for k in range(min(NEAR_ROUTES, near.shape[1])):
            other = near[j, k]
            if other >= 0 and s.job_shift[other] >= 0:
                v = s.job_shift[other]
                is_open[v] = may_serve[group_of[v], j]
    stamp = 0
    if p.is_pairs[0] == 0 and x.counts[3] == 0 and s.totals[2] > MANY_PLACED:
        x.stamp[0] += 1
        stamp = x.stamp[0]
        mark_places(p, s, x, near, j, stamp)
    if p.is_pairs[0] == 1:
        best_pair(p, s, j, is_open, blink, rng, best)
    else:
        best_single(p, s, j, is_open, x.in_use, x.near_place, stamp, blink, rng, best)


@compiled
def place_job(p: CoreProblem, s: State, x: Scratch, j: int, best: Ints) -> None:
    """Write job ``j`` where ``best`` says."""
    v, node = best[2], p.job_node[j]
    touch(s, x, v)
    if s.size[v] == 0:
        for k in range(len(x.in_use)):
            x.in_use[k] += p.shift_vehicles[v, k]
    put(s, v, best[3], node)
    source = p.shift_resource[v]
    if best[4] == RELOAD_BEFORE:
        put(s, v, best[3], p.shift_reload_node[v])
    if best[4] == RELOAD_AFTER:
        put(s, v, best[3] + 1, p.shift_reload_node[v])
    if best[6] >= 0:
        put(s, v, best[5], best[6])
        source = p.node_resource[best[6]]
    x.source[j] = source
    take_on(p, s, v, j, source)
    refresh(p, s, v)


@compiled
def is_worth(p: CoreProblem, s: State, j: int, cost: int) -> bool:
    """Whether placing job ``j`` at ``cost`` beats leaving it out."""
    gain = p.job_prize[j]
    f = p.job_floor[j]
    if f >= 0 and s.floor_count[f] < p.floor_need[f]:
        gain += p.floor_weight[0]
    return cost <= gain


@compiled
def recreate(
    p: CoreProblem, s: State, x: Scratch, near: Ints, blink: float, rng: NDArray[np.uint64], best: Ints
) -> None:
    """Try every job of the list once, in order."""
    s.totals[1] = 0
    s.totals[2] = 0
    x.in_use[:] = 0
    for v in range(len(s.size)):
        if s.size[v] > 0:
            s.totals[1] += 1
            s.totals[2] += s.size[v]
            for k in range(len(x.in_use)):
                x.in_use[k] += p.shift_vehicles[v, k]
    order(p, x, rng)
    for k in range(x.counts[0]):
        j = x.out[k]
        find_best(p, s, x, near, j, blink, rng, best)
        if best[2] >= 0 and (x.counts[3] == 1 or is_worth(p, s, j, best[1])):
            place_job(p, s, x, j, best)
