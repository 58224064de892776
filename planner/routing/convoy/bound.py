"""A bound no convoy plan can exceed: time, stock and room as totals, every leg as short as the shortest way in.

Each share of a stop costs its vehicle at least that share of the shortest way in, of set-up and of the queue; totals
over a vehicle's days forget order and windows, so every real plan fits the relaxation and is worth no more in it.
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
    fleet: dict[tuple[object, ...], list[Vehicle]] = defaultdict(list)
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
    ways = _shortest_in(problem)
    for stop in problem.stops:
        _add_stop(problem, lp, stop, ways[stop.stop_id], days, (stock, kinds, rooms))
    return max(0, lp.solve())


Rooms = tuple[dict[str, int], dict[VehicleKind, int], dict[tuple[object, ...], tuple[int, int]]]


def _add_stop(
    problem: ConvoyProblem, lp: Relaxation, stop: Stop, way: tuple[int, int], days: list[Today], rooms: Rooms
) -> None:
    stock, kinds, fleet = rooms
    open_days = [rules for rules in days if (stop.days is None or rules.day in stop.days) and not rules.is_closed(stop)]
    seconds_in, metres_in = way
    if not open_days or seconds_in >= FAR:
        return
    queue = stop.service_s_per_household * stop.households
    rounding = stop.service_s_per_household if stop.may_split else 0  # a part's households may be rounded down
    seconds = max(0, seconds_in + stop.setup_s - rounding) + queue
    always = frozenset.intersection(*(rules.wanted(stop) for rules in open_days))
    once = lp.room(1.0)
    for (depot_id, _), (time_room, load_room) in fleet.items():
        uses = [(once, 1.0), (time_room, seconds), (load_room, stop.baskets), (stock[str(depot_id)], stop.baskets)]
        for kind in always - FOOD_KINDS:
            alone = seconds_in + stop.setup_s - problem.sync_s - rounding
            uses.append((kinds[kind], alone + queue if alone >= 0 or not stop.may_split else 0))
        # with several vehicles at one stop each share of the queue is one vehicle's own
        worth = 1000.0 * stop.prize - problem.metre_cost * metres_in
        lp.share(worth, [(room_number, float(max(0, amount))) for room_number, amount in uses])


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
        if not stop.may_split:  # a second part of the same stop may follow at once, without a way in
            column = place[stop.stop_id]
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
