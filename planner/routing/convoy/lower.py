"""A convoy problem and its teams as a core problem: stops become jobs (in parts when too large), teams shifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.model.dispatch import ConvoyProblem, Stop, TimeWindow
from planner.routing.build import REQUIRED, Builder, Job, Node, Shift, reachable
from planner.routing.convoy.teams import Team
from planner.routing.core import CoreProblem, Ints
from planner.routing.rules import Today, loaded_at, starts, today

FLOOR_WEIGHT = 1 << 41  # one stop of a floor: less than a required stop, more than all prizes and driving
WHOLE_DAY = TimeWindow(0, 48 * 3600)


@dataclass(frozen=True, slots=True)
class Part:
    """The whole of a stop's wish, or one of several equal parts of it."""

    stop: Stop
    baskets: int
    households: int
    is_first: bool

    @property
    def service_s(self) -> int:
        """Set-up and the queue."""
        return self.stop.setup_s + self.stop.service_s_per_household * self.households


@dataclass(frozen=True, slots=True)
class Lowered:
    """A core problem and what its numbers stand for. Node ``k`` is part ``k``; later nodes are reloads."""

    core: CoreProblem
    parts: tuple[Part, ...]
    teams: tuple[Team, ...]


def parts_of(stop: Stop, room: int) -> list[Part]:
    """Cut a stop that wants more than ``room`` baskets into equal parts, if it may be split."""
    count = 1
    if stop.may_split and room > 0 and stop.baskets > room:
        count = -(-stop.baskets // room)
    cuts = [stop.baskets * k // count for k in range(count + 1)]
    heads = [stop.households * cut // stop.baskets if stop.baskets else 0 for cut in cuts]
    if not stop.baskets:
        heads = [0, stop.households]
    return [Part(stop, cuts[k + 1] - cuts[k], heads[k + 1] - heads[k], k == 0) for k in range(count)]


def lower(problem: ConvoyProblem, teams: list[Team]) -> Lowered:
    """The core problem of ``problem`` when vehicles travel as ``teams``."""
    teams = sorted(teams, key=lambda team: (team.day, signature(team), team.members[0].vehicle_id))
    days = [today(problem, day) for day in range(problem.days)]
    room = max(team.room(problem.basket_g) for team in teams)
    parts = [part for stop in problem.stops for part in parts_of(stop, room)]
    place = {name: i for i, name in enumerate(problem.travel.location_ids)}
    build = Builder(
        duration=reachable(np.array(problem.travel.duration_s, np.int64)),
        distance=reachable(np.array(problem.travel.distance_m, np.int64)),
        pause=_pauses(days),
        floor_weight=FLOOR_WEIGHT,
    )
    build.floors = [fewest for _, fewest in problem.floors]
    build.resources = [depot.stock_baskets for depot in problem.depots]
    floor_of = {district: i for i, (district, _) in enumerate(problem.floors)}
    for k, part in enumerate(parts):
        build.nodes.append(_node(part, place, days))
        floor = floor_of.get(part.stop.police_district, -1) if part.is_first else -1
        build.jobs.append(Job(k, _prize(part), (), floor))
    _add_shifts(problem, teams, days, place, parts, build)
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


def signature(team: Team) -> tuple[object, ...]:
    """Teams with equal signatures can do the same on one day."""
    return tuple(
        (v.kind, v.depot_id, v.police_district, v.capacity_g, v.capacity_baskets, v.shift_start_s, v.shift_end_s)
        for v in team.members
    )


def _add_shifts(
    problem: ConvoyProblem,
    teams: list[Team],
    days: list[Today],
    place: dict[str, int],
    parts: list[Part],
    build: Builder,
) -> None:
    depots = {depot.depot_id: i for i, depot in enumerate(problem.depots)}
    by_id = {depot.depot_id: depot for depot in problem.depots}
    classes: dict[tuple[str, ...], int] = {}
    groups: dict[tuple[object, ...], int] = {}
    reload_nodes: dict[str, int] = {}
    for team in teams:
        rules = days[team.day]
        homes = tuple(vehicle.depot_id for vehicle in team.members)
        key = (team.day, signature(team))
        if key not in groups:
            groups[key] = len(groups)
            for j, part in enumerate(parts):
                if not team.may_serve(part.stop, rules, by_id):
                    build.forbidden.add((groups[key], j))
        classes.setdefault(homes, len(classes))
        reload = -1
        if problem.max_reloads > 0 and len(set(homes)) == 1:
            if team.depot_id not in reload_nodes:
                reload_nodes[team.depot_id] = len(build.nodes)
                build.nodes.append(_reload_node(problem, place[team.depot_id], days))
            reload = reload_nodes[team.depot_id]
        ends = _ends(build, [place[home] for home in homes])
        build.shifts.append(
            Shift(
                *ends,
                opens=max(loaded_at(v.shift_start_s, problem.reload_s, rules.pauses) for v in team.members),
                closes=min(rules.home_by_s, *(vehicle.shift_end_s for vehicle in team.members)),
                room=team.room(problem.basket_g),
                day=team.day,
                unit=problem.metre_cost * len(team.members),
                reloads=problem.max_reloads if reload >= 0 else 0,
                reload_node=reload,
                resource=depots[team.depot_id],
                class_id=classes[homes],
                group=groups[key],
            )
        )


def _reload_node(problem: ConvoyProblem, location: int, days: list[Today]) -> Node:
    whole_day = (WHOLE_DAY,)
    windows = tuple(starts(whole_day, rules.day, problem.reload_s, rules.pauses) for rules in days)
    return Node(location, 0, problem.reload_s, windows)


def _ends(build: Builder, homes: list[int]) -> tuple[Ints, Ints, Ints, Ints]:
    """All members must have come before service begins; each drives its own way from and to its depot."""
    count = len(homes)
    return (
        build.duration[homes].max(axis=0),
        (build.distance[homes].sum(axis=0) + count // 2) // count,
        build.duration[:, homes].max(axis=1),
        (build.distance[:, homes].sum(axis=1) + count // 2) // count,
    )
