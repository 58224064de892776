"""Which service vehicle goes with which lorry or van, where there are too many of them to try all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner.model.dispatch import ConvoyProblem, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.routing.convoy.teams import Alike
from planner.routing.rules import Today

FAR_S = 1 << 40

Group = tuple[list[Vehicle], int]
"""Vehicles that can stand in for each other, and how many of them travel along."""


def of_kind(ready: Mapping[Alike, list[Vehicle]], kind: VehicleKind) -> list[list[Vehicle]]:
    """The sorts of one kind of vehicle."""
    return [vehicles for vehicles in ready.values() if vehicles[0].kind == kind]


def nearest(problem: ConvoyProblem, rules: Today, sorts: Sequence[list[Vehicle]], lead: Vehicle) -> list[Vehicle]:
    """Of ``sorts``, vehicles that can stand in for each other, the one nearest to ``lead`` of those that suit it."""
    return min(
        sorts,
        key=lambda vehicles: (
            not _suits(problem, rules, vehicles[0], lead),
            _way_s(problem, vehicles[0], lead),
            vehicles[0].vehicle_id,
        ),
    )


def suiting(problem: ConvoyProblem, rules: Today, rider: Vehicle, leads: Iterable[Vehicle]) -> list[Vehicle]:
    """The lorries and vans that ``rider`` can be of use to: the nearest first, of those the most hours in common."""
    there = [lead for lead in leads if _suits(problem, rules, rider, lead)]
    return sorted(there, key=lambda lead: (_way_s(problem, rider, lead), -_together_s(rider, lead)))


def companies_with(
    problem: ConvoyProblem,
    rules: Today,
    ready: Mapping[Alike, list[Vehicle]],
    services: Iterable[Sequence[VehicleKind]],
    lead: Vehicle,
    vehicles: list[Vehicle],
) -> Iterator[list[Group]]:
    """For each set of ``services`` with the kind of ``vehicles``: one of them, and the others nearest to ``lead``."""
    for kinds in services:
        if vehicles[0].kind in kinds:
            others = {kind: nearest(problem, rules, of_kind(ready, kind), lead) for kind in kinds}
            yield [(found, 1) for found in (others | {vehicles[0].kind: vehicles}).values()]


def _suits(problem: ConvoyProblem, rules: Today, rider: Vehicle, lead: Vehicle) -> bool:
    """Whether the two may ever meet at a stop: they work at one time, and no ban keeps them in two districts."""
    if _together_s(rider, lead) <= 0:
        return False
    depots = {depot.depot_id: depot.police_district for depot in problem.depots}
    districts = {vehicle.police_district or depots[vehicle.depot_id] for vehicle in (rider, lead)}
    return len(districts) == 1 or not rules.of_kind(RuleKind.DISTRICT_BAN)


def _together_s(rider: Vehicle, lead: Vehicle) -> int:
    return min(rider.shift_end_s, lead.shift_end_s) - max(rider.shift_start_s, lead.shift_start_s)


def _way_s(problem: ConvoyProblem, rider: Vehicle, lead: Vehicle) -> int:
    """Seconds from one vehicle's depot to another's; those that no road joins are the furthest."""
    names = problem.travel.location_ids
    seconds = problem.travel.duration_s.array[names.index(rider.depot_id), names.index(lead.depot_id)]
    return int(seconds) if seconds >= 0 else FAR_S
