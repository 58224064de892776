"""Vehicles that travel together: a convoy brings food and every service its stops want, so all arrive at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from planner.model.dispatch import ConvoyProblem, Depot, Stop, Vehicle, VehicleKind
from planner.routing.rules import FOOD_KINDS, Today, room_of, today


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

    def may_serve(self, stop: Stop, rules: Today, depots: dict[str, Depot]) -> bool:
        """Whether services and rules of the day let this convoy come to ``stop``."""
        if not rules.wanted(stop) <= self.kinds:
            return False
        return all(rules.may_reach(vehicle, depots[vehicle.depot_id], stop) for vehicle in self.members)


def formations(problem: ConvoyProblem) -> list[list[Team]]:
    """Ways to form convoys over all days: food vehicles on their own as far as possible, or massed together."""
    ways: list[list[Team]] = []
    for is_massed in (False, True):
        teams = [team for day in range(problem.days) for team in _teams_of(problem, day, is_massed)]
        if teams and teams not in ways:
            ways.append(teams)
    return ways


def _teams_of(problem: ConvoyProblem, day: int, is_massed: bool) -> list[Team]:
    rules = today(problem, day)
    ready = [vehicle for vehicle in problem.vehicles if rules.works(vehicle)]
    food = sorted(
        (vehicle for vehicle in ready if vehicle.kind in FOOD_KINDS and room_of(vehicle, problem.basket_g) > 0),
        key=lambda vehicle: (-room_of(vehicle, problem.basket_g), vehicle.vehicle_id),
    )
    spare: dict[VehicleKind, list[Vehicle]] = defaultdict(list)
    for vehicle in sorted(ready, key=lambda vehicle: vehicle.vehicle_id):
        if vehicle.kind not in FOOD_KINDS:
            spare[vehicle.kind].append(vehicle)
    wants = _wants(problem, rules)
    full = _with_services(food, spare, wants)
    taken = {vehicle.vehicle_id for members in full for vehicle in members[0]}
    left = [vehicle for vehicle in food if vehicle.vehicle_id not in taken]
    if is_massed:
        left = _join(full, left)
    return [Team(day, tuple(f), tuple(s)) for f, s in full] + [Team(day, (vehicle,), ()) for vehicle in left]


def _wants(problem: ConvoyProblem, rules: Today) -> set[frozenset[VehicleKind]]:
    """The services wanted together anywhere on a day; by stop only where a dated rule tells places apart."""
    if rules.of_kind("cordon") or rules.of_kind("escort"):
        return {rules.wanted(stop) for stop in problem.stops if not rules.is_closed(stop)}
    return {frozenset(kinds) for kinds in {stop.services for stop in problem.stops}}


def _with_services(
    food: list[Vehicle], spare: dict[VehicleKind, list[Vehicle]], wants: Iterable[frozenset[VehicleKind]]
) -> list[tuple[list[Vehicle], list[Vehicle]]]:
    """As many convoys with services as service vehicles allow: first with all wanted kinds, then with fewer."""
    made: list[tuple[list[Vehicle], list[Vehicle]]] = []
    free = list(food)
    everything = frozenset().union(*wants) if wants else frozenset()
    for kinds in sorted({everything, *wants} - {frozenset()}, key=lambda kinds: (-len(kinds), sorted(kinds))):
        while free and all(spare[kind] for kind in kinds):
            lead = _nearest(free, [spare[kind][0] for kind in sorted(kinds)])
            free.remove(lead)
            made.append(([lead], [_pop_near(spare[kind], lead.depot_id) for kind in sorted(kinds)]))
    return made


def _nearest(free: list[Vehicle], services: list[Vehicle]) -> Vehicle:
    """The largest free food vehicle, preferring one stationed with a service vehicle."""
    homes = {vehicle.depot_id for vehicle in services}
    largest = free[0]
    together = [v for v in free if v.depot_id in homes and v.capacity_baskets == largest.capacity_baskets]
    return together[0] if together else largest


def _pop_near(vehicles: list[Vehicle], depot_id: str) -> Vehicle:
    place = next((i for i, vehicle in enumerate(vehicles) if vehicle.depot_id == depot_id), 0)
    return vehicles.pop(place)


def _join(full: list[tuple[list[Vehicle], list[Vehicle]]], left: list[Vehicle]) -> list[Vehicle]:
    """Share the remaining food vehicles among the convoys of their own depot; returns those without one."""
    alone = []
    for vehicle in left:
        same = [members for members in full if members[0][0].depot_id == vehicle.depot_id]
        if same:
            min(same, key=lambda members: len(members[0]))[0].append(vehicle)
        else:
            alone.append(vehicle)
    return alone
