"""A patrol problem as a core problem of pairs: each delivery with the places where it may be loaded for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.model.dispatch import Delivery, Depot, PatrolProblem, PickupPoint, TimeWindow, Vehicle
from planner.routing.build import Builder, Job, Node, Shift, reachable
from planner.routing.core import CoreProblem, Ints
from planner.routing.rules import Today, room_of, starts, today

DAY_END_S = 48 * 3600


@dataclass(frozen=True, slots=True)
class LoweredPatrols:
    """A core problem and what its numbers stand for: each node is a delivery, with a pickup if it loads."""

    core: CoreProblem
    nodes: tuple[tuple[Delivery, PickupPoint | None], ...]
    shifts: tuple[tuple[Vehicle, int], ...]


def lower_patrols(problem: PatrolProblem) -> LoweredPatrols:
    """The core problem of ``problem``; deliveries without any usable pickup become jobs that fit nowhere."""
    days = [today(problem, day) for day in range(problem.days)]
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    build = Builder(
        duration=reachable(np.array(problem.travel.duration_s, np.int64)),
        distance=reachable(np.array(problem.travel.distance_m, np.int64)),
        pause=_pauses(days),
        is_pairs=True,
    )
    pickups = {pickup.pickup_id: (i, pickup) for i, pickup in enumerate(problem.pickups)}
    build.resources = [pickup.stock_baskets for pickup in problem.pickups]
    nodes: list[tuple[Delivery, PickupPoint | None]] = []
    for delivery in problem.deliveries:
        sources = []
        for name in delivery.pickup_ids:
            number, pickup = pickups[name]
            if _may_load(delivery, pickup):
                sources.append(len(nodes))
                nodes.append((delivery, pickup))
                build.nodes.append(_pickup_node(delivery, pickup, number, place, days))
        build.jobs.append(Job(len(nodes), 1000 * delivery.prize, tuple(sources)))
        nodes.append((delivery, None))
        build.nodes.append(_drop_node(delivery, place, days))
    shifts = _add_shifts(problem, days, place, build)
    return LoweredPatrols(build.build(), tuple(nodes), tuple(shifts))


def _may_load(delivery: Delivery, pickup: PickupPoint) -> bool:
    same_day = delivery.day is None or pickup.day is None or delivery.day == pickup.day
    return same_day and (delivery.may_cross_district or delivery.police_district == pickup.police_district)


def _pickup_node(
    delivery: Delivery, pickup: PickupPoint, number: int, place: dict[str, int], days: list[Today]
) -> Node:
    """Loading takes its time once for all that is loaded together, so it is counted when the place is left."""
    window = (TimeWindow(pickup.ready_s, DAY_END_S, pickup.day),)
    windows = tuple(starts(window, rules.day, pickup.load_s, rules.pauses) for rules in days)
    location = place[pickup.location_id]
    return Node(location, delivery.baskets, 0, windows, leave_s=pickup.load_s, resource=number)


def _drop_node(delivery: Delivery, place: dict[str, int], days: list[Today]) -> Node:
    windows = tuple(
        starts(delivery.windows, rules.day, delivery.service_s, rules.pauses)
        if delivery.day in (None, rules.day) and not rules.cordons(delivery)
        else ()
        for rules in days
    )
    return Node(place[delivery.location_id], -delivery.baskets, delivery.service_s, windows)


def _pauses(days: list[Today]) -> Ints:
    width = max(len(rules.pauses) for rules in days)
    table = np.zeros((len(days), width, 2), np.int64)
    for rules in days:
        for k, span in enumerate(rules.pauses):
            table[rules.day, k] = span
    return table


def home_of(vehicle: Vehicle, depots: dict[str, Depot]) -> str:
    """The police district a car may deliver in."""
    return vehicle.police_district or depots[vehicle.depot_id].police_district


def _add_shifts(
    problem: PatrolProblem, days: list[Today], place: dict[str, int], build: Builder
) -> list[tuple[Vehicle, int]]:
    depots = {depot.depot_id: depot for depot in problem.depots}
    working = [
        (vehicle, rules)
        for rules in days
        for vehicle in problem.vehicles
        if rules.works(vehicle) and room_of(vehicle, problem.basket_g) > 0
    ]
    working.sort(key=lambda pair: (pair[1].day, _signature(pair[0]), pair[0].vehicle_id))
    classes: dict[str, int] = {}
    groups: dict[tuple[object, ...], int] = {}
    for vehicle, rules in working:
        key = (rules.day, _signature(vehicle))
        if key not in groups:
            groups[key] = len(groups)
            home = home_of(vehicle, depots)
            barred = [d.police_district != home and not d.may_cross_district for d in problem.deliveries]
            build.barred[groups[key]] = np.flatnonzero(barred)
        depot = place[vehicle.depot_id]
        build.shifts.append(
            Shift(
                build.duration[depot],
                build.distance[depot],
                build.duration[:, depot],
                build.distance[:, depot],
                opens=vehicle.shift_start_s,
                closes=min(vehicle.shift_end_s, rules.home_by_s),
                room=room_of(vehicle, problem.basket_g),
                day=rules.day,
                unit=problem.metre_cost,
                class_id=classes.setdefault(vehicle.depot_id, len(classes)),
                group=groups[key],
            )
        )
    return [(vehicle, rules.day) for vehicle, rules in working]


def _signature(v: Vehicle) -> tuple[object, ...]:
    return (v.depot_id, v.police_district, v.kind, v.capacity_g, v.capacity_baskets, v.shift_start_s, v.shift_end_s)
