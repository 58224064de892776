"""Where snapped points enter and leave the network: at a junction, or part of the way along an edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geo.contraction import FAR
from planner.geo.costs import EdgeCosts, join
from planner.geo.roads import RoadNetwork
from planner.geo.snap import Snaps

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Two ways per point, (n, 2): the node reached and its cost, :data:`FAR` where there is no such way.

    ``edge`` is the edge partly driven, -1 at a junction. Column 0 follows the shape forwards, column 1 back.
    """

    node: Ints
    cost: Ints
    edge: Ints


def departures(network: RoadNetwork, costs: EdgeCosts, snaps: Snaps) -> Entries:
    """From each point to the node at the end of its edge, in both directions where both may be driven."""
    return _entries(costs, snaps, network.edge_to, is_departure=True)


def arrivals(network: RoadNetwork, costs: EdgeCosts, snaps: Snaps) -> Entries:
    """From the node at the start of its edge to each point."""
    return _entries(costs, snaps, network.edge_from, is_departure=False)


def _entries(costs: EdgeCosts, snaps: Snaps, end: NDArray[np.int32], *, is_departure: bool) -> Entries:
    edge = np.column_stack([snaps.ahead, snaps.back])
    exists = (edge >= 0) & costs.is_open[edge]
    driven = drive_share(snaps, is_departure=is_departure)
    part = partial_cost(costs, edge, driven)
    if is_departure:
        part = part + join(costs.cross_ms[edge], np.zeros_like(edge))
    at_node = snaps.node >= 0
    node = np.where(exists, end[edge], 0).astype(np.int64)
    cost = np.where(exists, part, FAR)
    node[at_node] = snaps.node[at_node, None]
    cost[at_node] = np.array([0, FAR])
    cost[snaps.shape < 0] = FAR
    return Entries(node, cost, np.where(exists & ~at_node[:, None], edge, -1))


def drive_share(snaps: Snaps, *, is_departure: bool) -> NDArray[np.float64]:
    """The share of the edge driven, (n, 2), for leaving (towards its end) or arriving (from its start)."""
    share = np.column_stack([snaps.share, 1.0 - snaps.share])
    return 1.0 - share if is_departure else share


def partial_cost(costs: EdgeCosts, edge: Ints, share: NDArray[np.float64]) -> Ints:
    """Cost of driving ``share`` of each edge, without the crossing at its end."""
    ms = np.rint(costs.run_ms[edge] * share).astype(np.int64)
    cm = np.rint(costs.length_cm[edge] * share).astype(np.int64)
    return join(ms, cm)


def direct_ways(costs: EdgeCosts, snaps: Snaps, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Cost and edge from point ``one`` to ``other`` without leaving the shape both lie on; FAR and -1 if not so."""
    same = (snaps.shape[one] == snaps.shape[other]) & (snaps.shape[one] >= 0)
    # A point on a junction travels by way of it, so that times add up there.
    same &= (snaps.node[one] < 0) & (snaps.node[other] < 0)
    step = snaps.share[other] - snaps.share[one]
    edge = np.where(step >= 0, snaps.ahead[one], snaps.back[one])
    # Standing at the same spot of a one-way street against its direction costs nothing either.
    edge = np.where((step == 0) & (edge < 0), snaps.back[one], edge)
    good = same & (edge >= 0) & costs.is_open[edge]
    cost = np.where(good, partial_cost(costs, edge, np.abs(step)), FAR)
    return cost, np.where(good, edge, -1)
