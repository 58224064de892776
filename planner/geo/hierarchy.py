"""The travel index of one network: built once from the streets, weighted anew for each hour, profile and closure."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geo import contraction
from planner.geo.contraction import FAR, LANES
from planner.geo.dissection import elimination_order, post_order

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]

_WORKERS = max(1, min(8, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """Arcs over nodes numbered by ``rank``; ``arc`` and ``is_rise`` place every directed edge on its arc.

    Edges from a node to itself lie on no arc (-1): they are never part of a cheapest way.
    """

    rank: Int32s
    first: Ints
    up: Int32s
    arc: Ints
    is_rise: NDArray[np.bool_]

    @property
    def nodes(self) -> int:
        """How many nodes the network has."""
        return len(self.rank)


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """A hierarchy with the costs of one profile at one hour under one set of closures."""

    hierarchy: Hierarchy
    rise: Ints
    fall: Ints


def build(rank: Int32s, tail: Int32s, head: Int32s) -> Hierarchy:
    """The hierarchy of a network with these directed edges, contracted in the order of ``rank``."""
    low = np.minimum(rank[tail], rank[head]).astype(np.int64)
    high = np.maximum(rank[tail], rank[head]).astype(np.int64)
    count = len(rank)
    is_loop = low == high
    pairs = np.unique(low[~is_loop] * count + high[~is_loop])
    start = np.searchsorted(pairs // count, np.arange(count + 1)) if count else np.zeros(1)
    first, up = contraction.fill_in(start.astype(np.int64), (pairs % count).astype(np.int32))
    owner = np.repeat(np.arange(count, dtype=np.int64), np.diff(first))
    arc = np.searchsorted(owner * count + up, low * count + high)
    arc[is_loop] = -1
    return Hierarchy(rank, first, up, arc.astype(np.int64), np.asarray(rank[tail] < rank[head]))


def weigh(hierarchy: Hierarchy, cost: Ints) -> Metric:
    """Put the cost of every directed edge (:data:`FAR` when closed) on the hierarchy and customise it."""
    rise = np.full(len(hierarchy.up), FAR, dtype=np.int64)
    fall = np.full(len(hierarchy.up), FAR, dtype=np.int64)
    on_arc = hierarchy.arc >= 0
    for table, chosen in ((rise, hierarchy.is_rise & on_arc), (fall, ~hierarchy.is_rise & on_arc)):
        np.minimum.at(table, hierarchy.arc[chosen], cost[chosen])
    contraction.customise(hierarchy.first, hierarchy.up, rise, fall)
    return Metric(hierarchy, rise, fall)


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """Where ways begin: ``lane`` i enters at ``node`` with ``cost`` already spent; several rows may share a lane."""

    lane: Ints
    node: Ints
    cost: Ints
    lanes: int


def costs_to_nodes(metric: Metric, starts: Starts, targets: Ints) -> Ints:
    """Least cost from each lane to each target node, (lanes, targets); at least :data:`FAR` when there is no way."""
    whole, rank = metric.hierarchy, metric.hierarchy.rank
    seen = np.zeros(whole.nodes, dtype=np.bool_)
    nodes = contraction.above(whole.first, whole.up, np.concatenate([rank[starts.node], rank[targets]]), seen)
    first, up, old = contraction.restrict(whole.first, whole.up, nodes)
    place = np.full(whole.nodes, -1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    part = _Part(first, up, metric.rise[old], metric.fall[old], place[rank[starts.node]], place[rank[targets]])
    result = np.empty((starts.lanes, len(targets)), dtype=np.int64)
    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(lambda lanes: part.run(starts, lanes, result), _batches(starts, part.entry)))
    return result


def _batches(starts: Starts, entry: Ints) -> list[Ints]:
    """Lanes in groups that begin near one another in the hierarchy, so that they climb over the same nodes."""
    key = np.full(starts.lanes, np.iinfo(np.int64).max)
    np.minimum.at(key, starts.lane, entry)
    order = np.argsort(key, kind="stable")
    return [order[i : i + LANES] for i in range(0, starts.lanes, LANES)]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The part of a weighed hierarchy that matters for a question; entry and exit nodes by their place in it."""

    first: Ints
    up: Int32s
    rise: Ints
    fall: Ints
    entry: Ints
    exit: Ints

    def run(self, starts: Starts, lanes: Ints, result: Ints) -> None:
        """Write the rows of ``lanes``."""
        column = np.full(starts.lanes, -1, dtype=np.int64)
        column[lanes] = np.arange(len(lanes))
        mine = np.flatnonzero(column[starts.lane] >= 0)
        count = len(self.first) - 1
        cost = np.full(count * LANES, FAR, dtype=np.int64)
        np.minimum.at(cost, self.entry[mine] * LANES + column[starts.lane[mine]], starts.cost[mine])
        nodes = contraction.above(self.first, self.up, self.entry[mine], np.zeros(count, dtype=np.bool_))
        contraction.climb(self.first, self.up, self.rise, nodes, cost)
        contraction.descend(self.first, self.up, self.fall, cost)
        result[lanes] = cost.reshape(count, LANES)[self.exit, : len(lanes)].T


def contraction_order(xy: NDArray[np.float64], tail: Int32s, head: Int32s) -> Int32s:
    """The rank of every node for :func:`build`: the map cut into ever smaller parts, then put in post-order."""
    rank = elimination_order(xy, tail.astype(np.int64), head.astype(np.int64))
    tree = build(rank, tail, head)
    parent = np.full(tree.nodes, -1, dtype=np.int64)
    has_parent = tree.first[1:] > tree.first[:-1]
    parent[has_parent] = tree.up[tree.first[:-1][has_parent]]
    return post_order(rank, parent)
