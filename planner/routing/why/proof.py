"""Solve a changed problem again, starting from the plan, with everything served before and one more as duties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Solution
from planner.model.travel import TravelMatrix
from planner.routing.build import REQUIRED
from planner.routing.check import check_convoys, check_patrols
from planner.routing.clock import Clock
from planner.routing.convoy.announced import rows_of, teams_of
from planner.routing.convoy.lower import lower
from planner.routing.convoy.solve import as_solution
from planner.routing.convoy.teams import Team, formations
from planner.routing.core import CoreProblem, Ints
from planner.routing.patrol.again import patrol_rows
from planner.routing.patrol.lower import lower_patrols
from planner.routing.patrol.solve import as_patrol_solution
from planner.routing.solver import solve_core

EFFORT = 15_000  # iterations × jobs of one try
MOST_ITERATIONS = 1500  # of a try, however few jobs there are
NO_CHOICE_S = 1.0  # a clock as short as this leaves no time for choosing among routes, which would go by the clock


def convoys_serve(problem: ConvoyProblem, before: Solution, stop_id: str, clock: Clock, seed: int) -> bool:
    """Whether a checked plan of ``problem`` brings ``stop_id`` its full wish and takes nothing from anyone."""
    handed = _handed(before)
    wanted = {stop.stop_id: handed.get(stop.stop_id, 0) for stop in problem.stops if stop.stop_id in handed}
    target = next(stop for stop in problem.stops if stop.stop_id == stop_id)
    wanted[stop_id] = target.baskets
    problem = only_stops(problem, wanted)
    duties = tuple(replace(stop, prize=max(1, stop.prize), required=True) for stop in problem.stops)
    strict = replace(problem, stops=duties)
    for way in _ways(strict, before, clock):
        if not way or clock.left <= 0:
            continue
        lowered = lower(strict, way)
        core = lowered.core._replace(
            job_prize=lowered.core.job_prize + REQUIRED * _flags([not part.is_first for part in lowered.parts])
        )
        effort = _effort(core)
        rows = rows_of(lowered, before.routes)
        solved = solve_core(core, clock=_counted(clock), seed=seed, iterations=effort, start=rows)
        made = as_solution(problem, replace(lowered, core=core), solved.routes, None, solved.engine)
        after = _handed(made)
        if all(after.get(name, -1) >= amount for name, amount in wanted.items()):
            found = [item for item in check_convoys(problem, made) if item.code not in ("floor", "required")]
            return not found
    return False


def only_stops(problem: ConvoyProblem, wanted: Collection[str]) -> ConvoyProblem:
    """``problem`` without the stops that a proof leaves out anyway: among a thousand that is nearly all its work."""
    stops = tuple(stop for stop in problem.stops if stop.stop_id in wanted)
    names = [depot.depot_id for depot in problem.depots] + [stop.stop_id for stop in stops]
    return replace(problem, stops=stops, travel=_only(problem.travel, names))


def _only(travel: TravelMatrix, names: Sequence[str]) -> TravelMatrix:
    place = {name: number for number, name in enumerate(travel.location_ids)}
    names = tuple(dict.fromkeys(names))
    chosen = [place[name] for name in names]
    seconds, metres = travel.duration_s.only(chosen), travel.distance_m.only(chosen)
    return replace(travel, location_ids=names, duration_s=seconds, distance_m=metres)


def _ways(problem: ConvoyProblem, before: Solution, clock: Clock) -> Iterator[list[Team]]:
    """Ways to form convoys: as they travel now, then afresh; those take time to find and wait until they are asked."""
    yield teams_of(problem, before.routes)
    if clock.left > 0:
        yield from formations(problem)[:2]


def patrols_serve(problem: PatrolProblem, before: Solution, delivery_id: str, clock: Clock, seed: int) -> bool:
    """The same for one delivery."""
    wanted = {v.serves_id for route in before.routes for v in route.visits if v.kind == "drop"} | {delivery_id}
    problem = only_doors(problem, wanted)
    lowered = lower_patrols(problem)
    if not lowered.core.shifts:
        return False
    duty = np.ones(lowered.core.jobs, np.int64)
    core = lowered.core._replace(job_prize=lowered.core.job_prize + REQUIRED * duty)
    effort = _effort(core)
    rows = patrol_rows(lowered, before.routes)
    solved = solve_core(core, clock=_counted(clock), seed=seed, iterations=effort, start=rows)
    made = as_patrol_solution(problem, lowered, solved.routes, None, solved.engine)
    served = {v.serves_id for route in made.routes for v in route.visits if v.kind == "drop"}
    return wanted <= served and not check_patrols(problem, made)


def only_doors(problem: PatrolProblem, wanted: Collection[str]) -> PatrolProblem:
    """The same for deliveries and the pickups they may load at."""
    doors = tuple(door for door in problem.deliveries if door.delivery_id in wanted)
    named = {name for door in doors for name in door.pickup_ids}
    pickups = tuple(pickup for pickup in problem.pickups if pickup.pickup_id in named)
    names = [depot.depot_id for depot in problem.depots]
    names += [pickup.location_id for pickup in pickups] + [door.location_id for door in doors]
    return replace(problem, deliveries=doors, pickups=pickups, travel=_only(problem.travel, names))


def _effort(core: CoreProblem) -> int:
    return min(MOST_ITERATIONS, max(50, EFFORT // max(1, core.jobs)))


def _counted(clock: Clock) -> Clock:
    """A clock of the same end under which a search ends by its count of iterations alone, unless the end cuts it."""
    return replace(clock, begun=clock.ends - NO_CHOICE_S)


def _flags(values: list[bool]) -> Ints:
    return np.array(values, np.int64)


def _handed(solution: Solution) -> dict[str, int]:
    handed: dict[str, int] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind == "stop":
                handed[visit.serves_id] = handed.get(visit.serves_id, 0) - visit.baskets
    return handed
