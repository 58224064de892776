"""A bound no convoy plan can exceed: time, stock and room as totals, every leg as short as the shortest way in.

Each share of a stop costs its vehicle at least that share of the shortest way in and of the queues there, and for
each basket its part of the shortest way back: between two loadings a vehicle hands out no more than it holds, and then
drives to its depot once. What must come along drives there too. Totals over a vehicle's days forget order and windows,
so every real plan fits the relaxation and is worth no more in it. A stop that may not be split is served whole or not
at all.
Where there is time for them, the flows of :mod:`planner.routing.convoy.flow_bound` say more.
"""

from __future__ import annotations

from collections import defaultdict
from math import inf

import numpy as np

from planner.model.dispatch import ConvoyProblem, Stop, Vehicle, VehicleKind
from planner.routing.clock import Clock
from planner.routing.convoy.flow_bound import flow_bound, legs_of
from planner.routing.convoy.least import free_s, handout_s
from planner.routing.convoy.near_first import Bound
from planner.routing.core import FAR
from planner.routing.engines.relax import Relaxation
from planner.routing.rules import FOOD_KINDS, Today, room_of, today

TOTALS_S = 0.002  # of the limit, for each stop: with less of it, everything served is the bound
FLOWS_FROM_S = 1.25  # of the limit: with less of it, the search needs it all
LEGS_A_SECOND = 4000  # of the limit: alone on a machine, flows take a tenth of it
FLOWS_MOST = 0.6  # of the time left, where other work slows them down


def convoy_bound(problem: ConvoyProblem, clock: Clock | None = None) -> Bound:
    """An upper bound of ``Solution.objective`` for ``problem`` (floors and required stops left aside).

    How much it looks into is told by the limit of ``clock``, the whole plan's; without one, into everything.
    """
    limit_s = inf if clock is None else clock.ends - clock.begun
    worth = sum(1000 * stop.prize for stop in problem.stops)  # of every stop served without driving
    if limit_s < TOTALS_S * len(problem.stops):
        return Bound(worth)
    totals = Bound(min(worth, _of_totals(problem)))
    if not problem.stops or limit_s < FLOWS_FROM_S or legs_of(problem) > LEGS_A_SECOND * limit_s:
        return totals
    flows = flow_bound(problem, clock.until(FLOWS_MOST) if clock else None)
    return Bound(max(0, min(totals.most, flows.most)), flows.is_cut)


def _of_totals(problem: ConvoyProblem) -> int:
    days = [today(problem, day) for day in range(problem.days)]
    fleet: dict[tuple[str, int], list[Vehicle]] = defaultdict(list)
    for vehicle in problem.vehicles:
        if vehicle.kind in FOOD_KINDS and room_of(vehicle, problem.basket_g) > 0:
            fleet[vehicle.depot_id, room_of(vehicle, problem.basket_g)].append(vehicle)
    lp = Relaxation()
    stock = {depot.depot_id: lp.room(depot.stock_baskets) for depot in problem.depots}
    along = {kind: [v for v in problem.vehicles if v.kind == kind] for kind in VehicleKind if kind not in FOOD_KINDS}
    kinds = {kind: lp.room(_seconds(problem, days, vehicles)) for kind, vehicles in along.items()}
    rooms = {}
    for key, vehicles in fleet.items():
        seconds = _seconds(problem, days, vehicles)
        trips = sum(rules.works(vehicle) for vehicle in vehicles for rules in days) * (problem.max_reloads + 1)
        rooms[key] = (lp.room(seconds), lp.room(trips * room_of(vehicles[0], problem.basket_g)))
    ways, back = _shortest_in(problem), _shortest_back(problem)
    for stop in problem.stops:
        _add_stop(problem, lp, stop, ways[stop.stop_id], back, days, (stock, kinds, rooms))
    return max(0, lp.solve())


Rooms = tuple[dict[str, int], dict[VehicleKind, int], dict[tuple[str, int], tuple[int, int]]]


def _add_stop(
    problem: ConvoyProblem,
    lp: Relaxation,
    stop: Stop,
    way: tuple[int, int],
    back: dict[str, tuple[int, int]],
    days: list[Today],
    rooms: Rooms,
) -> None:
    stock, kinds, fleet = rooms
    open_days = [rules for rules in days if rules.is_open(stop)]
    shares = []
    seconds_in, metres_in = way
    if not stop.baskets:  # whoever passes by serves it
        lp.share(1000.0 * stop.prize, [])
    if not stop.baskets or not open_days or seconds_in >= FAR:
        return
    along = frozenset.intersection(*(rules.wanted(stop) for rules in open_days)) - FOOD_KINDS
    food = [[v for v in problem.vehicles if v.kind in FOOD_KINDS and rules.works(v)] for rules in open_days]
    largest = max(sum(room_of(v, problem.basket_g) for v in vehicles) for vehicles in food)
    beside = max(map(len, food)) if stop.may_split else 1  # queues at one place at one time share what comes along
    with_food_s = seconds_in + handout_s(stop, largest, problem.sync_s) / max(1, beside)
    once = lp.room(1.0)
    for (depot_id, room), (time_room, load_room) in fleet.items():
        loads = stop.baskets / room
        times = max(1.0, loads)  # it is driven to at least so often
        home_s, home_m = back[depot_id]
        stay = handout_s(stop, room) * (1.0 if stop.may_split else times)
        uses = [(once, 1.0), (time_room, times * seconds_in + stay + loads * home_s)]
        uses += [(load_room, stop.baskets), (stock[depot_id], stop.baskets)]
        uses += [(kinds[kind], with_food_s) for kind in along]
        metres = times * metres_in + loads * home_m + len(along) * metres_in
        shares.append(lp.share(1000.0 * stop.prize - problem.metre_cost * metres, uses))
    if not stop.may_split:
        lp.all_or_nothing(shares)


def _shortest_back(problem: ConvoyProblem) -> dict[str, tuple[int, int]]:
    """Least seconds and metres from any stop home to each depot."""
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    rows = [place[stop.stop_id] for stop in problem.stops]
    columns = [place[depot.depot_id] for depot in problem.depots]
    seconds = np.array(problem.travel.duration_s, np.int64)[np.ix_(rows, columns)]
    metres = np.array(problem.travel.distance_m, np.int64)[np.ix_(rows, columns)]
    found = {}
    for k, depot in enumerate(problem.depots):
        usable = seconds[:, k] >= 0
        least = (int(seconds[usable, k].min()), int(metres[usable, k].min())) if usable.any() else (0, 0)
        found[depot.depot_id] = least
    return found


def _shortest_in(problem: ConvoyProblem) -> dict[str, tuple[int, int]]:
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    names = [stop.stop_id for stop in problem.stops]
    rows = sorted({place[name] for name in names} | {place[depot.depot_id] for depot in problem.depots})
    seconds = np.array(problem.travel.duration_s, np.int64)[rows]
    metres = np.array(problem.travel.distance_m, np.int64)[rows]
    for table in (metres, seconds):
        table[seconds < 0] = FAR
    own = {row: r for r, row in enumerate(rows)}
    for stop in problem.stops:
        column = place[stop.stop_id]  # parts may follow each other there, but each loading comes from elsewhere once
        seconds[own[column], column] = metres[own[column], column] = FAR
    least_s, least_m = seconds.min(axis=0), metres.min(axis=0)
    return {name: (int(least_s[place[name]]), int(least_m[place[name]])) for name in names}


def _seconds(problem: ConvoyProblem, days: list[Today], vehicles: list[Vehicle]) -> int:
    return sum(free_s(problem, vehicle, rules) for vehicle in vehicles for rules in days if rules.works(vehicle))
