"""The best places over all routes for a pickup (any one of several) and its drop."""
# mypy: disable-error-code="no-any-return"
# ruff: noqa: C901, PLR0912, PLR0915  # two nested loops over places: calls inside them would cost too much

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import FAR, CoreProblem, Ints
from planner.routing.engines.native.compiled import compiled, uniform
from planner.routing.engines.native.state import State
from planner.routing.engines.native.timing import drive, first_open, last_close, leg_s, start_at


@compiled
def best_pair(
    p: CoreProblem, s: State, j: int, is_open: Ints, blink: float, rng: NDArray[np.uint64], best: Ints
) -> None:
    """Fill ``best`` = [key, cost, shift, drop place, 0, pickup place, pickup node]; places are those before either."""
    duration, distance, loc, pause, leave_s = p.duration, p.distance, p.node_loc, p.pause, p.leave_s
    opens, closes, service = p.window_open, p.window_close, p.service_s
    drop = p.job_node[j]
    drop_loc, drop_service = loc[drop], service[drop]
    top = FAR
    for v in range(len(s.size)):
        if is_open[v] == 0:
            continue
        n, day, c, unit, room = s.size[v], p.shift_day[v], p.shift_class[v], p.shift_unit[v], p.shift_room[v]
        row, leave, latest, aboard = s.route[v], s.leave[v], s.latest[v], s.aboard[v]
        drop_by = last_close(closes, day, drop)
        drop_ready = first_open(opens, day, drop) + drop_service
        end_latest = latest[n] if n > 0 else p.shift_close[v]
        for a in range(p.job_pickups.shape[1]):
            pick = p.job_pickups[j, a]
            if pick < 0:
                break
            pick_loc, load, source = loc[pick], p.node_load[pick], p.node_resource[pick]
            if load > room or (source >= 0 and s.used[source] + load > p.resource_room[source]):
                continue
            closing = last_close(closes, day, pick)
            pick_ready = first_open(opens, day, pick) + service[pick]
            for i in range(n + 1):
                if i < n and latest[i] < pick_ready:
                    continue
                if i > 0:
                    if leave[i - 1] > closing:
                        break
                    if aboard[i - 1] + load > room:
                        continue
                    seconds = leg_s(duration, loc, leave_s, row[i - 1], pick)
                    metres = distance[loc[row[i - 1]], pick_loc]
                    arrive = drive(pause, day, leave[i - 1], seconds)
                else:
                    metres = p.start_distance[c, pick_loc]
                    arrive = drive(pause, day, p.shift_open[v], p.start_duration[c, pick_loc])
                t = start_at(opens, closes, day, pick, arrive)
                if t >= FAR or t > drop_by or uniform(rng) < blink:
                    continue
                t += service[pick]
                if i < n and drive(pause, day, t, leg_s(duration, loc, leave_s, pick, row[i])) > latest[i]:
                    is_on = False  # the next node cannot be reached in time: only drops at once are left
                else:
                    is_on = True
                last, driven = pick, metres
                for k in range(i, n + 1):
                    # the drop in front of place k, coming from node `last`, left at t
                    if k == n or latest[k] >= drop_ready:
                        after = loc[row[k]] if k < n else 0
                        last_loc = loc[last]
                        total = driven + distance[last_loc, drop_loc]
                        if k < n:
                            total += distance[drop_loc, after]
                            total -= distance[loc[row[k - 1]], after] if k > 0 else p.start_distance[c, after]
                        else:
                            total += p.end_distance[c, drop_loc]
                            if n > 0:
                                total -= p.end_distance[c, loc[row[n - 1]]]
                        cost = unit * total
                        if n == 0:
                            cost += p.shift_fixed[v]
                        if cost < top:
                            arrive = drive(pause, day, t, leg_s(duration, loc, leave_s, last, drop))
                            begin = start_at(opens, closes, day, drop, arrive)
                            if begin < FAR:
                                if k < n:
                                    onward = leg_s(duration, loc, leave_s, drop, row[k])
                                    by = latest[k]
                                else:
                                    onward = p.end_duration[c, drop_loc] + leave_s[drop]
                                    by = end_latest
                                if drive(pause, day, begin + drop_service, onward) <= by:
                                    top = cost
                                    best[0], best[1], best[2], best[3], best[4] = cost, cost, v, k, 0
                                    best[5], best[6] = i, pick
                    if k == n or not is_on or aboard[k] + load > room:
                        break
                    node = row[k]
                    arrive = drive(pause, day, t, leg_s(duration, loc, leave_s, last, node))
                    if arrive > latest[k] or arrive > drop_by:
                        break
                    if k == i:
                        driven += distance[pick_loc, loc[node]]
                        driven -= distance[loc[row[i - 1]], loc[node]] if i > 0 else p.start_distance[c, loc[node]]
                    t = start_at(opens, closes, day, node, arrive) + service[node]
                    last = node
