"""A plan in words back into core routes: which vehicles travelled together, and which parts in which order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from planner.model.dispatch import ConvoyProblem, Route, Visit
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.lower import Lowered
from planner.routing.convoy.teams import Alike, Team, alike, convoy_of, convoys_of
from planner.routing.rules import FOOD_KINDS, today

Rows = tuple[tuple[int, ...], ...]


def teams_of(problem: ConvoyProblem, routes: Sequence[Route]) -> list[Team]:
    """The convoys of ``routes``, each also with a rider left at home, and all that the vehicles could form anew."""
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    teams = []
    out: set[tuple[int, str]] = set()
    for group in _in_order(routes):
        members = [vehicles[route.vehicle_id] for route in group if route.vehicle_id in vehicles]
        food = tuple(vehicle for vehicle in members if vehicle.kind in FOOD_KINDS)
        if food:
            teams.append(Team(group[0].day, food, tuple(v for v in members if v.kind not in FOOD_KINDS)))
            out |= {(group[0].day, vehicle.vehicle_id) for vehicle in members}
    spare = [
        (day, vehicle)
        for day, rules in enumerate(today(problem, day) for day in range(problem.days))
        for vehicle in problem.vehicles
        if vehicle.kind not in FOOD_KINDS and rules.works(vehicle) and (day, vehicle.vehicle_id) not in out
    ]
    joined = [
        replace(team, service=(*team.service, rider))
        for team in teams
        for day, rider in spare
        if day == team.day and rider.kind not in team.kinds
    ]
    return [*teams, *joined, *possible_teams(problem)]


def brought_by(problem: ConvoyProblem, routes: Sequence[Route]) -> dict[str, list[tuple[int, int]]]:
    """(baskets, households) of each call of a convoy, by stop."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for group in _in_order(_with_food(problem, routes)):
        for _, visits in sorted(_moments(group).items()):
            if visits[0].kind == "stop":
                call = (-sum(visit.baskets for visit in visits), sum(visit.households for visit in visits))
                found[visits[0].serves_id].append(call)
    return dict(found)


def rows_of(lowered: Lowered, routes: Sequence[Route]) -> Rows:
    """Core routes of ``routes``; convoys and visits that match none of the problem any more are left out."""
    rows: list[tuple[int, ...]] = [()] * len(lowered.teams)
    taken: set[int] = set()
    food = {vehicle.vehicle_id for team in lowered.teams for vehicle in team.food}
    for v, group in _matched(lowered, _in_order(routes)):
        reload = int(lowered.core.shift_reload_node[v])
        nodes: list[int] = []
        for _, visits in sorted(_moments([route for route in group if route.vehicle_id in food]).items()):
            node = reload if visits[0].kind == "load" else _part(lowered, visits, taken)
            if node >= 0:
                nodes.append(node)
                taken.add(node)
        rows[v] = _tidy(nodes, reload)
    return tuple(rows)


def _with_food(problem: ConvoyProblem, routes: Sequence[Route]) -> list[Route]:
    names = {vehicle.vehicle_id for vehicle in problem.vehicles if vehicle.kind in FOOD_KINDS}
    return [route for route in routes if route.vehicle_id in names]


def _in_order(routes: Iterable[Route]) -> list[list[Route]]:
    """The routes of each convoy, in the order of days and names."""
    return sorted(convoys_of(routes), key=lambda group: convoy_of(group[0]))


def _matched(lowered: Lowered, groups: list[list[Route]]) -> Iterator[tuple[int, list[Route]]]:
    """Each convoy with the team of the same vehicles, else with one that can stand in for it, else not at all."""
    there = {(t.day, v.vehicle_id): alike(v) for t in lowered.teams for v in t.members}
    own: dict[object, list[int]] = defaultdict(list)
    for v, team in reversed(list(enumerate(lowered.teams))):
        own[team.day, frozenset(vehicle.vehicle_id for vehicle in team.members)].append(v)
        own[team.day, _sorts(alike(vehicle) for vehicle in team.members)].append(v)
    free = set(range(len(lowered.teams)))
    for group in groups:
        day = group[0].day
        names = [route.vehicle_id for route in group if (day, route.vehicle_id) in there]
        sorts = _sorts(there[day, name] for name in names)
        v = next((v for key in (frozenset(names), sorts) for v in own[day, key][::-1] if v in free), -1)
        if v >= 0:
            free.remove(v)
            yield v, group


def _sorts(kinds: Iterable[Alike]) -> tuple[tuple[Alike, int], ...]:
    return tuple(sorted(Counter(kinds).items()))


def _moments(routes: Sequence[Route]) -> dict[tuple[int, str], list[Visit]]:
    """Visits that vehicles of one convoy make together, by start and place."""
    found: dict[tuple[int, str], list[Visit]] = defaultdict(list)
    for route in routes:
        for visit in route.visits[1:-1]:
            if visit.kind in ("stop", "load"):
                found[visit.start_s, visit.location_id].append(visit)
    return found


def _part(lowered: Lowered, visits: list[Visit], taken: set[int]) -> int:
    baskets = -sum(visit.baskets for visit in visits)
    same = [k for k, part in enumerate(lowered.parts) if part.stop.stop_id == visits[0].serves_id and k not in taken]
    return min(same, key=lambda k: (abs(lowered.parts[k].baskets - baskets), k), default=-1)


def _tidy(nodes: list[int], reload: int) -> tuple[int, ...]:
    """No reload first, last or twice in a row."""
    kept: list[int] = []
    for node in nodes:
        if node != reload or (kept and kept[-1] != reload):
            kept.append(node)
    while kept and kept[-1] == reload:
        kept.pop()
    return tuple(kept)
