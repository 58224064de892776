"""Make a start pay: leave out jobs that cost more than they are worth, and routes that do."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from planner.routing.core import CoreProblem
from planner.routing.engines.native.compiled import compiled
from planner.routing.engines.native.riders import riders_detour
from planner.routing.engines.native.routes import leave_out, prune
from planner.routing.engines.native.ruin import Scratch
from planner.routing.engines.native.state import State


@compiled
def saving(p: CoreProblem, s: State, v: int, i: int) -> int:
    """Cost of driving saved when the node at place ``i`` goes."""
    n, c, loc = s.size[v], p.shift_class[v], p.node_loc
    here = loc[s.route[v, i]]
    before = loc[s.route[v, i - 1]] if i > 0 else -1
    after = loc[s.route[v, i + 1]] if i + 1 < n else -1
    metres = p.start_distance[c, here] if before < 0 else p.distance[before, here]
    metres += p.end_distance[c, here] if after < 0 else p.distance[here, after]
    if before >= 0 and after >= 0:
        metres -= p.distance[before, after]
    elif before >= 0:
        metres -= p.end_distance[c, before]
    elif after >= 0:
        metres -= p.start_distance[c, after]
    saved = p.shift_unit[v] * metres
    if p.shift_riders.shape[1] > 0:
        saved += riders_detour(p, s.route[v], n, v, s.route[v, i], i, i + 1)
    return saved


@compiled
def shed(p: CoreProblem, s: State, x: Scratch, v: int) -> None:
    """Take the worst single job that does not pay out of shift ``v`` until all do; empty it when it still does not.

    Jobs that count for a floor stay while the route does. A shift never costs more than all it does is worth.
    """
    while p.is_pairs[0] == 0 and s.size[v] > 1:
        worst, j = 0, -1
        for i in range(s.size[v]):
            job = p.node_job[s.route[v, i]]
            if job >= 0 and p.job_floor[job] < 0:
                gain = saving(p, s, v, i) - p.job_prize[job]
                if gain > worst:
                    worst, j = gain, job
        if j < 0:
            break
        _out(p, s, x, j)
        if not prune(p, s, v):  # leaving one out made it late
            _empty(p, s, x, v)
    if s.size[v] > 0 and _worth(p, s, v) < s.length[v]:
        _empty(p, s, x, v)


@compiled
def _worth(p: CoreProblem, s: State, v: int) -> int:
    worth = 0
    for i in range(s.size[v]):
        job = p.node_job[s.route[v, i]]
        if job >= 0 and p.job_node[job] == s.route[v, i]:
            worth += p.job_prize[job] + (p.floor_weight[0] if p.job_floor[job] >= 0 else 0)
    return worth


@compiled
def _empty(p: CoreProblem, s: State, x: Scratch, v: int) -> None:
    for i in range(s.size[v]):
        job = p.node_job[s.route[v, i]]
        if job >= 0 and s.job_shift[job] == v:
            _out(p, s, x, job)
    prune(p, s, v)


@compiled
def _out(p: CoreProblem, s: State, x: Scratch, j: int) -> None:
    leave_out(p, s, j, x.source[j])
    x.source[j] = -1
