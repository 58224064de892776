"""Nested dissection: the order in which nodes are contracted, found by cutting the map along straight lines.

Each part is cut in two where the fewest streets cross, trying four directions; the streets' ends on one side become the
separator and are contracted after everything they separate. Streets follow geography, so straight cuts are nearly as
good as flow-based ones (Schild and Sommer, *On Balanced Separators in Road Networks*, SEA 2015), and all parts of a
level are cut at once with array operations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SMALLEST_PART = 6  # below this many nodes the order no longer matters
_DIRECTIONS = ((1.0, 0.0), (0.0, 1.0), (0.7071, 0.7071), (0.7071, -0.7071))
_BALANCE = 0.25  # a cut leaves at least this share on either side


def elimination_order(xy: Floats, tail: Ints, head: Ints) -> NDArray[np.int32]:
    """Rank of every node, 0 contracted first; ``xy`` (n, 2) in metres, streets between ``tail`` and ``head``."""
    count = len(xy)
    part = np.zeros(count, dtype=np.int64)  # -1 once a node has its place
    depth = np.zeros(count, dtype=np.int64)  # level at which a node became a separator
    path = np.zeros(count, dtype=np.int64)
    level = 0
    while np.any(part >= 0):
        level += 1
        part, separator = _cut_all(xy, tail, head, part)
        depth[separator] = level
        path[separator] = np.arange(len(separator))
        alive = part >= 0
        _, dense = np.unique(part[alive], return_inverse=True)
        part[alive] = dense
    # Deepest first; inside a level parts do not touch, so their order among one another is free.
    ranks = np.empty(count, dtype=np.int32)
    ranks[np.lexsort((path, -depth))] = np.arange(count, dtype=np.int32)
    return ranks


def _cut_all(xy: Floats, tail: Ints, head: Ints, part: Ints) -> tuple[Ints, Ints]:
    """Cut every part once; new part numbers (-1 for separators and finished nodes) and the separator nodes."""
    nodes = np.flatnonzero(part >= 0)
    sizes = np.bincount(part[nodes])
    small = sizes[part[nodes]] <= _SMALLEST_PART
    finished = nodes[small]
    nodes = nodes[~small]
    inner = (part[tail] == part[head]) & (part[tail] >= 0) & (tail != head)
    inner &= sizes[np.maximum(part[tail], 0)] > _SMALLEST_PART
    tail, head = tail[inner], head[inner]
    side, best = np.zeros(len(xy), dtype=np.int64), np.full(len(sizes), np.inf)
    for direction in _DIRECTIONS:
        _try_direction(xy @ np.asarray(direction), tail, head, (part, nodes), side, best)
    crossing = side[tail] != side[head]
    separator = _cover(tail[crossing], head[crossing], side, part)
    fresh = np.full(len(xy), -1, dtype=np.int64)
    fresh[nodes] = part[nodes] * 2 + side[nodes]
    fresh[separator] = -1
    return fresh, np.concatenate([finished, separator])


def _try_direction(across: Floats, tail: Ints, head: Ints, parts: tuple[Ints, Ints], side: Ints, best: Floats) -> None:
    """Where a cut across this direction beats ``best`` for a part, write its sides and its cost."""
    part, nodes = parts
    if not len(nodes):
        return
    order = nodes[np.lexsort((across[nodes], part[nodes]))]
    position = np.empty(len(part), dtype=np.int64)
    position[order] = np.arange(len(order))
    low = np.minimum(position[tail], position[head])
    high = np.maximum(position[tail], position[head])
    steps = np.bincount(low, minlength=len(order)) - np.bincount(high, minlength=len(order))
    crossing = np.cumsum(steps)  # streets between order[: i + 1] and the rest of its part
    owner = part[order]
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    lengths = np.diff(np.r_[starts, len(order)])
    place = np.arange(len(order)) - np.repeat(starts, lengths)
    share = (place + 1) / np.repeat(lengths, lengths)
    allowed = (share >= _BALANCE) & (share <= 1 - _BALANCE)
    cost = np.full(len(order), np.inf)
    cost[allowed] = crossing[allowed] / (share * (1 - share))[allowed]
    found = np.minimum.reduceat(cost, starts)
    labels = owner[starts]
    better = found < best[labels]
    best[labels[better]] = found[better]
    at = _first_minimum(cost, found, starts, lengths)
    wins = np.repeat(better, lengths)
    side[order[wins]] = (place > np.repeat(at, lengths))[wins]


def _first_minimum(cost: Floats, found: Floats, starts: Ints, lengths: Ints) -> Ints:
    """Position inside each run of the first value that equals the run's minimum."""
    hit = np.flatnonzero(cost == np.repeat(found, lengths))
    run = np.searchsorted(starts, hit, side="right") - 1
    first = np.full(len(starts), 0, dtype=np.int64)
    first[run[::-1]] = hit[::-1] - starts[run[::-1]]
    return first


def _cover(tail: Ints, head: Ints, side: Ints, part: Ints) -> Ints:
    """For each part the crossing streets' ends on the side where these are fewer."""
    swap = side[tail] == 1
    left, right = np.unique(np.where(swap, head, tail)), np.unique(np.where(swap, tail, head))
    size = int(part.max()) + 1
    few_left = np.bincount(part[left], minlength=size) <= np.bincount(part[right], minlength=size)
    return np.concatenate([left[few_left[part[left]]], right[~few_left[part[right]]]])


def post_order(rank: NDArray[np.int32], parent: Ints) -> NDArray[np.int32]:
    """The same contraction with each subtree's nodes next to one another, which the caches of a processor like.

    ``parent`` (by rank) is the elimination tree, -1 at its roots; a parent always ranks above its children.
    """
    above = parent.tolist()
    count = len(above)
    size = [1] * count
    for v in range(count):
        if above[v] >= 0:
            size[above[v]] += size[v]
    place, free, used = [0] * count, [0] * count, 0
    for v in range(count - 1, -1, -1):
        p = above[v]
        if p < 0:
            end = used = used + size[v]
        else:
            end = free[p]
            free[p] -= size[v]
        place[v] = free[v] = end - 1
    return np.array(place, dtype=np.int32)[rank]
