"""How much of a stop's wish one vehicle can bring: the size of the parts it is cut into."""

from __future__ import annotations

from collections.abc import Sequence

from planner.model.dispatch import ConvoyProblem, Stop
from planner.routing.convoy.hurdles import Hurdle, meet
from planner.routing.convoy.parts import Part, parts_of
from planner.routing.convoy.teams import Team
from planner.routing.roads import RoadTable
from planner.routing.rules import room_of, today


class Rooms:
    """The rooms of the vehicles in ``teams``, to be asked for the one that a stop's parts are made for."""

    def __init__(self, problem: ConvoyProblem, teams: Sequence[Team]) -> None:
        self._problem = problem
        self._days = [today(problem, day) for day in range(problem.days)]
        self._roads = RoadTable(problem.travel)
        self._depots = {depot.depot_id: depot for depot in problem.depots}
        self._stock = {depot.depot_id: depot.stock_baskets for depot in problem.depots}
        self._teams = teams
        self._of_days: dict[tuple[int, ...] | None, tuple[list[Team], list[int]]] = {}

    def of(self, stop: Stop) -> int:
        """Baskets of the largest vehicle of the stop's days, if any convoy can bring the parts made for it.

        Else of the next that has this, since the largest may be kept away by a rule, its hours or its depot's stock;
        where no convoy can bring anything, of the largest again.
        """
        teams, rooms = self._on(stop.days)
        if not rooms or not stop.may_split or stop.baskets <= rooms[-1]:
            return rooms[0] if rooms else 0
        by_count = {-(-stop.baskets // room): room for room in reversed(rooms)}  # rooms that cut alike: the largest
        found = (room for room in sorted(by_count.values(), reverse=True) if self._is_brought(stop, room, teams))
        return next(found, rooms[0])

    def _on(self, days: tuple[int, ...] | None) -> tuple[list[Team], list[int]]:
        """Convoys of these days that get further than others, and the rooms of all vehicles, the largest first."""
        if days not in self._of_days:
            teams = [team for team in self._teams if days is None or team.day in days]
            rooms = {room_of(vehicle, self._problem.basket_g) for team in teams for vehicle in team.food}
            by_room = sorted(teams, key=lambda team: team.room(self._problem.basket_g))
            largest = {_apart_from_room(team): team for team in by_room}
            self._of_days[days] = list(largest.values()), sorted(rooms - {0}, reverse=True)
        return self._of_days[days]

    def _is_brought(self, stop: Stop, room: int, teams: list[Team]) -> bool:
        part = max(parts_of(stop, room), key=lambda part: part.baskets)
        return any(self._meets_nothing(part, team) for team in teams)

    def _meets_nothing(self, part: Part, team: Team) -> bool:
        if part.baskets > team.room(self._problem.basket_g):
            return False
        rules = self._days[team.day]
        met = meet(self._problem, part, team, rules, self._roads, self._depots, self._stock)
        return met[0] is Hurdle.NONE


def _apart_from_room(team: Team) -> tuple[object, ...]:
    """All that says where a convoy may and can be when; what it holds left aside."""
    members = {(v.kind, v.depot_id, v.police_district, v.shift_start_s, v.shift_end_s) for v in team.members}
    return team.day, frozenset(members)
