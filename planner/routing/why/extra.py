"""One more vehicle for one stop: a service it wants, or a lorry that holds its whole wish, from the nearest depots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.model.dispatch import ConvoyProblem, Depot, Stop, Vehicle, VehicleKind
from planner.model.reason import Detail, told
from planner.routing.convoy.company import lacking, wanted_by
from planner.routing.roads import RoadTable
from planner.routing.rules import FOOD_KINDS, room_of
from planner.routing.why.change import Change, change, crew_asked


def more_services(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    """One more of each kind that must come to the stop, what is missing first; then all that is missing together."""
    missing, wanted = sorted(lacking(problem, stop)), sorted(wanted_by(problem, stop))
    sets: list[tuple[VehicleKind, ...]] = [
        (kind,) for kind in (*missing, *(kind for kind in wanted if kind not in missing))
    ]
    sets += [kinds for kinds in dict.fromkeys((tuple(missing), tuple(wanted))) if len(kinds) > 1]
    for kinds in sets:
        for depot in _nearest_first(problem, stop):
            yield from _with_services(problem, kinds, depot)


def _with_services(
    problem: ConvoyProblem, kinds: Sequence[VehicleKind], depot: Depot
) -> Iterator[Change[ConvoyProblem]]:
    food = [vehicle for vehicle in problem.vehicles if vehicle.kind in FOOD_KINDS]
    model = next((vehicle for vehicle in food if vehicle.depot_id == depot.depot_id), food[0] if food else None)
    if model is None:
        return
    crew = max(2, model.crew, crew_asked(problem))
    extra = [
        replace(_at(model, depot), vehicle_id=f"extra-{kind}", kind=kind, capacity_g=0, capacity_baskets=0, crew=crew)
        for kind in kinds
    ]
    steps = [_one_more(problem, kind, depot) for kind in kinds]
    yield change(replace(problem, vehicles=(*problem.vehicles, *extra)), *steps)


def _one_more(problem: ConvoyProblem, kind: VehicleKind, depot: Depot) -> Detail:
    """The depot is told where there is a choice of it."""
    if len(problem.depots) > 1:
        return told("one_more_at", kind=kind, place=depot.depot_id)
    return told("one_more", kind=kind)


def larger_lorries(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    """A lorry that holds all the stop wants, at each depot."""
    model = max(problem.vehicles, key=lambda vehicle: (room_of(vehicle, problem.basket_g), vehicle.vehicle_id))
    for depot in _nearest_first(problem, stop):
        larger = replace(
            _at(model, depot),
            vehicle_id="extra-lorry",
            kind=VehicleKind.LORRY,
            crew=max(model.crew, crew_asked(problem)),
            capacity_baskets=stop.baskets,
            capacity_g=stop.baskets * problem.basket_g,
        )
        if len(problem.depots) > 1:
            step = told("lorry_for_at", baskets=stop.baskets, place=depot.depot_id)
        else:
            step = told("lorry_for", baskets=stop.baskets)
        yield change(replace(problem, vehicles=(*problem.vehicles, larger)), step)


def _at(model: Vehicle, depot: Depot) -> Vehicle:
    """A vehicle like ``model`` that stands at ``depot``, of its district, every day of the plan."""
    return replace(model, depot_id=depot.depot_id, police_district=depot.police_district, days=None)


def _nearest_first(problem: ConvoyProblem, stop: Stop) -> list[Depot]:
    """The depots: those of the stop's own police district first, then by the way to the stop, no way last."""
    roads = RoadTable(problem.travel)

    def order(depot: Depot) -> tuple[bool, bool, int, str]:
        way_s = roads.seconds(depot.depot_id, stop.stop_id)
        return depot.police_district != stop.police_district, way_s < 0, way_s, depot.depot_id

    return sorted(problem.depots, key=order)
