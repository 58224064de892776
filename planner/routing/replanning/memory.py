"""What earlier replans were told and still holds: lost vehicles, and closed roads until they are opened."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import Changes, ClosedRoad, LostVehicle, Plan


def remembered(plan: Plan, changes: Changes) -> tuple[Plan, Changes]:
    """``plan`` that knows of ``changes``, and ``changes`` with what the plan knew before."""
    lost, closed = _lost(plan, changes), _closed(plan, changes)
    patrols = plan.patrol_problem
    told = replace(
        plan,
        convoy_problem=replace(plan.convoy_problem, lost=lost, closed=closed),
        patrol_problem=replace(patrols, lost=lost, closed=closed) if patrols else None,
    )
    names = tuple(vehicle.vehicle_id for vehicle in lost)
    return told, replace(changes, lost=names, closed=tuple(road.places for road in closed))


def _lost(plan: Plan, changes: Changes) -> tuple[LostVehicle, ...]:
    knew = plan.convoy_problem.lost
    fresh = sorted(set(changes.lost) - {vehicle.vehicle_id for vehicle in knew})
    return (*knew, *(LostVehicle(name, changes.day, changes.now_s) for name in fresh))


def _closed(plan: Plan, changes: Changes) -> tuple[ClosedRoad, ...]:
    opened = {frozenset(pair) for pair in changes.opened}
    still = [road for road in plan.convoy_problem.closed if frozenset(road.places) not in opened]
    shut = {frozenset(road.places) for road in still}
    fresh = {frozenset(pair): pair for pair in changes.closed if frozenset(pair) not in shut}
    return (*still, *(ClosedRoad(pair, changes.day, changes.now_s) for pair in fresh.values()))
