"""What depots still have to give once something has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from planner.model.dispatch import Changes, ConvoyProblem, LostVehicle, Route, Visit
from planner.routing.replanning.frozen import is_past


def stock_left(problem: ConvoyProblem, routes: Iterable[Route], changes: Changes) -> dict[str, int]:
    """Baskets of each depot that ``routes`` leave in it, less what is :func:`out`."""
    routes = tuple(routes)
    left, away = {depot.depot_id: depot.stock_baskets for depot in problem.depots}, out(problem, routes, changes)
    for route in routes:
        for visit in route.visits:
            if visit.kind in ("depot", "load"):
                left[visit.location_id] = left.get(visit.location_id, 0) - visit.baskets
    return {depot_id: baskets - away[depot_id] for depot_id, baskets in left.items()}


def out(problem: ConvoyProblem, routes: Iterable[Route], changes: Changes) -> Counter[str]:
    """Baskets on the way back to each depot, and those that a lost vehicle has aboard: nobody can load them there."""
    found: Counter[str] = Counter()
    for route in routes:
        for visit in route.visits:
            if visit.kind in ("depot", "load") and not is_back(route, visit, changes, problem.lost):
                found[visit.location_id] += max(0, -visit.baskets)
    return found


def is_back(route: Route, visit: Visit, changes: Changes, lost: Iterable[LostVehicle]) -> bool:
    """Whether what a visit brings home is there by now: it has come, and came before its vehicle was lost."""
    gone = [(one.day, one.at_s) for one in lost if one.vehicle_id == route.vehicle_id]
    return is_past(route, visit, changes) and all((route.day, visit.arrival_s) <= moment for moment in gone)
