"""Keep one route's times, loads and cost right after it has changed; put jobs in and take them out."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from planner.routing.core import FAR, CoreProblem
from planner.routing.engines.native.compiled import compiled
from planner.routing.engines.native.state import State
from planner.routing.engines.native.timing import drive, home_s, latest_arrival, leg_m, leg_s, start_at, undrive


@compiled
def refresh(p: CoreProblem, s: State, v: int) -> bool:
    """Recompute shift ``v`` from its row of nodes; False when the row cannot be driven in time."""
    n = s.size[v]
    if n == 0:
        s.length[v] = 0
        s.reloads[v] = 0
        return True
    is_in_time = _forward(p, s, v, n)
    _backward(p, s, v, n)
    _loads(p, s, v, n)
    return is_in_time


@compiled
def _forward(p: CoreProblem, s: State, v: int, n: int) -> bool:
    day, c = p.shift_day[v], p.shift_class[v]
    first = s.route[v, 0]
    t = drive(p, day, p.shift_open[v], p.start_duration[c, p.node_loc[first]])
    metres = p.start_distance[c, p.node_loc[first]]
    for i in range(n):
        node = s.route[v, i]
        begin = start_at(p, day, node, t)
        s.begin[v, i] = begin
        if begin >= FAR:
            return False
        if i + 1 < n:
            t = drive(p, day, begin + p.service_s[node], leg_s(p, node, s.route[v, i + 1]))
            metres += leg_m(p, node, s.route[v, i + 1])
        else:
            t = drive(p, day, begin + p.service_s[node], home_s(p, v, node))
            metres += p.end_distance[c, p.node_loc[node]]
    s.begin[v, n] = t
    s.length[v] = p.shift_fixed[v] + p.shift_unit[v] * metres
    return t <= p.shift_close[v]


@compiled
def _backward(p: CoreProblem, s: State, v: int, n: int) -> None:
    day = p.shift_day[v]
    s.latest[v, n] = p.shift_close[v]
    for i in range(n - 1, -1, -1):
        node = s.route[v, i]
        seconds = leg_s(p, node, s.route[v, i + 1]) if i + 1 < n else home_s(p, v, node)
        leave_by = undrive(p, day, s.latest[v, i + 1], seconds)
        s.latest[v, i] = latest_arrival(p, day, node, leave_by - p.service_s[node])


@compiled
def _loads(p: CoreProblem, s: State, v: int, n: int) -> None:
    running = reloads = begin = 0
    for i in range(n):
        node = s.route[v, i]
        if p.node_job[node] < 0:
            reloads += 1
            for k in range(begin, i):
                s.segment[v, k] = running
            begin = i
            running = 0
        running += p.node_load[node]
        s.aboard[v, i] = running
    for k in range(begin, n):
        s.segment[v, k] = running
    s.reloads[v] = reloads


@compiled
def put(s: State, v: int, place: int, node: int) -> None:
    """Shift the row right and write ``node`` at ``place``."""
    n = s.size[v]
    for i in range(n, place, -1):
        s.route[v, i] = s.route[v, i - 1]
    s.route[v, place] = node
    s.size[v] = n + 1


@compiled
def take_on(p: CoreProblem, s: State, v: int, j: int, source: int) -> None:
    """Book job ``j`` as done by shift ``v``, its food from resource ``source`` (−1: none)."""
    s.job_shift[j] = v
    s.totals[0] -= p.job_prize[j]
    if source >= 0:
        s.used[source] += abs(p.node_load[p.job_node[j]])
    if p.job_floor[j] >= 0:
        s.floor_count[p.job_floor[j]] += 1


@compiled
def leave_out(p: CoreProblem, s: State, j: int, source: int) -> None:
    """Undo :func:`take_on`."""
    s.job_shift[j] = -1
    s.totals[0] += p.job_prize[j]
    if source >= 0:
        s.used[source] -= abs(p.node_load[p.job_node[j]])
    if p.job_floor[j] >= 0:
        s.floor_count[p.job_floor[j]] -= 1


@compiled
def prune(p: CoreProblem, s: State, v: int) -> None:
    """Drop every node whose job is no longer this shift's, and reloads that are no longer needed; then refresh."""
    kept = 0
    before = s.size[v]
    for i in range(before):
        node = s.route[v, i]
        job = p.node_job[node]
        if job < 0 and kept == 0:
            continue
        if job >= 0 and s.job_shift[job] != v:
            continue
        if job < 0 and p.node_job[s.route[v, kept - 1]] < 0:
            continue
        s.route[v, kept] = node
        kept += 1
    if kept > 0 and p.node_job[s.route[v, kept - 1]] < 0:
        kept -= 1
    s.size[v] = kept
    if p.shift_reload_node[v] >= 0 and s.reloads[v] > 0:
        _join(p, s, v)
    refresh(p, s, v)


@compiled
def _join(p: CoreProblem, s: State, v: int) -> None:
    """Take out the first reload between two stretches that fit aboard together, again and again."""
    is_changed = True
    while is_changed:
        is_changed = False
        _loads(p, s, v, s.size[v])
        for i in range(1, s.size[v] - 1):
            if p.node_job[s.route[v, i]] < 0 and s.segment[v, i - 1] + s.segment[v, i] <= p.shift_room[v]:
                for k in range(i, s.size[v] - 1):
                    s.route[v, k] = s.route[v, k + 1]
                s.size[v] -= 1
                is_changed = True
                break


@compiled
def cost_of(p: CoreProblem, s: State) -> int:
    """The whole cost as the core problem defines it."""
    total = s.totals[0]
    for v in range(len(s.size)):
        total += s.length[v]
    for f in range(len(p.floor_need)):
        total += p.floor_weight[0] * max(0, p.floor_need[f] - s.floor_count[f])
    return total
