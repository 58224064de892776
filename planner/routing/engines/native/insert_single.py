"""The best place on one route for a job of one node, with a reload before or after it where food runs out."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import FAR, CoreProblem, Ints
from planner.routing.engines.native.compiled import compiled, uniform
from planner.routing.engines.native.state import State
from planner.routing.engines.native.timing import drive, home_s, leg_m, leg_s, start_at

PLAIN, RELOAD_BEFORE, RELOAD_AFTER = 0, 1, 2


@compiled
def best_place(p: CoreProblem, s: State, v: int, j: int, blink: float, rng: NDArray[np.uint64], best: Ints) -> None:
    """Improve ``best`` = [key, cost, shift, place, way, pickup place, pickup node] with places on shift ``v``."""
    node = p.job_node[j]
    load = p.node_load[node]
    source = p.shift_resource[v]
    if load > p.shift_room[v] or (source >= 0 and s.used[source] + load > p.resource_room[source]):
        return
    n = s.size[v]
    closes = p.window_close[p.shift_day[v], node].max()
    can_reload = p.shift_reload_node[v] >= 0 and s.reloads[v] < p.shift_reloads[v]
    for i in range(n + 1):
        if i > 0 and s.begin[v, i - 1] > closes:
            break
        if uniform(rng) < blink:
            continue
        held = _held(p, s, v, i)
        if held + load <= p.shift_room[v]:
            _try(p, s, v, i, node, PLAIN, best)
        elif can_reload:
            before = s.aboard[v, i - 1] if i > 0 else 0
            if i > 0 and held - before + load <= p.shift_room[v]:
                _try(p, s, v, i, node, RELOAD_BEFORE, best)
            if i < n and before + load <= p.shift_room[v]:
                _try(p, s, v, i, node, RELOAD_AFTER, best)


@compiled
def _held(p: CoreProblem, s: State, v: int, i: int) -> int:
    """Load of the stretch that place ``i`` belongs to; in front of a reload that is the stretch before it."""
    n = s.size[v]
    if n == 0:
        return 0
    if i == n or (i > 0 and p.node_job[s.route[v, i]] < 0):
        return s.segment[v, i - 1]
    return s.segment[v, i]


@compiled
def _try(p: CoreProblem, s: State, v: int, i: int, node: int, way: int, best: Ints) -> None:
    """Drive ``node`` (and a reload) between places ``i − 1`` and ``i`` and keep it if it is better."""
    day, c, n = p.shift_day[v], p.shift_class[v], s.size[v]
    reload = p.shift_reload_node[v]
    first = reload if way == RELOAD_BEFORE else node
    last = reload if way == RELOAD_AFTER else node
    if i == 0:
        t = drive(p, day, p.shift_open[v], p.start_duration[c, p.node_loc[first]])
        metres = p.start_distance[c, p.node_loc[first]]
    else:
        before = s.route[v, i - 1]
        t = drive(p, day, s.begin[v, i - 1] + p.service_s[before], leg_s(p, before, first))
        metres = leg_m(p, before, first)
    t = start_at(p, day, first, t)
    if t >= FAR:
        return
    t += p.service_s[first]
    if way != PLAIN:
        t = start_at(p, day, last, drive(p, day, t, leg_s(p, first, last)))
        if t >= FAR:
            return
        t += p.service_s[last]
        metres += leg_m(p, first, last)
    metres += _rest_m(p, s, v, i, last)
    seconds = leg_s(p, last, s.route[v, i]) if i < n else home_s(p, v, last)
    arrive = drive(p, day, t, seconds)
    late_by = s.latest[v, i] if n > 0 else p.shift_close[v]
    if arrive > late_by:
        return
    _keep(p, s, v, i, way, metres, arrive, best)


@compiled
def _rest_m(p: CoreProblem, s: State, v: int, i: int, last: int) -> int:
    """Metres on to place ``i`` less the metres of the leg that goes away."""
    c, n = p.shift_class[v], s.size[v]
    onward = leg_m(p, last, s.route[v, i]) if i < n else p.end_distance[c, p.node_loc[last]]
    if n == 0:
        return onward
    if i == 0:
        return onward - p.start_distance[c, p.node_loc[s.route[v, 0]]]
    if i == n:
        return onward - p.end_distance[c, p.node_loc[s.route[v, n - 1]]]
    return onward - leg_m(p, s.route[v, i - 1], s.route[v, i])


@compiled
def _keep(p: CoreProblem, s: State, v: int, i: int, way: int, metres: int, arrive: int, best: Ints) -> None:
    n = s.size[v]
    cost = p.shift_unit[v] * metres
    if n == 0:
        cost += p.shift_fixed[v]
        delay = arrive - p.shift_open[v]
    else:
        delay = max(0, arrive - s.begin[v, i])
    key = cost + p.time_weight[0] * delay
    if key < best[0]:
        best[0] = key
        best[1] = cost
        best[2] = v
        best[3] = i
        best[4] = way
