"""New stops into convoys that are under way: what was served stays, who was told a time is kept to it if it can be.

A convoy brings what is aboard for nobody, what it can take along at a loading still ahead, or what it fetches from its
depot on the way. All its food goes to the new stop, and those of its riders that the stop wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from planner.model.dispatch import Changes, ConvoyProblem, Route, Solution, Status, Stop, Violation, Visit
from planner.model.kinds import VisitKind
from planner.routing.check import check_convoys
from planner.routing.convoy.teams import Team
from planner.routing.replanning.convoy_now import Convoy, convoys_under_way
from planner.routing.replanning.joining_loads import Load, handed, loads_for, with_more
from planner.routing.replanning.stock import stock_left
from planner.routing.replanning.timing import (
    Call,
    Moment,
    Remainder,
    Ways,
    announced,
    driven,
    later,
    timed,
)
from planner.routing.roads import RoadTable
from planner.routing.rules import FOOD_KINDS, WHOLE_DAY, Today, starts, today

_OF_THE_WHOLE = frozenset({"objective", "bound", "status", "gap", "silent", "both", "required", "floor"})
"""What the checker says of a solution rather than of its routes: here only routes are judged."""

Cost = tuple[int, int, int]
"""Announced services that begin later, seconds later in all, metres more."""


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
    stock = stock_left(problem, [*routes, *ahead], changes)
    depots = {depot.depot_id: depot for depot in problem.depots}
    for convoy in convoys_under_way(problem, routes, changes, rules):
        food = tuple(vehicle for vehicle in convoy.members if vehicle.kind in FOOD_KINDS)
        team = Team(changes.day, food, convoy.members[len(food) :])
        if not food or not team.may_serve(stop, rules, depots):
            continue
        for place in range(len(convoy.coming) + 1):
            for load in loads_for(problem, convoy, stop, place, stock, changes):
                made = _with(problem, convoy, stop, place, load, ways, changes)
                if made is not None:
                    yield made


def _with(
    problem: ConvoyProblem, convoy: Convoy, stop: Stop, place: int, load: Load, ways: Ways, changes: Changes
) -> tuple[Cost, list[Route]] | None:
    """The convoy's routes with ``stop`` at ``place``, and what that costs; None when it cannot be driven."""
    fresh = [replace(_new_call(stop, convoy.day, changes), going=convoy.wanted(stop))]
    if load.is_new:
        depot = convoy.members[0].depot_id
        spans = starts(WHOLE_DAY, convoy.day.day, problem.reload_s, ways.pauses)
        loading, food = Visit(depot, VisitKind.LOAD, 0, 0, 0), frozenset(range(convoy.food))
        fresh.insert(0, Call(loading, problem.reload_s, spans, changes.now_s, is_new=True, going=food))
    windows = {item.stop_id: item.windows for item in problem.stops}
    told = [
        replace(
            announced(visit, windows.get(visit.serves_id, WHOLE_DAY), convoy.day.day, ways.pauses),
            going=convoy.going(visit),
        )
        for visit in convoy.coming
    ]
    calls = [*told[:place], *fresh, *told[place:]]
    late_s = [0 if vehicle.kind in FOOD_KINDS else problem.sync_s for vehicle in convoy.members]
    moments = timed([part.end for part in convoy.parts], calls, ways, late_s)
    if moments is None:
        return None
    made = []
    for member, (vehicle, part) in enumerate(zip(convoy.members, convoy.parts, strict=True)):
        refilled = with_more(part, member, load)
        visits = _visits(stop, refilled, member, load, calls, moments)
        route = driven(refilled, visits, ways, min(vehicle.shift_end_s, convoy.day.home_by_s))
        if route is None:
            return None
        made.append(route)
    metres = sum(new.distance_m - part.route.distance_m for new, part in zip(made, convoy.parts, strict=True))
    return (*later(calls, moments), metres), made


def _new_call(stop: Stop, day: Today, changes: Changes) -> Call:
    service_s = stop.setup_s + stop.service_s_per_household * stop.households
    visit = Visit(stop.stop_id, VisitKind.STOP, 0, 0, 0, serves_id=stop.stop_id)
    return Call(visit, service_s, starts(stop.windows, day.day, service_s, day.pauses), changes.now_s, is_new=True)


def _visits(
    stop: Stop,
    part: Remainder,
    member: int,
    load: Load,
    calls: Sequence[Call],
    moments: Sequence[Moment],
) -> list[Visit]:
    """What one vehicle does, with its own baskets and arrivals."""
    own = []
    told = iter(part.coming)
    for call, moment in zip(calls, moments, strict=True):
        arrival_s = moment.arrivals.get(member)
        if arrival_s is None:
            continue
        visit = _new_visit(stop, call, member, load) if call.is_new else next(told)
        start_s = max(arrival_s, moment.start_s)  # food is there by then
        own.append(replace(visit, arrival_s=arrival_s, start_s=start_s, departure_s=moment.departure_s))
    return own


def _new_visit(stop: Stop, call: Call, member: int, load: Load) -> Visit:
    if call.visit.kind == "load":
        return replace(call.visit, baskets=load.taken[member] if member < len(load.taken) else 0)
    baskets, households = handed(stop, member, load)
    return replace(call.visit, baskets=baskets, households=households)
