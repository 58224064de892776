"""Travel times over a loaded street network: exact, in whole seconds and metres, with every "no" named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.errors import refuse
from planner.geo import hierarchy as index
from planner.geo.closures import NONE_CLOSED, Closures, closed_edges
from planner.geo.components import components
from planner.geo.contraction import FAR
from planner.geo.costs import EdgeCosts, edge_costs, is_allowed, split
from planner.geo.entries import arrivals, departures, direct_ways
from planner.geo.roads import RoadNetwork
from planner.geo.route import Leg, Router
from planner.geo.snap import SnapIndex, Snaps, snap, snap_index
from planner.geo.speeds import Profile, Traffic
from planner.model.table import IntTable
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.progress import Progress, silent

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]

_ROWS = 256  # of a table are rounded at a time

WEDNESDAY = 2
NINE = 9


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """From one place: milliseconds to every node (infinite: no way), of which ``access_ms`` to its own road.

    The place lies on ``shape`` (-1: refused), ``share`` of the way along it.
    """

    costs: EdgeCosts
    node_ms: NDArray[np.float64]
    access_ms: int
    shape: int
    share: float


class RoadTravel:
    """Travel times of one network under one traffic table; implements :class:`planner.ports.TravelTimes`.

    Building the index takes about a second for 90,000 nodes and is done at the first question; each further hour,
    profile or set of closures only renews its weights.
    """

    def __init__(self, network: RoadNetwork, traffic: Traffic | None = None) -> None:
        self.network = network
        self.traffic = traffic or network.traffic
        self._hierarchy: index.Hierarchy | None = None
        self._snap_indexes: dict[str, SnapIndex] = {}
        self._weighed: dict[tuple[object, ...], tuple[EdgeCosts, index.Metric]] = {}

    @property
    def source(self) -> str:
        """The network's label, whether it is schematic, its hash, and the traffic table's label."""
        manifest = self.network.manifest
        schematic = ", schematic, not for navigation" if manifest.is_schematic else ""
        return f"{manifest.label}{schematic} (roads {manifest.hash[:12]}; {self.traffic.label})"

    def matrix(
        self,
        points: pd.DataFrame,
        *,
        profile: str = "lorry",
        depart_hour: int = NINE,
        progress: Progress = silent,
        weekday: int = WEDNESDAY,
        closures: Closures = NONE_CLOSED,
    ) -> TravelMatrix:
        """Seconds (rounded up) and metres between all ``points`` (columns id, lon, lat in EPSG:4326).

        ``weekday`` counts from Monday 0. Pairs without a way hold -1; :meth:`snaps` names refused points and why.
        Every entry depends on its two points alone. Raises E1306 for an unknown profile, E1307 for repeated ids.
        """
        ids = tuple(points["id"].astype(str))
        if len(set(ids)) != len(ids):
            raise refuse("E1307", "two points carry the same id", "give every point an id of its own", "points")
        progress("travel times", 0.0, f"finding the roads of {len(ids)} places")
        seconds, metres = self.tables(points, profile, depart_hour, weekday, closures)
        progress("travel times", 1.0, f"{len(ids)} by {len(ids)}")
        return TravelMatrix(
            ids, IntTable(seconds), IntTable(metres), self.source, profile=profile, depart_hour=depart_hour
        )

    def tables(
        self,
        points: pd.DataFrame,
        profile: str = "lorry",
        depart_hour: int = NINE,
        weekday: int = WEDNESDAY,
        closures: Closures = NONE_CLOSED,
    ) -> tuple[Int32s, Int32s]:
        """Seconds and metres as two (n, n) arrays, -1 where there is no way."""
        snaps = snap(self._snap_index(profile), points)
        costs, metric = self._weigh(profile, depart_hour, weekday, closures)
        best = self._between(metric, costs, snaps)
        return _rounded(best, self._access(snaps))

    def snaps(self, points: pd.DataFrame, *, profile: str = "lorry") -> pd.DataFrame:
        """The snap audit: one row per point with distance, road class and name, flags, reason and the foot point."""
        return snap(self._snap_index(profile), points).audit

    def path(
        self,
        stops: list[tuple[float, float]],
        *,
        profile: str = "lorry",
        depart_hour: int = NINE,
        weekday: int = WEDNESDAY,
        closures: Closures = NONE_CLOSED,
    ) -> list[tuple[float, float]]:
        """The driven line through ``stops`` as (lon, lat), from the first stop's pin to the last one's.

        A leg without a way is a straight line here; :meth:`legs` says which: its time is -1.
        """
        legs = self.legs(stops, profile=profile, depart_hour=depart_hour, weekday=weekday, closures=closures)
        line: list[tuple[float, float]] = []
        for leg in legs:
            line.extend(leg.line if not line else leg.line[1:])
        return line or list(stops)

    def legs(
        self,
        stops: list[tuple[float, float]],
        *,
        profile: str = "lorry",
        depart_hour: int = NINE,
        weekday: int = WEDNESDAY,
        closures: Closures = NONE_CLOSED,
    ) -> list[Leg]:
        """One leg for each pair of neighbouring ``stops``, with its line, time and distance."""
        frame = pd.DataFrame(stops, columns=["lon", "lat"]).assign(id=[str(i) for i in range(len(stops))])
        snap_at = self._snap_index(profile)
        snaps = snap(snap_at, frame)
        costs, metric = self._weigh(profile, depart_hour, weekday, closures)
        router = Router(self.network, snap_at, costs, metric)
        return router.legs(stops, snaps, self._access(snaps))

    def reach(
        self,
        point: pd.DataFrame,
        *,
        profile: str = "lorry",
        depart_hour: int = NINE,
        weekday: int = WEDNESDAY,
        closures: Closures = NONE_CLOSED,
    ) -> Reach:
        """How soon every node of the network is reached from the one ``point`` (id, lon, lat)."""
        snaps = snap(self._snap_index(profile), point)
        costs, metric = self._weigh(profile, depart_hour, weekday, closures)
        out = departures(self.network, costs, snaps)
        ways = out.cost[0] < FAR
        starts = index.Starts(np.zeros(int(ways.sum()), dtype=np.int64), out.node[0, ways], out.cost[0, ways], 1)
        found = np.full(self.network.nodes, FAR, dtype=np.int64)
        if ways.any():
            found = index.costs_to_nodes(metric, starts, np.arange(self.network.nodes, dtype=np.int64))[0]
        access_ms = int(self._access(snaps)[0][0])
        node_ms = np.where(found < FAR, split(found)[0] + access_ms, np.inf)
        return Reach(costs, node_ms, access_ms, int(snaps.shape[0]), float(snaps.share[0]))

    def _profile(self, name: str) -> Profile:
        if name not in self.traffic.profiles:
            known = ", ".join(sorted(self.traffic.profiles))
            raise refuse("E1306", f"there is no profile {name!r}", f"choose one of {known}", "profile")
        return self.traffic.profiles[name]

    def _snap_index(self, profile: str) -> SnapIndex:
        if profile not in self._snap_indexes:
            network = self.network
            is_open = is_allowed(network, self._profile(profile))
            component = components(network.nodes, network.edge_from, network.edge_to, is_open)
            self._snap_indexes[profile] = snap_index(network, is_open, component)
        return self._snap_indexes[profile]

    def _weigh(self, profile: str, hour: int, weekday: int, closures: Closures) -> tuple[EdgeCosts, index.Metric]:
        factor = self.traffic.factor(hour, weekday)
        key = (profile, factor, closures)
        if key not in self._weighed:
            costs = edge_costs(
                self.network, self.traffic, self._profile(profile), factor, closed_edges(self.network, closures)
            )
            if len(self._weighed) >= 4:  # a metric of a city is some 50 MB: keep the latest few
                self._weighed.pop(next(iter(self._weighed)))
            self._weighed[key] = (costs, index.weigh(self._built(), costs.whole))
        return self._weighed[key]

    def _built(self) -> index.Hierarchy:
        if self._hierarchy is None:
            network = self.network
            rank = network.order if len(network.order) == network.nodes else order_of(network)
            self._hierarchy = index.build(rank, network.edge_from, network.edge_to)
        return self._hierarchy

    def _between(self, metric: index.Metric, costs: EdgeCosts, snaps: Snaps) -> Ints:
        count = len(snaps.shape)
        out, into = departures(self.network, costs, snaps), arrivals(self.network, costs, snaps)
        lane, side = np.nonzero(out.cost < FAR)
        starts = index.Starts(lane, out.node[lane, side], out.cost[lane, side], count)
        best = np.full((count, count), FAR, dtype=np.int64)
        for way in (0, 1):
            open_ = np.flatnonzero(into.cost[:, way] < FAR)
            if len(open_) and len(lane):
                found = index.costs_to_nodes(metric, starts, into.node[open_, way])
                found += into.cost[open_, way]
                for row, costs_of_row in zip(best, found, strict=True):  # a row at a time: tables are large
                    row[open_] = np.minimum(row[open_], costs_of_row)
                del found  # before the next one is made
        return _with_direct_ways(best, costs, snaps)

    def _access(self, snaps: Snaps) -> tuple[Ints, Ints]:
        """Milliseconds and centimetres from each point to its road and back, at the traffic table's access speed."""
        cm = np.rint(np.where(snaps.shape >= 0, snaps.distance_m, 0.0) * 100).astype(np.int64)
        if self.traffic.access_kmh <= 0:
            return np.zeros_like(cm), np.zeros_like(cm)
        return np.rint(cm * 36.0 / self.traffic.access_kmh).astype(np.int64), cm


def order_of(network: RoadNetwork) -> NDArray[np.int32]:
    """The elimination order of a network, found by cutting its map; stored with it so that this is done once."""
    xy = network.plane.to_xy(network.node_lon, network.node_lat)
    return index.contraction_order(xy, network.edge_from, network.edge_to)


def _rounded(best: Ints, access: tuple[Ints, Ints]) -> tuple[Int32s, Int32s]:
    """Whole seconds (up) and metres of a table of costs and the ways to and from the road; a few rows at a time."""
    seconds = np.full(best.shape, UNREACHABLE, dtype=np.int32)
    metres = np.full(best.shape, UNREACHABLE, dtype=np.int32)
    for begin in range(0, len(best), _ROWS):
        rows = slice(begin, begin + _ROWS)
        is_way = best[rows] < FAR
        ms, cm = split(np.where(is_way, best[rows], 0))
        ms += access[0][rows, None] + access[0][None, :]
        cm += access[1][rows, None] + access[1][None, :]
        np.copyto(seconds[rows], -(-ms // 1000), where=is_way, casting="same_kind")
        np.copyto(metres[rows], (cm + 50) // 100, where=is_way, casting="same_kind")
    np.fill_diagonal(seconds, 0)
    np.fill_diagonal(metres, 0)
    return seconds, metres


def _with_direct_ways(best: Ints, costs: EdgeCosts, snaps: Snaps) -> Ints:
    """Lower the cost of pairs on one and the same stretch of street, which need not reach a junction at all."""
    order = np.argsort(snaps.shape, kind="stable")
    shape = snaps.shape[order]
    starts = np.flatnonzero(np.r_[True, shape[1:] != shape[:-1]]) if len(shape) else np.array([], dtype=int)
    for begin, end in zip(starts, np.r_[starts[1:], len(shape)], strict=True):
        if end - begin > 1 and shape[begin] >= 0:
            one, other = (side.ravel() for side in np.meshgrid(order[begin:end], order[begin:end], indexing="ij"))
            cost, _ = direct_ways(costs, snaps, one, other)
            best[one, other] = np.minimum(best[one, other], cost)
    return best
