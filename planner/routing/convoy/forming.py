"""Convoys that could travel: which lorries and vans alone or together, with which of the services that stops want.

The search chooses among them and never sends a vehicle out twice, so who travels with whom is decided together with
where they go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from planner.model.dispatch import ConvoyProblem, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.routing.convoy.nearest import Group, companies_with, nearest, of_kind, suiting
from planner.routing.convoy.teams import Alike, Team, alike, grouped
from planner.routing.rules import FOOD_KINDS, Today, room_of, today

MOST_TEAMS = 240  # of all days; with more the search spends its time on choosing company
ALL, LARGEST, NEAREST, ALONE = 3, 2, 1, 0  # how freely vehicles are grouped
MOST_LOADS = 24  # groups of food vehicles of one depot; with more of them only the largest vehicles travel together
MOST_WANTS = 8  # sets of services brought together


def possible_teams(problem: ConvoyProblem) -> list[Team]:
    """Teams of all days, each as often as there are vehicles for it, however few teams can travel at a time.

    Where that is too many, vehicles are grouped less freely: lorries only the largest together, then with the nearest
    service vehicle alone, then no lorry with another unless a stop needs that; but no service vehicle is left out for
    being nobody's nearest.
    """
    days = [today(problem, day) for day in range(problem.days)]
    ready = [grouped(vehicle for vehicle in problem.vehicles if rules.works(vehicle)) for rules in days]
    for breadth in (ALL, LARGEST, NEAREST, ALONE):
        teams = [team for rules in days for team in _teams_on(problem, rules, ready[rules.day], breadth)]
        if len(teams) <= MOST_TEAMS:
            break
    return teams


def _teams_on(problem: ConvoyProblem, rules: Today, ready: dict[Alike, list[Vehicle]], breadth: int) -> Iterator[Team]:
    services = _services(ready, _wants(problem, rules))
    named: Counter[Alike] = Counter()
    loads = _loads(problem, ready, breadth)
    for load in loads:
        count = sum(number for _, number in load)
        needs_mass = count > 1 and _needs_mass(problem, ready, load[0][0][0].depot_id)
        for kinds in services:
            if count > 1 and not needs_mass and (not kinds or breadth == ALONE):
                continue  # lorries that bring food alone mostly do more when each goes its own way
            for company in _companies(problem, rules, ready, kinds, load, breadth):
                yield from _copies(rules.day, load, company, named)
    if breadth <= NEAREST:
        yield from _with_left_out(problem, rules, ready, services, loads, named)


def _loads(problem: ConvoyProblem, ready: dict[Alike, list[Vehicle]], breadth: int) -> list[list[Group]]:
    """Food vehicles that travel together, by depot: any number of each sort, or one, two … all, the largest first."""
    stations: dict[str, list[list[Vehicle]]] = {}
    for vehicles in ready.values():
        if vehicles[0].kind in FOOD_KINDS and room_of(vehicles[0], problem.basket_g) > 0:
            stations.setdefault(vehicles[0].depot_id, []).append(vehicles)
    loads = []
    for _, sorts in sorted(stations.items()):
        sorts.sort(key=lambda vehicles: (-room_of(vehicles[0], problem.basket_g), vehicles[0].vehicle_id))
        if breadth < ALL or prod(len(vehicles) + 1 for vehicles in sorts) > MOST_LOADS + 1:
            numbers = _largest(sorts)
        else:
            numbers = list(product(*[range(len(vehicles) + 1) for vehicles in sorts]))[1:]
        loads += [[(v, n) for v, n in zip(sorts, number, strict=True) if n] for number in numbers]
    return loads


def _largest(sorts: Sequence[list[Vehicle]]) -> list[tuple[int, ...]]:
    """One vehicle of each sort, then the largest two, three … of the depot."""
    alone = [tuple(int(k == own) for k in range(len(sorts))) for own in range(len(sorts))]
    order = [k for k, vehicles in enumerate(sorts) for _ in vehicles]
    together = [tuple(order[:count].count(k) for k in range(len(sorts))) for count in range(2, len(order) + 1)]
    return alone + together


def _needs_mass(problem: ConvoyProblem, ready: dict[Alike, list[Vehicle]], depot_id: str) -> bool:
    """Whether a stop wants more in one go than any single vehicle of the depot holds."""
    rooms = [room_of(v[0], problem.basket_g) for v in ready.values() if v[0].depot_id == depot_id]
    return any(not stop.may_split and stop.baskets > max(rooms, default=0) for stop in problem.stops)


def _wants(problem: ConvoyProblem, rules: Today) -> set[frozenset[VehicleKind]]:
    """The services wanted together anywhere on a day; by stop only where a dated rule tells places apart."""
    if rules.of_kind(RuleKind.CORDON) or rules.of_kind(RuleKind.ESCORT):
        return {rules.wanted(stop) for stop in problem.stops if not rules.is_closed(stop)}
    return {frozenset(kinds) for kinds in {stop.services for stop in problem.stops}}


def _services(ready: dict[Alike, list[Vehicle]], wants: set[frozenset[VehicleKind]]) -> list[tuple[VehicleKind, ...]]:
    """Sets of services to bring: none, what a stop wants, and what several stops want together; only what is there."""
    there = {vehicles[0].kind for vehicles in ready.values()} - FOOD_KINDS
    found: set[frozenset[VehicleKind]] = {frozenset()}
    for want in sorted(wants, key=lambda kinds: (len(kinds), sorted(kinds))):
        if want <= there and len(found) < MOST_WANTS:
            found |= {want | other for other in found}
    return sorted((tuple(sorted(kinds)) for kinds in found), key=lambda kinds: (len(kinds), kinds))


def _companies(
    problem: ConvoyProblem,
    rules: Today,
    ready: dict[Alike, list[Vehicle]],
    kinds: Sequence[VehicleKind],
    load: list[Group],
    breadth: int,
) -> Iterator[list[Group]]:
    """One service vehicle of each kind, from any depot or, where teams are many, from the nearest."""
    choices = []
    for kind in kinds:
        sorts = of_kind(ready, kind)
        choices.append([nearest(problem, rules, sorts, load[0][0][0])] if breadth <= NEAREST else sorts)
    for company in product(*choices):
        yield [(vehicles, 1) for vehicles in company]


def _with_left_out(
    problem: ConvoyProblem,
    rules: Today,
    ready: dict[Alike, list[Vehicle]],
    services: list[tuple[VehicleKind, ...]],
    loads: list[list[Group]],
    named: Counter[Alike],
) -> Iterator[Team]:
    """Service vehicles that are the nearest to nobody, or to too few: each with a lorry or van that it suits best."""
    alone = {alike(load[0][0][0]): load for load in loads if sum(number for _, number in load) == 1}
    leads = [load[0][0][0] for load in alone.values()]
    for kind in sorted({kind for kinds in services for kind in kinds}):
        sorts = of_kind(ready, kind)
        for vehicles in sorts:
            for lead in suiting(problem, rules, vehicles[0], leads):
                if named[alike(vehicles[0])] >= len(vehicles):
                    break
                if nearest(problem, rules, sorts, lead) is not vehicles:  # else they go together already
                    for company in companies_with(problem, rules, ready, services, lead, vehicles):
                        yield from _copies(rules.day, alone[alike(lead)], company, named)


def _copies(day: int, load: list[Group], company: list[Group], named: Counter[Alike]) -> Iterator[Team]:
    """The same team as often as there are vehicles for it; over all teams each vehicle is named in its turn."""

    def members(groups: list[Group]) -> tuple[Vehicle, ...]:
        found: list[Vehicle] = []
        for vehicles, number in groups:
            sort = alike(vehicles[0])
            found += [vehicles[(named[sort] + k) % len(vehicles)] for k in range(number)]
            named[sort] += number
        return tuple(found)

    for _ in range(min(len(vehicles) // number for vehicles, number in (*load, *company))):
        yield Team(day, members(load), members(company))
