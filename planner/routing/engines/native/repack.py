"""Where baskets are what is short: empty some neighbouring routes and fill them by an exact choice of load.

String removal changes a few stops at a time and seldom finds the set that fills several vehicles to the last basket.
Here a knapsack (dynamic programme over the load) chooses among the jobs of the emptied routes and those left out, a
subset sum deals them out to the vehicles near a seed first, and cheapest insertion puts them in order.
"""

# mypy: disable-error-code="no-any-return"
# ruff: noqa: PLR0913, PLR0917  # compiled functions take what they need; a bundle of it would cost more
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import CoreProblem, Ints
from planner.routing.engines.native.compiled import below, compiled, uniform
from planner.routing.engines.native.insert_single import best_single
from planner.routing.engines.native.recreate import place_job, recreate
from planner.routing.engines.native.routes import prune
from planner.routing.engines.native.ruin import Scratch, drop_job, touch
from planner.routing.engines.native.state import State

MOST_ROUTES = 3
LEFT_OUT = 120  # jobs left out that stand for choice, those with most prize a basket first
TRIED = 10  # of them tried everywhere at the end, with what was emptied and found no place
NOISE = 0.1  # of a prize, half of the times, so that other sets of nearly the same worth are met
WIDEST = 4000  # baskets; a wider knapsack costs more than the rest of an iteration


class Pack(NamedTuple):
    """Tables of the knapsack. ``order`` holds the jobs by prize a basket; it is empty where load is not short."""

    order: Ints
    best: Ints  # [W + 1]
    taken: NDArray[np.int8]  # [candidates, W + 1]
    chosen: Ints  # candidates, then those chosen
    routes: Ints  # shifts emptied


def new_pack(problem: CoreProblem) -> Pack:
    """Tables for ``problem``: empty ones unless more is wanted than all vehicles can carry without reloading."""
    loads = problem.node_load[problem.job_node]
    width = min(WIDEST, MOST_ROUTES * int(problem.shift_room.max(initial=0)))
    reloads = bool(((problem.shift_reload_node >= 0) & (problem.shift_reloads > 0)).any())
    is_short = int(loads.sum()) > int(problem.shift_room.sum()) and not reloads and not problem.is_pairs[0]
    if not is_short or int(problem.shift_room.max()) > WIDEST or (loads < 0).any():
        none = np.zeros(0, np.int64)
        return Pack(none, none, np.zeros((0, 0), np.int8), none, none)
    rate = problem.job_prize / np.maximum(loads, 0.5)
    most = problem.jobs
    return Pack(
        np.argsort(-rate, kind="stable").astype(np.int64),
        np.zeros(width + 1, np.int64),
        np.zeros((most, width + 1), np.int8),
        np.zeros(2 * problem.jobs + 2, np.int64),
        np.zeros(MOST_ROUTES, np.int64),
    )


@compiled
def repack(
    p: CoreProblem, s: State, x: Scratch, near: Ints, k: Pack, blink: float, rng: NDArray[np.uint64], place: Ints
) -> None:
    """Empty one to three routes around a seed job and fill them anew; what finds no place is tried everywhere."""
    count, width = _empty(p, s, x, near, k, rng)
    if count == 0:
        return
    removed = x.counts[0]
    candidates = _candidates(p, s, x, k, p.shift_group[k.routes[0]])
    total = _knapsack(p, k, candidates, width, rng)
    for r in range(count):
        total = _deal(p, s, x, k, r, total, r == count - 1, rng, place)
    _still_out(s, x, k, removed, rng)
    recreate(p, s, x, near, blink, rng, place)


@compiled
def _still_out(s: State, x: Scratch, k: Pack, removed: int, rng: NDArray[np.uint64]) -> None:
    """Shorten the list to those of the ``removed`` that found no place, and add some of the best left out before."""
    kept = 0
    for i in range(removed):
        j = x.out[i]
        if s.job_shift[j] < 0:
            x.out[kept] = j
            x.mark[j] = 1
            kept += 1
    count = kept
    for i in range(len(k.order)):
        if count >= kept + TRIED:
            break
        j = k.order[i]
        if s.job_shift[j] < 0 and x.mark[j] == 0 and uniform(rng) < 0.5:
            x.out[count] = j
            count += 1
    for i in range(kept):
        x.mark[x.out[i]] = 0
    x.counts[0] = count


@compiled
def _empty(p: CoreProblem, s: State, x: Scratch, near: Ints, k: Pack, rng: NDArray[np.uint64]) -> tuple[int, int]:
    """Take every job off some routes of one group and source near a seed; how many routes, and their room."""
    seed = below(rng, len(p.job_node))
    x.counts[2] = seed
    wanted = 1 + below(rng, MOST_ROUTES)
    count = width = 0
    for i in range(-1, near.shape[1]):
        j = seed if i < 0 else near[seed, i]
        if j < 0 or count == wanted:
            break
        v = s.job_shift[j]
        if v < 0 or x.is_touched[v] or width + p.shift_room[v] >= len(k.best):
            continue
        first = k.routes[0]
        if count > 0 and (p.shift_group[v] != p.shift_group[first] or p.shift_resource[v] != p.shift_resource[first]):
            continue
        touch(s, x, v)
        for a in range(s.size[v]):
            job = p.node_job[s.route[v, a]]
            if job >= 0:
                drop_job(p, s, x, job)
        prune(p, s, v)
        k.routes[count] = v
        count += 1
        width += p.shift_room[v]
    if count > 0 and p.shift_resource[k.routes[0]] >= 0:
        source = p.shift_resource[k.routes[0]]
        width = min(width, p.resource_room[source] - s.used[source])
    return count, width


@compiled
def _candidates(p: CoreProblem, s: State, x: Scratch, k: Pack, group: int) -> int:
    """Write what was taken off, then the best of what is left out, to ``chosen``; marks the former."""
    count = 0
    for i in range(x.counts[0]):
        x.mark[x.out[i]] = 1
        k.chosen[count] = x.out[i]
        count += 1
    most = min(count + LEFT_OUT, k.taken.shape[0])
    for i in range(len(k.order)):
        if count >= most:
            break
        j = k.order[i]
        if s.job_shift[j] < 0 and x.mark[j] == 0 and p.may_serve[group, j] and p.job_prize[j] > 0:
            k.chosen[count] = j
            count += 1
    for i in range(x.counts[0]):
        x.mark[x.out[i]] = 0
    return count


@compiled
def _knapsack(p: CoreProblem, k: Pack, count: int, width: int, rng: NDArray[np.uint64]) -> int:
    """Keep in ``chosen`` the candidates worth most within ``width`` baskets; how many."""
    noise = NOISE if uniform(rng) < 0.5 else 0.0
    best, taken = k.best, k.taken
    for c in range(width + 1):
        best[c] = 0
    for i in range(count):
        j = k.chosen[i]
        load = p.node_load[p.job_node[j]]
        worth = p.job_prize[j]
        if noise > 0.0:
            worth = int(worth * (1.0 - noise + 2.0 * noise * uniform(rng)))
        row = taken[i]
        for c in range(min(load, width + 1)):
            row[c] = 0
        for c in range(width, load - 1, -1):
            value = best[c - load] + worth
            row[c] = value > best[c]
            best[c] = max(best[c], value)
    left = width
    kept = count
    for i in range(count - 1, -1, -1):  # chosen ones to the end of the list, then back to its begin
        if left >= 0 and taken[i, left]:
            kept -= 1
            j = k.chosen[i]
            left -= p.node_load[p.job_node[j]]
            k.chosen[i] = k.chosen[kept]
            k.chosen[kept] = j
    for i in range(kept, count):
        j = k.chosen[i]
        k.chosen[i] = k.chosen[i - kept]
        k.chosen[i - kept] = j
    return count - kept


@compiled
def _deal(
    p: CoreProblem,
    s: State,
    x: Scratch,
    k: Pack,
    r: int,
    count: int,
    is_last: bool,
    rng: NDArray[np.uint64],
    place: Ints,
) -> int:
    """Fill the ``r``-th emptied route from the first ``count`` chosen, near ones first; how many are left to deal out.

    The route is filled to the most that a subset comes to: ``taken`` says which sums the rest of the list can make.
    """
    v = k.routes[r]
    room = p.shift_room[v]
    _sort_near(p, x, k, count, rng)
    if not is_last:
        _sums(p, k, count, room)
    left = room
    if not is_last:
        while left > 0 and not k.taken[0, left]:
            left -= 1
    x.is_open[:] = 0
    x.is_open[v] = 1
    rest = 0
    for i in range(count):
        j = k.chosen[i]
        load = p.node_load[p.job_node[j]]
        is_ours = is_last or (load <= left and (i + 1 == count or k.taken[i + 1, left - load]))
        if is_ours:
            left -= load
            place[:] = -1
            best_single(p, s, j, x.is_open, x.in_use, x.near_place, 0, 0.0, rng, place)
            if place[2] >= 0:
                place_job(p, s, x, j, place)
        else:
            k.chosen[rest] = j
            rest += 1
    return rest


@compiled
def _sums(p: CoreProblem, k: Pack, count: int, room: int) -> None:
    """``taken[i, c]`` says whether some of the chosen from the ``i``-th on come to exactly ``c`` baskets."""
    for c in range(room + 1):
        k.taken[count - 1, c] = 0
    k.taken[count - 1, 0] = 1
    load = p.node_load[p.job_node[k.chosen[count - 1]]]
    if load <= room:
        k.taken[count - 1, load] = 1
    for i in range(count - 2, -1, -1):
        load = p.node_load[p.job_node[k.chosen[i]]]
        for c in range(room + 1):
            k.taken[i, c] = k.taken[i + 1, c] or (c >= load and k.taken[i + 1, c - load])


@compiled
def _sort_near(p: CoreProblem, x: Scratch, k: Pack, count: int, rng: NDArray[np.uint64]) -> None:
    """Order the chosen by the way from one of them, the one farthest from the start half of the times."""
    if count == 0:
        return
    centre = k.chosen[below(rng, count)]
    if uniform(rng) < 0.5:
        for i in range(count):
            j = k.chosen[i]
            if p.start_distance[0, p.node_loc[p.job_node[j]]] > p.start_distance[0, p.node_loc[p.job_node[centre]]]:
                centre = j
    here = p.node_loc[p.job_node[centre]]
    for i in range(count):
        j = k.chosen[i]
        w = float(p.distance[here, p.node_loc[p.job_node[j]]])
        a = i - 1
        while a >= 0 and x.weight[a] > w:
            x.weight[a + 1] = x.weight[a]
            k.chosen[a + 1] = k.chosen[a]
            a -= 1
        x.weight[a + 1] = w
        k.chosen[a + 1] = j
