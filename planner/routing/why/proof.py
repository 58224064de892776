"""Solve a changed problem again, starting from the plan, with everything served before and one more as duties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Solution, UnservedReason, Visit
from planner.model.kinds import VisitKind
from planner.model.travel import TravelMatrix
from planner.routing.build import REQUIRED
from planner.routing.check import check_convoys, check_patrols
from planner.routing.clock import Clock
from planner.routing.convoy.announced import Rows, brought_by, rows_of, teams_of
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.hurdles import Hurdle
from planner.routing.convoy.lower import Lowered, lower
from planner.routing.convoy.reasons import furthest
from planner.routing.convoy.solve import as_solution
from planner.routing.convoy.teams import Team
from planner.routing.core import CoreProblem, Ints
from planner.routing.patrol.again import patrol_rows
from planner.routing.patrol.lower import lower_patrols
from planner.routing.patrol.reasons import furthest as furthest_door
from planner.routing.patrol.solve import as_patrol_solution
from planner.routing.roads import RoadTable
from planner.routing.rules import today
from planner.routing.solver import insert_only, solve_core

EFFORT = 15_000  # iterations × jobs of one try
MOST_ITERATIONS = 1500  # of a try, however few jobs there are
NO_CHOICE_S = 1.0  # a clock as short as this leaves no time for choosing among routes, which would go by the clock


def convoys_serve(problem: ConvoyProblem, before: Solution, stop_id: str, clock: Clock, seed: int) -> bool | None:
    """Whether a checked plan of ``problem`` brings ``stop_id`` its full wish and takes nothing from anyone.

    None when no plan needs to be looked for: the stocks do not hold that much, or no convoy could serve it even alone.
    """
    wanted = wanted_with(problem, before, stop_id)
    if is_too_much(problem, wanted):
        return None
    problem = only_stops(problem, wanted)
    strict = _as_duties(problem, before, stop_id)
    ways = _ways(strict, before)
    if not is_alone_possible(problem, stop_id, ways):
        return None
    tried: list[tuple[Lowered, Rows]] = []
    for way in ways:  # what insertion brings in needs no search
        if clock.left <= 0:
            return False
        lowered = _all_required(lower(strict, way, brought_by(strict, before.routes)))
        rows = insert_only(lowered.core, rows_of(lowered, before.routes), seed).routes
        if _holds(problem, lowered, rows, wanted):
            return True
        tried.append((lowered, rows))
    for lowered, rows in tried:
        if clock.left <= 0:
            return False
        effort = _effort(lowered.core)
        solved = solve_core(lowered.core, clock=_counted(clock), seed=seed, iterations=effort, start=rows)
        if _holds(problem, lowered, solved.routes, wanted):
            return True
    return False


def wanted_with(problem: ConvoyProblem, before: Solution, stop_id: str) -> dict[str, int]:
    """What everyone had before, by stop, and the full wish of ``stop_id``."""
    handed = _handed(before)
    known = {stop.stop_id: stop.baskets for stop in problem.stops}
    return {name: amount for name, amount in handed.items() if name in known} | {stop_id: known[stop_id]}


def is_too_much(problem: ConvoyProblem, wanted: Mapping[str, int]) -> bool:
    """Whether the depots hold less than ``wanted`` (stop to baskets) takes: then no plan needs to be looked for."""
    return sum(wanted.values()) > sum(depot.stock_baskets for depot in problem.depots)


def _as_duties(problem: ConvoyProblem, before: Solution, stop_id: str) -> ConvoyProblem:
    """Every stop a duty: ``stop_id`` all that it wants, the others what they had, which may be less than they want."""
    had, heads = _handed(before), _heads(before)
    duties = []
    for stop in problem.stops:
        if stop.stop_id != stop_id:
            stop = replace(stop, baskets=had[stop.stop_id], households=heads[stop.stop_id])  # noqa: PLW2901
        duties.append(replace(stop, prize=max(1, stop.prize), required=True))
    return replace(problem, stops=tuple(duties))


def _all_required(lowered: Lowered) -> Lowered:
    """Every part a duty, not the first of each stop alone."""
    more = REQUIRED * _flags([not part.is_first for part in lowered.parts])
    return replace(lowered, core=lowered.core._replace(job_prize=lowered.core.job_prize + more))


def _holds(problem: ConvoyProblem, lowered: Lowered, rows: Rows, wanted: Mapping[str, int]) -> bool:
    """Whether ``rows`` bring everyone what is wanted, in a plan the checker accepts."""
    served = {int(lowered.core.node_job[node]) for row in rows for node in row} - {-1}
    if len(served) < len(lowered.parts):
        return False
    made = as_solution(problem, lowered, rows, None, "proof")
    after = _handed(made)
    if any(after.get(name, -1) < amount for name, amount in wanted.items()):
        return False
    return not [item for item in check_convoys(problem, made) if item.code not in ("floor", "required")]


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


def _ways(problem: ConvoyProblem, before: Solution) -> list[list[Team]]:
    """Ways to form convoys: as they travel now, then afresh."""
    ways: list[list[Team]] = []
    for way in (teams_of(problem, before.routes), possible_teams(problem)):
        if way and way not in ways:
            ways.append(way)
    return ways


def is_alone_possible(problem: ConvoyProblem, stop_id: str, ways: list[list[Team]]) -> bool:
    """Whether any convoy could serve the stop, or its first part, if it had nothing else to do."""
    stop = next(stop for stop in problem.stops if stop.stop_id == stop_id)
    stock = {depot.depot_id: depot.stock_baskets for depot in problem.depots}
    days = [today(problem, day) for day in range(problem.days)]
    teams = [team for way in ways for team in way]
    return furthest(problem, stop, teams, days, RoadTable(problem.travel), stock)[0] is Hurdle.NONE


def patrols_serve(problem: PatrolProblem, before: Solution, delivery_id: str, clock: Clock, seed: int) -> bool | None:
    """The same for one delivery."""
    wanted = {v.serves_id for route in before.routes for v in route.visits if v.kind == VisitKind.DROP} | {delivery_id}
    problem = only_doors(problem, wanted)
    if _is_too_much_for_doors(problem) or not is_door_possible(problem, delivery_id):
        return None
    lowered = lower_patrols(problem)
    if not lowered.core.shifts:
        return False
    duty = np.ones(lowered.core.jobs, np.int64)
    core = lowered.core._replace(job_prize=lowered.core.job_prize + REQUIRED * duty)
    effort = _effort(core)
    rows = patrol_rows(lowered, before.routes)
    rows = insert_only(core, rows, seed).routes
    if len({int(core.node_job[node]) for row in rows for node in row}) < core.jobs:
        rows = solve_core(core, clock=_counted(clock), seed=seed, iterations=effort, start=rows).routes
    made = as_patrol_solution(problem, lowered, rows, None, "proof")
    served = {v.serves_id for route in made.routes for v in route.visits if v.kind == VisitKind.DROP}
    return wanted <= served and not check_patrols(problem, made)


def _is_too_much_for_doors(problem: PatrolProblem) -> bool:
    """Whether the pickups hold less than all the deliveries take."""
    stock = sum(pickup.stock_baskets for pickup in problem.pickups)
    return sum(door.baskets for door in problem.deliveries) > stock


def is_door_possible(problem: PatrolProblem, delivery_id: str) -> bool:
    """Whether any car could make the delivery if it had nothing else to do."""
    door = next(door for door in problem.deliveries if door.delivery_id == delivery_id)
    stock = {pickup.pickup_id: pickup.stock_baskets for pickup in problem.pickups}
    days = [today(problem, day) for day in range(problem.days)]
    reason = furthest_door(problem, door, days, RoadTable(problem.travel), stock)[1]
    return reason is UnservedReason.NOT_WORTH


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
    """Baskets each stop has."""
    return _sums(solution, lambda visit: -visit.baskets)


def _heads(solution: Solution) -> dict[str, int]:
    """Households served at each stop."""
    return _sums(solution, lambda visit: visit.households)


def _sums(solution: Solution, of: Callable[[Visit], int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind == VisitKind.STOP:
                sums[visit.serves_id] = sums.get(visit.serves_id, 0) + of(visit)
    return sums
