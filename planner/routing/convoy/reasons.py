"""Why a stop is not in the plan: how far it gets on its own, with every vehicle free, before something forbids it."""

from __future__ import annotations

from collections.abc import Mapping

from planner.model.dispatch import (
    ConvoyProblem,
    Route,
    Stop,
    Unserved,
    UnservedReason,
    VehicleKind,
)
from planner.model.reason import Detail, told
from planner.routing.convoy.binding import closing, keeping_away
from planner.routing.convoy.company import Kinds, lacking
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.hurdles import Hurdle, meet
from planner.routing.convoy.parts import parts_of
from planner.routing.convoy.rooms import Rooms
from planner.routing.convoy.teams import Team, signature
from planner.routing.roads import RoadTable
from planner.routing.rules import FOOD_KINDS, Today, room_of, today

_REASON = {
    Hurdle.DAY: UnservedReason.NO_DAY,
    Hurdle.RULE: UnservedReason.RULE,
    Hurdle.SERVICE: UnservedReason.NO_SERVICE_VEHICLE,
    Hurdle.REACH: UnservedReason.RULE,
    Hurdle.ROAD: UnservedReason.UNREACHABLE,
    Hurdle.WINDOW: UnservedReason.NO_WINDOW,
    Hurdle.ROOM: UnservedReason.NO_CAPACITY,
    Hurdle.STOCK: UnservedReason.NO_STOCK,
    Hurdle.TIME: UnservedReason.NO_TIME,
    Hurdle.NONE: UnservedReason.NOT_WORTH,
}


def reasons_of(problem: ConvoyProblem, routes: tuple[Route, ...], handed: Mapping[str, int]) -> tuple[Unserved, ...]:
    """One entry for every stop that is not served, or not in full."""
    every = possible_teams(problem)
    teams = list({(team.day, signature(team)): team for team in reversed(every)}.values())[::-1]  # equals: the first
    left = _stock_left(problem, routes)
    roads = RoadTable(problem.travel)
    days = [today(problem, day) for day in range(problem.days)]
    rooms = Rooms(problem, teams)
    found = []
    for stop in problem.stops:
        if stop.stop_id in handed and handed[stop.stop_id] >= stop.baskets:
            continue
        hurdle, detail = furthest(problem, stop, teams, days, roads, left, rooms)
        reason = _REASON[hurdle]
        if hurdle is Hurdle.SERVICE and _is_escort(stop, detail):
            reason = UnservedReason.NO_ESCORT
        details: tuple[Detail, ...] = (detail,)
        if stop.stop_id in handed:
            details = (told("brought", brought=handed[stop.stop_id], wanted=stop.baskets), detail)
        found.append(Unserved(stop.stop_id, stop.name, reason, details))
    return tuple(found)


def furthest(
    problem: ConvoyProblem,
    stop: Stop,
    teams: list[Team],
    days: list[Today],
    roads: RoadTable,
    left: Mapping[str, int],
    rooms: Rooms | None = None,
) -> tuple[Hurdle, Detail]:
    """The binding hurdle of ``stop`` and what is said about it; ``rooms`` are those of ``teams``, if known already."""
    if not any(stop.days is None or team.day in stop.days for team in teams):
        return _at_home(problem, stop, days)
    best = (Hurdle.DAY, told("no_day"))
    depots = {depot.depot_id: depot for depot in problem.depots}
    if stop.days is not None and not any(0 <= day < problem.days for day in stop.days):
        return Hurdle.DAY, told("other_days")
    part = parts_of(stop, (rooms or Rooms(problem, teams)).of(stop))[0]
    for team in teams:
        met = meet(problem, part, team, days[team.day], roads, depots, left)
        if met[0] > best[0]:
            best = met
        if best[0] is Hurdle.NONE:
            break
    if best[0] is Hurdle.RULE:
        return best[0], closing(stop, days)
    if best[0] is Hurdle.SERVICE:
        return best[0], told("no_kind", kinds=" ".join(sorted(_missing(problem, stop, teams, days))))
    if best[0] is Hurdle.REACH:
        ways = [
            (days[team.day], vehicle, depots[vehicle.depot_id])
            for team in teams
            for vehicle in team.going(stop, days[team.day])
        ]
        return best[0], keeping_away(stop, ways)
    return best


def _at_home(problem: ConvoyProblem, stop: Stop, days: list[Today]) -> tuple[Hurdle, Detail]:
    """What keeps every lorry and van at home on the stop's days: a day off, too few aboard, or no room for a basket."""
    on_duty = [
        (vehicle, rules)
        for rules in days
        for vehicle in problem.vehicles
        if vehicle.kind in FOOD_KINDS
        and (stop.days is None or rules.day in stop.days)
        and vehicle.is_on_duty(rules.day)
    ]
    if not on_duty:
        return Hurdle.DAY, told("no_day")
    crewed = [vehicle for vehicle, rules in on_duty if rules.works(vehicle)]
    if not crewed:
        most = max(vehicle.crew for vehicle, _ in on_duty)
        return Hurdle.RULE, told("crew", wanted=min(rules.crew for _, rules in on_duty), aboard=most)
    return Hurdle.ROOM, told("room", baskets=1, room=max(room_of(vehicle, problem.basket_g) for vehicle in crewed))


def _stock_left(problem: ConvoyProblem, routes: tuple[Route, ...]) -> dict[str, int]:
    left = {depot.depot_id: depot.stock_baskets for depot in problem.depots}
    for route in routes:
        for visit in route.visits:
            if visit.kind in ("depot", "load"):
                left[visit.location_id] -= visit.baskets
    return left


def _missing(problem: ConvoyProblem, stop: Stop, teams: list[Team], days: list[Today]) -> Kinds:
    """The kinds that nobody at work is of; if all are there but not in one convoy, what the best convoy lacks."""
    lacks = (days[team.day].wanted(stop) - team.kinds for team in teams if days[team.day].is_open(stop))
    return lacking(problem, stop) or min(lacks, key=lambda kinds: (len(kinds), sorted(kinds)))


def _is_escort(stop: Stop, missing: Detail) -> bool:
    """Whether the counter that is missing is one that only a rule asks for."""
    kinds = missing.all("kinds")[0].split(" ")
    return VehicleKind.MOBILE_COUNTER in kinds and VehicleKind.MOBILE_COUNTER not in stop.services
