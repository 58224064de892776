"""Baskets that pass from a lorry to a patrol car at a stop, for the sheets of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.model.dispatch import PickupPoint, Plan, Route, Vehicle, Visit
from planner.model.kinds import VisitKind

At = tuple[str, int, int]
"""A visit: its route's id and day, and its place on the route."""


@dataclass(frozen=True, slots=True)
class Handover:
    """``baskets`` that a lorry keeps at a stop for a car, which loads at ``loads_s``.

    ``other`` is the vehicle at the other end, of kind ``kind``: the car on the lorry's sheet, the lorry on the car's;
    empty where no car comes for what is kept. The lorry is there until ``leaves_s`` (seconds since midnight).
    """

    baskets: int
    other: str
    kind: str
    loads_s: int
    leaves_s: int

    @property
    def is_met(self) -> bool:
        """Whether the lorry is still there when the car loads."""
        return self.loads_s < self.leaves_s


@dataclass(frozen=True, slots=True)
class _Call:
    """A vehicle's visit."""

    route: Route
    place: int

    @property
    def visit(self) -> Visit:
        return self.route.visits[self.place]

    @property
    def at(self) -> At:
        return self.route.route_id, self.route.day, self.place


def handovers(plan: Plan, fleet: Mapping[str, Vehicle]) -> dict[At, tuple[Handover, ...]]:
    """What every lorry's stop gives to cars, and every car's pickup gets from lorries."""
    found: dict[At, tuple[Handover, ...]] = {}
    for pickup in plan.patrol_problem.pickups if plan.patrol_problem is not None else ():
        if pickup.day is None:  # a headquarters
            continue
        for lorry, car, baskets in _passed(plan, pickup):
            times = (car.visit.start_s if car else 0, lorry.visit.departure_s)
            found[lorry.at] = (*found.get(lorry.at, ()), Handover(baskets, *_named(car, fleet), *times))
            if car is not None:
                found[car.at] = (*found.get(car.at, ()), Handover(baskets, *_named(lorry, fleet), *times))
    return found


def _passed(plan: Plan, pickup: PickupPoint) -> Iterator[tuple[_Call, _Call | None, int]]:
    """Lorry, car and baskets: cars as they come, from the lorries that bring most; last what no car comes for."""
    lorries = [
        call
        for call in _calls(plan.convoys.routes)
        if call.visit.serves_id == pickup.location_id and call.visit.baskets < 0 and call.route.day == pickup.day
    ]
    lorries.sort(key=lambda call: (call.visit.baskets, call.at))
    cars = [
        call
        for call in _calls(plan.patrols.routes if plan.patrols is not None else ())
        if call.visit.kind == VisitKind.PICKUP and call.visit.serves_id == pickup.pickup_id
    ]
    cars.sort(key=lambda call: (call.visit.start_s, call.at))
    left = [-call.visit.baskets for call in lorries]
    rest = pickup.stock_baskets - sum(call.visit.baskets for call in cars)
    wanted: list[tuple[_Call | None, int]] = [*((call, call.visit.baskets) for call in cars), (None, rest)]
    for car, baskets in wanted:
        due = baskets
        for place, lorry in enumerate(lorries):
            part = min(due, left[place])
            if part > 0:
                left[place] -= part
                due -= part
                yield lorry, car, part


def _calls(routes: tuple[Route, ...]) -> Iterator[_Call]:
    return (_Call(route, place) for route in routes for place in range(len(route.visits)))


def _named(call: _Call | None, fleet: Mapping[str, Vehicle]) -> tuple[str, str]:
    """A vehicle's id and kind; both empty for no vehicle."""
    if call is None:
        return "", ""
    vehicle = fleet.get(call.route.vehicle_id)
    return call.route.vehicle_id, vehicle.kind if vehicle else ""
