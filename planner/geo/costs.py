"""Costs of edges as exact integers: time first, then distance, in one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geo.contraction import FAR
from planner.geo.roads import FORBIDDEN, NO_LORRY, SIGNALS, RoadNetwork
from planner.geo.speeds import Profile, Traffic, driven_kmh, run_ms

Ints = NDArray[np.int64]

SHIFT = 31
"""A cost is ``milliseconds << SHIFT | centimetres``: the quickest way, the shortest among equally quick ones.

Sums stay exact up to 12 days and 21,000 km, and their order is the order of (time, distance).
"""
_MASK = (1 << SHIFT) - 1
_RANKS = 7


def join(ms: Ints, cm: Ints) -> Ints:
    """One cost out of milliseconds and centimetres."""
    return np.asarray((ms << SHIFT) + cm, dtype=np.int64)


def split(cost: Ints) -> tuple[Ints, Ints]:
    """Milliseconds and centimetres of costs below :data:`FAR`."""
    return cost >> SHIFT, cost & _MASK


@dataclass(frozen=True, slots=True, eq=False)
class EdgeCosts:
    """Per directed edge: milliseconds and centimetres along it, milliseconds lost at its end, and if it is open."""

    run_ms: Ints
    length_cm: Ints
    cross_ms: Ints
    is_open: NDArray[np.bool_]

    @property
    def whole(self) -> Ints:
        """The cost of each edge from end to end, :data:`FAR` where it is closed."""
        return np.where(self.is_open, join(self.run_ms + self.cross_ms, self.length_cm), FAR)


def is_allowed(network: RoadNetwork, profile: Profile) -> NDArray[np.bool_]:
    """Per edge: whether the profile may drive it (forbidden turns, lorry bans, height and weight limits)."""
    banned = (network.flags & FORBIDDEN) > 0
    if profile.is_lorry:
        banned |= (network.flags & NO_LORRY) > 0
    banned |= (network.max_height_m > 0) & (network.max_height_m < profile.height_m)
    banned |= (network.max_weight_t > 0) & (network.max_weight_t < profile.weight_t)
    return ~banned


def edge_costs(
    network: RoadNetwork, traffic: Traffic, profile: Profile, factor: float, closed: NDArray[np.bool_]
) -> EdgeCosts:
    """Costs under congestion ``factor``; ``closed`` edges and those the profile may not drive are not open."""
    kmh = driven_kmh(network.posted_kmh.astype(np.float64), network.road_class, traffic, profile)
    run = run_ms(network.length_m, kmh, network.road_class, traffic, factor) * profile.pace
    cross = crossing_ms(network, traffic) * profile.turn_pace
    # One millisecond at least: a way never gets cheaper by going round in circles.
    return EdgeCosts(
        np.maximum(np.rint(run), 1).astype(np.int64),
        np.rint(network.length_m * 100).astype(np.int64),
        np.rint(cross).astype(np.int64),
        is_allowed(network, profile) & ~closed,
    )


def crossing_ms(network: RoadNetwork, traffic: Traffic) -> NDArray[np.float64]:
    """Milliseconds lost at the end of each edge: where an equal or greater road is met, and at traffic lights.

    Time is lost where, counting only roads at least as great as one's own, three or more arms meet: who drives past a
    lane's mouth does not wait. It grows with how much greater the road met is. Nobody waits on an expressway.
    A junction that turn bans pulled apart is one junction here.
    """
    junction = network.junction
    begins, ends = junction[network.edge_from], junction[network.edge_to]
    rank = road_rank(network)
    greatest = np.full(network.nodes, _RANKS, dtype=np.int64)
    np.minimum.at(greatest, begins, rank)
    np.minimum.at(greatest, ends, rank)
    is_met = _arms(network.nodes, begins, ends, rank)[ends, rank] >= 3
    steps = np.clip(rank - greatest[ends], 0, 3)
    seconds = np.where(is_met, traffic.crossing_s + traffic.cross_greater_s * steps, 0.0)
    has_lights = (network.node_flags & SIGNALS) > 0
    seconds = np.where(has_lights[ends], np.maximum(seconds, traffic.signal_s), seconds)
    return np.asarray(np.where((rank == 0) | network.is_turn_link, 0.0, seconds) * 1000.0)


def road_rank(network: RoadNetwork) -> Ints:
    """Per edge: 0 expressway, 1 trunk … 4 tertiary, 5 unclassified and residential, 6 living street and service."""
    return network.road_class.astype(np.int64) // 2


def _arms(nodes: int, tail: Ints, head: Ints, rank: Ints) -> Ints:
    """(nodes, ranks): how many neighbours each node has over roads of this rank or greater."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((rank, high, low))
    low, high, by = low[order], high[order], rank[order]
    is_first = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])] & (low != high)
    arms = np.zeros((nodes, _RANKS), dtype=np.int64)
    for end in (low[is_first], high[is_first]):
        np.add.at(arms, (end, by[is_first]), 1)
    return np.asarray(np.cumsum(arms, axis=1))
