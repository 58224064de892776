"""New stops into convoys that are under way: what was served stays, who was told a time is kept to it if it can be.

A convoy brings what is aboard for nobody, what it can take along at a loading still ahead, or what it fetches from its
depot on the way. It goes to the new stop as a whole, as it goes everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from planner.model.dispatch import Changes, ConvoyProblem, Route, Solution, Status, Stop, Vehicle, Violation, Visit
from planner.routing.check import check_convoys
from planner.routing.convoy.teams import Team
from planner.routing.replanning.timing import (
    WHOLE_DAY,
    Call,
    Moment,
    Remainder,
    Ways,
    announced,
    driven,
    later,
    remainder_of,
    timed,
)
from planner.routing.replanning.underway import convoy_of
from planner.routing.roads import RoadTable
from planner.routing.rules import FOOD_KINDS, Today, room_of, starts, today

_OF_THE_WHOLE = frozenset({"objective", "bound", "status", "gap", "silent", "both", "required", "floor"})
"""What the checker says of a solution rather than of its routes: here only routes are judged."""

Cost = tuple[int, int, int]
"""Announced services that begin later, seconds later in all, metres more."""


@dataclass(frozen=True, slots=True)
class _Convoy:
    """The vehicles of one convoy that still work, food first, with what each has ahead."""

    members: tuple[Vehicle, ...]
    parts: tuple[Remainder, ...]
    day: Today

    @property
    def coming(self) -> tuple[Visit, ...]:
        """What lies ahead, as the first vehicle has it."""
        return self.parts[0].coming


@dataclass(frozen=True, slots=True)
class _Load:
    """Where the baskets come from: aboard (``at`` is None), a loading ahead, or a new one (``is_new``)."""

    at: int | None  # index among the visits ahead; −1: the loading going on now
    given: tuple[int, ...]  # baskets of each food vehicle for the new stop
    taken: tuple[int, ...]  # of these, taken aboard at that loading
    is_new: bool = False


def join_convoys(
    problem: ConvoyProblem,
    kept: Sequence[Route],
    ahead: Sequence[Route],
    wanted: Sequence[Stop],
    changes: Changes,
    *,
    may_delay: bool,
) -> list[Route]:
    """``kept`` with as many stops of ``wanted`` as can join a convoy of today, each where it delays others least.

    Without ``may_delay`` nobody who was told a time is served later. What ``ahead`` will take from the depots is left
    to it. The neediest come first; a change that the independent checker does not accept is not made.
    """
    routes = list(kept)
    check = partial(check_convoys, problem)
    for stop in sorted(wanted, key=lambda item: (-item.prize, item.stop_id)):
        ways = _ways_of(problem, routes, ahead, stop, changes)
        best = min((way for way in ways if may_delay or not way[0][0]), key=lambda way: way[0], default=None)
        if best is None:
            continue
        fresh = {route.route_id: route for route in best[1]}
        made = [fresh.get(route.route_id, route) for route in routes]
        if faults_in(check, made) <= faults_in(check, routes):
            routes = made
    return routes


def faults_in(check: Callable[[Solution], Iterable[Violation]], routes: Sequence[Route]) -> int:
    """How many faults ``check`` finds in ``routes`` themselves, not in what they make of the whole plan."""
    as_plan = Solution(Status.FEASIBLE, tuple(routes), (), 0, None, None, "")
    return sum(item.code not in _OF_THE_WHOLE for item in check(as_plan))


def _ways_of(
    problem: ConvoyProblem, routes: Sequence[Route], ahead: Sequence[Route], stop: Stop, changes: Changes
) -> Iterator[tuple[Cost, list[Route]]]:
    rules = today(problem, changes.day)
    if rules.is_closed(stop) or not (stop.days is None or changes.day in stop.days):
        return
    closed = frozenset(frozenset(pair) for pair in changes.closed)
    ways = Ways(RoadTable(problem.travel), closed, rules.pauses)
    stock = _stock_left(problem, [*routes, *ahead])
    depots = {depot.depot_id: depot for depot in problem.depots}
    for convoy in _convoys(problem, routes, changes, rules):
        food = tuple(vehicle for vehicle in convoy.members if vehicle.kind in FOOD_KINDS)
        team = Team(changes.day, food, convoy.members[len(food) :])
        if not food or not team.may_serve(stop, rules, depots):
            continue
        for place in range(len(convoy.coming) + 1):
            for load in _loads(problem, convoy, len(food), stop, place, stock, changes):
                made = _with(problem, convoy, stop, place, load, ways, changes)
                if made is not None:
                    yield made


def _convoys(problem: ConvoyProblem, routes: Sequence[Route], changes: Changes, rules: Today) -> Iterator[_Convoy]:
    """Today's convoys whose vehicles all have the same ahead of them."""
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    groups: dict[tuple[int, str], list[Route]] = {}
    for route in routes:
        if route.day == changes.day and route.vehicle_id not in changes.lost:
            groups.setdefault(convoy_of(route), []).append(route)
    for group in groups.values():
        pairs = sorted(
            ((vehicles[route.vehicle_id], remainder_of(route, changes)) for route in group),
            key=lambda pair: (pair[0].kind not in FOOD_KINDS, pair[1].route.route_id),
        )
        same = {tuple((v.kind, v.location_id, v.start_s) for v in part.coming) for _, part in pairs}
        if len(same) == 1:
            yield _Convoy(tuple(vehicle for vehicle, _ in pairs), tuple(part for _, part in pairs), rules)


def _stock_left(problem: ConvoyProblem, routes: Sequence[Route]) -> dict[str, int]:
    left = {depot.depot_id: depot.stock_baskets for depot in problem.depots}
    for route in routes:
        for visit in route.visits:
            if visit.kind in ("depot", "load"):
                left[visit.location_id] = left.get(visit.location_id, 0) - visit.baskets
    return left


def _loads(
    problem: ConvoyProblem,
    convoy: _Convoy,
    food: int,
    stop: Stop,
    place: int,
    stock: Mapping[str, int],
    changes: Changes,
) -> Iterator[_Load]:
    """Ways to have the baskets aboard at ``place``: as things are, from a loading ahead, from a new one before it."""
    parts, members = convoy.parts[:food], convoy.members[:food]
    spare = [max(0, -part.home.baskets) for part in parts]
    room = [room_of(vehicle, problem.basket_g) for vehicle in members]
    given, left = _share(stop.baskets, spare)
    is_there = all(part.is_there for part in convoy.parts)
    if not left and (place or is_there):
        yield _Load(None, given, (0,) * food)
    depot = members[0].depot_id
    ahead = [at for at, visit in enumerate(convoy.coming[:place]) if visit.kind == "load"]
    loading = all(p.done[-1].kind in ("depot", "load") and p.done[-1].departure_s > changes.now_s for p in convoy.parts)
    for at in ([-1] if loading else []) + ahead:
        if place or is_there:
            load = _more(stop, parts, spare, room, at, place)
            if load and sum(load.taken) <= stock[depot]:
                yield load
    one_home = {vehicle.depot_id for vehicle in convoy.members} == {depot}
    reloads = max(sum(v.kind == "load" for v in part.route.visits) for part in convoy.parts)
    if one_home and reloads < problem.max_reloads and (place or is_there or not convoy.coming):
        load = _more(stop, parts, spare, room, place, place)
        if load and sum(load.taken) <= stock[depot]:
            yield replace(load, is_new=True)


def _share(baskets: int, free: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """``baskets`` shared among vehicles with ``free`` room, and what is left over."""
    given = []
    for room in free:
        given.append(min(baskets, room))
        baskets -= given[-1]
    return tuple(given), baskets


def _more(
    stop: Stop, parts: Sequence[Remainder], spare: list[int], room: list[int], at: int, place: int
) -> _Load | None:
    """Baskets taken aboard besides at visit ``at`` ahead and carried to ``place``, beside what is aboard then."""
    free = []
    for part, whole in zip(parts, room, strict=True):
        aboard = sum(visit.baskets for visit in part.done)
        loads = [aboard]
        for visit in part.coming[:place]:
            loads.append(loads[-1] + visit.baskets)
        free.append(max(0, whole - max(loads[min(at + 1, place) :])))
    given, left = _share(stop.baskets, [s + f for s, f in zip(spare, free, strict=True)])
    if left:
        return None
    return _Load(at, given, tuple(max(0, g - s) for g, s in zip(given, spare, strict=True)))


def _with(
    problem: ConvoyProblem, convoy: _Convoy, stop: Stop, place: int, load: _Load, ways: Ways, changes: Changes
) -> tuple[Cost, list[Route]] | None:
    """The convoy's routes with ``stop`` at ``place``, and what that costs; None when it cannot be driven."""
    fresh = [_new_call(stop, convoy.day, changes)]
    if load.is_new:
        depot = convoy.members[0].depot_id
        spans = starts(WHOLE_DAY, convoy.day.day, problem.reload_s, ways.pauses)
        fresh.insert(0, Call(Visit(depot, "load", 0, 0, 0), problem.reload_s, spans, changes.now_s, is_new=True))
    windows = {item.stop_id: item.windows for item in problem.stops}
    told = [
        announced(visit, windows.get(visit.serves_id, WHOLE_DAY), convoy.day.day, ways.pauses)
        for visit in convoy.coming
    ]
    calls = [*told[:place], *fresh, *told[place:]]
    moments = timed([part.end for part in convoy.parts], calls, ways)
    if moments is None:
        return None
    made = []
    for member, (vehicle, part) in enumerate(zip(convoy.members, convoy.parts, strict=True)):
        loaded = _loaded(part, member, load)
        visits = _visits(stop, loaded, member, place, load, calls, moments)
        route = driven(loaded, visits, ways, min(vehicle.shift_end_s, convoy.day.home_by_s))
        if route is None:
            return None
        made.append(route)
    metres = sum(new.distance_m - part.route.distance_m for new, part in zip(made, convoy.parts, strict=True))
    return (*later(calls, moments), metres), made


def _new_call(stop: Stop, day: Today, changes: Changes) -> Call:
    service_s = stop.setup_s + stop.service_s_per_household * stop.households
    visit = Visit(stop.stop_id, "stop", 0, 0, 0, serves_id=stop.stop_id)
    return Call(visit, service_s, starts(stop.windows, day.day, service_s, day.pauses), changes.now_s, is_new=True)


def _loaded(part: Remainder, member: int, load: _Load) -> Remainder:
    """The route with more taken aboard at the loading going on now or ahead."""
    if load.at is None or load.is_new or member >= len(load.taken) or not load.taken[member]:
        return part
    more = load.taken[member]
    if load.at < 0:
        last = replace(part.done[-1], baskets=part.done[-1].baskets + more)
        return replace(part, done=(*part.done[:-1], last))
    at = load.at
    visit = replace(part.coming[at], baskets=part.coming[at].baskets + more)
    return replace(part, coming=(*part.coming[:at], visit, *part.coming[at + 1 :]))


def _visits(
    stop: Stop,
    part: Remainder,
    member: int,
    place: int,
    load: _Load,
    calls: Sequence[Call],
    moments: Sequence[Moment],
) -> list[Visit]:
    """What one vehicle does, with its own baskets and arrivals."""
    fresh = []
    for call in calls:
        if call.is_new and call.visit.kind == "load":
            fresh.append(replace(call.visit, baskets=load.taken[member] if member < len(load.taken) else 0))
        elif call.is_new:
            baskets, households = _handed(stop, member, load)
            fresh.append(replace(call.visit, baskets=baskets, households=households))
    own = [*part.coming[:place], *fresh, *part.coming[place:]]
    return [
        replace(
            visit,
            arrival_s=min(moment.arrivals[member], moment.start_s),
            start_s=moment.start_s,
            departure_s=moment.departure_s,
        )
        for visit, moment in zip(own, moments, strict=True)
    ]


def _handed(stop: Stop, member: int, load: _Load) -> tuple[int, int]:
    """Baskets and households of one vehicle at the new stop; households in proportion to the baskets."""
    if member >= len(load.given):
        return 0, 0
    if not stop.baskets:
        return 0, stop.households if member == 0 else 0
    before = sum(load.given[:member])
    after = before + load.given[member]
    heads = stop.households * after // stop.baskets - stop.households * before // stop.baskets
    return -load.given[member], heads
