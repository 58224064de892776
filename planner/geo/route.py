"""The way itself: the driven line between stops, with its time and distance.

Costs are exact integers, so a way is read back from the costs alone: an edge lies on it where the cost at its end is
the cost at its start plus its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from planner.geo import hierarchy as index
from planner.geo.contraction import FAR
from planner.geo.costs import EdgeCosts, split
from planner.geo.entries import Entries, arrivals, departures, direct_ways
from planner.geo.roads import RoadNetwork
from planner.geo.snap import SnapIndex, Snaps

Ints = NDArray[np.int64]
Piece = tuple[int, float, float]  # an edge and the shares of it (in its own direction) where driving begins and ends


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop to the next: line as (lon, lat), seconds and metres; both are -1 without a way."""

    line: list[tuple[float, float]]
    duration_s: int
    distance_m: int


class Router:
    """Ways over one network under one set of costs."""

    def __init__(self, network: RoadNetwork, snap_at: SnapIndex, costs: EdgeCosts, metric: index.Metric) -> None:
        self.network = network
        self.snap_at = snap_at
        self.costs = costs
        self.metric = metric
        self.whole = costs.whole
        self.is_link = network.is_turn_link
        self.into = np.argsort(network.edge_to, kind="stable")
        self.into_first = np.searchsorted(network.edge_to[self.into], np.arange(network.nodes + 1))

    def legs(self, stops: list[tuple[float, float]], snaps: Snaps, access: tuple[Ints, Ints]) -> list[Leg]:
        """One leg per pair of neighbouring stops; ``access`` is each stop's time and distance off the road."""
        count = len(stops) - 1
        out, into = departures(self.network, self.costs, snaps), arrivals(self.network, self.costs, snaps)
        everywhere = np.arange(self.network.nodes, dtype=np.int64)
        result = []
        for leg in range(count):
            ways = out.cost[leg] < FAR
            starts = index.Starts(
                np.zeros(int(ways.sum()), dtype=np.int64), out.node[leg, ways], out.cost[leg, ways], 1
            )
            cost = index.costs_to_nodes(self.metric, starts, everywhere)[0] if ways.any() else everywhere * 0 + FAR
            found = self._pieces(leg, out, into, cost, snaps)
            result.append(self._leg(stops, leg, found, snaps, access) if found else _no_way(stops, leg))
        return result

    def _pieces(
        self, leg: int, out: Entries, into: Entries, cost: Ints, snaps: Snaps
    ) -> tuple[int, list[Piece]] | None:
        """Cost and pieces of the cheapest way from stop ``leg`` to the next, or None."""
        goal = leg + 1
        direct, edge = direct_ways(self.costs, snaps, np.array([leg]), np.array([goal]))
        totals = cost[into.node[goal]] + into.cost[goal]
        way = int(np.argmin(totals))
        if direct[0] < FAR and direct[0] <= totals[way]:
            ends = (snaps.share[leg], snaps.share[goal])
            if edge[0] != snaps.ahead[leg]:
                ends = (1.0 - ends[0], 1.0 - ends[1])
            return int(direct[0]), [(int(edge[0]), float(ends[0]), float(ends[1]))]
        if totals[way] >= FAR:
            return None
        pieces = list(self._back(int(into.node[goal, way]), cost, out, leg, snaps))[::-1]
        if into.edge[goal, way] >= 0:
            share = snaps.share[goal] if way == 0 else 1.0 - snaps.share[goal]
            pieces.append((int(into.edge[goal, way]), 0.0, float(share)))
        return int(totals[way]), pieces

    def _back(self, node: int, cost: Ints, out: Entries, leg: int, snaps: Snaps) -> Iterator[Piece]:
        """Edges from ``node`` back to the start, last first."""
        while True:
            for way in (0, 1):
                if out.node[leg, way] == node and out.cost[leg, way] == cost[node]:
                    edge = int(out.edge[leg, way])
                    if edge >= 0:
                        yield edge, float(snaps.share[leg] if way == 0 else 1.0 - snaps.share[leg]), 1.0
                    return
            edges = self.into[self.into_first[node] : self.into_first[node + 1]]
            before = cost[self.network.edge_from[edges]] + self.whole[edges]
            edge = int(edges[np.flatnonzero(before == cost[node])[0]])
            yield edge, 0.0, 1.0
            node = int(self.network.edge_from[edge])

    def _leg(
        self,
        stops: list[tuple[float, float]],
        leg: int,
        found: tuple[int, list[Piece]],
        snaps: Snaps,
        access: tuple[Ints, Ints],
    ) -> Leg:
        total, pieces = found[0], [piece for piece in found[1] if not self.is_link[piece[0]]]
        ms, cm = (int(part) for part in split(np.int64(total)))  # type: ignore[arg-type]
        ms += int(access[0][leg] + access[0][leg + 1])
        cm += int(access[1][leg] + access[1][leg + 1])
        on_road = [point for piece in pieces for point in self._chain(piece)] or [self._foot(snaps, leg)]
        line = [stops[leg], *on_road, stops[leg + 1]]
        return Leg(_without_repeats(line), -(-ms // 1000), (cm + 50) // 100)

    def _chain(self, piece: Piece) -> list[tuple[float, float]]:
        edge, begin, end = piece
        line = self.snap_at.lines[self.network.shape_id[edge]]
        if not self.network.is_forward[edge]:
            line = shapely.reverse(line)
        return self._lonlat(line if (begin, end) == (0.0, 1.0) else substring(line, begin, end, normalized=True))

    def _foot(self, snaps: Snaps, stop: int) -> tuple[float, float]:
        """Where a stop meets its road: the whole way between two stops that meet it at one point."""
        line = self.snap_at.lines[snaps.shape[stop]]
        return self._lonlat(shapely.line_interpolate_point(line, snaps.share[stop], normalized=True))[0]

    def _lonlat(self, shape: shapely.Geometry) -> list[tuple[float, float]]:
        lonlat = self.snap_at.plane.to_lonlat(shapely.get_coordinates(shape))
        return [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in lonlat]


def _no_way(stops: list[tuple[float, float]], leg: int) -> Leg:
    return Leg([stops[leg], stops[leg + 1]], -1, -1)


def _without_repeats(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    kept = [line[0]]
    for point in line[1:-1]:
        if point != kept[-1]:
            kept.append(point)
    return [*kept, line[-1]]
