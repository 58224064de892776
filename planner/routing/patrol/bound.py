"""A bound no patrol plan can exceed: time and stock as totals, every leg as short as the shortest way in."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from planner.model.dispatch import PatrolProblem
from planner.routing.core import FAR
from planner.routing.engines.relax import Relaxation
from planner.routing.patrol.lower import home_of
from planner.routing.rules import room_of, today


def patrol_bound(problem: PatrolProblem) -> int:
    """An upper bound of ``Solution.objective`` for ``problem``."""
    lp = Relaxation()
    depots = {depot.depot_id: depot for depot in problem.depots}
    hours: dict[str, int] = defaultdict(int)
    days = [today(problem, day) for day in range(problem.days)]
    for day, rules in enumerate(days):
        for vehicle in problem.vehicles:
            if vehicle.is_on_duty(day) and room_of(vehicle, problem.basket_g) > 0:
                closes = min(vehicle.shift_end_s, rules.home_by_s)
                hours[home_of(vehicle, depots)] += max(0, closes - vehicle.shift_start_s)
    time_rooms = {district: lp.room(seconds) for district, seconds in sorted(hours.items())}
    stock = {pickup.pickup_id: lp.room(pickup.stock_baskets) for pickup in problem.pickups}
    ways = _shortest_in(problem)
    for delivery in problem.deliveries:
        seconds, metres = ways.get(delivery.location_id, (FAR, FAR))
        own = [rules for rules in days if delivery.day in (None, rules.day)]
        if seconds >= FAR or all(rules.cordons(delivery) for rules in own):
            continue
        once = lp.room(1.0)
        for district, time_room in time_rooms.items():
            if district != delivery.police_district and not delivery.may_cross_district:
                continue
            for name in delivery.pickup_ids:
                uses = [(once, 1.0), (time_room, float(seconds + delivery.service_s))]
                uses.append((stock[name], float(delivery.baskets)))
                lp.share(1000.0 * delivery.prize - problem.metre_cost * metres, uses)
    return max(0, lp.solve())


def _shortest_in(problem: PatrolProblem) -> dict[str, tuple[int, int]]:
    """Least seconds and metres into each door from anywhere; 0 between deliveries at one door."""
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    seconds = np.array(problem.travel.duration_s, np.int64)
    metres = np.array(problem.travel.distance_m, np.int64)
    doors = [delivery.location_id for delivery in problem.deliveries]
    shared = {name for name in doors if doors.count(name) > 1} if len(doors) < 2000 else set(doors)
    shared |= {pickup.location_id for pickup in problem.pickups}
    found = {}
    for name in set(doors):
        column = place[name]
        usable = (seconds[:, column] >= 0) & ((np.arange(len(seconds)) != column) | (name in shared))
        if usable.any():
            found[name] = (int(seconds[usable, column].min()), int(metres[usable, column].min()))
    return found
