"""The best place over all routes for a job of one node, with a reload before or after it where food runs out."""
# mypy: disable-error-code="no-any-return"
# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917  # one loop over places: a call for each would cost more than it does

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import FAR, CoreProblem, Ints
from planner.routing.engines.native.compiled import compiled, uniform
from planner.routing.engines.native.riders import detour, riders_detour
from planner.routing.engines.native.state import State
from planner.routing.engines.native.timing import drive, start_at

PLAIN, RELOAD_BEFORE, RELOAD_AFTER = 0, 1, 2


@compiled
def best_single(
    p: CoreProblem,
    s: State,
    j: int,
    is_open: Ints,
    in_use: Ints,
    near_place: Ints,
    stamp: int,
    blink: float,
    rng: NDArray[np.uint64],
    best: Ints,
) -> None:
    """Fill ``best`` = [key, cost, shift, place, way, −1, −1] with the best place on the shifts of ``is_open``.

    With a ``stamp`` above 0 inner places count only where ``near_place`` bears it. ``in_use`` is what the shifts in use
    take of the fleet; where there is one, routes are looked at before shifts still empty, most of which cost more.
    """
    duration, distance, loc, pause = p.duration, p.distance, p.node_loc, p.pause
    opens, closes, node_job = p.window_open, p.window_close, p.node_job
    node = p.job_node[j]
    here, load, service = loc[node], p.node_load[node], p.service_s[node]
    weight = p.time_weight[0]
    has_pause = pause.shape[1] > 0
    riders, job_riders, vehicles, fleet = p.shift_riders, p.job_riders, p.shift_vehicles, p.fleet_size
    kinds = riders.shape[1]
    top = FAR
    shifts = len(s.size)
    has_fleet = len(in_use) > 0
    for turn in range(2 * shifts if has_fleet else shifts):
        v = turn % shifts
        if is_open[v] == 0 or load > p.shift_room[v] or (has_fleet and (turn < shifts) == (s.size[v] == 0)):
            continue
        rides = 0
        for k in range(kinds):
            rides += riders[v, k] >= 0 and job_riders[p.shift_day[v], j, k] == 1
        if has_fleet and s.size[v] == 0:
            is_free = True
            for k in range(len(in_use)):
                is_free = is_free and in_use[k] + vehicles[v, k] <= fleet[k]
            c = p.shift_class[v]
            opening = p.shift_unit[v] * (p.start_distance[c, here] + p.end_distance[c, here]) + p.shift_fixed[v]
            if not is_free or opening >= top:
                continue
        source = p.shift_resource[v]
        if source >= 0 and s.used[source] + load > p.resource_room[source]:
            continue
        n, day, c, unit, room = s.size[v], p.shift_day[v], p.shift_class[v], p.shift_unit[v], p.shift_room[v]
        row, leave, latest, begin = s.route[v], s.leave[v], s.latest[v], s.begin[v]
        segment, aboard = s.segment[v], s.aboard[v]
        can_reload = p.shift_reload_node[v] >= 0 and s.reloads[v] < p.shift_reloads[v]
        if n > 0 and not can_reload and s.reloads[v] == 0 and segment[0] + load > room:
            continue
        closing = closes[day, node, 0]
        ready = opens[day, node, 0] + service  # the next stop must wait at least until then
        for w in range(1, closes.shape[2]):
            closing = max(closing, closes[day, node, w])
            ready = min(ready, opens[day, node, w] + service)
        marks = near_place[v]
        for i in range(n + 1):
            if i < n and (latest[i] < ready or (stamp > 0 and i > 0 and marks[i] != stamp)):
                continue
            if i == 0:
                gone, seconds, metres = p.shift_open[v], p.start_duration[c, here], p.start_distance[c, here]
            else:
                gone = leave[i - 1]
                there = loc[row[i - 1]]
                seconds, metres = duration[there, here], distance[there, here]
            if gone > closing:
                break
            if i < n:
                following = loc[row[i]]
                onward = duration[here, following]
                metres += distance[here, following]
                metres -= distance[there, following] if i > 0 else p.start_distance[c, following]
            else:
                onward = p.end_duration[c, here]
                metres += p.end_distance[c, here]
                if n > 0:
                    metres -= p.end_distance[c, there]
            cost = unit * metres
            if n == 0:
                cost += p.shift_fixed[v]
            if rides > 0 and cost < top:
                for k in range(kinds):
                    if riders[v, k] >= 0 and job_riders[day, j, k] == 1:
                        wanted, out, back = job_riders[day, :, k], p.rider_out[riders[v, k]], p.rider_back[riders[v, k]]
                        more = detour(node_job, loc, distance, wanted, out, back, row, n, here, i, i)
                        cost += p.rider_unit[0] * more
            if cost >= top:  # waiting only adds to it
                continue
            if uniform(rng) < blink:
                continue
            held = 0
            if n > 0:
                is_stretch_end = i == n or (i > 0 and node_job[row[i]] < 0)
                held = segment[i - 1] if is_stretch_end else segment[i]
            if held + load <= room:
                arrive = gone + seconds
                if has_pause:
                    arrive = drive(pause, day, gone, seconds)
                if arrive > closing:
                    continue
                t = start_at(opens, closes, day, node, arrive) + service
                arrive = t + onward
                if has_pause:
                    arrive = drive(pause, day, t, onward)
                if arrive > (latest[i] if n > 0 else p.shift_close[v]):
                    continue
                key = cost
                if weight > 0:
                    key += weight * (max(0, arrive - begin[i]) if n > 0 else arrive - p.shift_open[v])
                if key < top:
                    top = key
                    best[0], best[1], best[2], best[3], best[4] = key, cost, v, i, PLAIN
            elif can_reload:
                before = aboard[i - 1] if i > 0 else 0
                if i > 0 and held - before + load <= room:
                    top = _reload(p, s, v, i, node, RELOAD_BEFORE, best, top)
                if i < n and before + load <= room:
                    top = _reload(p, s, v, i, node, RELOAD_AFTER, best, top)


@compiled
def _reload(p: CoreProblem, s: State, v: int, i: int, node: int, way: int, best: Ints, top: int) -> int:
    """Drive ``node`` with a reload before or after it between places ``i − 1`` and ``i``; the new best key."""
    day, c, n, loc = p.shift_day[v], p.shift_class[v], s.size[v], p.node_loc
    reload = p.shift_reload_node[v]
    first = reload if way == RELOAD_BEFORE else node
    last = reload if way == RELOAD_AFTER else node
    if i == 0:
        t = drive(p.pause, day, p.shift_open[v], p.start_duration[c, loc[first]])
        metres = p.start_distance[c, loc[first]]
    else:
        before = loc[s.route[v, i - 1]]
        t = drive(p.pause, day, s.leave[v, i - 1], p.duration[before, loc[first]])
        metres = p.distance[before, loc[first]]
    t = start_at(p.window_open, p.window_close, day, first, t) + p.service_s[first]
    t = drive(p.pause, day, t, p.duration[loc[first], loc[last]])
    metres += p.distance[loc[first], loc[last]]
    t = start_at(p.window_open, p.window_close, day, last, t) + p.service_s[last]
    if i < n:
        after = loc[s.route[v, i]]
        seconds = p.duration[loc[last], after]
        metres += p.distance[loc[last], after]
        metres -= p.start_distance[c, after] if i == 0 else p.distance[loc[s.route[v, i - 1]], after]
    else:
        seconds = p.end_duration[c, loc[last]]
        metres += p.end_distance[c, loc[last]] - p.end_distance[c, loc[s.route[v, n - 1]]]
    arrive = drive(p.pause, day, t, seconds)
    cost = p.shift_unit[v] * metres
    if p.shift_riders.shape[1] > 0:
        cost += riders_detour(p, s.route[v], n, v, node, i, i)
    if arrive > s.latest[v, i] or cost >= top:
        return top
    best[0], best[1], best[2], best[3], best[4] = cost, cost, v, i, way
    return cost
