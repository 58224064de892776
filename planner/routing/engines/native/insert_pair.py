"""The best places on one route for a pickup (any one of several) and its drop."""

# mypy: disable-error-code="no-any-return"
# ruff: noqa: PLR0913, PLR0917
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import FAR, CoreProblem, Ints
from planner.routing.engines.native.compiled import compiled, uniform
from planner.routing.engines.native.state import State
from planner.routing.engines.native.timing import drive, home_s, leg_m, leg_s, start_at


@compiled
def best_pair(p: CoreProblem, s: State, v: int, j: int, blink: float, rng: NDArray[np.uint64], best: Ints) -> None:
    """Improve ``best`` = [key, cost, shift, drop place, 0, pickup place, pickup node] with places on shift ``v``."""
    for a in range(p.job_pickups.shape[1]):
        pick = p.job_pickups[j, a]
        if pick < 0:
            break
        load = p.node_load[pick]
        source = p.node_resource[pick]
        if load > p.shift_room[v] or (source >= 0 and s.used[source] + load > p.resource_room[source]):
            continue
        closes = p.window_close[p.shift_day[v], pick].max()
        for i in range(s.size[v] + 1):
            if i > 0 and s.begin[v, i - 1] > closes:
                break
            if i > 0 and s.aboard[v, i - 1] + load > p.shift_room[v]:
                continue
            if uniform(rng) >= blink:
                _from_pickup(p, s, v, j, pick, i, best)


@compiled
def _from_pickup(p: CoreProblem, s: State, v: int, j: int, pick: int, i: int, best: Ints) -> None:
    day, c, n = p.shift_day[v], p.shift_class[v], s.size[v]
    if i == 0:
        t = drive(p, day, p.shift_open[v], p.start_duration[c, p.node_loc[pick]])
        metres = p.start_distance[c, p.node_loc[pick]]
    else:
        before = s.route[v, i - 1]
        t = drive(p, day, s.begin[v, i - 1] + p.service_s[before], leg_s(p, before, pick))
        metres = leg_m(p, before, pick)
    t = start_at(p, day, pick, t)
    if t >= FAR:
        return
    t += p.service_s[pick]
    drop = p.job_node[j]
    load = p.node_load[pick]
    last = pick
    driven = metres
    for k in range(i, n + 1):
        _try_drop(p, s, v, i, k, pick, drop, last, t, driven, best)
        if k == n:
            return
        node = s.route[v, k]
        arrive = drive(p, day, t, leg_s(p, last, node))
        if arrive > s.latest[v, k] or s.aboard[v, k] + load > p.shift_room[v]:
            return
        if k == i:
            driven += leg_m(p, last, node) + _gone(p, s, v, i)
        t = start_at(p, day, node, arrive) + p.service_s[node]
        last = node


@compiled
def _gone(p: CoreProblem, s: State, v: int, i: int) -> int:
    """Minus the metres of the leg into place ``i`` that goes away."""
    c, n = p.shift_class[v], s.size[v]
    if n == 0:
        return 0
    if i == 0:
        return -p.start_distance[c, p.node_loc[s.route[v, 0]]]
    if i == n:
        return -p.end_distance[c, p.node_loc[s.route[v, n - 1]]]
    return -leg_m(p, s.route[v, i - 1], s.route[v, i])


@compiled
def _try_drop(
    p: CoreProblem, s: State, v: int, i: int, k: int, pick: int, drop: int, last: int, t: int, driven: int, best: Ints
) -> None:
    """Put the drop in front of place ``k``; ``last`` is the node driven from, left at ``t``."""
    day, c, n = p.shift_day[v], p.shift_class[v], s.size[v]
    begin = start_at(p, day, drop, drive(p, day, t, leg_s(p, last, drop)))
    if begin >= FAR:
        return
    seconds = leg_s(p, drop, s.route[v, k]) if k < n else home_s(p, v, drop)
    arrive = drive(p, day, begin + p.service_s[drop], seconds)
    late_by = s.latest[v, k] if n > 0 else p.shift_close[v]
    if arrive > late_by:
        return
    onward = leg_m(p, drop, s.route[v, k]) if k < n else p.end_distance[c, p.node_loc[drop]]
    metres = driven + leg_m(p, last, drop) + onward + _gone(p, s, v, k)
    cost = p.shift_unit[v] * metres
    delay = arrive - p.shift_open[v]
    if n == 0:
        cost += p.shift_fixed[v]
    else:
        delay = max(0, arrive - s.begin[v, k])
    key = cost + p.time_weight[0] * delay
    if key < best[0]:
        best[0] = key
        best[1] = cost
        best[2] = v
        best[3] = k
        best[5] = i
        best[6] = pick
