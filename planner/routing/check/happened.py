"""What has happened to a plan since: lost vehicles do nothing more, and closed roads are not driven."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from planner.model.dispatch import ClosedRoad, ConvoyProblem, PatrolProblem, Route
from planner.routing.check.book import Findings


def check_happened(problem: ConvoyProblem | PatrolProblem, routes: Iterable[Route], out: Findings) -> None:
    """The last way home is not judged: a plan cannot say how a crew gets around a closed road."""
    gone = {lost.vehicle_id: (lost.day, lost.at_s) for lost in problem.lost}
    for route in routes:
        _check_lost(route, gone.get(route.vehicle_id), out)
        for road in problem.closed:
            _check_road(route, road, out)


def _check_lost(route: Route, moment: tuple[int, int] | None, out: Findings) -> None:
    for visit in route.visits[:-1]:
        if moment is not None and (route.day, visit.start_s) > moment:
            where = f"{route.route_id} at {visit.location_id}"
            out.add("lost", where, f"vehicle {route.vehicle_id} is lost since {moment[1]} s on day {moment[0]}")


def _check_road(route: Route, road: ClosedRoad, out: Findings) -> None:
    moment = (road.day, road.at_s)
    for here, there in list(pairwise(route.visits))[:-1]:
        is_shut = {here.location_id, there.location_id} == set(road.places)
        if is_shut and (route.day, here.departure_s) >= moment:
            where = f"{route.route_id} to {there.location_id}"
            out.add("closed-road", where, f"the road from {here.location_id} is closed since {road.at_s} s")
