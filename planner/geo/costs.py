"""Costs of edges as exact integers: time first, then distance, in one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geo.contraction import FAR
from planner.geo.roads import NO_LORRY, SIGNALS, RoadNetwork
from planner.geo.speeds import Profile, Traffic, driven_kmh, run_ms

Ints = NDArray[np.int64]

SHIFT = 31
"""A cost is ``milliseconds << SHIFT | centimetres``: the quickest way, the shortest among equally quick ones.

Sums stay exact up to 12 days and 21,000 km, and their order is the order of (time, distance).
"""
_MASK = (1 << SHIFT) - 1


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
    """Per edge: whether the profile may drive it (lorry bans, height and weight limits)."""
    banned = np.zeros(network.edges, dtype=np.bool_)
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
    """Milliseconds lost at the end of each edge: at lights, at a junction, and when the road met there is greater.

    A junction is a node where at least three others are reached or come in. Class ranks count main roads only as far as
    their letters go: motorway 0, trunk 1 … residential 6.
    """
    ends = network.edge_to
    importance = network.road_class.astype(np.int64) // 2
    greatest = np.full(network.nodes, 99, dtype=np.int64)
    np.minimum.at(greatest, network.edge_from, importance)
    np.minimum.at(greatest, ends, importance)
    is_junction = _neighbours(network) >= 3
    has_lights = (network.node_flags & SIGNALS) > 0
    steps = np.clip(importance - greatest[ends], 0, 3)
    seconds = np.where(is_junction[ends], traffic.crossing_s + traffic.cross_greater_s * steps, 0.0)
    seconds = np.where(has_lights[ends], np.maximum(seconds, traffic.signal_s), seconds)
    free = importance == 0  # nobody waits on an expressway
    return np.asarray(np.where(free, 0.0, seconds) * 1000.0)


def _neighbours(network: RoadNetwork) -> Ints:
    low = np.minimum(network.edge_from, network.edge_to).astype(np.int64)
    high = np.maximum(network.edge_from, network.edge_to).astype(np.int64)
    pairs = np.unique(low * network.nodes + high)
    pairs = pairs[pairs // network.nodes != pairs % network.nodes]
    ends = np.concatenate([pairs // network.nodes, pairs % network.nodes])
    return np.bincount(ends, minlength=network.nodes)
