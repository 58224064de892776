"""Changes to a patrol problem that might bring one household in, from the smallest up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.model.dispatch import Delivery, PatrolProblem, TimeWindow, Unserved, UnservedReason
from planner.model.reason import told
from planner.routing.why.change import MIDNIGHT_S, Change, change, longer_shifts, more_aboard, one_more_vehicle


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
        yield change(_with_delivery(problem, with_consent), told("consent"))
        yield from more_aboard(problem)
        return
    if reason is UnservedReason.NO_WINDOW:
        whole_day = replace(delivery, windows=(TimeWindow(0, MIDNIGHT_S),))
        yield change(_with_delivery(problem, whole_day), told("any_time"))
        return
    if reason is UnservedReason.NO_STOCK:
        for name in delivery.pickup_ids:
            more = tuple(
                replace(p, stock_baskets=p.stock_baskets + delivery.baskets) if p.pickup_id == name else p
                for p in problem.pickups
            )
            yield change(replace(problem, pickups=more), told("pickup_stock", baskets=delivery.baskets, place=name))
    yield from longer_shifts(problem)
    yield from more_aboard(problem)
    yield from one_more_vehicle(problem)


def _car_for(problem: PatrolProblem, delivery: Delivery) -> Iterator[Change[PatrolProblem]]:
    """No car of its district: one of another may come, or the district has one more."""
    if not delivery.may_cross_district:
        yield change(_with_delivery(problem, replace(delivery, may_cross_district=True)), told("consent"))
    for vehicle in problem.vehicles[:1]:
        district = delivery.police_district
        extra = replace(vehicle, vehicle_id=f"extra-{district}", police_district=district, days=None)
        yield change(replace(problem, vehicles=(*problem.vehicles, extra)), told("car_for", district=district))


def _with_delivery(problem: PatrolProblem, changed: Delivery) -> PatrolProblem:
    made = tuple(changed if item.delivery_id == changed.delivery_id else item for item in problem.deliveries)
    return replace(problem, deliveries=made)
