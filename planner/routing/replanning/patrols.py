"""Replan patrols: pickups follow the convoys to their new times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.model.dispatch import Changes, PatrolProblem, PickupPoint, Route, Solution
from planner.routing.clock import Clock
from planner.routing.patrol.again import patrol_rows
from planner.routing.patrol.bound import patrol_bound
from planner.routing.patrol.lower import LoweredPatrols, lower_patrols
from planner.routing.patrol.schedule import patrol_routes
from planner.routing.patrol.solve import patrol_solution_of
from planner.routing.replanning.frozen import (
    after_loss,
    as_announced,
    close_roads,
    coming,
    cut_route,
    free_vehicles,
    has_left,
    is_past,
    travel_after,
)
from planner.routing.replanning.joining_doors import join_rounds
from planner.routing.replanning.least import Announced, inserted, least_change
from planner.routing.replanning.underway import cut_off
from planner.routing.roads import RoadTable
from planner.routing.rules import pauses_of
from planner.routing.validate import validate_patrols


def replan_patrols(
    problem: PatrolProblem,
    solution: Solution,
    changes: Changes,
    came: tuple[Solution, Solution],
    clock: Clock,
    seed: int,
) -> tuple[PatrolProblem, Solution]:
    """The changed problem and its plan; cars on their way go on, less what was cancelled, cut off or lost."""
    before, after = (_first_starts(convoys) for convoys in came)
    moved = {pickup.pickup_id: _moved(pickup, before, after) for pickup in problem.pickups}
    kept = [_underway(problem, route, changes, moved) for route in solution.routes if has_left(route, changes)]
    done = {v.serves_id for route in kept for v in route.visits if v.kind == "drop"}
    used = {v.serves_id for route in kept for v in route.visits if v.kind == "pickup"}
    gone = set(changes.cancelled) - done
    changed = replace(
        problem,
        deliveries=tuple(d for d in (*problem.deliveries, *changes.new_deliveries) if d.delivery_id not in gone),
        pickups=tuple(p if p.pickup_id in used else moved[p.pickup_id] for p in problem.pickups),
        vehicles=after_loss(problem.vehicles, kept, changes, problem.days),
        travel=travel_after(problem.travel, changes.car_travel or changes.travel),
    )
    validate_patrols(changed)
    ahead = [route for route in solution.routes if not has_left(route, changes)]
    kept = _joined(changed, kept, ahead, changes, seed)
    rest = _rest(changed, kept, done | _dropped(kept), changes)
    fresh, how = _solve_rest(rest, ahead, changes, clock, seed)
    routes = (*kept, *as_announced(fresh, ahead, kept))
    still = replace(changed, vehicles=rest.vehicles, travel=rest.travel)
    how = f"{how}, from the announced plan"
    return changed, patrol_solution_of(changed, routes, patrol_bound(changed), how, still)


def _underway(problem: PatrolProblem, route: Route, changes: Changes, moved: Mapping[str, PickupPoint]) -> Route:
    """A round that has begun, as it will be driven; what is aboard for nobody is brought home.

    ``moved`` says where the convoys bring food now: a round whose food does not come in time ends before it.
    """
    pauses, roads = pauses_of(problem.breaks, route.day), RoadTable(problem.travel)
    ahead = coming(route, changes)
    if route.vehicle_id in changes.lost and route.day >= changes.day:
        out = ahead
    else:
        out = ahead & set(changes.cancelled) | _without_food(route, changes, moved)
        out |= cut_off(route, out, changes, roads, pauses)
    return cut_route(route, out, changes, roads, pauses) if out else route


def _without_food(route: Route, changes: Changes, moved: Mapping[str, PickupPoint]) -> set[str]:
    """What is still to come from the first pickup on whose convoy is too late, or does not come at all."""
    for place, visit in enumerate(route.visits):
        if visit.kind == "pickup" and not is_past(route, visit, changes):
            food = moved[visit.serves_id]
            is_there = food.day in (None, route.day) and food.ready_s <= visit.start_s
            if not is_there or food.stock_baskets < visit.baskets:
                return {later.serves_id for later in route.visits[place:] if later.serves_id}
    return set()


def _first_starts(convoys: Solution) -> dict[str, tuple[int, int]]:
    """(day, start) of the first convoy at each stop."""
    found: dict[str, tuple[int, int]] = {}
    for route in convoys.routes:
        for visit in route.visits:
            if visit.kind == "stop":
                moment = (route.day, visit.start_s)
                found[visit.serves_id] = min(found.get(visit.serves_id, moment), moment)
    return found


def _moved(pickup: PickupPoint, before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> PickupPoint:
    """A pickup at a convoy stop, moved with its convoy; without a convoy it has no stock."""
    old = before.get(pickup.location_id)
    if old is None:
        return pickup
    new = after.get(pickup.location_id)
    if new is None:
        return replace(pickup, stock_baskets=0)
    return replace(pickup, day=new[0], ready_s=new[1] + max(0, pickup.ready_s - old[1]))


def _rest(problem: PatrolProblem, kept: list[Route], done: set[str], changes: Changes) -> PatrolProblem:
    taken: dict[str, int] = defaultdict(int)
    for route in kept:
        for visit in route.visits:
            if visit.kind == "pickup":
                taken[visit.serves_id] += visit.baskets
    return replace(
        problem,
        deliveries=tuple(d for d in problem.deliveries if d.delivery_id not in done),
        pickups=tuple(replace(p, stock_baskets=p.stock_baskets - taken[p.pickup_id]) for p in problem.pickups),
        vehicles=tuple(free_vehicles(problem.vehicles, kept, changes, problem.days)),
        travel=close_roads(problem.travel, changes.closed),
    )


def _dropped(routes: list[Route]) -> set[str]:
    return {visit.serves_id for route in routes for visit in route.visits if visit.kind == "drop"}


def _joined(problem: PatrolProblem, kept: list[Route], ahead: list[Route], changes: Changes, seed: int) -> list[Route]:
    """``kept`` with new households that can join a round, in the order convoys are joined in."""
    new = {door.delivery_id for door in changes.new_deliveries}
    waiting = [door for door in problem.deliveries if door.delivery_id in new]
    kept = join_rounds(problem, kept, ahead, waiting, changes, may_delay=False)
    waiting = [door for door in waiting if door.delivery_id not in _dropped(kept)]
    if waiting:
        fitting = _fitting(_rest(problem, kept, _dropped(kept), changes), ahead, changes, seed)
        waiting = [door for door in waiting if door.delivery_id not in fitting]
    return join_rounds(problem, kept, ahead, waiting, changes, may_delay=True)


def _fitting(rest: PatrolProblem, told: list[Route], changes: Changes, seed: int) -> set[str]:
    """Deliveries that coming rounds and free cars can take up without anything being moved."""
    found = _announced(rest, told, changes)
    if found is None:
        return set()
    lowered, announced = found
    rows = inserted(lowered.core, announced, seed)
    jobs = {int(lowered.core.node_job[node]) for row in rows for node in row}
    return {delivery.delivery_id for job, delivery in enumerate(rest.deliveries) if job in jobs}


def _announced(rest: PatrolProblem, told: list[Route], changes: Changes) -> tuple[LoweredPatrols, Announced] | None:
    """``rest`` as a core problem with the announced rows in it; None when there is nothing to plan with."""
    lowered = lower_patrols(rest)
    if not lowered.core.jobs or not lowered.core.shifts:
        return None
    ahead = [replace(r, vehicle_id=f"{r.vehicle_id}@now") if r.day == changes.day else r for r in told]
    wanted = {v.serves_id for route in ahead for v in route.visits if v.kind == "drop"}
    wanted |= {delivery.delivery_id for delivery in changes.new_deliveries}
    duty = np.array([delivery.delivery_id in wanted for delivery in rest.deliveries], np.int64)
    rows = patrol_rows(lowered, ahead)
    drops = {(r.vehicle_id, r.day): sum(v.kind == "drop" for v in r.visits) for r in ahead}
    touched = tuple(
        drops.get((vehicle.vehicle_id, day), 0) * 2 != len(row)
        for (vehicle, day), row in zip(lowered.shifts, rows, strict=True)
    )
    return lowered, Announced(rows, touched, duty)


def _solve_rest(
    rest: PatrolProblem, told: list[Route], changes: Changes, clock: Clock, seed: int
) -> tuple[tuple[Route, ...], str]:
    found = _announced(rest, told, changes)
    if found is None:
        return (), "nothing left to plan"
    lowered, announced = found
    made, how = least_change(lowered.core, announced, clock, seed)
    return patrol_routes(rest, lowered, made), how
