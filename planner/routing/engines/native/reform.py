"""Let another convoy drive a route: the one way to other company that string removal does not find.

Where shifts share a fleet, each is a way to use it. A route is handed over whole to a shift that is empty and whose
vehicles are free once the route's own are: without the counter when no stop wants it any more, with one lorry more when
there is something left to load on it, or on another day.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import CoreProblem
from planner.routing.engines.native.compiled import below, compiled
from planner.routing.engines.native.routes import leave_out, refresh, take_on
from planner.routing.engines.native.ruin import Scratch, touch
from planner.routing.engines.native.state import State

TRIES = 8  # shifts drawn until one can take the route


@compiled
def reform(p: CoreProblem, s: State, x: Scratch, rng: NDArray[np.uint64]) -> bool:
    """Hand a route drawn at random over to an empty shift; False, and nothing changed, when none was found."""
    j = below(rng, len(p.job_node))
    x.counts[2] = j
    v = s.job_shift[j]
    if v < 0:
        return False
    _count(p, s, x, v)
    for _ in range(TRIES):
        w = below(rng, len(s.size))
        if s.size[w] == 0 and p.shift_group[w] != p.shift_group[v] and _may_take(p, s, x, v, w):
            _hand_over(p, s, x, v, w)
            return True
    return False


@compiled
def _count(p: CoreProblem, s: State, x: Scratch, without: int) -> None:
    """Vehicles in use by all shifts but one."""
    x.in_use[:] = 0
    for v in range(len(s.size)):
        if s.size[v] > 0 and v != without:
            for k in range(len(x.in_use)):
                x.in_use[k] += p.shift_vehicles[v, k]


@compiled
def _may_take(p: CoreProblem, s: State, x: Scratch, v: int, w: int) -> bool:
    """Whether shift ``w`` has vehicles, room, food and leave for what is on ``v``; its times are seen afterwards."""
    for k in range(len(x.in_use)):
        if x.in_use[k] + p.shift_vehicles[w, k] > p.fleet_size[k]:
            return False
    if s.reloads[v] > p.shift_reloads[w] or (s.reloads[v] > 0 and p.shift_reload_node[w] < 0):
        return False
    load = 0
    for i in range(s.size[v]):
        job = p.node_job[s.route[v, i]]
        if s.segment[v, i] > p.shift_room[w] or (job >= 0 and not p.may_serve[p.shift_group[w], job]):
            return False
        load += p.node_load[s.route[v, i]]
    source = p.shift_resource[w]
    return source < 0 or source == p.shift_resource[v] or s.used[source] + load <= p.resource_room[source]


@compiled
def _hand_over(p: CoreProblem, s: State, x: Scratch, v: int, w: int) -> None:
    touch(s, x, v)
    touch(s, x, w)
    for i in range(s.size[v]):
        node = s.route[v, i]
        job = p.node_job[node]
        if job < 0:
            s.route[w, i] = p.shift_reload_node[w]
            continue
        s.route[w, i] = node
        leave_out(p, s, job, x.source[job])
        x.source[job] = p.shift_resource[w]
        take_on(p, s, w, job, x.source[job])
    s.size[w] = s.size[v]
    s.size[v] = 0
    refresh(p, s, v)
    if not refresh(p, s, w):
        x.counts[4] = 1
