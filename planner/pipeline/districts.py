"""One dispatch problem for each police district, and the districts' answers put together.

The districts' problems are the same problems wherever they are solved: in this process, in several, on other machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from planner import routing
from planner.model.dispatch import ConvoyProblem, Delivery, PatrolProblem, Route, Solution, Status, Stop, Unserved
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.ports import Cluster
from planner.progress import Progress, silent

Problem = ConvoyProblem | PatrolProblem
Part = TypeVar("Part")
Done = TypeVar("Done")
# The worst status of any district is the whole's.
_BY_WORTH = (Status.OPTIMAL, Status.FEASIBLE, Status.NO_TIME, Status.INFEASIBLE)


def solve_by_district(
    problem: ConvoyProblem, cluster: Cluster, *, time_limit_s: float, seed: int, progress: Progress = silent
) -> Solution:
    """Convoys planned in each police district by itself, ``time_limit_s`` for each, and put together.

    Convoys stay in their district, as under a ban on crossing. There is no bound for the whole: districts that help
    one another might do better. Errors as ``solve_convoys``.
    """
    parts = by_district(problem)
    progress("districts", None, f"{len(parts)} on {cluster.name}")
    return together(cluster.map(_solve_part, [(part, time_limit_s, seed) for part in parts]))


def _solve_part(part: tuple[ConvoyProblem, float, int]) -> Solution:
    problem, time_limit_s, seed = part
    routing.prepare()  # before the clock starts, on every worker
    return routing.solve_convoys(problem, time_limit_s=time_limit_s, seed=seed)


def explain_by_district(
    problem: Problem, made: Solution, cluster: Cluster, *, time_limit_s: float, seed: int
) -> Solution:
    """``made`` with the reason for everything left out, worked out in each district by itself."""
    districts: Sequence[Problem] = (
        by_district(problem) if isinstance(problem, ConvoyProblem) else patrols_by_district(problem)
    )
    parts = [(part, _of(part, made), time_limit_s, seed) for part in districts]
    told = [missed for answer in cluster.map(_explain_part, parts) for missed in answer]
    return replace(made, unserved=tuple(told))


def _explain_part(part: tuple[Problem, Solution, float, int]) -> tuple[Unserved, ...]:
    problem, made, time_limit_s, seed = part
    return routing.explain(problem, made, time_limit_s=time_limit_s, seed=seed)


def _of(part: Problem, made: Solution) -> Solution:
    """What of ``made`` belongs to the district of ``part``."""
    cars = {vehicle.vehicle_id for vehicle in part.vehicles}
    if isinstance(part, ConvoyProblem):
        served = {stop.stop_id for stop in part.stops}
    else:
        served = {door.delivery_id for door in part.deliveries}
    routes = tuple(route for route in made.routes if route.vehicle_id in cars)
    return replace(made, routes=routes, unserved=tuple(u for u in made.unserved if u.serves_id in served))


def solve_patrols_by_district(
    problem: PatrolProblem, cluster: Cluster, *, time_limit_s: float, seed: int, progress: Progress = silent
) -> Solution:
    """Patrol deliveries of each police district by itself, ``time_limit_s`` for each, and put together.

    A car stays in its district anyway, unless consent to cross is on record; such a door is here its own district's.
    """
    parts = patrols_by_district(problem)
    progress("patrols", None, f"{len(parts)} districts on {cluster.name}")
    return together(cluster.map(_solve_patrol_part, [(part, time_limit_s, seed) for part in parts]))


def _solve_patrol_part(part: tuple[PatrolProblem, float, int]) -> Solution:
    problem, time_limit_s, seed = part
    routing.prepare()
    return routing.solve_patrols(problem, time_limit_s=time_limit_s, seed=seed)


def by_district(problem: ConvoyProblem) -> tuple[ConvoyProblem, ...]:
    """One problem for each police district with a depot; every stop, vehicle and floor is in exactly one of them.

    A stop whose district has no depot goes to the district whose depot drives there fastest.
    """
    homes = {depot.depot_id: depot.police_district for depot in problem.depots}
    found = []
    for district in sorted(set(homes.values())):
        depots = tuple(depot for depot in problem.depots if depot.police_district == district)
        stops = tuple(stop for stop in problem.stops if _home(stop, homes, problem.travel) == district)
        wanted = {stop.police_district for stop in stops} | {district}
        part = replace(
            problem,
            depots=depots,
            stops=stops,
            vehicles=tuple(vehicle for vehicle in problem.vehicles if homes[vehicle.depot_id] == district),
            travel=_only(problem.travel, [*(depot.depot_id for depot in depots), *(stop.stop_id for stop in stops)]),
            floors=tuple(floor for floor in problem.floors if floor[0] in wanted),
        )
        found.append(part)
    return tuple(found)


def patrols_by_district(problem: PatrolProblem) -> tuple[PatrolProblem, ...]:
    """One problem for each police district where somebody waits at a door; every door and car is in at most one."""
    homes = {depot.depot_id: depot.police_district for depot in problem.depots}
    waiting: dict[str, list[Delivery]] = {}
    for door in problem.deliveries:
        waiting.setdefault(door.police_district, []).append(door)
    return tuple(_patrol_part(problem, homes, district, tuple(doors)) for district, doors in sorted(waiting.items()))


def _patrol_part(
    problem: PatrolProblem, homes: Mapping[str, str], district: str, doors: tuple[Delivery, ...]
) -> PatrolProblem:
    cars = tuple(v for v in problem.vehicles if (v.police_district or homes[v.depot_id]) == district)
    bases = {vehicle.depot_id for vehicle in cars}
    depots = tuple(d for d in problem.depots if d.police_district == district or d.depot_id in bases)
    named = {pickup_id for door in doors for pickup_id in door.pickup_ids}
    pickups = tuple(p for p in problem.pickups if p.police_district == district or p.pickup_id in named)
    places = [d.depot_id for d in depots] + [p.location_id for p in pickups] + [d.location_id for d in doors]
    travel = _only(problem.travel, places)
    return replace(problem, depots=depots, vehicles=cars, pickups=pickups, deliveries=doors, travel=travel)


def together(solutions: Iterable[Solution]) -> Solution:
    """The districts' solutions as one: routes and unserved of all, the worst status, no bound."""
    given = tuple(solutions)
    status = max((solution.status for solution in given), key=_BY_WORTH.index, default=Status.OPTIMAL)
    return Solution(
        # Optimal in each district alone is not proved for the whole.
        status=Status.FEASIBLE if status is Status.OPTIMAL and len(given) > 1 else status,
        routes=_renumbered(given),
        unserved=tuple(missed for solution in given for missed in solution.unserved),
        objective=sum(solution.objective for solution in given),
        bound=given[0].bound if len(given) == 1 else None,
        gap=given[0].gap if len(given) == 1 else None,
        engine=f"{len(given)} districts, each by {given[0].engine}" if given else "nothing to do",
        is_cut=any(solution.is_cut for solution in given),
    )


def _renumbered(solutions: Sequence[Solution]) -> tuple[Route, ...]:
    """All routes. Every district counts its convoys from 1; in the whole each convoy has a number of its own."""
    numbers: dict[tuple[int, int, str], int] = {}
    on_day: Counter[int] = Counter()
    found: list[Route] = []
    for part, route in ((part, route) for part, solution in enumerate(solutions) for route in solution.routes):
        if not route.convoy_id:
            found.append(route)
            continue
        key = (part, route.day, route.convoy_id)
        if key not in numbers:
            on_day[route.day] += 1
            numbers[key] = on_day[route.day]
        convoy_id = f"D{route.day + 1}-C{numbers[key]}"
        found.append(replace(route, convoy_id=convoy_id, route_id=f"{convoy_id}-{route.vehicle_id}"))
    return tuple(found)


def _home(stop: Stop, homes: dict[str, str], travel: TravelMatrix) -> str:
    if stop.police_district in homes.values():
        return stop.police_district
    at = travel.location_ids.index(stop.stop_id)
    seconds = {depot: travel.duration_s[travel.location_ids.index(depot)][at] for depot in sorted(homes)}
    nearest = min(seconds, key=lambda depot: (seconds[depot] == UNREACHABLE, seconds[depot]))
    return homes[nearest]


def _only(travel: TravelMatrix, ids: list[str]) -> TravelMatrix:
    at = {name: number for number, name in enumerate(travel.location_ids)}
    chosen = [at[name] for name in dict.fromkeys(ids)]
    return replace(
        travel,
        location_ids=tuple(travel.location_ids[i] for i in chosen),
        duration_s=travel.duration_s.only(chosen),
        distance_m=travel.distance_m.only(chosen),
    )
