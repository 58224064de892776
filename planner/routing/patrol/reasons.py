"""Why a delivery is not in the plan."""

from __future__ import annotations

from planner.model.dispatch import (
    Delivery,
    PatrolProblem,
    PickupPoint,
    Route,
    Unserved,
    UnservedReason,
    Vehicle,
)
from planner.model.reason import Detail, told
from planner.routing.details import told_rules
from planner.routing.patrol.food import loaded_from
from planner.routing.patrol.lower import home_of
from planner.routing.roads import RoadTable, arrive
from planner.routing.rules import Today, room_of, starts, today

Met = tuple[int, UnservedReason, Detail]

_NO_DAY: Met = (1, UnservedReason.NO_DAY, told("door_no_day"))


def patrol_reasons(problem: PatrolProblem, routes: tuple[Route, ...], served: set[str]) -> tuple[Unserved, ...]:
    """One entry for every delivery that is not made, with the furthest hurdle it met."""
    taken = loaded_from(routes)
    left = {pickup.pickup_id: pickup.stock_baskets - taken[pickup.pickup_id] for pickup in problem.pickups}
    roads = RoadTable(problem.travel)
    days = [today(problem, day) for day in range(problem.days)]
    found = []
    for delivery in problem.deliveries:
        if delivery.delivery_id not in served:
            _, reason, detail = furthest(problem, delivery, days, roads, left)
            found.append(Unserved(delivery.delivery_id, delivery.household_id, reason, (detail,)))
    return tuple(found)


def furthest(
    problem: PatrolProblem, delivery: Delivery, days: list[Today], roads: RoadTable, left: dict[str, int]
) -> Met:
    """How far ``delivery`` gets on its own with every car free: the hurdle's number, reason and words."""
    pickups = {pickup.pickup_id: pickup for pickup in problem.pickups}
    depots = {depot.depot_id: depot for depot in problem.depots}
    sources = [pickups[name] for name in delivery.pickup_ids]
    if not sources:
        return 0, UnservedReason.NO_CONVOY, told("door_no_pickup")
    closed = [rule for rules in days if delivery.day in (None, rules.day) for rule in rules.cordons(delivery)]
    best: Met = (1, UnservedReason.RULE, told_rules("closed", closed)) if closed else _NO_DAY
    for rules in days:
        if delivery.day not in (None, rules.day) or rules.cordons(delivery):
            continue
        for vehicle in problem.vehicles:
            if not vehicle.is_on_duty(rules.day):
                continue
            if home_of(vehicle, depots) != delivery.police_district and not delivery.may_cross_district:
                continue
            for pickup in sources:
                met = _meet(problem, delivery, pickup, vehicle, rules, roads, left)
                best = max(best, met, key=lambda item: item[0])
    return best


def _meet(  # noqa: PLR0911  # one return for each hurdle
    problem: PatrolProblem,
    delivery: Delivery,
    pickup: PickupPoint,
    vehicle: Vehicle,
    rules: Today,
    roads: RoadTable,
    left: dict[str, int],
) -> Met:
    if vehicle.crew < rules.crew:
        return 2, UnservedReason.RULE, told("door_crew", wanted=rules.crew, aboard=vehicle.crew)
    if pickup.day not in (None, rules.day):
        return 2, UnservedReason.NO_CONVOY, told("door_other_day")
    if not delivery.may_cross_district and pickup.police_district != delivery.police_district:
        return 2, UnservedReason.RULE, told("door_district")
    way = [
        roads.seconds(vehicle.depot_id, pickup.location_id),
        roads.seconds(pickup.location_id, delivery.location_id),
        roads.seconds(delivery.location_id, vehicle.depot_id),
    ]
    if min(way) < 0:
        return 3, UnservedReason.UNREACHABLE, told("no_road")
    spans = starts(delivery.windows, rules.day, delivery.service_s, rules.pauses)
    if not spans:
        return 4, UnservedReason.NO_WINDOW, told("door_window")
    if delivery.baskets > room_of(vehicle, problem.basket_g):
        return 5, UnservedReason.NO_CAPACITY, told("door_room", baskets=delivery.baskets)
    if delivery.baskets > left[pickup.pickup_id]:
        return 6, UnservedReason.NO_STOCK, told("door_stock", left=left[pickup.pickup_id], place=pickup.pickup_id)
    loaded = max(arrive(vehicle.shift_start_s, way[0], rules.pauses), pickup.ready_s) + pickup.load_s
    reached = arrive(loaded, way[1], rules.pauses)
    begin = next((max(first, reached) for first, last in spans if reached <= last), None)
    closes = min(vehicle.shift_end_s, rules.home_by_s)
    if begin is None or arrive(begin + delivery.service_s, way[2], rules.pauses) > closes:
        return 7, UnservedReason.NO_TIME, told("door_late")
    return 8, UnservedReason.NOT_WORTH, told("door_not_worth")
