"""What riders add to a route: service vehicles that drive to those of its stops that want them, past all others."""

# mypy: disable-error-code="no-any-return"
# ruff: noqa: PLR0913, PLR0917  # compiled functions take what they need; a bundle of it would cost more
from __future__ import annotations

from planner.routing.core import CoreProblem, Ints
from planner.routing.engines.native.compiled import compiled


@compiled
def riders_cost(p: CoreProblem, row: Ints, n: int, v: int) -> int:
    """Cost of driving of all riders of shift ``v`` along the first ``n`` nodes of ``row``."""
    metres, day = 0, p.shift_day[v]
    for k in range(p.shift_riders.shape[1]):
        home = p.shift_riders[v, k]
        if home < 0:
            continue
        last = -1
        for i in range(n):
            j = p.node_job[row[i]]
            if j >= 0 and p.job_riders[day, j, k] == 1:
                here = p.node_loc[row[i]]
                metres += p.distance[last, here] if last >= 0 else p.rider_out[home, here]
                last = here
        if last >= 0:
            metres += p.rider_back[home, last]
    return metres * p.rider_unit[0]


@compiled
def detour(
    node_job: Ints,
    node_loc: Ints,
    distance: Ints,
    wanted: Ints,
    out: Ints,
    back: Ints,
    row: Ints,
    n: int,
    here: int,
    before: int,
    after: int,
) -> int:
    """Metres more of one rider when a stop at ``here`` comes after the first ``before`` nodes and before ``after``.

    ``wanted[j]`` says where it goes; ``out`` and ``back`` are the distances from and to its home.
    """
    a, b = before - 1, after
    while a >= 0 and (node_job[row[a]] < 0 or wanted[node_job[row[a]]] == 0):
        a -= 1
    while b < n and (node_job[row[b]] < 0 or wanted[node_job[row[b]]] == 0):
        b += 1
    metres = distance[node_loc[row[a]], here] if a >= 0 else out[here]
    metres += distance[here, node_loc[row[b]]] if b < n else back[here]
    if a >= 0 and b < n:
        metres -= distance[node_loc[row[a]], node_loc[row[b]]]
    elif a >= 0:
        metres -= back[node_loc[row[a]]]
    elif b < n:
        metres -= out[node_loc[row[b]]]
    return metres


@compiled
def riders_detour(p: CoreProblem, row: Ints, n: int, v: int, node: int, before: int, after: int) -> int:
    """What it costs all riders of shift ``v`` that ``node`` is put between the places ``before`` and ``after``."""
    metres, day, j = 0, p.shift_day[v], p.node_job[node]
    for k in range(p.shift_riders.shape[1]):
        home = p.shift_riders[v, k]
        if home >= 0 and p.job_riders[day, j, k] == 1:
            wanted, out, back = p.job_riders[day, :, k], p.rider_out[home], p.rider_back[home]
            metres += detour(
                p.node_job, p.node_loc, p.distance, wanted, out, back, row, n, p.node_loc[node], before, after
            )
    return metres * p.rider_unit[0]
