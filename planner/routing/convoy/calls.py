"""When a convoy is where: common times of its lorries and vans, and of the riders that meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.model.dispatch import ConvoyProblem, Depot, Vehicle
from planner.routing.convoy.parts import Part
from planner.routing.convoy.teams import Team
from planner.routing.roads import RoadTable, arrive
from planner.routing.rules import Today, loaded_at, ready_s, starts


@dataclass(frozen=True, slots=True)
class Call:
    """A part served, or a reload (``part`` None), with the food's times, and when each rider there begins."""

    part: Part | None
    location_id: str
    start_s: int
    departure_s: int
    riders: dict[str, int]


def best_calls(
    problem: ConvoyProblem, team: Team, parts: list[Part | None], rules: Today, roads: RoadTable
) -> tuple[list[Part | None], list[Call]]:
    """The parts as they are called at, with times.

    Parts of one stop in a row share a queue where that ends no later. Riders go straight to the stops that want them;
    where that takes longer than the convoy's own way (a closed road), they go along everywhere. A part that no way
    serves in time is left out.
    """
    while parts:
        rows = [_in_a_row(parts), parts]
        fitting = []
        for row in rows if rows[0] != parts else rows[1:]:
            calls = _calls(problem, team, row, rules, roads, is_along=False)
            if len(calls) < len(row):
                calls = _calls(problem, team, row, rules, roads, is_along=True)
            if len(calls) == len(row):
                fitting.append((row, calls))
        if fitting:
            return min(fitting, key=lambda way: way[1][-1].departure_s)
        parts = _without(parts, len(calls))
    return [], []


def _in_a_row(parts: list[Part | None]) -> list[Part | None]:
    """``parts`` with those of one stop that follow each other made one."""
    made: list[Part | None] = []
    for part in parts:
        last = made[-1] if made else None
        if part and last and part.stop.stop_id == last.stop.stop_id:
            joined = (last.baskets + part.baskets, last.households + part.households)
            made[-1] = Part(last.stop, *joined, last.is_first or part.is_first)
        else:
            made.append(part)
    return made


def _without(parts: list[Part | None], place: int) -> list[Part | None]:
    """``parts`` less the one at ``place`` and loadings for nothing; with a loading all after it goes."""
    if parts[place] is None:
        return parts[:place]
    kept: list[Part | None] = []
    for part in parts[:place] + parts[place + 1 :]:
        if part or (kept and kept[-1]):
            kept.append(part)
    return kept[:-1] if kept and kept[-1] is None else kept


def _calls(
    problem: ConvoyProblem, team: Team, parts: list[Part | None], rules: Today, roads: RoadTable, *, is_along: bool
) -> list[Call]:
    """Times of all: lorries and vans go on together, riders meet them, at most ``sync_s`` late, where they are wanted.

    Ends before the first part that cannot be served in time, or with which somebody would be home too late.
    """
    calls: list[Call] = []
    depots = {depot.depot_id: depot for depot in problem.depots}
    at = {v.vehicle_id: (v.depot_id, ready_s(problem, v, rules.pauses)) for v in team.members}
    left_s = max(at[vehicle.vehicle_id][1] for vehicle in team.food)
    at |= {vehicle.vehicle_id: (vehicle.depot_id, left_s) for vehicle in team.food}
    for part in parts:
        location = part.stop.stop_id if part else team.depot_id
        riders = _riders(team, part, rules, depots if is_along else None)
        ways = {v.vehicle_id: roads.seconds(at[v.vehicle_id][0], location) for v in (*team.food, *riders)}
        if min(ways.values()) < 0:
            break
        reached = {name: arrive(at[name][1], way, rules.pauses) for name, way in ways.items()}
        food_s = max(reached[vehicle.vehicle_id] for vehicle in team.food)
        service = part.service_s if part else problem.reload_s
        late_s = min(problem.sync_s, service)  # a rider that comes when all is over has not come
        begin = _begin(part, rules, service, max(food_s, *(reached[v.vehicle_id] - late_s for v in riders), 0))
        if begin is None:
            break
        met = {v.vehicle_id: max(begin, reached[v.vehicle_id]) for v in riders}
        at |= dict.fromkeys(ways, (location, begin + service))
        calls.append(Call(part, location, begin, begin + service, met))
    return calls if _is_home_in_time(team, at, rules, roads) else calls[:-1]


def _riders(team: Team, part: Part | None, rules: Today, along: Mapping[str, Depot] | None) -> list[Vehicle]:
    """The service vehicles that come to a part: those it wants, or, given the depots for going ``along``, all that may.

    To a loading come those that go along and are at home there.
    """
    depots = along or {}
    if part is None:
        return [vehicle for vehicle in team.service if depots and vehicle.depot_id == team.depot_id]
    wanted = rules.wanted(part.stop)
    return [
        vehicle
        for vehicle in team.service
        if vehicle.kind in wanted or (depots and rules.may_reach(vehicle, depots[vehicle.depot_id], part.stop))
    ]


def _is_home_in_time(team: Team, at: dict[str, tuple[str, int]], rules: Today, roads: RoadTable) -> bool:
    for vehicle in team.members:
        place, free_s = at[vehicle.vehicle_id]
        way = roads.seconds(place, vehicle.depot_id)
        if way < 0 or arrive(free_s, way, rules.pauses) > min(vehicle.shift_end_s, rules.home_by_s):
            return False
    return True


def _begin(part: Part | None, rules: Today, service_s: int, reached: int) -> int | None:
    if part is None:
        return loaded_at(reached, service_s, rules.pauses) - service_s
    spans = starts(part.stop.windows, rules.day, service_s, rules.pauses)
    return next((max(first, reached) for first, last in spans if reached <= last), None)
