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
    at = np.zeros(count, dtype=np.int64)
    # Lower neighbours of u arrive in ascending order because v does: a linked list through the arcs themselves.
    head = np.full(count, -1, dtype=np.int64)
    link = np.full(len(up), -1, dtype=np.int64)
    owner = np.empty(len(up), dtype=np.int32)
    for v in range(count):
        for a in range(first[v], first[v + 1]):
            owner[a] = v
            link[a] = head[up[a]]
            head[up[a]] = a
    for u in range(count):
        for a in range(first[u], first[u + 1]):
            at[up[a]] = a
        b = head[u]
        while b >= 0:
            v = owner[b]
            to_v, from_v = fall[b], rise[b]
            for c in range(b + 1, first[v + 1]):
                a = at[up[c]]
                rise[a] = min(rise[a], to_v + rise[c])
                fall[a] = min(fall[a], fall[c] + from_v)
            b = link[b]


@compiled
def sweep(first: Ints, up: Int32s, rise: Ints, fall: Ints, cost: Ints) -> None:
    """Least cost from each lane's start to every node, in place.

    ``cost`` (nodes, lanes) holds 0 or the cost of entering at a node, :data:`FAR` elsewhere. Going up once and down
    once is enough: a cheapest way over the shortcuts climbs to its highest node and then only descends.
    """
    count, lanes = cost.shape
    for v in range(count):
        mine = cost[v]
        for a in range(first[v], first[v + 1]):
            step = rise[a]
            other = cost[up[a]]
            for k in range(lanes):
                other[k] = min(other[k], mine[k] + step)
    for v in range(count - 1, -1, -1):
        mine = cost[v]
        for a in range(first[v], first[v + 1]):
            step = fall[a]
            other = cost[up[a]]
            for k in range(lanes):
                mine[k] = min(mine[k], other[k] + step)


@compiled
def restrict(first: Ints, up: Int32s, wanted: NDArray[np.bool_]) -> tuple[Int32s, Ints, Int32s, Ints]:
    """The part of the hierarchy above the wanted nodes: kept nodes, their arcs renumbered, and the old arc numbers."""
    count = len(first) - 1
    keep = wanted.copy()
    arcs = 0
    kept = 0
    for v in range(count):
        if keep[v]:
            kept += 1
            arcs += first[v + 1] - first[v]
            for a in range(first[v], first[v + 1]):
                keep[up[a]] = True
    nodes = np.empty(kept, dtype=np.int32)
    fresh = np.empty(count, dtype=np.int32)
    n = 0
    for v in range(count):
        if keep[v]:
            nodes[n] = v
            fresh[v] = n
            n += 1
    start = np.zeros(kept + 1, dtype=np.int64)
    high = np.empty(arcs, dtype=np.int32)
    old = np.empty(arcs, dtype=np.int64)
    size = 0
    for i in range(kept):
        v = nodes[i]
        for a in range(first[v], first[v + 1]):
            high[size] = fresh[up[a]]
            old[size] = a
            size += 1
        start[i + 1] = size
    return nodes, start, high, old
