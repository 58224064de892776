"""The travel index of one network: built once from the streets, weighted anew for each hour, profile and closure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geo import contraction
from planner.geo.contraction import FAR

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]

_LANES = 16  # sources swept together: two cache lines of costs per node
_WORKERS = 2


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
    rank = metric.hierarchy.rank
    wanted = np.zeros(metric.hierarchy.nodes, dtype=np.bool_)
    wanted[rank[starts.node]] = True
    wanted[rank[targets]] = True
    nodes, first, up, old = contraction.restrict(metric.hierarchy.first, metric.hierarchy.up, wanted)
    place = np.full(metric.hierarchy.nodes, -1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    rise, fall = metric.rise[old], metric.fall[old]
    result = np.empty((starts.lanes, len(targets)), dtype=np.int64)
    from_rows, to_rows = place[rank[starts.node]], place[rank[targets]]
    by_lane = np.argsort(starts.lane, kind="stable")
    cuts = np.searchsorted(starts.lane[by_lane], np.arange(0, starts.lanes + _LANES, _LANES))

    def run(batch: int) -> None:
        begin = batch * _LANES
        width = min(_LANES, starts.lanes - begin)
        cost = np.full((len(nodes), width), FAR, dtype=np.int64)
        mine = by_lane[cuts[batch] : cuts[batch + 1]]
        np.minimum.at(cost, (from_rows[mine], starts.lane[mine] - begin), starts.cost[mine])
        contraction.sweep(first, up, rise, fall, cost)
        result[begin : begin + width] = cost[to_rows].T

    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(run, range(len(cuts) - 1)))
    return result
