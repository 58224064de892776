"""New urgent households into patrol rounds that have begun: what was brought stays, the others wait little longer.

A car brings what it has aboard for nobody, what it can take along where it still loads, or what it fetches on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from planner.model.dispatch import (
    Changes,
    Delivery,
    PatrolProblem,
    PickupPoint,
    Route,
    TimeWindow,
    Vehicle,
    Visit,
)
from planner.model.kinds import VisitKind
from planner.routing.check import check_patrols
from planner.routing.replanning.joining import Cost, faults_in
from planner.routing.replanning.timing import (
    Call,
    Remainder,
    Ways,
    announced,
    driven,
    later,
    remainder_of,
    timed,
)
from planner.routing.roads import RoadTable, in_time
from planner.routing.rules import WHOLE_DAY, Today, room_of, starts, today

DAY_END_S = 48 * 3600


@dataclass(frozen=True, slots=True)
class _Round:
    """One car's round of today, and where it may load."""

    vehicle: Vehicle
    part: Remainder
    pickups: Mapping[str, PickupPoint]
    left: Mapping[str, int]
    day: Today
    now_s: int


def join_rounds(
    problem: PatrolProblem,
    kept: Sequence[Route],
    ahead: Sequence[Route],
    wanted: Sequence[Delivery],
    changes: Changes,
    *,
    may_delay: bool,
) -> list[Route]:
    """``kept`` with as many households of ``wanted`` as can join a round of today, as convoys are joined by stops."""
    routes = list(kept)
    check = partial(check_patrols, problem)
    for door in sorted(wanted, key=lambda item: (-item.prize, item.delivery_id)):
        ways = _ways_of(problem, routes, ahead, door, changes)
        before = faults_in(check, routes)
        for _, made in sorted((way for way in ways if may_delay or not way[0][0]), key=lambda way: way[0]):
            fresh = [made if route.route_id == made.route_id else route for route in routes]
            if faults_in(check, fresh) <= before:
                routes = fresh
                break
    return routes


def _ways_of(
    problem: PatrolProblem, routes: Sequence[Route], ahead: Sequence[Route], door: Delivery, changes: Changes
) -> Iterator[tuple[Cost, Route]]:
    rules = today(problem, changes.day)
    if door.day not in (None, changes.day):
        return
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    pickups = {p.pickup_id: p for p in problem.pickups if p.day in (None, changes.day)}
    left = {p.pickup_id: p.stock_baskets for p in problem.pickups}
    for route in (*routes, *ahead):
        for visit in route.visits:
            if visit.kind == "pickup" and visit.serves_id in left:
                left[visit.serves_id] -= visit.baskets
    ways = Ways(RoadTable(problem.travel), frozenset(frozenset(pair) for pair in changes.closed), rules.pauses)
    for route in routes:
        if route.day == changes.day and route.vehicle_id not in changes.lost:
            part = remainder_of(route, changes)
            one = _Round(vehicles[route.vehicle_id], part, pickups, left, rules, changes.now_s)
            for calls, done in _orders(problem, one, door):
                made = _with(problem, one, calls, done, ways)
                if made is not None:
                    yield made


def _orders(problem: PatrolProblem, one: _Round, door: Delivery) -> Iterator[tuple[list[Call], tuple[Visit, ...]]]:
    """What the car does now, with the drop at every place and the food from everywhere it may come from."""
    part = one.part
    told = [_told(problem, one, visit) for visit in part.coming]
    drop = _drop(one, door)
    first = 0 if part.is_there else 1
    for place in range(first, len(told) + 1):
        if -part.home.baskets >= door.baskets:  # left over from a household that was cancelled
            yield [*told[:place], drop, *told[place:]], part.done
        last = part.done[-1]
        if last.serves_id in door.pickup_ids and last.departure_s > one.now_s and _is_enough(one, last, door):
            yield [*told[:place], drop, *told[place:]], (*part.done[:-1], _more(last, door))
        for at, call in enumerate(told[:place]):
            if call.visit.serves_id in door.pickup_ids and _is_enough(one, call.visit, door):
                more = replace(call, visit=_more(call.visit, door))
                yield [*told[:at], more, *told[at + 1 : place], drop, *told[place:]], part.done
    for name in door.pickup_ids:
        point = one.pickups.get(name)
        if point is None or one.left[name] < door.baskets:
            continue
        load = _load(one, point, door)
        is_home = point.location_id == one.vehicle.depot_id and not told  # on its way there, or there already
        for at in range(0 if is_home else first, len(told) + 1):
            for place in range(at, len(told) + 1):
                yield [*told[:at], load, *told[at:place], drop, *told[place:]], part.done


def _is_enough(one: _Round, visit: Visit, door: Delivery) -> bool:
    return visit.kind == "pickup" and one.left.get(visit.serves_id, 0) >= door.baskets


def _more(visit: Visit, door: Delivery) -> Visit:
    return replace(visit, baskets=visit.baskets + door.baskets)


def _told(problem: PatrolProblem, one: _Round, visit: Visit) -> Call:
    if visit.kind == "pickup" and visit.serves_id in one.pickups:
        windows: tuple[TimeWindow, ...] = _open(one.pickups[visit.serves_id])
    else:
        doors = {door.delivery_id: door.windows for door in problem.deliveries}
        windows = doors.get(visit.serves_id, WHOLE_DAY)
    return announced(visit, windows, one.day.day, one.day.pauses)


def _open(point: PickupPoint) -> tuple[TimeWindow, ...]:
    return (TimeWindow(point.ready_s, DAY_END_S, point.day),)


def _load(one: _Round, point: PickupPoint, door: Delivery) -> Call:
    visit = Visit(point.location_id, VisitKind.PICKUP, 0, 0, 0, door.baskets, 0, point.pickup_id)
    spans = starts(_open(point), one.day.day, point.load_s, one.day.pauses)
    return Call(visit, point.load_s, spans, one.now_s, is_new=True)


def _drop(one: _Round, door: Delivery) -> Call:
    visit = Visit(door.location_id, VisitKind.DROP, 0, 0, 0, -door.baskets, 1, door.delivery_id)
    spans = starts(door.windows, one.day.day, door.service_s, one.day.pauses)
    return Call(visit, door.service_s, spans, one.now_s, is_new=True)


def _with(
    problem: PatrolProblem, one: _Round, calls: list[Call], done: tuple[Visit, ...], ways: Ways
) -> tuple[Cost, Route] | None:
    """The round with ``calls`` ahead, and what it costs; None when it cannot be driven or carried."""
    room = room_of(one.vehicle, problem.basket_g)
    aboard = sum(visit.baskets for visit in done)
    for call in calls:
        aboard += call.visit.baskets
        if not 0 <= aboard <= room:
            return None
    moments = timed([one.part.end], calls, ways)
    if moments is None:
        return None
    visits: list[Visit] = []
    where, free_s = one.part.end
    for call, moment in zip(calls, moments, strict=True):
        way_s = ways.roads.seconds(where, call.visit.location_id)
        _, reached_s = in_time(free_s, way_s, moment.start_s, ways.pauses)
        where, free_s = call.visit.location_id, moment.departure_s
        visits.append(replace(call.visit, arrival_s=reached_s, start_s=moment.start_s, departure_s=free_s))
    home_by_s = min(one.vehicle.shift_end_s, one.day.home_by_s)
    made = driven(replace(one.part, done=done), visits, ways, home_by_s)
    if made is None:
        return None
    return (*later(calls, moments), made.distance_m - one.part.route.distance_m), made
