"""Keep one route's times, loads and cost right after it has changed; put jobs in and take them out."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from planner.routing.core import FAR, CoreProblem
from planner.routing.engines.native.compiled import compiled
from planner.routing.engines.native.riders import riders_cost
from planner.routing.engines.native.state import State
from planner.routing.engines.native.timing import drive, latest_arrival, leg_s, start_at, undrive


@compiled
def refresh(p: CoreProblem, s: State, v: int) -> bool:
    """Recompute shift ``v`` from its row of nodes; False when the row cannot be driven in time."""
    n = s.size[v]
    if n == 0:
        s.length[v] = 0
        s.reloads[v] = 0
        return True
    duration, loc, leave_s, pause = p.duration, p.node_loc, p.leave_s, p.pause
    opens, closes, service = p.window_open, p.window_close, p.service_s
    row, begin, latest, leave = s.route[v], s.begin[v], s.latest[v], s.leave[v]
    day, c = p.shift_day[v], p.shift_class[v]
    t = drive(pause, day, p.shift_open[v], p.start_duration[c, loc[row[0]]])
    metres = p.start_distance[c, loc[row[0]]]
    for i in range(n):
        node = row[i]
        s.where[node] = i
        begin[i] = start_at(opens, closes, day, node, t)
        if begin[i] >= FAR:
            return False
        leave[i] = begin[i] + service[node]
        if i + 1 < n:
            t = drive(pause, day, leave[i], leg_s(duration, loc, leave_s, node, row[i + 1]))
            metres += p.distance[loc[node], loc[row[i + 1]]]
    last = row[n - 1]
    home_s = p.end_duration[c, loc[last]] + leave_s[last]
    t = drive(pause, day, leave[n - 1], home_s)
    metres += p.end_distance[c, loc[last]]
    begin[n] = t
    s.length[v] = p.shift_fixed[v] + p.shift_unit[v] * metres
    if p.shift_riders.shape[1] > 0:
        s.length[v] += riders_cost(p, row, n, v)
    latest[n] = p.shift_close[v]
    for i in range(n - 1, -1, -1):
        node = row[i]
        seconds = leg_s(duration, loc, leave_s, node, row[i + 1]) if i + 1 < n else home_s
        leave_by = undrive(pause, day, latest[i + 1], seconds)
        latest[i] = latest_arrival(opens, closes, day, node, leave_by - service[node])
    _loads(p, s, v, n)
    return t <= p.shift_close[v]


@compiled
def _loads(p: CoreProblem, s: State, v: int, n: int) -> None:
    row, aboard, segment, node_job, node_load = s.route[v], s.aboard[v], s.segment[v], p.node_job, p.node_load
    running = reloads = begin = 0
    for i in range(n):
        node = row[i]
        if node_job[node] < 0:
            reloads += 1
            for k in range(begin, i):
                segment[k] = running
            begin = i
            running = 0
        running += node_load[node]
        aboard[i] = running
    for k in range(begin, n):
        segment[k] = running
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
def prune(p: CoreProblem, s: State, v: int) -> bool:
    """Drop every node whose job is no longer this shift's, and reloads no longer needed; false when that is too late.

    Leaving a node out can take longer where roads are closed or times break the triangle inequality.
    """
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
    return refresh(p, s, v)


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
