"""Core routes back into the field's words: one :class:`Route` for each vehicle of a convoy, with every time."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.dispatch import ConvoyProblem, Route, Vehicle, Visit
from planner.routing.convoy.lower import Lowered, Part
from planner.routing.convoy.teams import Team
from planner.routing.roads import RoadTable, arrive, leave_by
from planner.routing.rules import Today, loaded_at, room_of, starts, today


@dataclass(frozen=True, slots=True)
class Call:
    """A part served, or a reload (``part`` None), with the convoy's common times."""

    part: Part | None
    location_id: str
    arrival_s: int
    start_s: int
    departure_s: int


def routes_of(problem: ConvoyProblem, lowered: Lowered, rows: tuple[tuple[int, ...], ...]) -> tuple[Route, ...]:
    """Every vehicle's route of a core solution; vehicles that would only drive along empty stay at home."""
    roads = RoadTable(problem.travel)
    found: list[Route] = []
    days = [today(problem, day) for day in range(problem.days)]
    number = [0] * problem.days
    for team, nodes in zip(lowered.teams, rows, strict=True):
        if not nodes:
            continue
        number[team.day] += 1
        convoy_id = f"D{team.day + 1}-C{number[team.day]}"
        found += _team_routes(problem, team, [_part(lowered, node) for node in nodes], days[team.day], roads, convoy_id)
    return tuple(found)


def _part(lowered: Lowered, node: int) -> Part | None:
    return lowered.parts[node] if node < len(lowered.parts) else None


def _team_routes(
    problem: ConvoyProblem,
    team: Team,
    parts: list[Part | None],
    rules: Today,
    roads: RoadTable,
    convoy_id: str,
) -> list[Route]:
    shares = _shares(problem, team, parts)
    empty = {
        vehicle.vehicle_id
        for vehicle, given in zip(team.food, shares, strict=True)
        if len(team.food) > 1 and not any(given)
    }
    if len(empty) == len(team.food):
        empty.discard(team.food[0].vehicle_id)
    calls = _calls(problem, team, parts, rules, roads)
    routes = []
    for place, vehicle in enumerate(team.members):
        if vehicle.vehicle_id in empty:
            continue
        given = shares[place] if place < len(team.food) else [0] * len(parts)
        heads = _heads(team, shares, parts, place)
        routes.append(_vehicle_route(problem, vehicle, calls, (given, heads), rules, roads, convoy_id))
    return routes


def _shares(problem: ConvoyProblem, team: Team, parts: list[Part | None]) -> list[list[int]]:
    """How many baskets each food vehicle hands out at each call: the first carries what fits, then the next."""
    shares = [[0] * len(parts) for _ in team.food]
    free = [room_of(vehicle, problem.basket_g) for vehicle in team.food]
    for k, part in enumerate(parts):
        if part is None:
            free = [room_of(vehicle, problem.basket_g) for vehicle in team.food]
            continue
        left = part.baskets
        for place in range(len(team.food)):
            taken = min(left, free[place])
            shares[place][k] = taken
            free[place] -= taken
            left -= taken
    return shares


def _heads(team: Team, shares: list[list[int]], parts: list[Part | None], place: int) -> list[int]:
    """Households served from vehicle ``place`` at each call, in proportion to its baskets."""
    heads = []
    for k, part in enumerate(parts):
        if part is None or place >= len(team.food):
            heads.append(0)
        elif not part.baskets:
            heads.append(part.households if place == 0 else 0)
        else:
            before = sum(shares[other][k] for other in range(place))
            after = before + shares[place][k]
            heads.append(part.households * after // part.baskets - part.households * before // part.baskets)
    return heads


def _calls(problem: ConvoyProblem, team: Team, parts: list[Part | None], rules: Today, roads: RoadTable) -> list[Call]:
    """Times common to all: the convoy goes on together, so its slowest way in decides the first start."""
    calls: list[Call] = []
    for part in parts:
        location = part.stop.stop_id if part else team.depot_id
        if calls:
            reached = arrive(calls[-1].departure_s, roads.seconds(calls[-1].location_id, location), rules.pauses)
        else:
            reached = max(
                arrive(_ready(problem, vehicle, rules), roads.seconds(vehicle.depot_id, location), rules.pauses)
                for vehicle in team.members
            )
            ready = max(_ready(problem, vehicle, rules) for vehicle in team.members)
            reached = max(
                reached,
                *(arrive(ready, roads.seconds(v.depot_id, location), rules.pauses) for v in team.members),
            )
        service = part.service_s if part else problem.reload_s
        begin = _begin(part, rules, service, reached)
        calls.append(Call(part, location, reached, begin, begin + service))
    return calls


def _ready(problem: ConvoyProblem, vehicle: Vehicle, rules: Today) -> int:
    return loaded_at(vehicle.shift_start_s, problem.reload_s, rules.pauses)


def _begin(part: Part | None, rules: Today, service_s: int, reached: int) -> int:
    if part is None:
        return loaded_at(reached, service_s, rules.pauses) - service_s
    for first, last in starts(part.stop.windows, rules.day, service_s, rules.pauses):
        if reached <= last:
            return max(first, reached)
    raise ValueError(f"{part.stop.stop_id} is reached at {reached} s, after every window")


def _vehicle_route(
    problem: ConvoyProblem,
    vehicle: Vehicle,
    calls: list[Call],
    handed: tuple[list[int], list[int]],
    rules: Today,
    roads: RoadTable,
    convoy_id: str,
) -> Route:
    """The visits of one vehicle, leaving its depot as late as the first start allows."""
    given, heads = handed
    loads = _loads(calls, given)
    ready = _ready(problem, vehicle, rules)
    way = roads.seconds(vehicle.depot_id, calls[0].location_id)
    leave = max(ready, leave_by(calls[0].start_s, way, rules.pauses))
    begin = leave - problem.reload_s
    if loaded_at(begin, problem.reload_s, rules.pauses) != leave:  # a pause lies in it: load when the shift begins
        begin, leave = ready - problem.reload_s, ready
    visits = [Visit(vehicle.depot_id, "depot", begin, begin, leave, loads[0])]
    turn = 0
    for k, call in enumerate(calls):
        before = visits[-1]
        reached = arrive(before.departure_s, roads.seconds(before.location_id, call.location_id), rules.pauses)
        times = (min(reached, call.start_s), call.start_s, call.departure_s)
        if call.part is None:
            turn += 1
            visits.append(Visit(call.location_id, "load", *times, loads[turn]))
        else:
            stop_id = call.part.stop.stop_id
            visits.append(Visit(call.location_id, "stop", *times, -given[k], heads[k], stop_id))
    last = visits[-1]
    home = arrive(last.departure_s, roads.seconds(last.location_id, vehicle.depot_id), rules.pauses)
    visits.append(Visit(vehicle.depot_id, "depot", home, home, home))
    metres, seconds = roads.along([visit.location_id for visit in visits])
    route_id = f"{convoy_id}-{vehicle.vehicle_id}"
    return Route(route_id, vehicle.vehicle_id, rules.day, tuple(visits), metres, seconds, convoy_id)


def _loads(calls: list[Call], given: list[int]) -> list[int]:
    """Baskets to take aboard at the start and at every reload."""
    loads = [0]
    for call, baskets in zip(calls, given, strict=True):
        if call.part is None:
            loads.append(0)
        else:
            loads[-1] += baskets
    return loads
