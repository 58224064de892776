"""A bound no convoy plan can exceed: time, stock and room as totals, every leg as short as the shortest way in.

Each share of a stop costs its vehicle at least that share of the shortest way in, of set-up and of the queue, and for
each basket its part of the shortest way back: between two loadings a vehicle hands out no more than it holds, and then
drives to its depot once. Totals over a vehicle's days forget order and windows, so every real plan fits the relaxation
and is worth no more in it. A stop that may not be split is served whole or not at all.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from planner.model.dispatch import ConvoyProblem, Stop, Vehicle, VehicleKind
from planner.routing.core import FAR
from planner.routing.engines.relax import Relaxation
from planner.routing.rules import FOOD_KINDS, Today, room_of, today


def convoy_bound(problem: ConvoyProblem) -> int:
    """An upper bound of ``Solution.objective`` for ``problem`` (floors and required stops left aside)."""
    days = [today(problem, day) for day in range(problem.days)]
    fleet: dict[tuple[str, int], list[Vehicle]] = defaultdict(list)
    for vehicle in problem.vehicles:
        if vehicle.kind in FOOD_KINDS and room_of(vehicle, problem.basket_g) > 0:
            fleet[vehicle.depot_id, room_of(vehicle, problem.basket_g)].append(vehicle)
    lp = Relaxation()
    stock = {depot.depot_id: lp.room(depot.stock_baskets) for depot in problem.depots}
    kinds = {kind: lp.room(_seconds(problem, days, kind)) for kind in VehicleKind if kind not in FOOD_KINDS}
    rooms = {}
    for key, vehicles in fleet.items():
        seconds = sum(_free_s(problem, vehicle, days) for vehicle in vehicles)
        trips = sum(_works(vehicle, rules) for vehicle in vehicles for rules in days) * (problem.max_reloads + 1)
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
    open_days = [rules for rules in days if (stop.days is None or rules.day in stop.days) and not rules.is_closed(stop)]
    shares = []
    seconds_in, metres_in = way
    if not open_days or seconds_in >= FAR:
        return
    queue = stop.service_s_per_household * stop.households
    rounding = stop.service_s_per_household if stop.may_split else 0  # a part's households may be rounded down
    spare = stop.setup_s - rounding  # below nothing, many small parts would eat up the one way in before them
    seconds = queue if stop.may_split and spare < 0 else max(0, seconds_in + spare) + queue
    always = frozenset.intersection(*(rules.wanted(stop) for rules in open_days))
    once = lp.room(1.0)
    for (depot_id, room), (time_room, load_room) in fleet.items():
        loads = stop.baskets / room
        home_s, home_m = back[depot_id]
        uses = [(once, 1.0), (time_room, seconds + loads * home_s)]
        uses += [(load_room, stop.baskets), (stock[depot_id], stop.baskets)]
        for kind in always - FOOD_KINDS:
            alone = seconds_in + spare - problem.sync_s
            is_sure = spare >= problem.sync_s or not stop.may_split
            uses.append((kinds[kind], alone + queue if is_sure else 0))
        # with several vehicles at one stop each share of the queue is one vehicle's own
        worth = 1000.0 * stop.prize - problem.metre_cost * (metres_in + loads * home_m)
        shares.append(lp.share(worth, [(room_number, float(max(0, amount))) for room_number, amount in uses]))
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


def _works(vehicle: Vehicle, rules: Today) -> bool:
    return (vehicle.days is None or rules.day in vehicle.days) and vehicle.crew >= rules.crew


def _free_s(problem: ConvoyProblem, vehicle: Vehicle, days: list[Today]) -> int:
    """Seconds of a vehicle over all days, less the first loading and the breaks inside its shift."""
    total = 0
    for rules in days:
        if _works(vehicle, rules):
            opens = vehicle.shift_start_s + (problem.reload_s if vehicle.kind in FOOD_KINDS else 0)
            closes = min(vehicle.shift_end_s, rules.home_by_s)
            resting = sum(max(0, min(end, closes) - max(start, opens)) for start, end in rules.pauses)
            total += max(0, closes - opens - resting)
    return total


def _seconds(problem: ConvoyProblem, days: list[Today], kind: VehicleKind) -> int:
    return sum(_free_s(problem, vehicle, days) for vehicle in problem.vehicles if vehicle.kind == kind)
