"""Rows whose services may not begin later than they do: what is added to them then makes nobody wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.routing.core import CoreProblem
from planner.routing.engines.native.timing import drive, leg_s, start_at


def held_to(core: CoreProblem, rows: Sequence[Sequence[int]]) -> CoreProblem:
    """``core`` in which every service of ``rows`` must have begun when it does in them (reloads aside)."""
    closes = core.window_close.copy()
    for v, row in enumerate(rows):
        day = int(core.shift_day[v])
        for node, start_s in _starts(core, v, row):
            if core.node_job[node] >= 0:
                closes[day, node] = closes[day, node].clip(max=start_s)
    return core._replace(window_close=closes)


def _starts(core: CoreProblem, v: int, row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """When each node of a shift's row begins, as the search reckons."""
    day, place = int(core.shift_day[v]), core.node_loc
    at_s = int(core.shift_open[v])
    before = -1
    for node in row:
        if before < 0:
            way_s = int(core.start_duration[core.shift_class[v], place[node]])
        else:
            way_s = int(leg_s(core.duration, place, core.leave_s, before, node))
        arrive_s = int(drive(core.pause, day, at_s, way_s))
        start_s = int(start_at(core.window_open, core.window_close, day, node, arrive_s))
        yield node, start_s
        at_s, before = start_s + int(core.service_s[node]), node
