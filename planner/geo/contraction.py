"""Compiled kernels of the travel index: fill-in, customisation, and sweeps for many sources at once.

The method is the customizable contraction hierarchy (Dibbelt, Strasser, Wagner, *Customizable Contraction Hierarchies*,
JEA 2016): shortcuts depend on the streets alone, so that another hour, a profile or a closure only renews the weights.
Nodes are renumbered by rank; ``up[first[v]:first[v + 1]]`` are the higher neighbours of v in ascending order. Costs are
integers, so every answer is exact and the same on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.geo.compiled import compiled

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]

FAR = np.int64(1) << 61
"""No way: larger than any real cost, and twice it still fits."""


def fill_in(first: Ints, higher: Int32s) -> tuple[Ints, Int32s]:
    """Chordal completion of a graph given by its higher neighbours: the arcs of the hierarchy, (start, up)."""
    count = len(first) - 1
    room = max(len(higher) * 4, 64)
    while True:
        start, up = np.zeros(count + 1, dtype=np.int64), np.empty(room, dtype=np.int32)
        work = np.full((3, count), -1, dtype=np.int64)
        size = _fill(first, higher, work, start, up)
        if size >= 0:
            return start, up[:size].copy()
        room *= 2


@compiled
def _fill(  # noqa: C901 - one loop nest; a compiled helper would cost every newcomer another second
    first: Ints, higher: Int32s, work: Ints, start: Ints, up: Int32s
) -> int:
    """Write start and up; -1 when up is too short. ``work`` (3, nodes) holds marks, children and siblings, all -1.

    The lowest higher neighbour of v is its parent in the elimination tree and inherits v's other neighbours.
    """
    seen, child, sibling = work[0], work[1], work[2]
    size = 0
    for v in range(len(first) - 1):
        begin = size
        seen[v] = v
        room = first[v + 1] - first[v]
        c = child[v]
        while c >= 0:
            room += start[c + 1] - start[c]
            c = sibling[c]
        if size + room > len(up):
            return -1
        for i in range(first[v], first[v + 1]):
            seen[higher[i]] = v
            up[size] = higher[i]
            size += 1
        c = child[v]
        while c >= 0:
            for i in range(start[c], start[c + 1]):
                if seen[up[i]] != v:
                    seen[up[i]] = v
                    up[size] = up[i]
                    size += 1
            c = sibling[c]
        for i in range(begin + 1, size):  # insertion sort: short lists, and far quicker to compile than numpy's
            value = up[i]
            j = i - 1
            while j >= begin and up[j] > value:
                up[j + 1] = up[j]
                j -= 1
            up[j + 1] = value
        start[v + 1] = size
        if size > begin:
            parent = up[begin]
            sibling[v] = child[parent]
            child[parent] = v
    return size


@compiled
def customise(first: Ints, up: Int32s, rise: Ints, fall: Ints) -> None:
    """Lower every arc's cost over the triangles beneath it, in place.

    ``rise[a]`` is the cost from the lower to the higher end of arc a, ``fall[a]`` the way back.
    """
    count = len(first) - 1
    there = np.empty(count, dtype=np.int64)  # costs from and to u by node while u is at work
    back = np.empty(count, dtype=np.int64)
    head = np.empty(count, dtype=np.int64)  # arcs that come up to each node, as a list through `link`
    link = np.empty(len(up), dtype=np.int64)
    owner = np.empty(len(up), dtype=np.int32)
    for v in range(count):
        head[v] = -1
    for v in range(count):
        for a in range(first[v], first[v + 1]):
            owner[a] = v
            link[a] = head[up[a]]
            head[up[a]] = a
    for u in range(count):
        for a in range(first[u], first[u + 1]):
            there[up[a]] = rise[a]
            back[up[a]] = fall[a]
        b = head[u]
        while b >= 0:
            to_v, from_v = fall[b], rise[b]
            for c in range(b + 1, first[owner[b] + 1]):
                there[up[c]] = min(there[up[c]], to_v + rise[c])
                back[up[c]] = min(back[up[c]], fall[c] + from_v)
            b = link[b]
        for a in range(first[u], first[u + 1]):
            rise[a] = there[up[a]]
            fall[a] = back[up[a]]


LANES = 16
"""Sources swept together: two cache lines of costs per node, and a fixed width that compiles to vector code."""


@compiled
def climb(first: Ints, up: Int32s, rise: Ints, nodes: Int32s, cost: Ints) -> None:
    """Carry costs up the arcs of ``nodes`` (ascending, closed upwards), in place.

    ``cost`` holds :data:`LANES` costs for each node one after another: 0 or more where a lane enters, else
    :data:`FAR`.
    """
    for i in range(len(nodes)):
        v = nodes[i]
        mine = v * LANES
        for a in range(first[v], first[v + 1]):
            step = rise[a]
            other = np.int64(up[a]) * LANES
            for k in range(LANES):
                cost[other + k] = min(cost[other + k], cost[mine + k] + step)


@compiled
def descend(first: Ints, up: Int32s, fall: Ints, cost: Ints) -> None:
    """Carry costs down to every node, in place.

    Climbing once and descending once is enough: a cheapest way over the shortcuts climbs to its highest node and then
    only descends.
    """
    for v in range(len(first) - 2, -1, -1):
        mine = v * LANES
        for a in range(first[v], first[v + 1]):
            step = fall[a]
            other = np.int64(up[a]) * LANES
            for k in range(LANES):
                cost[mine + k] = min(cost[mine + k], cost[other + k] + step)


@compiled
def above(first: Ints, up: Int32s, seeds: Ints, seen: NDArray[np.bool_]) -> Int32s:
    """All nodes at or above the seeds, ascending: the chain of parents of each. ``seen`` is all False, and is again."""
    count = 0
    for i in range(len(seeds)):
        v = seeds[i]
        while not seen[v]:
            seen[v] = True
            count += 1
            if first[v] == first[v + 1]:
                break
            v = np.int64(up[first[v]])
    nodes = np.empty(count, dtype=np.int32)
    at = 0
    for v in range(len(seen)):
        if seen[v]:
            nodes[at] = v
            seen[v] = False
            at += 1
    return nodes


@compiled
def restrict(first: Ints, up: Int32s, nodes: Int32s) -> tuple[Ints, Int32s, Ints]:
    """The hierarchy among ``nodes`` (ascending, closed upwards): their arcs renumbered, and the old arcs' numbers."""
    fresh = np.empty(len(first), dtype=np.int32)
    start = np.zeros(len(nodes) + 1, dtype=np.int64)
    for i in range(len(nodes)):
        fresh[nodes[i]] = i
        start[i + 1] = start[i] + first[nodes[i] + 1] - first[nodes[i]]
    high = np.empty(start[-1], dtype=np.int32)
    old = np.empty(start[-1], dtype=np.int64)
    size = 0
    for i in range(len(nodes)):
        for a in range(first[nodes[i]], first[nodes[i] + 1]):
            high[size] = fresh[up[a]]
            old[size] = a
            size += 1
    return start, high, old
