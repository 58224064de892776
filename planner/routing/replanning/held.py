"""Rows whose services may not begin later than they do: what is added to them then makes nobody wait."""

from __future__ import annotations

from collections.abc import Sequence

from planner.routing.core import CoreProblem
from planner.routing.engines.native.worker import new_team


def held_to(core: CoreProblem, rows: Sequence[Sequence[int]], seed: int) -> CoreProblem:
    """``core`` in which every service of ``rows`` must have begun when it does in them (reloads aside)."""
    search = new_team(core, seed, count=1).searches[0]
    if not search.load(rows):  # rows that cannot be driven are put right by whoever inserts into them
        return core
    closes = core.window_close.copy()
    for v, row in enumerate(rows):
        day = int(core.shift_day[v])
        for node, begin_s in zip(row, search.state.begin[v], strict=False):
            if core.node_job[node] >= 0:
                closes[day, node] = closes[day, node].clip(max=begin_s)
    return core._replace(window_close=closes)
