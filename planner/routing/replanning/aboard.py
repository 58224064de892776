"""What a patrol car has aboard for whom, and what it still has to load when some of its doors fall away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.model.dispatch import Changes, Delivery, PatrolProblem, PickupPoint, Route
from planner.routing.replanning.frozen import is_past

Sources = dict[str, int]
"""For each door of a route the number of the visit that loads for it."""


def sources_of(problem: PatrolProblem, route: Route) -> Sources:
    """Loads matched to the doors after them that may have food from there, those with the fewest choices first.

    A door that has its baskets from two loads is in none.
    """
    doors = {door.delivery_id: door for door in problem.deliveries}
    points = {point.pickup_id: point for point in problem.pickups}
    found: Sources = {}
    for place, load in enumerate(route.visits):
        room = load.baskets if load.kind == "pickup" else 0
        after = [doors[v.serves_id] for v in route.visits[place:] if v.kind == "drop" and v.serves_id in doors]
        for door in sorted(after, key=lambda door: len(door.pickup_ids)) if room else ():
            if door.delivery_id not in found and door.baskets <= room and _may_have(door, points[load.serves_id]):
                found[door.delivery_id] = place
                room -= door.baskets
    return found


def _may_have(door: Delivery, point: PickupPoint) -> bool:
    is_near = door.may_cross_district or door.police_district == point.police_district
    return point.pickup_id in door.pickup_ids and is_near


def lowered(problem: PatrolProblem, route: Route, out: set[str], sources: Sources, changes: Changes) -> Route:
    """``route`` with coming loads less by what is for doors in ``out``, or for doors that may have what is aboard.

    A load for nobody is no visit any more.
    """
    doors = {door.delivery_id: door for door in problem.deliveries}
    points = {point.pickup_id: point for point in problem.pickups}
    done = [is_past(route, visit, changes) for visit in route.visits]
    spare = {place: 0 for place, visit in enumerate(route.visits) if done[place] and visit.kind == "pickup"}
    less = dict.fromkeys(range(len(route.visits)), 0)
    for name in out & sources.keys():
        place, baskets = sources[name], doors[name].baskets
        (spare if done[place] else less)[place] += baskets
    for visit in route.visits:
        name = visit.serves_id
        if visit.kind == "drop" and name in sources and name not in out and not done[sources[name]]:
            door = doors[name]
            have = [at for at in spare if spare[at] >= door.baskets and _may_have(door, points[_id(route, at)])]
            if have:
                spare[have[0]] -= door.baskets
                less[sources[name]] += door.baskets
    visits = [replace(visit, baskets=visit.baskets - less[place]) for place, visit in enumerate(route.visits)]
    kept = [visit for place, visit in enumerate(visits) if visit.baskets or not less[place]]
    return replace(route, visits=tuple(kept))


def _id(route: Route, place: int) -> str:
    return route.visits[place].serves_id


def too_much(route: Route, out: set[str], sources: Mapping[str, int], changes: Changes, room: int) -> set[str]:
    """A door whose baskets there is no room for beside what is aboard for nobody; none when all can be carried.

    It is the last on the route of those that are loaded for when it becomes too much, or later.
    """
    aboard = 0
    for place, visit in enumerate(route.visits):
        if visit.serves_id not in out or is_past(route, visit, changes):
            aboard += visit.baskets
        if aboard > room:
            after = [v.serves_id for v in route.visits[place:] if v.kind == "drop" and v.serves_id in sources]
            return set([name for name in after if name not in out][-1:])
    return set()
