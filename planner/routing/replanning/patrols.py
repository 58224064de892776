"""Replan patrols: pickups follow the convoys to their new times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.model.dispatch import Changes, Delivery, Depot, PatrolProblem, PickupPoint, Route, Solution
from planner.routing.clock import Clock
from planner.routing.patrol.again import patrol_rows
from planner.routing.patrol.bound import patrol_bound
from planner.routing.patrol.food import dropped, headquarters, left_by, loaded_from
from planner.routing.patrol.lower import LoweredPatrols, lower_patrols
from planner.routing.patrol.schedule import patrol_routes
from planner.routing.patrol.solve import patrol_solution_of
from planner.routing.replanning.frozen import (
    after_loss,
    as_announced,
    close_roads,
    free_vehicles,
    has_left,
    travel_after,
)
from planner.routing.replanning.joining_doors import join_rounds
from planner.routing.replanning.least import Announced, inserted, least_change
from planner.routing.replanning.pickups import pickups_after
from planner.routing.replanning.rounds import rounds_under_way
from planner.routing.validate import validate_patrols


def replan_patrols(
    problem: PatrolProblem,
    solution: Solution,
    changes: Changes,
    depots: tuple[Depot, ...],
    came: tuple[Solution, Solution],
    clock: Clock,
    seed: int,
) -> tuple[PatrolProblem, Solution]:
    """The changed problem and its plan; cars on their way go on, less what was cancelled, cut off or lost.

    ``came``: the convoys as announced and as they drive now, from ``depots`` with all their stock.
    """
    begun = [route for route in solution.routes if has_left(route, changes)]
    ahead = [route for route in solution.routes if not has_left(route, changes)]
    pickups = pickups_after(
        problem.pickups, depots, came, changes, loaded_from(begun, by=(changes.day, changes.now_s)), problem.lost
    )
    kept = rounds_under_way(problem, begun, changes, pickups)
    changed = replace(
        problem,
        deliveries=tuple(_with_food(door, pickups) for door in _deliveries(problem, kept, changes)),
        pickups=pickups,
        vehicles=after_loss(problem.vehicles, kept, changes, problem.days),
        travel=travel_after(problem.travel, changes.car_travel or changes.travel),
    )
    validate_patrols(changed)
    duties = _duties(solution, changes)
    kept = _joined(changed, kept, ahead, duties, changes, seed)
    rest = _rest(changed, kept, changes)
    fresh, how = _solve_rest(rest, ahead, duties, changes, clock, seed)
    routes = (*kept, *as_announced(fresh, ahead, kept))
    still = replace(changed, vehicles=rest.vehicles, travel=rest.travel)
    how = f"{how}, from the announced plan"
    return changed, patrol_solution_of(changed, routes, patrol_bound(changed), how, still)


def _deliveries(problem: PatrolProblem, kept: list[Route], changes: Changes) -> tuple[Delivery, ...]:
    """What is wanted now: less what was cancelled, and pinned ones on their day alone; what ``kept`` brings stays."""
    days = {visit.serves_id: route.day for route in kept for visit in route.visits if visit.kind == "drop"}
    gone, pins = set(changes.cancelled) - days.keys(), dict(changes.pins) | days
    pinned = {name: pins[name] for name, _ in changes.pins}
    return tuple(
        replace(door, day=pinned.get(door.delivery_id, door.day))
        for door in (*problem.deliveries, *changes.new_deliveries)
        if door.delivery_id not in gone
    )


def _with_food(door: Delivery, pickups: tuple[PickupPoint, ...]) -> Delivery:
    """``door`` with its district's headquarters too, where its own stop keeps nothing any more: the food is there."""
    own = [pickup for pickup in pickups if pickup.pickup_id in door.pickup_ids]
    if not own or any(pickup.day is None or pickup.stock_baskets for pickup in own):
        return door
    return replace(door, pickup_ids=(*door.pickup_ids, *headquarters(pickups, door.police_district)))


def _duties(solution: Solution, changes: Changes) -> set[str]:
    """Who must be served: who was told a time, who is new, and who is pinned to a day.

    A household that a round under way cannot reach any more was told a time as well.
    """
    new = {door.delivery_id for door in changes.new_deliveries}
    return dropped(solution.routes) | new | {name for name, _ in changes.pins}


def _rest(problem: PatrolProblem, kept: list[Route], changes: Changes) -> PatrolProblem:
    """What is still to be planned: doors no round under way goes to, free cars, and what is left to load."""
    return replace(
        left_by(problem, kept),
        vehicles=tuple(free_vehicles(problem.vehicles, kept, changes, problem.days)),
        travel=close_roads(problem.travel, changes.closed),
    )


def _joined(
    problem: PatrolProblem, kept: list[Route], ahead: list[Route], duties: set[str], changes: Changes, seed: int
) -> list[Route]:
    """``kept`` with households that no round goes to and that can join one, in the order convoys are joined in."""
    ahead_of = dropped(ahead)
    waiting = [door for door in problem.deliveries if door.delivery_id in duties - dropped(kept) - ahead_of]
    kept = join_rounds(problem, kept, ahead, waiting, changes, may_delay=False)
    waiting = [door for door in waiting if door.delivery_id not in dropped(kept)]
    if waiting:
        fitting = _fitting(_rest(problem, kept, changes), ahead, duties, changes, seed)
        waiting = [door for door in waiting if door.delivery_id not in fitting]
    return join_rounds(problem, kept, ahead, waiting, changes, may_delay=True)


def _fitting(rest: PatrolProblem, told: list[Route], duties: set[str], changes: Changes, seed: int) -> set[str]:
    """Deliveries that coming rounds and free cars can take up without anything being moved."""
    found = _announced(rest, told, duties, changes)
    if found is None:
        return set()
    lowered, announced = found
    rows = inserted(lowered.core, announced, seed)
    jobs = {int(lowered.core.node_job[node]) for row in rows for node in row}
    return {delivery.delivery_id for job, delivery in enumerate(rest.deliveries) if job in jobs}


def _announced(
    rest: PatrolProblem, told: list[Route], duties: set[str], changes: Changes
) -> tuple[LoweredPatrols, Announced] | None:
    """``rest`` as a core problem with the announced rows in it; None when there is nothing to plan with."""
    lowered = lower_patrols(rest)
    if not lowered.core.jobs or not lowered.core.shifts:
        return None
    ahead = [replace(r, vehicle_id=f"{r.vehicle_id}@now") if r.day == changes.day else r for r in told]
    duty = np.array([delivery.delivery_id in duties for delivery in rest.deliveries], np.int64)
    rows = patrol_rows(lowered, ahead)
    drops = {(r.vehicle_id, r.day): sum(v.kind == "drop" for v in r.visits) for r in ahead}
    touched = tuple(
        drops.get((vehicle.vehicle_id, day), 0) * 2 != len(row)
        for (vehicle, day), row in zip(lowered.shifts, rows, strict=True)
    )
    return lowered, Announced(rows, touched, duty)


def _solve_rest(
    rest: PatrolProblem, told: list[Route], duties: set[str], changes: Changes, clock: Clock, seed: int
) -> tuple[tuple[Route, ...], str]:
    found = _announced(rest, told, duties, changes)
    if found is None:
        return (), "nothing left to plan"
    lowered, announced = found
    made, how = least_change(lowered.core, announced, clock, seed)
    return patrol_routes(rest, lowered, made), how
