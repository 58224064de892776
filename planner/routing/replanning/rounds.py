"""Patrol rounds that have begun: they go on, less what was cancelled, cut off, lost with the car, or has no food."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planner.model.dispatch import Changes, PatrolProblem, PickupPoint, Route
from planner.routing.patrol.food import dropped, loaded_from
from planner.routing.replanning.aboard import Sources, lowered, sources_of, too_much
from planner.routing.replanning.frozen import coming, cut_route, is_past
from planner.routing.replanning.underway import cut_off
from planner.routing.roads import RoadTable
from planner.routing.rules import pauses_of, room_of


def rounds_under_way(
    problem: PatrolProblem, begun: Sequence[Route], changes: Changes, pickups: Sequence[PickupPoint]
) -> list[Route]:
    """``begun`` as they will be driven; what is aboard for nobody goes to who may have it, or is brought home.

    ``pickups`` say where the convoys bring food now: a door whose food is not there in time is left out.
    """
    room = {vehicle.vehicle_id: room_of(vehicle, problem.basket_g) for vehicle in problem.vehicles}
    lost = [route for route in begun if route.vehicle_id in changes.lost and route.day >= changes.day]
    sources = {route.route_id: sources_of(problem, route) for route in begun}
    out = {route.route_id: _not_wanted(route, changes) for route in begun if route not in lost}
    had = loaded_from(begun, by=(changes.day, changes.now_s))
    left = {point.pickup_id: point.stock_baskets - had[point.pickup_id] for point in pickups}
    driving = [route for route in begun if route not in lost]
    for name, door in list(_without_food(driving, out, sources, changes, pickups, left)):
        out[name] |= {door}
    made = []
    for route in begun:
        if route in lost:
            ahead, pauses = coming(route, changes), pauses_of(problem.breaks, route.day)
            made.append(cut_route(route, ahead, changes, RoadTable(problem.travel), pauses) if ahead else route)
        else:
            gone = out[route.route_id]
            made.append(_less(problem, route, gone, sources[route.route_id], changes, room[route.vehicle_id]))
    return made


def _not_wanted(route: Route, changes: Changes) -> set[str]:
    """Doors ahead that were cancelled or pinned to another day."""
    elsewhere = {name for name, day in changes.pins if day != route.day}
    return coming(route, changes) & ({*changes.cancelled} | elsewhere)


def _less(problem: PatrolProblem, route: Route, out: set[str], sources: Sources, changes: Changes, room: int) -> Route:
    """``route`` without the doors in ``out``, those that no open road leads to in time, and what cannot be carried."""
    roads, pauses, doors = RoadTable(problem.travel), pauses_of(problem.breaks, route.day), dropped([route])
    while True:
        rest = lowered(problem, route, out, sources, changes)
        cut = cut_off(rest, out, changes, roads, pauses)
        more = (cut & doors) | too_much(rest, out, sources, changes, room)
        if more <= out:
            gone = out | cut
            return cut_route(rest, gone, changes, roads, pauses) if gone or rest != route else route
        out = out | more


def _without_food(
    routes: Sequence[Route],
    out: Mapping[str, set[str]],
    sources: Mapping[str, Sources],
    changes: Changes,
    pickups: Sequence[PickupPoint],
    left: dict[str, int],
) -> Iterator[tuple[str, str]]:
    """Doors, each with its route's id, whose load is too early or finds too little of what is ``left`` at its pickup.

    Who was to load first has the first right.
    """
    points = {pickup.pickup_id: pickup for pickup in pickups}
    loads = [
        (visit.start_s, route.route_id, place, route)
        for route in routes
        for place, visit in enumerate(route.visits)
        if visit.kind == "pickup" and not is_past(route, visit, changes)
    ]
    for start_s, name, place, route in sorted(loads, key=lambda load: load[:3]):
        food = points[route.visits[place].serves_id]
        is_there = food.day in (None, route.day) and food.ready_s <= start_s
        for visit in route.visits[place:]:
            if sources[name].get(visit.serves_id) == place and visit.serves_id not in out[name]:
                if is_there and -visit.baskets <= left[food.pickup_id]:
                    left[food.pickup_id] += visit.baskets
                else:
                    yield name, visit.serves_id
