"""A sharper bound: the driving of each depot's vehicles as a flow through the stops.

What enters a stop leaves it again, baskets ride along and fit aboard, and whatever must come with the food has a flow
of its own, which pays for its way there and back too. Days and vehicles of one kind are added up and a flow may be
broken into parts, so every plan the checker accepts is such a flow and is worth no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from planner.model.dispatch import ConvoyProblem, Stop, Vehicle, VehicleKind
from planner.routing.clock import Clock
from planner.routing.convoy.least import DAY_END_S, free_s, handout_s, shortest_queue_s
from planner.routing.convoy.near_first import Bound, Leg, solve_near_first
from planner.routing.core import FAR, Ints
from planner.routing.engines.relax import Relaxation
from planner.routing.rules import FOOD_KINDS, Today, loaded_at, room_of, starts, today

FEW_STOPS = 16  # up to which the whole square of legs is written out and branched on
NEAREST = 6  # legs from each stop to begin with
UNLIMITED = float("inf")
HOME = -1  # the depot, among numbers of stops

Shares = list[list[int]]
"""For every stop the shares of it that crews bring."""


@dataclass(frozen=True)
class _Crew:
    """Vehicles of one kind, depot and room, with what they have over all days together."""

    kind: VehicleKind | None  # None: food
    depot_id: str
    room: int
    shifts: tuple[tuple[Vehicle, Today], ...]
    trips: int
    stops: tuple[int, ...]  # those at least one of them can reach, serve and come home from


@dataclass(frozen=True)
class _Span:
    """Time a crew has in all, or by the last closing or from the first opening of ``stops``: they must fit into it."""

    room: int
    stops: frozenset[int]
    is_after: bool = False  # ways away from the stops count, not those to them
    loading_s: int = 0

    def uses(self, a: int, b: int, seconds: int, stays: dict[int, float]) -> list[tuple[int, float]]:
        """What the leg from ``a`` to ``b`` takes of it, with the stay it leads to or away from."""
        at = a if self.is_after else b
        if at not in self.stops:
            return []
        return [(self.room, seconds + stays.get(at, 0.0) + (self.loading_s if a == HOME else 0))]


@dataclass(frozen=True)
class _Legs:
    """Least seconds and metres between places, whatever lies on the way."""

    place: dict[str, int]
    seconds: Ints
    metres: Ints

    def near(self, places: list[int]) -> set[tuple[int, int]]:
        """Legs from each of ``places`` to the nearest of them, and into each from those."""
        table = self.seconds[np.ix_(places, places)]
        nearest = np.argsort(table, axis=1, kind="stable")[:, : NEAREST + 1]
        ways = {(places[a], places[b]) for a, row in enumerate(nearest.tolist()) for b in row}
        return ways | {(b, a) for a, b in ways}


def legs_of(problem: ConvoyProblem) -> int:
    """How many legs the flows of ``problem`` have, at most: its cost."""
    return len({_crew_of(problem, vehicle) for vehicle in problem.vehicles}) * (len(problem.stops) + 1) ** 2


def flow_bound(problem: ConvoyProblem, clock: Clock | None = None) -> Bound:
    """An upper bound of ``Solution.objective`` for ``problem`` (floors and required stops left aside).

    With few stops, those that may not be split are kept whole.
    """
    network = written_out(problem)
    if len(problem.stops) <= FEW_STOPS:
        return Bound(network.lp.solve())
    return solve_near_first(network.lp, network.driven, clock)


def written_out(problem: ConvoyProblem) -> Network:
    """The whole relaxation of ``problem``."""
    days = [today(problem, day) for day in range(problem.days)]
    network = Network(problem, days, _legs(problem), Relaxation())
    crews = list(_crews(problem, days, network.legs))
    stock = {depot.depot_id: network.lp.room(depot.stock_baskets) for depot in problem.depots}
    shares: Shares = [[] for _ in problem.stops]
    once = [network.lp.room(1.0) for _ in problem.stops]
    for stop in problem.stops:
        if not stop.baskets:  # whoever passes by serves it
            network.lp.share(1000.0 * stop.prize, [])
    for crew in crews:
        if crew.kind is None:
            network.add_food(crew, shares, once, stock[crew.depot_id])
    for k, stop in enumerate(problem.stops):
        if shares[k] and not stop.may_split:
            network.lp.all_or_nothing(shares[k])
    for kind in sorted({kind for wanted in network.always for kind in wanted}):
        network.add_along(kind, [crew for crew in crews if crew.kind == kind], shares)
    return network


class Network:
    """The flows of a problem: the relaxation, and the legs driven in it."""

    def __init__(self, problem: ConvoyProblem, days: list[Today], legs: _Legs, lp: Relaxation) -> None:
        self.problem, self.legs, self.lp = problem, legs, lp
        self.driven: list[Leg] = []
        self.always = [_always(stop, days) for stop in problem.stops]
        food = [[v for v in problem.vehicles if v.kind in FOOD_KINDS and rules.works(v)] for rules in days]
        self.side_by_side = max(1, *map(len, food))
        self.room = max(sum(room_of(v, problem.basket_g) for v in vehicles) for vehicles in food)

    def add_food(self, crew: _Crew, shares: Shares, once: list[int], stock: int) -> None:
        """A crew that brings food: its stops' shares, and its loads along the arcs."""
        stops = {k: self.problem.stops[k] for k in crew.stops if self.problem.stops[k].baskets > 0}
        stops = {k: stop for k, stop in stops.items() if stop.may_split or stop.baskets <= self.room}
        spans = self._spans(crew, stops)
        visit, load = {k: self.lp.room(0.0) for k in stops}, {k: self.lp.room(0.0) for k in stops}
        stays = {}
        for k, stop in stops.items():
            stay = handout_s(stop, crew.room)
            stays[k] = 0.0 if stop.may_split else stay
            uses = [(once[k], 1.0), (visit[k], 1.0), (load[k], float(stop.baskets)), (stock, float(stop.baskets))]
            uses += [(span.room, stay) for span in spans if stop.may_split and k in span.stops]
            shares[k].append(self.lp.share(1000.0 * stop.prize, uses))
        for (a, b), leg in self._arcs(crew, stays, visit, spans).items():
            if b == HOME:  # it comes home empty
                self.driven.append(leg)
                continue
            fits = self.lp.room(0.0)
            self.lp.use(leg.driven, fits, -float(crew.room))
            uses = [(fits, 1.0), (load[b], -1.0)] + ([(load[a], 1.0)] if a != HOME else [])
            self.driven.append(replace(leg, load=self.lp.share(0.0, uses, UNLIMITED), room=crew.room))

    def add_along(self, kind: VehicleKind, crews: list[_Crew], shares: Shares) -> None:
        """Vehicles that must be where the food is, at every stop that wants them on each day it is open."""
        wanting = {k: stop for k, stop in enumerate(self.problem.stops) if kind in self.always[k] and shares[k]}
        there = {k: self.lp.room(0.0) for k in wanting}
        for k, room in there.items():
            for share in shares[k]:
                self.lp.use(share, room, 1.0)
        for crew in crews:
            stops = {k: stop for k, stop in wanting.items() if k in crew.stops}
            spans = self._spans(crew, stops)
            visit = {k: self.lp.room(0.0) for k in stops}
            stays = {}
            for k, stop in stops.items():
                stay = handout_s(stop, self.room, self.problem.sync_s)
                stays[k] = 0.0 if stop.may_split else stay
                beside = stay / self.side_by_side if stop.may_split else 0.0  # of queues at one place at one time
                uses = [(span.room, beside) for span in spans if k in span.stops]
                self.lp.share(0.0, [(there[k], -1.0), (visit[k], 1.0), *uses])
            self.driven += self._arcs(crew, stays, visit, spans).values()

    def _spans(self, crew: _Crew, stops: dict[int, Stop]) -> list[_Span]:
        """The whole time, then the time before each hour by which some stops have closed or after which they open."""
        problem, everything = self.problem, frozenset({HOME, *stops})

        def room(after_s: int = 0, by_s: int = DAY_END_S, more_s: int = 0) -> int:
            return self.lp.room(sum(free_s(problem, *shift, after_s, by_s) + more_s for shift in crew.shifts))

        spans = [_Span(room(), everything)]
        if crew.kind is None:  # a first loading is no part of the whole, another one is
            spans.append(_Span(room(more_s=problem.reload_s), everything, loading_s=problem.reload_s))
        closing = {k: max(window.close_s for window in stop.windows) for k, stop in stops.items()}
        opening = {k: min(window.open_s for window in stop.windows) for k, stop in stops.items()}
        before = {hour: frozenset(k for k in stops if closing[k] <= hour) for hour in sorted(set(closing.values()))}
        after = {hour: frozenset(k for k in stops if opening[k] >= hour) for hour in sorted(set(opening.values()))}
        spans += [_Span(room(by_s=hour), names) for hour, names in before.items()]
        return spans + [_Span(room(after_s=hour), names, is_after=True) for hour, names in after.items()]

    def _arcs(
        self, crew: _Crew, stays: dict[int, float], visit: dict[int, int], spans: list[_Span]
    ) -> dict[tuple[int, int], Leg]:
        """How often each leg is driven, by (from, to). What enters a place leaves it."""
        names = {k: self.problem.stops[k].stop_id for k in stays} | {HOME: crew.depot_id}
        balance = {k: self.lp.room(0.0) for k in names}
        trips = self.lp.room(crew.trips)
        near = self.legs.near([self.legs.place[name] for name in names.values()])
        legs = {}
        for a, b in permutations(names, 2):
            leg = self.legs.place[names[a]], self.legs.place[names[b]]
            seconds = int(self.legs.seconds[leg])
            if seconds >= FAR:
                continue
            uses = [(balance[a], 1.0), (balance[b], -1.0)]
            uses += [use for span in spans for use in span.uses(a, b, seconds, stays)]
            uses += [(trips, 1.0)] if a == HOME else []
            uses += [(visit[b], -1.0)] if b != HOME else []
            driven = self.lp.share(-float(self.problem.metre_cost * self.legs.metres[leg]), uses, UNLIMITED)
            legs[a, b] = Leg(driven, balance[b], crew.trips, HOME in (a, b) or leg in near)
        return legs


def _always(stop: Stop, days: list[Today]) -> frozenset[VehicleKind]:
    """What must come along on every day the stop is open."""
    wanted = [rules.wanted(stop) for rules in days if rules.is_open(stop)]
    return (frozenset.intersection(*wanted) if wanted else frozenset()) - FOOD_KINDS


def _crew_of(problem: ConvoyProblem, vehicle: Vehicle) -> tuple[VehicleKind | None, str, int]:
    kind = None if vehicle.kind in FOOD_KINDS else vehicle.kind
    return kind, vehicle.depot_id, room_of(vehicle, problem.basket_g)


def _crews(problem: ConvoyProblem, days: list[Today], legs: _Legs) -> Iterator[_Crew]:
    groups: dict[tuple[VehicleKind | None, str, int], list[Vehicle]] = defaultdict(list)
    for vehicle in problem.vehicles:
        if vehicle.kind not in FOOD_KINDS or room_of(vehicle, problem.basket_g) > 0:
            groups[_crew_of(problem, vehicle)].append(vehicle)
    for (kind, depot_id, room), vehicles in groups.items():
        shifts = tuple((vehicle, rules) for vehicle in vehicles for rules in days if rules.works(vehicle))
        stops = tuple(k for k, stop in enumerate(problem.stops) if any(_can(problem, stop, *s, legs) for s in shifts))
        yield _Crew(kind, depot_id, room, shifts, len(shifts) * (1 + problem.max_reloads), stops)


def _can(problem: ConvoyProblem, stop: Stop, vehicle: Vehicle, rules: Today, legs: _Legs) -> bool:
    """Whether a vehicle could serve something at the stop if it did nothing else that day, pauses in driving aside."""
    depot = next(depot for depot in problem.depots if depot.depot_id == vehicle.depot_id)
    if not rules.is_open(stop) or not rules.may_reach(vehicle, depot, stop):
        return False
    is_food = vehicle.kind in FOOD_KINDS
    home, there = legs.place[vehicle.depot_id], legs.place[stop.stop_id]
    ready = loaded_at(vehicle.shift_start_s, problem.reload_s, rules.pauses) if is_food else vehicle.shift_start_s
    arrive = ready + legs.seconds[home, there]
    stay = max(0, shortest_queue_s(stop) - (0 if is_food else problem.sync_s))
    leave_by = min(vehicle.shift_end_s, rules.home_by_s) - legs.seconds[there, home]
    spans = starts(stop.windows, rules.day, stay, rules.pauses)
    return any(max(first, arrive) <= min(last, leave_by - stay) for first, last in spans)


def _legs(problem: ConvoyProblem) -> _Legs:
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    seconds = np.array(problem.travel.duration_s, np.int64)
    metres = np.array(problem.travel.distance_m, np.int64)
    is_cut = seconds < 0
    return _Legs(place, *(_closed(np.where(is_cut, FAR, table)) for table in (seconds, metres)))


def _closed(table: Ints) -> Ints:
    """Shortest ways through any places (Floyd and Warshall): a detour may be shorter than the leg."""
    for k in range(len(table)):
        table = np.minimum(table, table[:, k, None] + table[None, k, :])
    return np.minimum(table, FAR)
