"""Core routes back into the field's words: one :class:`Route` for each vehicle of a convoy, with every time."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.dispatch import ConvoyProblem, Route, Vehicle, Visit
from planner.model.kinds import VisitKind
from planner.routing.convoy.calls import Call, best_calls
from planner.routing.convoy.lower import Lowered
from planner.routing.convoy.parts import Part
from planner.routing.convoy.teams import Team, dealt
from planner.routing.roads import RoadTable, arrive, leave_by
from planner.routing.rules import Today, loaded_at, loading, ready_s, room_of, today


@dataclass(frozen=True, slots=True)
class Errand:
    """What one vehicle does at a call; ``baskets`` is the change of load, 0 for riders."""

    call: Call
    start_s: int
    baskets: int = 0
    households: int = 0


def routes_of(problem: ConvoyProblem, lowered: Lowered, rows: tuple[tuple[int, ...], ...]) -> tuple[Route, ...]:
    """Every vehicle's route of a core solution; vehicles that would only drive along empty stay at home."""
    roads = RoadTable(problem.travel)
    found: list[Route] = []
    days = [today(problem, day) for day in range(problem.days)]
    number = [0] * problem.days
    teams = dealt(lowered.teams, [bool(nodes) for nodes in rows])
    for team, nodes in zip(teams, rows, strict=True):
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
    parts, calls = best_calls(problem, team, parts, rules, roads)
    if not calls:
        return []
    shares = _shares(problem, team, parts)
    idle = [len(team.food) > 1 and not any(given) for given in shares]
    routes = []
    for place, vehicle in enumerate(team.members):
        if place < len(team.food):
            if idle[place] and not (all(idle) and place == 0):
                continue
            given, heads = shares[place], _heads(team, shares, parts, place)
            own = [
                Errand(call, call.start_s, -baskets, households)
                for call, baskets, households in zip(calls, given, heads, strict=True)
            ]
        else:
            own = [Errand(call, call.riders[vehicle.vehicle_id]) for call in calls if vehicle.vehicle_id in call.riders]
        if own:
            routes.append(_vehicle_route(problem, vehicle, own, rules, roads, convoy_id))
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


def _vehicle_route(
    problem: ConvoyProblem, vehicle: Vehicle, errands: list[Errand], rules: Today, roads: RoadTable, convoy_id: str
) -> Route:
    """The visits of one vehicle, leaving its depot as late as the first start allows."""
    loads = _loads(errands)
    ready = ready_s(problem, vehicle, rules.pauses)
    way = roads.seconds(vehicle.depot_id, errands[0].call.location_id)
    leave = max(ready, leave_by(errands[0].start_s, way, rules.pauses))
    loading_s = loading(problem, vehicle)
    begin = leave - loading_s
    if loaded_at(begin, loading_s, rules.pauses) != leave:  # a pause lies in it: load when the shift begins
        begin, leave = ready - loading_s, ready
    visits = [Visit(vehicle.depot_id, VisitKind.DEPOT, begin, begin, leave, loads[0])]
    turn = 0
    for errand in errands:
        call, before = errand.call, visits[-1]
        reached = arrive(before.departure_s, roads.seconds(before.location_id, call.location_id), rules.pauses)
        times = (min(reached, errand.start_s), errand.start_s, call.departure_s)
        if call.part is None:
            turn += 1
            visits.append(Visit(call.location_id, VisitKind.LOAD, *times, loads[turn]))
        else:
            stop_id = call.part.stop.stop_id
            visits.append(Visit(call.location_id, VisitKind.STOP, *times, errand.baskets, errand.households, stop_id))
    last = visits[-1]
    home = arrive(last.departure_s, roads.seconds(last.location_id, vehicle.depot_id), rules.pauses)
    visits.append(Visit(vehicle.depot_id, VisitKind.DEPOT, home, home, home))
    metres, seconds = roads.along([visit.location_id for visit in visits])
    route_id = f"{convoy_id}-{vehicle.vehicle_id}"
    return Route(route_id, vehicle.vehicle_id, rules.day, tuple(visits), metres, seconds, convoy_id)


def _loads(errands: list[Errand]) -> list[int]:
    """Baskets to take aboard at the start and at every reload."""
    loads = [0]
    for errand in errands:
        if errand.call.part is None:
            loads.append(0)
        else:
            loads[-1] -= errand.baskets
    return loads
