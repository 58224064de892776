"""A convoy problem and its teams as a core problem: stops become jobs (in parts when too large), teams shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.model.dispatch import ConvoyProblem
from planner.routing.build import FLOOR, REQUIRED, Builder, Job, Node, reachable
from planner.routing.convoy.parts import Part, parts_as
from planner.routing.convoy.rooms import Rooms
from planner.routing.convoy.shifts import Hiring, kinds_wanted
from planner.routing.convoy.teams import Team, signature
from planner.routing.core import CoreProblem, Ints
from planner.routing.rules import Today, starts, today


@dataclass(frozen=True, slots=True)
class Lowered:
    """A core problem and what its numbers stand for. Node ``k`` is part ``k``; later nodes are reloads."""

    core: CoreProblem
    parts: tuple[Part, ...]
    teams: tuple[Team, ...]


def lower(
    problem: ConvoyProblem, teams: Sequence[Team], brought: Mapping[str, Sequence[tuple[int, int]]] | None = None
) -> Lowered:
    """The core problem of ``problem`` when vehicles travel as ``teams``, or as some of them where they share vehicles.

    ``brought`` is what a plan has told the stops, as (baskets, households) of each call: those stay the parts.
    """
    teams = sorted(teams, key=lambda team: (team.day, signature(team), team.members[0].vehicle_id))
    days = [today(problem, day) for day in range(problem.days)]
    rooms = Rooms(problem, teams)
    told = brought or {}
    cut = [parts_as(stop, told.get(stop.stop_id, ()), rooms.of) for stop in problem.stops]
    parts = [part for own in cut for part in own]
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    build = Builder(
        duration=reachable(np.array(problem.travel.duration_s, np.int64)),
        distance=reachable(np.array(problem.travel.distance_m, np.int64)),
        pause=_pauses(days),
        floor_weight=FLOOR,
        time_weight=1,  # hours are as short as room: cost is a tenth to half a percent less than without, from 40 stops
    )
    build.floors = [fewest for _, fewest in problem.floors]
    build.resources = [depot.stock_baskets for depot in problem.depots]
    floor_of = {district: i for i, (district, _) in enumerate(problem.floors)}
    for k, part in enumerate(parts):
        build.nodes.append(_node(part, place, days))
        floor = floor_of.get(part.stop.police_district, -1) if part.is_first else -1
        riders = tuple(kinds_wanted(rules, part.stop) for rules in days)
        build.jobs.append(Job(k, _prize(part), (), floor, riders))
    stops, services_s = [part.stop for part in parts], [part.service_s for part in parts]
    Hiring(problem, days, stops, services_s, build).add(teams)
    return Lowered(build.build(), tuple(parts), tuple(teams))


def _prize(part: Part) -> int:
    stop = part.stop
    worth = -(-1000 * stop.prize * part.baskets // stop.baskets) if stop.baskets else 1000 * stop.prize
    return worth + (REQUIRED if stop.required and part.is_first else 0)


def _node(part: Part, place: dict[str, int], days: list[Today]) -> Node:
    stop = part.stop
    windows = []
    for rules in days:
        spans = starts(stop.windows, rules.day, part.service_s, rules.pauses) if rules.is_open(stop) else ()
        windows.append(spans)
    return Node(place[stop.stop_id], part.baskets, part.service_s, tuple(windows))


def _pauses(days: list[Today]) -> Ints:
    width = max(len(rules.pauses) for rules in days)
    table = np.zeros((len(days), width, 2), np.int64)
    for rules in days:
        for k, span in enumerate(rules.pauses):
            table[rules.day, k] = span
    return table
