"""What one convoy id promises: food vehicles go to every stop together, riders are only where the food is.

A vehicle that is lost on its way may go home before the others; it never has a stop of its own between theirs. Riders
(counter, office) drive past stops that do not want them, so they have some of the stops, never another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.model.dispatch import Route, Vehicle, Visit
from planner.model.kinds import VisitKind
from planner.routing.check.book import Findings
from planner.routing.check.stops import FOOD


def check_company(routes: Iterable[Route], vehicles: Mapping[str, Vehicle], out: Findings) -> None:
    """Every route that does not go where the convoy goes whose id it carries."""
    groups: dict[tuple[int, str], list[Route]] = defaultdict(list)
    for route in routes:
        if route.convoy_id:
            groups[route.day, route.convoy_id].append(route)
    for (_, convoy_id), group in groups.items():
        if len(group) > 1:
            food = [route for route in group if vehicles[route.vehicle_id].kind in FOOD]
            longest = max((_stops(route) for route in food), key=len, default=[])
            for route in group:
                is_there = _goes_along(route, longest) if route in food else _rides_along(route, food)
                if not is_there:
                    out.add("company", route.route_id, f"is not where the others of convoy {convoy_id} are")


def _stops(route: Route) -> list[Visit]:
    return sorted((v for v in route.visits if v.kind == VisitKind.STOP), key=lambda v: (v.start_s, v.location_id))


def _goes_along(route: Route, all_of_it: list[Visit]) -> bool:
    """Whether a food vehicle has the convoy's stops from the first on, at the convoy's times."""
    own = _stops(route)
    return [_call(visit) for visit in own] == [_call(visit) for visit in all_of_it[: len(own)]]


def _call(visit: Visit) -> tuple[str, int, int]:
    return visit.location_id, visit.start_s, visit.departure_s


def _rides_along(route: Route, food: Iterable[Route]) -> bool:
    """Whether food of the convoy is at each of a rider's stops while it works there."""
    there = [visit for other in food for visit in _stops(other)]
    return all(any(_is_together(visit, other) for other in there) for visit in _stops(route))


def _is_together(one: Visit, other: Visit) -> bool:
    is_same_place = one.location_id == other.location_id
    return is_same_place and one.start_s <= other.departure_s and other.start_s <= one.departure_s
