"""Patrol rounds that have begun: they go on, less what was cancelled, cut off, lost with the car, or has no food."""

from __future__ import annotations

from collections.abc import Sequence

from planner.model.dispatch import Changes, PatrolProblem, PickupPoint, Route
from planner.routing.replanning.frozen import coming, cut_route, is_past
from planner.routing.replanning.underway import cut_off
from planner.routing.roads import RoadTable
from planner.routing.rules import pauses_of


def loaded_by_now(routes: Sequence[Route], changes: Changes) -> dict[str, int]:
    """Baskets that cars have taken aboard already, by pickup."""
    had: dict[str, int] = {}
    for route in routes:
        for visit in route.visits:
            if visit.kind == "pickup" and is_past(route, visit, changes):
                had[visit.serves_id] = had.get(visit.serves_id, 0) + visit.baskets
    return had


def dropped(routes: Sequence[Route]) -> set[str]:
    """Deliveries that ``routes`` make."""
    return {visit.serves_id for route in routes for visit in route.visits if visit.kind == "drop"}


def rounds_under_way(
    problem: PatrolProblem, begun: Sequence[Route], changes: Changes, pickups: Sequence[PickupPoint]
) -> list[Route]:
    """``begun`` as they will be driven; what is aboard for nobody is brought home.

    ``pickups`` say where the convoys bring food now: a round whose food is not there in time ends before it.
    """
    lost = [route for route in begun if route.vehicle_id in changes.lost and route.day >= changes.day]
    hungry = _without_food([route for route in begun if route not in lost], changes, pickups, begun)
    roads, made = RoadTable(problem.travel), []
    for route in begun:
        pauses, ahead = pauses_of(problem.breaks, route.day), coming(route, changes)
        if route in lost:
            out = ahead
        else:
            elsewhere = {name for name, day in changes.pins if day != route.day}
            out = ahead & ({*changes.cancelled} | elsewhere) | hungry.get(route.route_id, set())
            out |= cut_off(route, out, changes, roads, pauses)
        made.append(cut_route(route, out, changes, roads, pauses) if out else route)
    return made


def _without_food(
    routes: Sequence[Route], changes: Changes, pickups: Sequence[PickupPoint], begun: Sequence[Route]
) -> dict[str, set[str]]:
    """What cannot be done any more, by route id: all from the first load on that is too early or finds too little.

    What ``begun`` rounds have aboard is gone; then who was to load first has the first right to what is there.
    """
    points, had = {pickup.pickup_id: pickup for pickup in pickups}, loaded_by_now(begun, changes)
    left = {name: point.stock_baskets - had.get(name, 0) for name, point in points.items()}
    loads = [
        (visit.start_s, route.route_id, place, route)
        for route in routes
        for place, visit in enumerate(route.visits)
        if visit.kind == "pickup" and not is_past(route, visit, changes)
    ]
    out: dict[str, set[str]] = {}
    for start_s, name, place, route in sorted(loads, key=lambda load: load[:3]):
        load = route.visits[place]
        food = points[load.serves_id]
        if load.serves_id in out.get(name, ()):
            continue
        if food.day in (None, route.day) and food.ready_s <= start_s and load.baskets <= left[load.serves_id]:
            left[load.serves_id] -= load.baskets
        else:
            out[name] = _from(load.serves_id, route, changes)
    return out


def _from(pickup_id: str, route: Route, changes: Changes) -> set[str]:
    """Everything ``route`` still serves from its first coming load at a pickup on: a name is left out as a whole."""
    names = [visit.serves_id for visit in route.visits if visit.serves_id and not is_past(route, visit, changes)]
    return set(names[names.index(pickup_id) :])
