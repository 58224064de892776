"""Vehicles that travel together: a convoy brings food and every service its stops want, so all arrive at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.model.dispatch import Depot, Route, Stop, Vehicle, VehicleKind
from planner.routing.rules import Today, room_of

Alike = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """One convoy on one day; its food vehicles share a depot, its service vehicles may come from others."""

    day: int
    food: tuple[Vehicle, ...]
    service: tuple[Vehicle, ...]

    @property
    def members(self) -> tuple[Vehicle, ...]:
        """All vehicles, food first."""
        return self.food + self.service

    @property
    def kinds(self) -> frozenset[VehicleKind]:
        """The kinds of service it brings."""
        return frozenset(vehicle.kind for vehicle in self.service)

    @property
    def depot_id(self) -> str:
        """Where it loads."""
        return self.food[0].depot_id

    def room(self, basket_g: int) -> int:
        """Baskets it can carry at once."""
        return sum(room_of(vehicle, basket_g) for vehicle in self.food)

    def going(self, stop: Stop, rules: Today) -> tuple[Vehicle, ...]:
        """Who comes to ``stop``: all food, and the services that it wants."""
        wanted = rules.wanted(stop)
        return self.food + tuple(vehicle for vehicle in self.service if vehicle.kind in wanted)

    def may_serve(self, stop: Stop, rules: Today, depots: Mapping[str, Depot]) -> bool:
        """Whether services and rules of the day let this convoy come to ``stop``."""
        if not rules.wanted(stop) <= self.kinds:
            return False
        return all(rules.may_reach(vehicle, depots[vehicle.depot_id], stop) for vehicle in self.going(stop, rules))


def convoy_of(route: Route) -> tuple[int, str]:
    """What vehicles that travel together have in common: the day and the convoy's name, or the route's own."""
    return route.day, route.convoy_id or route.route_id


def convoys_of(routes: Iterable[Route]) -> list[list[Route]]:
    """The routes of each convoy, in the order they are given."""
    groups: dict[tuple[int, str], list[Route]] = defaultdict(list)
    for route in routes:
        groups[convoy_of(route)].append(route)
    return list(groups.values())


def alike(vehicle: Vehicle) -> Alike:
    """Vehicles at work on a day for which this is equal can stand in for each other."""
    return (
        vehicle.kind, vehicle.depot_id, vehicle.police_district, vehicle.capacity_g, vehicle.capacity_baskets,
        vehicle.shift_start_s, vehicle.shift_end_s,
    )  # fmt: skip


def signature(team: Team) -> tuple[Alike, ...]:
    """Teams with equal signatures can do the same on one day."""
    return tuple(alike(vehicle) for vehicle in team.members)


def grouped(vehicles: Iterable[Vehicle]) -> dict[Alike, list[Vehicle]]:
    """Vehicles that can stand in for each other, in the order of their ids."""
    groups: dict[Alike, list[Vehicle]] = defaultdict(list)
    for vehicle in sorted(vehicles, key=lambda vehicle: vehicle.vehicle_id):
        groups[alike(vehicle)].append(vehicle)
    return dict(groups)


def is_choice(teams: Sequence[Team]) -> bool:
    """Whether a vehicle stands in more than one team of a day: then not all of them can travel."""
    members = [(team.day, vehicle.vehicle_id) for team in teams for vehicle in team.members]
    return len(set(members)) < len(members)


def dealt(teams: Sequence[Team], travels: Sequence[bool]) -> list[Team]:
    """Teams with vehicles of their own for those that travel; one keeps those it names unless an earlier one has them.

    The fleet must suffice, sort by sort, for all that travel.
    """
    made = list(teams)
    taken: set[tuple[int, str]] = set()
    waiting = []
    for k, team in enumerate(teams):
        names = {(team.day, vehicle.vehicle_id) for vehicle in team.members}
        if travels[k] and names & taken:
            waiting.append(k)
        elif travels[k]:
            taken |= names
    free: dict[tuple[int, Alike], list[Vehicle]] = defaultdict(list)
    there = {(team.day, vehicle.vehicle_id): vehicle for team in teams for vehicle in team.members}
    for (day, name), vehicle in sorted(there.items(), reverse=True):
        if (day, name) not in taken:
            free[day, alike(vehicle)].append(vehicle)
    for k in waiting:
        food, service = (
            tuple(free[made[k].day, alike(vehicle)].pop() for vehicle in members)
            for members in (made[k].food, made[k].service)
        )
        made[k] = replace(made[k], food=food, service=service)
    return made
