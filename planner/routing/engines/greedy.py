"""Cheapest insertion in plain Python: slow but always ready, and a second opinion on the compiled search in tests."""

from __future__ import annotations

from planner.routing.clock import Clock
from planner.routing.core import FAR, CoreProblem, rider_metres

Rows = tuple[tuple[int, ...], ...]


def insert_all(problem: CoreProblem, clock: Clock) -> Rows:
    """Insert job after job, dearest first, where it costs least; jobs are left out when the clock runs out."""
    rows: list[tuple[int, ...]] = [()] * problem.shifts
    used = [0] * max(1, len(problem.resource_room))
    free = problem.fleet_size.copy()
    order = sorted(range(problem.jobs), key=lambda j: (-int(problem.job_prize[j]), j))
    for j in order:
        if clock.left < 0.2:
            break
        best: tuple[int, int, tuple[int, ...]] | None = None
        seen: set[int] = set()
        for v in range(problem.shifts):
            group = int(problem.shift_group[v])
            is_closed = not rows[v] and (group in seen or bool((problem.shift_vehicles[v] > free).any()))
            if not problem.may_serve[group, j] or is_closed:
                continue
            if not rows[v]:
                seen.add(group)
            before = cost_of_row(problem, v, rows[v]) or 0
            for row in _ways(problem, rows[v], j):
                cost = cost_of_row(problem, v, row)
                if (
                    cost is not None
                    and (best is None or cost - before < best[0])
                    and _has_stock(problem, v, j, row, used)
                ):
                    best = (cost - before, v, row)
        if best is not None:
            free -= 0 if rows[best[1]] else problem.shift_vehicles[best[1]]
            rows[best[1]] = best[2]
            source = _source(problem, best[1], j, best[2])
            if source >= 0:
                used[source] += abs(int(problem.node_load[problem.job_node[j]]))
    return _worthwhile(problem, rows)


def _ways(problem: CoreProblem, row: tuple[int, ...], j: int) -> list[tuple[int, ...]]:
    node = int(problem.job_node[j])
    singles = [((*row[:i], node, *row[i:]), i) for i in range(len(row) + 1)]
    picks = [int(k) for k in problem.job_pickups[j] if k >= 0]
    if not problem.is_pairs[0]:
        return [way for way, _ in singles]
    return [(*way[:a], pick, *way[a:]) for way, i in singles for pick in picks for a in range(i + 1)]


def _source(problem: CoreProblem, v: int, j: int, row: tuple[int, ...]) -> int:
    if not problem.is_pairs[0]:
        return int(problem.shift_resource[v])
    picks = {int(k) for k in problem.job_pickups[j]}
    return next((int(problem.node_resource[node]) for node in row if node in picks), -1)


def _has_stock(problem: CoreProblem, v: int, j: int, row: tuple[int, ...], used: list[int]) -> bool:
    source = _source(problem, v, j, row)
    load = abs(int(problem.node_load[problem.job_node[j]]))
    return source < 0 or used[source] + load <= int(problem.resource_room[source])


def cost_of_row(problem: CoreProblem, v: int, row: tuple[int, ...]) -> int | None:
    """Fixed and driving cost of a shift's row; None when it breaks a window, a pause, the shift or the room."""
    if not row:
        return 0
    day, c = int(problem.shift_day[v]), int(problem.shift_class[v])
    places = [int(problem.node_loc[node]) for node in row]
    t = _drive(problem, day, int(problem.shift_open[v]), int(problem.start_duration[c, places[0]]))
    metres = int(problem.start_distance[c, places[0]])
    aboard = 0
    stretch = 0
    for k, node in enumerate(row):
        begin = _start(problem, day, node, t)
        if begin is None:
            return None
        aboard += int(problem.node_load[node])
        stretch = 0 if problem.node_job[node] < 0 else stretch + int(problem.node_load[node])
        if (aboard if problem.is_pairs[0] else stretch) > int(problem.shift_room[v]):
            return None
        t = begin + int(problem.service_s[node])
        if k + 1 < len(row):
            t = _drive(problem, day, t, _leg(problem, node, row[k + 1]))
            metres += int(problem.distance[places[k], places[k + 1]])
    t = _drive(problem, day, t, int(problem.end_duration[c, places[-1]]) + int(problem.leave_s[row[-1]]))
    metres += int(problem.end_distance[c, places[-1]])
    if t > int(problem.shift_close[v]):
        return None
    riding = int(problem.rider_unit[0]) * rider_metres(problem, v, row)
    return int(problem.shift_fixed[v]) + int(problem.shift_unit[v]) * metres + riding


def _leg(problem: CoreProblem, a: int, b: int) -> int:
    here, there = int(problem.node_loc[a]), int(problem.node_loc[b])
    if here == there:
        return int(problem.leave_s[a]) if problem.leave_s[b] == 0 else 0
    return int(problem.duration[here, there]) + int(problem.leave_s[a])


def _drive(problem: CoreProblem, day: int, leave: int, seconds: int) -> int:
    for start, end in problem.pause[day]:
        if leave < end and leave + seconds > start:
            leave = int(end)
    return leave + seconds


def _start(problem: CoreProblem, day: int, node: int, arrive: int) -> int | None:
    if arrive >= FAR:
        return None
    for opens, closes in zip(problem.window_open[day, node], problem.window_close[day, node], strict=True):
        if opens <= closes and arrive <= closes:
            return max(arrive, int(opens))
    return None


def _worthwhile(problem: CoreProblem, rows: list[tuple[int, ...]]) -> Rows:
    """Drop routes that cost more than all they serve is worth."""
    kept = []
    for v, row in enumerate(rows):
        jobs = {int(problem.node_job[node]) for node in row if problem.node_job[node] >= 0}
        worth = sum(int(problem.job_prize[j]) for j in jobs)
        needed = any(problem.job_floor[j] >= 0 for j in jobs)
        kept.append(row if needed or worth >= (cost_of_row(problem, v, row) or 0) else ())
    return tuple(kept)


def cost_of_rows(problem: CoreProblem, rows: Rows) -> int:
    """The core problem's whole cost of rows that hold."""
    jobs = {int(problem.node_job[node]) for row in rows for node in row if problem.node_job[node] >= 0}
    cost = sum(cost_of_row(problem, v, row) or 0 for v, row in enumerate(rows))
    cost += sum(int(problem.job_prize[j]) for j in range(problem.jobs) if j not in jobs)
    for f, need in enumerate(problem.floor_need):
        served = sum(int(problem.job_floor[j]) == f for j in jobs)
        cost += int(problem.floor_weight[0]) * max(0, int(need) - served)
    return cost
