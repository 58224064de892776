"""Time inside a route: driving around pauses, service inside windows, forwards and backwards.

The functions take the few tables they need, not the whole problem: handing over a problem costs more than the work.
"""
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from planner.routing.core import FAR, Ints
from planner.routing.engines.native.compiled import compiled


@compiled
def leg_s(duration: Ints, loc: Ints, leave_s: Ints, a: int, b: int) -> int:
    """Seconds from the end of service at node ``a`` to node ``b``, with what ``a`` needs before leaving."""
    here, there = loc[a], loc[b]
    if here == there:  # loading goes on for all that is loaded here, and is over before anything else begins
        return leave_s[a] if leave_s[b] == 0 else 0
    return duration[here, there] + leave_s[a]


@compiled
def drive(pause: Ints, day: int, leave: int, seconds: int) -> int:
    """Arrival when leaving at ``leave`` at the earliest, driving in one go and never in a pause."""
    t = leave
    for k in range(pause.shape[1]):
        if t < pause[day, k, 1] and t + seconds > pause[day, k, 0]:
            t = pause[day, k, 1]
    return t + seconds


@compiled
def undrive(pause: Ints, day: int, arrive: int, seconds: int) -> int:
    """The latest departure that arrives by ``arrive``."""
    t = arrive - seconds
    for k in range(pause.shape[1] - 1, -1, -1):
        if t < pause[day, k, 1] and t + seconds > pause[day, k, 0]:
            t = pause[day, k, 0] - seconds
    return t


@compiled
def start_at(opens: Ints, closes: Ints, day: int, node: int, arrive: int) -> int:
    """Start of service after arriving at ``arrive``; FAR when every window has closed."""
    for w in range(opens.shape[2]):
        if arrive <= closes[day, node, w] and opens[day, node, w] <= closes[day, node, w]:
            return max(arrive, opens[day, node, w])
    return FAR


@compiled
def latest_arrival(opens: Ints, closes: Ints, day: int, node: int, start_by: int) -> int:
    """The latest arrival at ``node`` whose service starts by ``start_by``; −FAR when there is none."""
    for w in range(opens.shape[2] - 1, -1, -1):
        if opens[day, node, w] <= start_by and opens[day, node, w] <= closes[day, node, w]:
            return min(start_by, closes[day, node, w])
    return -FAR


@compiled
def last_close(closes: Ints, day: int, node: int) -> int:
    """The latest start of service on that day."""
    latest = closes[day, node, 0]
    for w in range(1, closes.shape[2]):
        latest = max(latest, closes[day, node, w])
    return latest


@compiled
def first_open(opens: Ints, day: int, node: int) -> int:
    """The earliest start of service on that day."""
    earliest = opens[day, node, 0]
    for w in range(1, opens.shape[2]):
        earliest = min(earliest, opens[day, node, w])
    return earliest
