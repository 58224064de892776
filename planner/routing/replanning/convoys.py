"""Replan convoys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.model.dispatch import Changes, ConvoyProblem, Route, Solution, Stop
from planner.routing.clock import Clock
from planner.routing.convoy.announced import Rows, brought_by, rows_of, teams_of
from planner.routing.convoy.bound import convoy_bound
from planner.routing.convoy.lower import Lowered, lower
from planner.routing.convoy.schedule import routes_of
from planner.routing.convoy.solve import solution_of
from planner.routing.replanning.frozen import after_loss, as_announced, close_roads, free_vehicles, travel_after
from planner.routing.replanning.joining import join_convoys
from planner.routing.replanning.least import Announced, inserted, least_change
from planner.routing.replanning.underway import split_convoys, underway
from planner.routing.validate import validate_convoys


def replan_convoys(
    problem: ConvoyProblem, solution: Solution, changes: Changes, clock: Clock, seed: int
) -> tuple[ConvoyProblem, Solution]:
    """The changed problem and its plan."""
    left, ahead = split_convoys(solution, changes)
    kept = underway(problem, left, changes)
    served = _handed(kept)
    gone = set(changes.cancelled) - set(served)
    pins = dict(changes.pins)
    stops = tuple(
        replace(stop, days=(pins[stop.stop_id],), required=True)
        if stop.stop_id in pins and stop.stop_id not in served
        else stop
        for stop in (*problem.stops, *changes.new_stops)
        if stop.stop_id not in gone
    )
    changed = replace(
        problem,
        stops=stops,
        vehicles=after_loss(problem.vehicles, kept, changes, problem.days),
        travel=travel_after(problem.travel, changes.travel),
    )
    validate_convoys(changed)
    bound = convoy_bound(changed, clock)
    kept = _joined(changed, kept, ahead, changes, seed)
    rest = _rest(changed, kept, _handed(kept), changes)
    fresh, how = _solve_rest(rest, ahead, changes, clock, seed)
    routes = (*kept, *as_announced(fresh, ahead, kept))
    still = replace(changed, vehicles=rest.vehicles, travel=rest.travel)
    return changed, solution_of(changed, routes, bound, f"{how}, from the announced plan", still)


def _joined(problem: ConvoyProblem, kept: list[Route], ahead: list[Route], changes: Changes, seed: int) -> list[Route]:
    """``kept`` with new and newly pinned stops that can join a convoy under way.

    First those that delay nobody; then, of what no coming route can take up without moving, those that delay least.
    """
    kept = join_convoys(problem, kept, ahead, _waiting(problem, kept, ahead, changes), changes, may_delay=False)
    waiting = _waiting(problem, kept, ahead, changes)
    if waiting:
        fitting = _fitting(_rest(problem, kept, _handed(kept), changes), ahead, changes, seed)
        waiting = [stop for stop in waiting if stop.stop_id not in fitting]
    return join_convoys(problem, kept, ahead, waiting, changes, may_delay=True)


def _waiting(problem: ConvoyProblem, kept: list[Route], ahead: list[Route], changes: Changes) -> list[Stop]:
    """New stops, and stops pinned to today, that no route serves."""
    served = {v.serves_id for route in (*kept, *ahead) for v in route.visits if v.kind == "stop"}
    names = {stop.stop_id for stop in changes.new_stops} | {name for name, day in changes.pins if day == changes.day}
    return [stop for stop in problem.stops if stop.stop_id in names - served]


def _fitting(rest: ConvoyProblem, told: list[Route], changes: Changes, seed: int) -> set[str]:
    """Stops that coming routes and free vehicles can take up without anything being moved."""
    found = _announced(rest, told, changes)
    if found is None:
        return set()
    lowered, announced = found
    rows = inserted(lowered.core, announced, seed)
    return {lowered.parts[node].stop.stop_id for row in rows for node in row if node < len(lowered.parts)}


def _handed(routes: list[Route]) -> dict[str, tuple[int, int]]:
    """(baskets, households) each stop has had."""
    handed: dict[str, tuple[int, int]] = {}
    for route in routes:
        for visit in route.visits:
            if visit.kind == "stop":
                baskets, households = handed.get(visit.serves_id, (0, 0))
                handed[visit.serves_id] = (baskets - visit.baskets, households + visit.households)
    return handed


def _rest(
    problem: ConvoyProblem, kept: list[Route], served: dict[str, tuple[int, int]], changes: Changes
) -> ConvoyProblem:
    """What is still to be planned: stops not yet served in full, free vehicles, remaining stock, unmet floors."""
    taken: dict[str, int] = defaultdict(int)
    for route in kept:
        for visit in route.visits:
            if visit.kind in ("depot", "load"):
                taken[visit.location_id] += visit.baskets
    stops = tuple(left for stop in problem.stops if (left := _remaining(stop, served.get(stop.stop_id))) is not None)
    there = {stop.stop_id for stop in problem.stops if stop.stop_id in served}
    district = {stop.stop_id: stop.police_district for stop in problem.stops}
    floors = tuple(
        (name, max(0, fewest - sum(district[stop_id] == name for stop_id in there))) for name, fewest in problem.floors
    )
    return replace(
        problem,
        stops=stops,
        vehicles=tuple(free_vehicles(problem.vehicles, kept, changes, problem.days)),
        depots=tuple(replace(d, stock_baskets=d.stock_baskets - taken[d.depot_id]) for d in problem.depots),
        floors=floors,
        travel=close_roads(problem.travel, changes.closed),
    )


def _remaining(stop: Stop, had: tuple[int, int] | None) -> Stop | None:
    if had is None:
        return stop
    baskets, households = had
    left = stop.baskets - baskets
    if left <= 0 or not stop.may_split:
        return None
    prize = stop.prize * left // stop.baskets
    return replace(stop, baskets=left, households=max(0, stop.households - households), prize=prize, required=False)


def _announced(rest: ConvoyProblem, told: list[Route], changes: Changes) -> tuple[Lowered, Announced] | None:
    """``rest`` as a core problem with the announced rows in it; None when there is nothing to plan with."""
    there = {vehicle.vehicle_id for vehicle in rest.vehicles}
    ahead = [replace(r, vehicle_id=f"{r.vehicle_id}@now") if r.day == changes.day else r for r in told]
    new = {stop.stop_id for stop in changes.new_stops} | {stop_id for stop_id, _ in changes.pins}
    promised = {name: baskets for name, (baskets, _) in _handed(ahead).items()}
    ahead = [route for route in ahead if route.vehicle_id in there]
    teams = teams_of(rest, ahead)
    if not teams or not rest.stops:
        return None
    lowered = lower(rest, teams, brought_by(rest, ahead))
    duty = np.array(_duties(lowered, promised, new), np.int64)
    rows = rows_of(lowered, ahead)
    return lowered, Announced(rows, _touched(lowered, rows, ahead), duty)


def _duties(lowered: Lowered, promised: Mapping[str, int], new: set[str]) -> list[bool]:
    """For each part whether it must be brought: all of what is new, and of other stops as much as they were told."""
    told = dict(promised)
    duties = []
    for part in lowered.parts:
        name = part.stop.stop_id
        duties.append(name in new or told.get(name, 0) > 0 or (name in told and not part.stop.baskets))
        if name in told:
            told[name] -= part.baskets
    return duties


def _solve_rest(
    rest: ConvoyProblem, told: list[Route], changes: Changes, clock: Clock, seed: int
) -> tuple[tuple[Route, ...], str]:
    """Announced routes with what is new in them, changed as little as possible."""
    found = _announced(rest, told, changes)
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
