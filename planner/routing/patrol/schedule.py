"""Core routes of pairs back into patrol routes: loads at one place become one visit for each pickup point."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from planner.model.dispatch import Delivery, PatrolProblem, PickupPoint, Route, TimeWindow, Vehicle, Visit
from planner.model.kinds import VisitKind
from planner.routing.patrol.lower import DAY_END_S, LoweredPatrols
from planner.routing.roads import RoadTable, arrive, in_time
from planner.routing.rules import Today, starts, today

Item = tuple[Delivery, PickupPoint | None]


def patrol_routes(
    problem: PatrolProblem, lowered: LoweredPatrols, rows: tuple[tuple[int, ...], ...]
) -> tuple[Route, ...]:
    """A route for every shift in use."""
    roads = RoadTable(problem.travel)
    days = [today(problem, day) for day in range(problem.days)]
    routes = []
    for (vehicle, day), nodes in zip(lowered.shifts, rows, strict=True):
        if nodes:
            routes.append(_route(vehicle, days[day], [lowered.nodes[node] for node in nodes], roads))
    return tuple(routes)


def _route(vehicle: Vehicle, rules: Today, items: list[Item], roads: RoadTable) -> Route:
    """The crew is on patrol until it must leave for the next place: nobody waits where nothing can be done yet."""
    visits: list[Visit] = []
    where, free = vehicle.depot_id, vehicle.shift_start_s
    for (place, is_load), group in groupby(items, key=_stay):
        way_s = roads.seconds(where, place) if where != place else 0
        stay = (_load if is_load else _drop)(list(group), arrive(free, way_s, rules.pauses), rules)
        left, reached = in_time(free, way_s, stay[0].start_s, rules.pauses)
        if not visits:
            visits.append(Visit(vehicle.depot_id, VisitKind.DEPOT, left, left, left))
        visits += [replace(stay[0], arrival_s=reached), *stay[1:]]
        where, free = place, visits[-1].departure_s
    home = arrive(free, roads.seconds(where, vehicle.depot_id), rules.pauses)
    visits.append(Visit(vehicle.depot_id, VisitKind.DEPOT, home, home, home))
    metres, seconds = roads.along([visit.location_id for visit in visits])
    route_id = f"D{rules.day + 1}-P-{vehicle.vehicle_id}"
    return Route(route_id, vehicle.vehicle_id, rules.day, tuple(visits), metres, seconds)


def _stay(item: Item) -> tuple[str, bool]:
    """Where an item is done and whether it is a load: what is done in one go."""
    delivery, pickup = item
    return (pickup.location_id if pickup else delivery.location_id, pickup is not None)


def _load(group: list[Item], reached: int, rules: Today) -> list[Visit]:
    """One visit for each pickup point; the crew loads once, side by side."""
    visits = []
    amounts: dict[str, int] = {}
    points: dict[str, PickupPoint] = {}
    for delivery, pickup in group:
        if pickup:
            amounts[pickup.pickup_id] = amounts.get(pickup.pickup_id, 0) + delivery.baskets
            points[pickup.pickup_id] = pickup
    for name, baskets in amounts.items():
        point = points[name]
        spans = starts((TimeWindow(point.ready_s, DAY_END_S, point.day),), rules.day, point.load_s, rules.pauses)
        begin = next(max(first, reached) for first, last in spans if reached <= last)
        done = begin + point.load_s
        visits.append(Visit(point.location_id, VisitKind.PICKUP, min(reached, begin), begin, done, baskets, 0, name))
        reached = done
    return visits


def _drop(group: list[Item], reached: int, rules: Today) -> list[Visit]:
    visits = []
    for delivery, _ in group:
        spans = starts(delivery.windows, rules.day, delivery.service_s, rules.pauses)
        begin = next(max(first, reached) for first, last in spans if reached <= last)
        done = begin + delivery.service_s
        name = delivery.delivery_id
        visits.append(Visit(delivery.location_id, VisitKind.DROP, reached, begin, done, -delivery.baskets, 1, name))
        reached = done
    return visits
