"""Replan convoys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from planner.model.dispatch import Changes, ConvoyProblem, Route, Solution, Stop
from planner.progress import Progress
from planner.routing.build import REQUIRED
from planner.routing.clock import Clock
from planner.routing.convoy.announced import rows_of, teams_of
from planner.routing.convoy.bound import convoy_bound
from planner.routing.convoy.lower import lower
from planner.routing.convoy.schedule import routes_of
from planner.routing.convoy.solve import solution_of
from planner.routing.replanning.frozen import (
    after_loss,
    beyond_closed,
    close_roads,
    coming,
    cut_route,
    free_vehicles,
    has_left,
    named_back,
    travel_after,
)
from planner.routing.roads import RoadTable
from planner.routing.rules import pauses_of
from planner.routing.solver import insert_only, iterations_for, solve_core
from planner.routing.validate import validate_convoys


def replan_convoys(
    problem: ConvoyProblem, solution: Solution, changes: Changes, clock: Clock, seed: int, progress: Progress
) -> tuple[ConvoyProblem, Solution]:
    """The changed problem and its plan."""
    kept = _kept(problem, solution, changes)
    served = _handed(kept)
    gone = set(changes.cancelled) - set(served)
    pins = dict(changes.pins)
    stops = tuple(
        replace(stop, days=(pins[stop.stop_id],)) if stop.stop_id in pins and stop.stop_id not in served else stop
        for stop in (*problem.stops, *changes.new_stops)
        if stop.stop_id not in gone
    )
    changed = replace(
        problem,
        stops=stops,
        vehicles=after_loss(problem.vehicles, kept, changes, problem.days),
        travel=travel_after(problem.travel, changes),
    )
    validate_convoys(changed)
    rest = _rest(changed, kept, served, changes)
    ahead = [route for route in solution.routes if not has_left(route, changes)]
    fresh, engine = _solve_rest(rest, ahead, changes, clock, seed, progress)
    routes = (*kept, *named_back(fresh))
    return changed, solution_of(changed, routes, convoy_bound(changed), f"{engine}, from the announced plan")


def _kept(problem: ConvoyProblem, solution: Solution, changes: Changes) -> list[Route]:
    """Routes that have left, without what was cancelled, cut off or cannot go on because a vehicle is lost."""
    gone: dict[tuple[int, str], set[str]] = defaultdict(set)
    left = [route for route in solution.routes if has_left(route, changes)]
    for route in left:
        convoy = (route.day, route.convoy_id or route.route_id)
        gone[convoy] |= coming(route, changes) & set(changes.cancelled)
        gone[convoy] |= beyond_closed(route, changes)
        if route.vehicle_id in changes.lost and route.day >= changes.day:
            gone[convoy] |= coming(route, changes)
    roads = RoadTable(problem.travel)
    made = []
    for route in left:
        out = gone[route.day, route.convoy_id or route.route_id]
        pauses = pauses_of(problem.breaks, route.day)
        made.append(cut_route(route, out, changes, roads, pauses) if out else route)
    return made


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


def _solve_rest(
    rest: ConvoyProblem, ahead: list[Route], changes: Changes, clock: Clock, seed: int, progress: Progress
) -> tuple[tuple[Route, ...], str]:
    """Insert what is new into the announced routes; move things only if something announced is left out."""
    today = {vehicle.vehicle_id for vehicle in rest.vehicles}
    ahead = [
        replace(route, vehicle_id=f"{route.vehicle_id}@now") if route.day == changes.day else route for route in ahead
    ]
    ahead = [route for route in ahead if route.vehicle_id in today]
    teams = teams_of(rest, ahead)
    if not teams or not rest.stops:
        return (), "nothing left to plan"
    lowered = lower(rest, teams)
    wanted = {v.serves_id for route in ahead for v in route.visits if v.kind == "stop"}
    wanted |= {stop.stop_id for stop in changes.new_stops}
    duty = np.array([part.stop.stop_id in wanted for part in lowered.parts], np.int64)
    core = lowered.core._replace(job_prize=lowered.core.job_prize + REQUIRED // 4 * duty)
    rows = rows_of(lowered, ahead)
    least = insert_only(core, rows, seed)
    done = {int(core.node_job[node]) for row in least.routes for node in row}
    if all(j in done for j in np.flatnonzero(duty)):
        return routes_of(rest, lowered, least.routes), "insertion"
    budget = iterations_for(clock, core.jobs)
    solved = solve_core(core, clock=clock, seed=seed, iterations=budget, start=least.routes, progress=progress)
    best = least if least.cost <= solved.cost else solved
    return routes_of(rest, lowered, best.routes), best.engine
