"""A plan in words back into core routes: which vehicles travelled together, and which parts in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from planner.model.dispatch import ConvoyProblem, Route, Visit
from planner.routing.convoy.lower import Lowered
from planner.routing.convoy.teams import Team, formations
from planner.routing.rules import FOOD_KINDS

Rows = tuple[tuple[int, ...], ...]


def teams_of(problem: ConvoyProblem, routes: Sequence[Route]) -> list[Team]:
    """The convoys of ``routes``, and what the vehicles left at home would form among themselves."""
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    members: dict[tuple[int, str], list[str]] = defaultdict(list)
    for route in routes:
        if route.vehicle_id in vehicles:
            members[route.day, route.convoy_id or route.route_id].append(route.vehicle_id)
    teams = []
    out: set[tuple[int, str]] = set()
    for (day, _), names in sorted(members.items()):
        group = [vehicles[name] for name in names]
        food = tuple(vehicle for vehicle in group if vehicle.kind in FOOD_KINDS)
        if food:
            teams.append(Team(day, food, tuple(v for v in group if v.kind not in FOOD_KINDS)))
            out |= {(day, name) for name in names}
    for way in formations(problem)[:1]:
        teams += [team for team in way if not any((team.day, v.vehicle_id) in out for v in team.members)]
    free = {(team.day, vehicle.vehicle_id) for team in teams for vehicle in team.members}
    for day in range(problem.days):
        for vehicle in problem.vehicles:
            works = vehicle.days is None or day in vehicle.days
            if vehicle.kind in FOOD_KINDS and works and (day, vehicle.vehicle_id) not in free:
                teams.append(Team(day, (vehicle,), ()))
    return teams


def rows_of(lowered: Lowered, routes: Sequence[Route]) -> Rows:
    """Core routes of ``routes``; visits that match no part of the problem any more are left out."""
    rows = []
    taken: set[int] = set()
    for v, team in enumerate(lowered.teams):
        names = {vehicle.vehicle_id for vehicle in team.members}
        mine = [route for route in routes if route.day == team.day and route.vehicle_id in names]
        reload = int(lowered.core.shift_reload_node[v])
        nodes: list[int] = []
        for _, visits in sorted(_moments(mine).items()):
            node = reload if visits[0].kind == "load" else _part(lowered, visits, taken)
            if node >= 0:
                nodes.append(node)
                taken.add(node)
        rows.append(_tidy(nodes, reload))
    return tuple(rows)


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
