"""Changes to a problem that might bring one stop or household in, from the smallest up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from planner.model.dispatch import (
    ConvoyProblem,
    Delivery,
    PatrolProblem,
    Solution,
    Stop,
    TimeWindow,
    Unserved,
    UnservedReason,
    Vehicle,
    VehicleKind,
)
from planner.model.kinds import VisitKind
from planner.model.reason import Detail, told
from planner.routing.convoy.binding import rules_on
from planner.routing.rules import FOOD_KINDS, room_of
from planner.units import s_to_clock

P = TypeVar("P", ConvoyProblem, PatrolProblem)
EXTRA_MINUTES = (5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 180, 240)
MIDNIGHT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Change(Generic[P]):
    """A change as codes with figures, and the problem it leads to."""

    steps: tuple[Detail, ...]
    problem: P


def _change(problem: P, code: str, **figures: object) -> Change[P]:
    return Change((told(code, **figures),), problem)


def convoy_changes(problem: ConvoyProblem, solution: Solution, entry: Unserved) -> Iterator[Change[ConvoyProblem]]:
    """Candidates for one stop, led by its reason."""
    stop = next(stop for stop in problem.stops if stop.stop_id == entry.serves_id)
    reason = entry.reason
    if reason is UnservedReason.UNREACHABLE:
        return
    if reason is UnservedReason.NO_DAY:
        yield _change(_with_stop(problem, replace(stop, days=None)), "any_day")
        return
    if reason is UnservedReason.RULE:
        yield from _without_rules(problem, stop)
        return
    if reason in (UnservedReason.NO_SERVICE_VEHICLE, UnservedReason.NO_ESCORT):
        yield from _more_services(problem, stop)
        return
    if reason is UnservedReason.NO_WINDOW:
        yield from _wider_window(problem, stop)
        return
    if reason is UnservedReason.NO_CAPACITY:
        if not stop.may_split:
            yield _change(_with_stop(problem, replace(stop, may_split=True)), "in_parts")
        yield _larger_lorry(problem, stop)
        return
    if reason is UnservedReason.NO_STOCK:
        yield from _more_stock(problem, solution, stop)
    yield from _longer_shifts(problem)
    yield from _one_more_vehicle(problem)
    yield from _wider_window(problem, stop)
    yield from _more_services(problem, stop)


def patrol_changes(problem: PatrolProblem, entry: Unserved) -> Iterator[Change[PatrolProblem]]:
    """Candidates for one delivery, led by its reason."""
    delivery = next(delivery for delivery in problem.deliveries if delivery.delivery_id == entry.serves_id)
    reason = entry.reason
    if reason in (UnservedReason.UNREACHABLE, UnservedReason.NO_CONVOY):
        return
    if reason is UnservedReason.NO_DAY:
        yield from _car_for(problem, delivery)
        return
    if reason is UnservedReason.RULE:
        with_consent = replace(delivery, may_cross_district=True)
        yield _change(_with_delivery(problem, with_consent), "consent")
        return
    if reason is UnservedReason.NO_WINDOW:
        whole_day = replace(delivery, windows=(TimeWindow(0, MIDNIGHT_S),))
        yield _change(_with_delivery(problem, whole_day), "any_time")
        return
    if reason is UnservedReason.NO_STOCK:
        for name in delivery.pickup_ids:
            more = tuple(
                replace(p, stock_baskets=p.stock_baskets + delivery.baskets) if p.pickup_id == name else p
                for p in problem.pickups
            )
            yield _change(replace(problem, pickups=more), "pickup_stock", baskets=delivery.baskets, place=name)
    yield from _longer_shifts(problem)
    yield from _one_more_vehicle(problem)


def _car_for(problem: PatrolProblem, delivery: Delivery) -> Iterator[Change[PatrolProblem]]:
    """No car of its district: one of another may come, or the district has one more."""
    if not delivery.may_cross_district:
        yield _change(_with_delivery(problem, replace(delivery, may_cross_district=True)), "consent")
    for vehicle in problem.vehicles[:1]:
        district = delivery.police_district
        extra = replace(vehicle, vehicle_id=f"extra-{district}", police_district=district, days=None)
        yield _change(replace(problem, vehicles=(*problem.vehicles, extra)), "car_for", district=district)


def _with_stop(problem: ConvoyProblem, changed: Stop) -> ConvoyProblem:
    stops = tuple(changed if stop.stop_id == changed.stop_id else stop for stop in problem.stops)
    return replace(problem, stops=stops)


def _with_delivery(problem: PatrolProblem, changed: Delivery) -> PatrolProblem:
    made = tuple(changed if item.delivery_id == changed.delivery_id else item for item in problem.deliveries)
    return replace(problem, deliveries=made)


def _without_rules(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    """One rule that touches the stop, then all of them together."""
    bound = rules_on(problem, stop)
    for rule in bound:
        rest = tuple(other for other in problem.rules if other is not rule)
        yield _change(replace(problem, rules=rest), "lift_rule", rule=rule.rule_id)
    if len(bound) > 1:
        rest = tuple(other for other in problem.rules if other not in bound)
        lifted = Detail("lift_rules", tuple(("rule", rule.rule_id) for rule in bound))
        yield Change((lifted,), replace(problem, rules=rest))


def _more_services(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    kinds = list(stop.services) or ([VehicleKind.MOBILE_COUNTER] if problem.rules else [])
    if not kinds:
        return
    food = next((vehicle for vehicle in problem.vehicles if vehicle.kind in FOOD_KINDS), None)
    if food is None:
        return
    crew = max(2, food.crew)
    extra = [
        replace(food, vehicle_id=f"extra-{kind}", kind=kind, capacity_g=0, capacity_baskets=0, crew=crew, days=None)
        for kind in kinds
    ]
    for vehicle in extra:
        yield _change(replace(problem, vehicles=(*problem.vehicles, vehicle)), "one_more", kind=vehicle.kind)
    if len(extra) > 1:
        steps = tuple(told("one_more", kind=kind) for kind in kinds)
        yield Change(steps, replace(problem, vehicles=(*problem.vehicles, *extra)))


def _wider_window(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    if not stop.windows:
        always = replace(stop, windows=(TimeWindow(0, MIDNIGHT_S),))
        yield _change(_with_stop(problem, always), "give_window")
    for minutes in EXTRA_MINUTES:
        later = tuple(replace(w, close_s=min(MIDNIGHT_S, w.close_s + 60 * minutes)) for w in stop.windows)
        if later != stop.windows:
            close = max(window.close_s for window in later)
            yield _change(_with_stop(problem, replace(stop, windows=later)), "window_to", clock=s_to_clock(close))


def _larger_lorry(problem: ConvoyProblem, stop: Stop) -> Change[ConvoyProblem]:
    template = max(problem.vehicles, key=lambda vehicle: (room_of(vehicle, problem.basket_g), vehicle.vehicle_id))
    larger = replace(
        template,
        vehicle_id="extra-lorry",
        kind=VehicleKind.LORRY,
        capacity_baskets=stop.baskets,
        capacity_g=stop.baskets * problem.basket_g,
        days=None,
    )
    return _change(replace(problem, vehicles=(*problem.vehicles, larger)), "lorry_for", baskets=stop.baskets)


def _more_stock(problem: ConvoyProblem, solution: Solution, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    handed = -sum(
        visit.baskets for route in solution.routes for visit in route.visits if visit.serves_id == stop.stop_id
    )
    left = {depot.depot_id: depot.stock_baskets for depot in problem.depots}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind in (VisitKind.DEPOT, VisitKind.LOAD):
                left[visit.location_id] -= visit.baskets
    needed = stop.baskets - handed
    ways = sorted((max(1, needed - max(0, left[depot.depot_id])), depot.depot_id) for depot in problem.depots)
    for more, depot_id in ways:
        depots = tuple(
            replace(depot, stock_baskets=depot.stock_baskets + more) if depot.depot_id == depot_id else depot
            for depot in problem.depots
        )
        yield _change(replace(problem, depots=depots), "depot_stock", baskets=more, place=depot_id)


def _longer_shifts(problem: P) -> Iterator[Change[P]]:
    for minutes in EXTRA_MINUTES:
        vehicles = tuple(
            replace(vehicle, shift_end_s=min(MIDNIGHT_S, vehicle.shift_end_s + 60 * minutes))
            for vehicle in problem.vehicles
        )
        yield _change(replace(problem, vehicles=vehicles), "crew_time", minutes=minutes)


def _one_more_vehicle(problem: P) -> Iterator[Change[P]]:
    seen: set[tuple[VehicleKind, str]] = set()
    for vehicle in sorted(problem.vehicles, key=lambda item: (room_of(item, problem.basket_g), item.vehicle_id)):
        key = (vehicle.kind, vehicle.depot_id)
        if vehicle.kind in FOOD_KINDS and key not in seen:
            seen.add(key)
            extra: Vehicle = replace(vehicle, vehicle_id=f"extra-{vehicle.vehicle_id}", days=None)
            more = replace(problem, vehicles=(*problem.vehicles, extra))
            yield _change(more, "one_more_at", kind=vehicle.kind, place=vehicle.depot_id)
