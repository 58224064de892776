"""A change to a problem, and those that convoys and patrols have in common: longer shifts, more aboard, one more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Vehicle, VehicleKind
from planner.model.reason import Detail, told
from planner.routing.rules import FOOD_KINDS, room_of, today

P = TypeVar("P", ConvoyProblem, PatrolProblem)
EXTRA_MINUTES = (5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 180, 240)
MIDNIGHT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Change(Generic[P]):
    """A change as codes with figures, and the problem it leads to."""

    steps: tuple[Detail, ...]
    problem: P


def change(problem: P, *steps: Detail) -> Change[P]:
    """The change told by ``steps`` and the problem it leads to."""
    return Change(steps, problem)


def longer_shifts(problem: P) -> Iterator[Change[P]]:
    """All work longer, by minutes."""
    for minutes in EXTRA_MINUTES:
        vehicles = tuple(
            replace(vehicle, shift_end_s=min(MIDNIGHT_S, vehicle.shift_end_s + 60 * minutes))
            for vehicle in problem.vehicles
        )
        yield change(replace(problem, vehicles=vehicles), told("crew_time", minutes=minutes))


def one_more_vehicle(problem: P) -> Iterator[Change[P]]:
    """One more of each kind at each depot, the smallest first."""
    seen: set[tuple[VehicleKind, str]] = set()
    for vehicle in sorted(problem.vehicles, key=lambda item: (room_of(item, problem.basket_g), item.vehicle_id)):
        key = (vehicle.kind, vehicle.depot_id)
        if vehicle.kind in FOOD_KINDS and key not in seen:
            seen.add(key)
            crew = max(vehicle.crew, crew_asked(problem))
            extra: Vehicle = replace(vehicle, vehicle_id=f"extra-{vehicle.vehicle_id}", crew=crew, days=None)
            more = replace(problem, vehicles=(*problem.vehicles, extra))
            yield change(more, told("one_more_at", kind=vehicle.kind, place=vehicle.depot_id))


def more_aboard(problem: P) -> Iterator[Change[P]]:
    """A full crew for one vehicle that a crew rule keeps at home: the largest of each kind and depot."""
    days = [today(problem, day) for day in range(problem.days)]
    largest: dict[tuple[VehicleKind, str], tuple[Vehicle, int]] = {}
    for vehicle in sorted(problem.vehicles, key=lambda item: (room_of(item, problem.basket_g), item.vehicle_id)):
        crew = max((rules.crew for rules in days if vehicle.is_on_duty(rules.day)), default=0)
        if vehicle.crew < crew:
            largest[vehicle.kind, vehicle.depot_id] = vehicle, crew
    for (kind, depot_id), (short, crew) in sorted(largest.items()):
        manned = tuple(replace(vehicle, crew=crew) if vehicle == short else vehicle for vehicle in problem.vehicles)
        yield change(replace(problem, vehicles=manned), told("aboard", crew=crew, kind=kind, place=depot_id))


def crew_asked(problem: ConvoyProblem | PatrolProblem) -> int:
    """How many the rules want aboard on the day on which they want most."""
    return max((today(problem, day).crew for day in range(problem.days)), default=0)
