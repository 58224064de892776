"""Replan convoys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.model.dispatch import Changes, ConvoyProblem, Route, Solution, Stop
from planner.routing.check import check_convoys
from planner.routing.clock import Clock
from planner.routing.convoy.announced import Rows, brought_by, rows_of, teams_of
from planner.routing.convoy.bound import convoy_bound
from planner.routing.convoy.lower import Lowered, lower
from planner.routing.convoy.schedule import routes_of
from planner.routing.convoy.solve import solution_of
from planner.routing.replanning.frozen import (
    after_loss,
    as_announced,
    handed,
    travel_after,
)
from planner.routing.replanning.joining import join_convoys
from planner.routing.replanning.least import Announced, inserted, least_change
from planner.routing.replanning.stock import out
from planner.routing.replanning.underway import split_convoys, underway
from planner.routing.replanning.waiting import cut_from, floors_met, remaining, rest_of, stops_after
from planner.routing.validate import validate_convoys


def replan_convoys(
    problem: ConvoyProblem, solution: Solution, changes: Changes, clock: Clock, seed: int
) -> tuple[ConvoyProblem, Solution]:
    """The changed problem and its plan, and nothing driven is touched."""
    left, ahead = split_convoys(solution, changes)
    kept = underway(problem, left, changes)
    changed = replace(
        problem,
        stops=tuple(stops_after(problem, handed(kept), changes)),
        vehicles=after_loss(problem.vehicles, kept, changes, problem.days),
        travel=travel_after(problem.travel, changes.travel),
    )
    validate_convoys(changed)
    bound = convoy_bound(changed, clock)
    cut = cut_from(left, kept)
    kept = _joined(changed, kept, ahead, cut, changes, seed)
    told = floors_met(problem, solution.routes)
    for floors in (told, changed.floors):  # first no more than was announced: to meet more would move what was told
        rest = rest_of(replace(changed, floors=floors), kept, changes)
        fresh, how = _solve_rest(rest, ahead, cut, changes, clock, seed)
        routes = (*kept, *as_announced(fresh, ahead, kept))
        still = _still(changed, rest, kept, changes)
        made = solution_of(changed, routes, bound, f"{how}, from the announced plan", still)
        if not any(fault.code == "floor" for fault in check_convoys(changed, made)):
            break
    return changed, made


def _still(changed: ConvoyProblem, rest: ConvoyProblem, kept: list[Route], changes: Changes) -> ConvoyProblem:
    """``changed`` with the vehicles, roads and food that are left: reasons are given by those."""
    away = out(changed, kept, changes)
    depots = tuple(replace(depot, stock_baskets=depot.stock_baskets - away[depot.depot_id]) for depot in changed.depots)
    return replace(changed, depots=depots, vehicles=rest.vehicles, travel=rest.travel)


def _joined(
    problem: ConvoyProblem, kept: list[Route], ahead: list[Route], cut: Mapping[str, int], changes: Changes, seed: int
) -> list[Route]:
    """``kept`` with stops that wait for a convoy of today and can join one under way.

    First those that delay nobody; then, of what no coming route can take up without moving, those that delay least.
    """
    kept = join_convoys(problem, kept, ahead, _waiting(problem, kept, ahead, cut, changes), changes, may_delay=False)
    waiting = _waiting(problem, kept, ahead, cut, changes)
    if waiting:
        fitting = _fitting(rest_of(problem, kept, changes), ahead, cut, changes, seed)
        waiting = [stop for stop in waiting if stop.stop_id not in fitting]
    return join_convoys(problem, kept, ahead, waiting, changes, may_delay=True)


def _waiting(
    problem: ConvoyProblem, kept: list[Route], ahead: list[Route], cut: Mapping[str, int], changes: Changes
) -> list[Stop]:
    """What is left of new stops, of stops cut off, and of stops pinned to today, where no coming route serves it."""
    had, coming = handed(kept), handed(ahead)
    today = handed(route for route in ahead if route.day == changes.day)
    names = ({stop.stop_id for stop in changes.new_stops} | set(cut)) - set(coming)
    names |= {name for name, day in changes.pins if day == changes.day} - set(today)
    left = (remaining(stop, had.get(stop.stop_id), changes) for stop in problem.stops if stop.stop_id in names)
    return [stop for stop in left if stop is not None]


def _fitting(rest: ConvoyProblem, told: list[Route], cut: Mapping[str, int], changes: Changes, seed: int) -> set[str]:
    """Stops that coming routes and free vehicles can take up without anything being moved."""
    found = _announced(rest, told, cut, changes)
    if found is None:
        return set()
    lowered, announced = found
    rows = inserted(lowered.core, announced, seed)
    return {lowered.parts[node].stop.stop_id for row in rows for node in row if node < len(lowered.parts)}


def _announced(
    rest: ConvoyProblem, told: list[Route], cut: Mapping[str, int], changes: Changes
) -> tuple[Lowered, Announced] | None:
    """``rest`` as a core problem with the announced rows in it; None when there is nothing to plan with."""
    there = {vehicle.vehicle_id for vehicle in rest.vehicles}
    ahead = [replace(r, vehicle_id=f"{r.vehicle_id}@now") if r.day == changes.day else r for r in told]
    new = {stop.stop_id for stop in changes.new_stops} | {stop_id for stop_id, _ in changes.pins}
    promised = dict(cut)
    for name, (baskets, _) in handed(ahead).items():
        promised[name] = promised.get(name, 0) + baskets
    ahead = [route for route in ahead if route.vehicle_id in there]
    teams = teams_of(rest, ahead)
    if not teams or not rest.stops:
        return None
    lowered = lower(rest, teams, brought_by(rest, ahead))
    duty = np.array(_duties(lowered, promised, new), np.int64)
    rows = rows_of(lowered, ahead)
    return lowered, Announced(rows, _touched(lowered, rows, ahead), duty)


def _duties(lowered: Lowered, promised: Mapping[str, int], new: set[str]) -> list[bool]:
    """For each part whether it must be brought: new, required, and of other stops as much as they were told."""
    told = dict(promised)
    duties = []
    for part in lowered.parts:
        name = part.stop.stop_id
        is_told = told.get(name, 0) > 0 or (name in told and not part.stop.baskets)
        duties.append(name in new or is_told or (part.stop.required and part.is_first))
        if name in told:
            told[name] -= part.baskets
    return duties


def _solve_rest(
    rest: ConvoyProblem, told: list[Route], cut: Mapping[str, int], changes: Changes, clock: Clock, seed: int
) -> tuple[tuple[Route, ...], str]:
    """Announced routes with what is new in them, changed as little as possible."""
    found = _announced(rest, told, cut, changes)
    if found is None:
        return (), "nothing left to plan"
    lowered, announced = found
    made, how = least_change(lowered.core, announced, clock, seed)
    return routes_of(rest, lowered, made), how


def _touched(lowered: Lowered, rows: Rows, ahead: list[Route]) -> tuple[bool, ...]:
    """Whether a convoy lost a visit, or its routes name a visit it cannot make any more."""
    found = []
    for team, row in zip(lowered.teams, rows, strict=True):
        names = {vehicle.vehicle_id for vehicle in team.food}
        mine = [route for route in ahead if route.day == team.day and route.vehicle_id in names]
        calls = {(v.start_s, v.serves_id) for route in mine for v in route.visits if v.kind == "stop"}
        found.append(len(calls) != sum(node < len(lowered.parts) for node in row))
    return tuple(found)
