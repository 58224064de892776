"""Teams as shifts of the core problem: hours, room, fleet and riders, and the ways from and to their depots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.dispatch import ConvoyProblem, Depot, Stop, Vehicle, VehicleKind
from planner.routing.build import Builder, Node, Shift
from planner.routing.convoy.teams import Alike, Team, alike, is_choice, signature
from planner.routing.core import FAR, Ints
from planner.routing.rules import FOOD_KINDS, WHOLE_DAY, Today, ready_s, starts

RIDERS = tuple(sorted(set(VehicleKind) - FOOD_KINDS))
"""Kinds of service vehicle; the core problem numbers them in this order."""

Sort = tuple[int, Alike]


def kinds_wanted(rules: Today, stop: Stop) -> tuple[int, ...]:
    """Numbers of the kinds of rider that ``stop`` wants today."""
    wanted = rules.wanted(stop)
    return tuple(k for k, kind in enumerate(RIDERS) if kind in wanted)


@dataclass
class Hiring:
    """Adds shifts to a core problem, and what several of them share once: reload places, homes, fleet."""

    problem: ConvoyProblem
    days: Sequence[Today]
    stops: Sequence[Stop]  # of each job
    services_s: Sequence[int]  # of each job
    build: Builder

    def __post_init__(self) -> None:
        """Number depots and riders' homes, which are the same places."""
        place = {name: i for i, name in enumerate(self.problem.travel.location_ids)}
        self.home = {depot.depot_id: k for k, depot in enumerate(self.problem.depots)}
        self.place = {depot.depot_id: place[depot.depot_id] for depot in self.problem.depots}
        at = list(self.place.values())
        self.late_s = np.full(len(place), self.problem.sync_s, np.int64)
        for stop, service_s in zip(self.stops, self.services_s, strict=True):
            here = place[stop.stop_id]
            self.late_s[here] = min(self.late_s[here], service_s)
        self.build.rider_kinds = len(RIDERS)
        self.build.rider_unit = self.problem.metre_cost
        self.build.rider_homes = [(self.build.distance[here], self.build.distance[:, here]) for here in at]
        self.fit = Fit(self.problem.depots, self.days, self.stops)
        self.reloads: dict[str, int] = {}
        self.groups: dict[tuple[object, ...], int] = {}

    def add(self, teams: Sequence[Team]) -> None:
        """One shift for each team, in their order."""
        fleet = _fleet(teams) if is_choice(teams) else {}
        self.build.fleet = [size for _, size in fleet.values()]
        for team in teams:
            counts = Counter((team.day, alike(vehicle)) for vehicle in team.members) if fleet else {}
            taken = tuple((fleet[sort][0], count) for sort, count in counts.items())
            self.build.shifts.append(self._shift(team, taken))

    def _shift(self, team: Team, taken: tuple[tuple[int, int], ...]) -> Shift:
        rules = self.days[team.day]
        late = [ready_s(self.problem, rider, rules.pauses) - self.problem.sync_s for rider in team.service]
        opens = max(*(ready_s(self.problem, vehicle, rules.pauses) for vehicle in team.food), *late, 0)
        reload, group = self._reload_node(team), self._group(team)
        return Shift(
            *self._ends(team, opens),
            opens=opens,
            closes=min(rules.home_by_s, *(vehicle.shift_end_s for vehicle in team.members)),
            room=team.room(self.problem.basket_g),
            day=team.day,
            unit=self.problem.metre_cost * len(team.food),
            reloads=self.problem.max_reloads if reload >= 0 else 0,
            reload_node=reload,
            resource=self.home[team.depot_id],
            class_id=group,
            group=group,
            vehicles=taken,
            riders=tuple((RIDERS.index(v.kind), self.home[v.depot_id]) for v in team.service),
        )

    def _group(self, team: Team) -> int:
        key = (team.day, signature(team))
        if key not in self.groups:
            self.groups[key] = len(self.groups)
            self.build.barred[self.groups[key]] = np.flatnonzero(~self.fit.may_serve(team))
        return self.groups[key]

    def _reload_node(self, team: Team) -> int:
        """Where the team loads again; its riders drive on to the next stop that wants them."""
        if self.problem.max_reloads <= 0:
            return -1
        if team.depot_id not in self.reloads:
            self.reloads[team.depot_id] = len(self.build.nodes)
            windows = tuple(starts(WHOLE_DAY, r.day, self.problem.reload_s, r.pauses) for r in self.days)
            self.build.nodes.append(Node(self.place[team.depot_id], 0, self.problem.reload_s, windows))
        return self.reloads[team.depot_id]

    def _ends(self, team: Team, opens: int) -> tuple[Ints, Ints, Ints, Ints]:
        """The food's ways, made longer where a rider takes longer even to the first stop or from the last.

        Riders come to fewer stops than the food, so by then they are there at any stop after the first, too.
        """
        here = self.place[team.depot_id]
        out_s, back_s = self.build.duration[here], self.build.duration[:, here]
        for rider in team.service:
            home = self.place[rider.depot_id]
            out_s = np.maximum(out_s, self._after(rider, self.days[team.day], opens))
            back_s = np.maximum(back_s, self.build.duration[:, home])
        return out_s, self.build.distance[here], back_s, self.build.distance[:, here]

    def _after(self, rider: Vehicle, rules: Today, opens: int) -> Ints:
        """Seconds after ``opens`` at which service may begin at each location if ``rider`` comes there first.

        As a drive in one go outside every pause, which is how the core takes it.
        """
        seconds = self.build.duration[self.place[rider.depot_id]]
        leaves = np.full(len(seconds), ready_s(self.problem, rider, rules.pauses), np.int64)
        for start, end in rules.pauses:
            leaves = np.where((leaves < end) & (leaves + seconds > start), end, leaves)
        begins = leaves + seconds - self.late_s
        after = begins - opens
        for start, end in rules.pauses:
            if opens < end:
                after = np.where(begins > start, np.maximum(begins - end, start - opens + 1), after)
        return np.where(seconds >= FAR, FAR, after)


class Fit:
    """Which stops a team may come to, by services and rules of the day."""

    def __init__(self, depots: Sequence[Depot], days: Sequence[Today], stops: Sequence[Stop]) -> None:
        self._depots = {depot.depot_id: depot for depot in depots}
        self._days, self._stops = days, stops
        self._wanted = [np.array([_mask(rules.wanted(stop)) for stop in stops], np.int64) for rules in days]
        self._reach: dict[tuple[int, str, str], NDArray[np.bool_]] = {}

    def may_serve(self, team: Team) -> NDArray[np.bool_]:
        """For each stop whether ``team`` brings what it wants, and all that must come may: food, riders wanted."""
        wanted = self._wanted[team.day]
        answer: NDArray[np.bool_] = (wanted & ~_mask(team.kinds)) == 0
        for vehicle in team.food:
            answer &= self._may_reach(team.day, vehicle)
        for vehicle in team.service:
            answer &= ((wanted & _mask((vehicle.kind,))) == 0) | self._may_reach(team.day, vehicle)
        return answer

    def _may_reach(self, day: int, vehicle: Vehicle) -> NDArray[np.bool_]:
        key = (day, vehicle.depot_id, vehicle.police_district)
        if key not in self._reach:
            rules, depot = self._days[day], self._depots[vehicle.depot_id]
            self._reach[key] = np.array([rules.may_reach(vehicle, depot, stop) for stop in self._stops], bool)
        return self._reach[key]


def _mask(kinds: Collection[VehicleKind]) -> int:
    return sum(1 << k for k, kind in enumerate(VehicleKind) if kind in kinds)


def _fleet(teams: Sequence[Team]) -> Mapping[Sort, tuple[int, int]]:
    """(number of the sort, how many vehicles of it) for each day and sort of vehicle."""
    there = {(team.day, vehicle.vehicle_id): (team.day, alike(vehicle)) for team in teams for vehicle in team.members}
    return {sort: (k, size) for k, (sort, size) in enumerate(Counter(there.values()).items())}
