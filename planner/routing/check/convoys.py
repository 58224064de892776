"""Judge a convoy plan against its problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planner.model.dispatch import ConvoyProblem, Route, Solution, Vehicle, Violation
from planner.model.kinds import VisitKind
from planner.routing.check.book import Findings, Roads, breaks_on
from planner.routing.check.company import check_company
from planner.routing.check.driving import check_clock, check_driving, check_kinds, check_load
from planner.routing.check.food import check_depots
from planner.routing.check.happened import check_happened
from planner.routing.check.results import check_convoy_result, check_route_ids
from planner.routing.check.rules import check_crew, check_reach, home_by
from planner.routing.check.stops import check_services, check_stops


def check_convoys(problem: ConvoyProblem, solution: Solution) -> tuple[Violation, ...]:
    """Every way in which ``solution`` breaks ``problem``; empty when the plan holds."""
    out = Findings()
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    known = [route for route in solution.routes if _is_known(route, vehicles, problem.days, out)]
    _check_once_a_day(known, out)
    check_route_ids(solution, out)
    roads = Roads(problem.travel)
    for route in known:
        vehicle = vehicles[route.vehicle_id]
        pauses = breaks_on(problem.breaks, route.day)
        check_kinds(route, {VisitKind.LOAD, VisitKind.STOP}, out)
        check_driving(route, vehicle, roads, pauses, out)
        check_clock(route, vehicle, home_by(problem, route.day), pauses, out)
        check_load(route, vehicle, problem.basket_g, out)
        _check_loading(problem, route, vehicle, out)
        check_crew(problem, route, vehicle, out)
        check_reach(problem, route, vehicle, out)
    check_depots(problem, known, out)
    check_happened(problem, known, out)
    check_stops(problem, known, out)
    check_services(problem, known, vehicles, out)
    check_company(known, vehicles, out)
    check_convoy_result(problem, solution, out)
    return tuple(out.found)


def _is_known(route: Route, vehicles: Mapping[str, Vehicle], days: int, out: Findings) -> bool:
    if route.vehicle_id not in vehicles:
        out.add("unknown-vehicle", route.route_id, f"no vehicle {route.vehicle_id} in the problem")
        return False
    if not 0 <= route.day < days:
        out.add("unknown-day", route.route_id, f"day {route.day} is outside the plan")
        return False
    if not route.visits:
        out.add("empty", route.route_id, "a route without visits")
        return False
    return True


def _check_once_a_day(routes: list[Route], out: Findings) -> None:
    for (vehicle_id, day), times in Counter((route.vehicle_id, route.day) for route in routes).items():
        if times > 1:
            out.add("twice", vehicle_id, f"drives {times} routes at once on day {day}")


def _check_loading(problem: ConvoyProblem, route: Route, vehicle: Vehicle, out: Findings) -> None:
    reloads = 0
    for place, visit in enumerate(route.visits):
        if visit.kind not in (VisitKind.DEPOT, VisitKind.LOAD):
            if visit.baskets > 0:
                out.add("load", route.route_id, f"takes food aboard at {visit.location_id}, which is no depot")
            continue
        if visit.location_id != vehicle.depot_id:
            out.add("load", route.route_id, f"{visit.location_id} is not this vehicle's depot")
        if visit.baskets > 0 and visit.departure_s - visit.start_s < problem.reload_s:
            out.add("load-time", route.route_id, f"loads in less than {problem.reload_s} s")
        reloads += 0 < place < len(route.visits) - 1
    if reloads > problem.max_reloads:
        out.add("reloads", route.route_id, f"reloads {reloads} times, {problem.max_reloads} allowed")
