"""Time inside a route: driving around pauses, service inside windows, forwards and backwards."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from planner.routing.core import FAR, CoreProblem
from planner.routing.engines.native.compiled import compiled


@compiled
def leg_s(p: CoreProblem, a: int, b: int) -> int:
    """Seconds from the end of service at node ``a`` to node ``b``, with what ``a`` needs before leaving."""
    here, there = p.node_loc[a], p.node_loc[b]
    if here == there:  # loading goes on for all that is loaded here, and is over before anything else begins
        return p.leave_s[a] if p.leave_s[b] == 0 else 0
    return p.duration[here, there] + p.leave_s[a]


@compiled
def leg_m(p: CoreProblem, a: int, b: int) -> int:
    """Distance between two nodes."""
    return p.distance[p.node_loc[a], p.node_loc[b]]


@compiled
def drive(p: CoreProblem, day: int, leave: int, seconds: int) -> int:
    """Arrival when leaving at ``leave`` at the earliest, driving in one go and never in a pause."""
    t = leave
    for k in range(p.pause.shape[1]):
        if t < p.pause[day, k, 1] and t + seconds > p.pause[day, k, 0]:
            t = p.pause[day, k, 1]
    return t + seconds


@compiled
def undrive(p: CoreProblem, day: int, arrive: int, seconds: int) -> int:
    """The latest departure that arrives by ``arrive``."""
    t = arrive - seconds
    for k in range(p.pause.shape[1] - 1, -1, -1):
        if t < p.pause[day, k, 1] and t + seconds > p.pause[day, k, 0]:
            t = p.pause[day, k, 0] - seconds
    return t


@compiled
def start_at(p: CoreProblem, day: int, node: int, arrive: int) -> int:
    """Start of service after arriving at ``arrive``; FAR when every window has closed."""
    for w in range(p.window_open.shape[2]):
        opens, closes = p.window_open[day, node, w], p.window_close[day, node, w]
        if opens <= closes and arrive <= closes:
            return max(arrive, opens)
    return FAR


@compiled
def latest_arrival(p: CoreProblem, day: int, node: int, start_by: int) -> int:
    """The latest arrival at ``node`` whose service starts by ``start_by``; −FAR when there is none."""
    for w in range(p.window_open.shape[2] - 1, -1, -1):
        opens, closes = p.window_open[day, node, w], p.window_close[day, node, w]
        if opens <= closes and opens <= start_by:
            return min(start_by, closes)
    return -FAR


@compiled
def home_s(p: CoreProblem, v: int, node: int) -> int:
    """Seconds from the end of service at ``node`` back home for shift ``v``."""
    return p.end_duration[p.shift_class[v], p.node_loc[node]] + p.leave_s[node]
