"""What depots still have to give once something has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from planner.model.dispatch import Changes, ConvoyProblem, LostVehicle, Route, Visit
from planner.routing.replanning.frozen import is_past


def stock_left(problem: ConvoyProblem, routes: Iterable[Route], changes: Changes) -> dict[str, int]:
    """Baskets of each depot that ``routes`` leave in it."""
    gone = taken(routes, changes, problem.lost)
    return {depot.depot_id: depot.stock_baskets - gone[depot.depot_id] for depot in problem.depots}


def taken(routes: Iterable[Route], changes: Changes, lost: Sequence[LostVehicle]) -> Counter[str]:
    """Baskets that ``routes`` take from each depot, less those that are back by now: they can be loaded again."""
    found: Counter[str] = Counter()
    for route in routes:
        for visit in route.visits:
            if visit.kind in ("depot", "load") and (visit.baskets > 0 or is_back(route, visit, changes, lost)):
                found[visit.location_id] += visit.baskets
    return found


def out(problem: ConvoyProblem, routes: Iterable[Route], changes: Changes) -> Counter[str]:
    """Baskets on the way back to each depot, and those that a lost vehicle has aboard: nobody can load them there."""
    found: Counter[str] = Counter()
    for route in routes:
        for visit in route.visits:
            if visit.kind in ("depot", "load") and not is_back(route, visit, changes, problem.lost):
                found[visit.location_id] += max(0, -visit.baskets)
    return found


def is_back(route: Route, visit: Visit, changes: Changes, lost: Sequence[LostVehicle]) -> bool:
    """Whether what a visit brings home is there by now: it has come, and came before its vehicle was lost."""
    gone = [(one.day, one.at_s) for one in lost if one.vehicle_id == route.vehicle_id]
    return is_past(route, visit, changes) and all((route.day, visit.arrival_s) <= moment for moment in gone)
