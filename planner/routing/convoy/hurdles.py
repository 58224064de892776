"""How far one convoy gets with one part of a stop, if it has nothing else to do, before something forbids it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from planner.model.dispatch import ConvoyProblem, Depot, Vehicle
from planner.model.reason import Detail, told
from planner.routing.convoy.parts import Part
from planner.routing.convoy.teams import Team
from planner.routing.roads import RoadTable, arrive
from planner.routing.rules import FOOD_KINDS, Today, ready_s, starts


class Hurdle(IntEnum):
    """The hurdles in the order they are met; the furthest one reached by any convoy is the binding one."""

    DAY = 0
    RULE = 1
    SERVICE = 2
    REACH = 3
    ROAD = 4
    WINDOW = 5
    ROOM = 6
    STOCK = 7
    TIME = 8
    NONE = 9


def meet(  # noqa: PLR0911  # one return for each hurdle
    problem: ConvoyProblem,
    part: Part,
    team: Team,
    rules: Today,
    roads: RoadTable,
    depots: dict[str, Depot],
    left: Mapping[str, int],
) -> tuple[Hurdle, Detail]:
    """The hurdle that ``part`` meets with ``team``, every vehicle free and ``left`` (depot to baskets) in stock."""
    stop = part.stop
    if stop.days is not None and rules.day not in stop.days:
        return Hurdle.DAY, told("no_day")
    if rules.is_closed(stop):
        return Hurdle.RULE, told("closed")  # which, is said once no convoy gets further
    missing = rules.wanted(stop) - team.kinds
    if missing:
        return Hurdle.SERVICE, told("no_kind", kinds=" ".join(sorted(missing)))
    going = team.going(stop, rules)
    if not all(rules.may_reach(vehicle, depots[vehicle.depot_id], stop) for vehicle in going):
        return Hurdle.REACH, told("kept_away")
    there = [roads.seconds(vehicle.depot_id, stop.stop_id) for vehicle in going]
    back = [roads.seconds(stop.stop_id, vehicle.depot_id) for vehicle in going]
    if min(there + back) < 0:
        return Hurdle.ROAD, told("no_road")
    spans = starts(stop.windows, rules.day, part.service_s, rules.pauses)
    if not spans:
        return Hurdle.WINDOW, told("no_window", minutes=part.service_s // 60)
    if part.baskets > team.room(problem.basket_g):
        return Hurdle.ROOM, told("room", baskets=part.baskets, room=team.room(problem.basket_g))
    if part.baskets > left[team.depot_id]:
        return Hurdle.STOCK, told("stock", left=left[team.depot_id], place=team.depot_id, baskets=part.baskets)
    late = _late_s(problem, part, going, rules, there, back, spans)
    if late > 0:
        return (
            Hurdle.TIME,
            told("late", minutes=-(-late // 60)),
        )
    return Hurdle.NONE, told("not_worth")


def _late_s(
    problem: ConvoyProblem,
    part: Part,
    going: tuple[Vehicle, ...],
    rules: Today,
    there: list[int],
    back: list[int],
    spans: tuple[tuple[int, int], ...],
) -> int:
    """Seconds by which the convoy would be home too late when it serves nothing else."""
    reached = max(
        arrive(ready_s(problem, vehicle, rules.pauses), seconds, rules.pauses)
        - (0 if vehicle.kind in FOOD_KINDS else min(problem.sync_s, part.service_s))
        for vehicle, seconds in zip(going, there, strict=True)
    )
    begin = next((max(first, reached) for first, last in spans if reached <= last), None)
    if begin is None:
        return reached - spans[-1][1]
    done = begin + part.service_s
    return max(
        arrive(done, seconds, rules.pauses) - min(vehicle.shift_end_s, rules.home_by_s)
        for vehicle, seconds in zip(going, back, strict=True)
    )
