"""What stays of an announced plan: routes that are over or on their way, cut where something happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from planner.model.dispatch import Changes, Route, Vehicle, Visit
from planner.model.table import IntTable
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.routing.convoy.teams import convoy_of, convoys_of
from planner.routing.roads import Pauses, RoadTable, arrive


def has_left(route: Route, changes: Changes) -> bool:
    """Whether a route is over or its vehicle has begun: it is loading or on its way."""
    return route.day < changes.day or (route.day == changes.day and route.visits[0].start_s <= changes.now_s)


def is_past(route: Route, visit: Visit, changes: Changes) -> bool:
    """Whether a visit has begun."""
    return route.day < changes.day or (route.day == changes.day and visit.start_s <= changes.now_s)


Handed = dict[str, tuple[int, int]]
"""(baskets, households) by stop."""


def handed(routes: Iterable[Route]) -> Handed:
    """What ``routes`` bring each stop they call at."""
    found: Handed = {}
    for route in routes:
        for visit in route.visits:
            if visit.kind == "stop":
                baskets, households = found.get(visit.serves_id, (0, 0))
                found[visit.serves_id] = (baskets - visit.baskets, households + visit.households)
    return found


def close_roads(travel: TravelMatrix, closed: Sequence[tuple[str, str]]) -> TravelMatrix:
    """The matrix with the closed pairs unreachable, both ways."""
    place = {name: i for i, name in enumerate(travel.location_ids)}
    shut = {(place[a], place[b]) for a, b in closed if a in place and b in place}
    shut |= {(b, a) for a, b in shut}
    if not shut:
        return travel

    rows, columns = map(list, zip(*sorted(shut), strict=True))

    def cut(table: IntTable) -> IntTable:
        values = table.array.copy()
        values[rows, columns] = UNREACHABLE
        return IntTable(values)

    return replace(travel, duration_s=cut(travel.duration_s), distance_m=cut(travel.distance_m))


def travel_after(own: TravelMatrix, new: TravelMatrix | None) -> TravelMatrix:
    """The ``new`` matrix where it covers every place of ``own``, with the times ``own`` has; else ``own``.

    Convoys and patrols have a matrix each, a lorry's and a car's: what was announced by one keeps its times, and
    the new one tells the ways to new places alone.
    """
    if new is None or not set(own.location_ids) <= set(new.location_ids):
        return own
    place = {name: i for i, name in enumerate(new.location_ids)}
    at = np.ix_(*[[place[name] for name in own.location_ids]] * 2)

    def joined(old: IntTable, fresh: IntTable) -> IntTable:
        values = fresh.array.copy()
        values[at] = old.array
        return IntTable(values)

    return replace(
        new,
        duration_s=joined(own.duration_s, new.duration_s),
        distance_m=joined(own.distance_m, new.distance_m),
    )


def cut_route(route: Route, gone: set[str], changes: Changes, old: RoadTable, pauses: Pauses) -> Route:
    """``route`` without the coming visits of ``gone``; later visits keep their announced times.

    Legs are measured on the roads as they were: a closed road is avoided by leaving its visits out.
    """
    kept: list[Visit] = []
    for visit in needed(route, gone, changes):
        if kept:
            way = old.seconds(kept[-1].location_id, visit.location_id)
            reached = arrive(kept[-1].departure_s, way, pauses)
            visit = replace(visit, arrival_s=max(reached, min(visit.arrival_s, visit.start_s)))  # noqa: PLW2901
        kept.append(visit)
    home = route.visits[-1]
    back = arrive(kept[-1].departure_s, old.seconds(kept[-1].location_id, home.location_id), pauses)
    aboard = sum(visit.baskets for visit in kept)
    kept.append(replace(home, arrival_s=back, start_s=back, departure_s=back, baskets=-aboard))
    metres, seconds = old.along([visit.location_id for visit in kept])
    return replace(route, visits=tuple(kept), distance_m=metres, driving_s=seconds)


def needed(route: Route, gone: set[str], changes: Changes) -> list[Visit]:
    """The visits that are left; coming reloads take aboard what the stops after them still need, or fall away."""
    visits = [v for v in route.visits[:-1] if v.serves_id not in gone or is_past(route, v, changes)]
    kept: list[Visit] = []
    for place, visit in enumerate(visits):
        if visit.kind == "load" and not is_past(route, visit, changes):
            wanted = 0
            for later in visits[place + 1 :]:
                if later.kind == "load":
                    break
                wanted -= later.baskets
            more = max(0, wanted - sum(before.baskets for before in kept))
            if more:
                kept.append(replace(visit, baskets=more))
        else:
            kept.append(visit)
    return kept


def coming(route: Route, changes: Changes) -> set[str]:
    """What a route still has to serve."""
    return {visit.serves_id for visit in route.visits if visit.serves_id and not is_past(route, visit, changes)}


def free_vehicles(vehicles: Sequence[Vehicle], kept: Sequence[Route], changes: Changes, days: int) -> list[Vehicle]:
    """Vehicles for the days ahead; today's start no earlier than now, under an id ending in ``@now``."""
    busy = {(route.vehicle_id, route.day) for route in kept}
    made = []
    for vehicle in vehicles:
        if vehicle.vehicle_id in changes.lost:
            continue
        works = [day for day in range(days) if vehicle.is_on_duty(day)]
        ahead = tuple(d for d in works if d > changes.day and (vehicle.vehicle_id, d) not in busy)
        if ahead:
            made.append(replace(vehicle, days=ahead))
        opens = max(vehicle.shift_start_s, changes.now_s)
        if changes.day in works and (vehicle.vehicle_id, changes.day) not in busy and opens < vehicle.shift_end_s:
            name = f"{vehicle.vehicle_id}@now"
            made.append(replace(vehicle, vehicle_id=name, days=(changes.day,), shift_start_s=opens))
    return made


def as_announced(routes: Sequence[Route], told: Sequence[Route], kept: Sequence[Route] = ()) -> tuple[Route, ...]:
    """New ``routes`` under the vehicles' own ids; a convoy that drives as announced in ``told`` is the announced one.

    A convoy that changed has ids of its own, ending in ``-R`` once for each time it was changed.
    """
    plain = [replace(route, vehicle_id=route.vehicle_id.removesuffix("@now")) for route in routes]
    old = {_drive(group): group for group in convoys_of(told)}
    taken = {route.route_id for route in kept} | {route.convoy_id for route in kept}
    same: list[list[Route]] = []
    changed: list[list[Route]] = []
    for group in convoys_of(plain):
        announced = old.pop(_drive(group), None)
        if announced:
            same.append(announced)
        else:
            changed.append(group)
    taken |= {name for group in same for route in group for name in (route.route_id, route.convoy_id)}
    made = [route for group in same for route in group]
    for group in changed:
        ending = "-R"
        while any(f"{name}{ending}" in taken for route in group for name in (_plain(route.route_id), route.convoy_id)):
            ending += "R"
        for route in group:
            convoy_id = f"{route.convoy_id}{ending}" if route.convoy_id else ""
            made.append(replace(route, route_id=f"{_plain(route.route_id)}{ending}", convoy_id=convoy_id))
        taken |= {name for route in made for name in (route.route_id, route.convoy_id) if name}
    return tuple(sorted(made, key=convoy_of))


def _plain(route_id: str) -> str:
    return route_id.removesuffix("@now")


def _drive(group: Sequence[Route]) -> frozenset[tuple[int, str, tuple[Visit, ...]]]:
    """What a convoy does, without what it is called."""
    return frozenset((route.day, route.vehicle_id, route.visits) for route in group)


def after_loss(vehicles: Sequence[Vehicle], kept: Sequence[Route], changes: Changes, days: int) -> tuple[Vehicle, ...]:
    """The fleet of the new problem: lost vehicles work only on the days they have already driven."""
    driven = {(route.vehicle_id, route.day) for route in kept}
    return tuple(
        replace(v, days=tuple(d for d in range(days) if (v.vehicle_id, d) in driven))
        if v.vehicle_id in changes.lost
        else v
        for v in vehicles
    )
