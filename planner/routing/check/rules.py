"""Dated rules that look at a whole route: crew, radius from the depot, no crossing between police districts."""

from __future__ import annotations

from planner.model.dispatch import ConvoyProblem, Depot, PatrolProblem, Route, Vehicle
from planner.model.kinds import RuleKind
from planner.routing.check.book import Findings, crow_m, rules_on

Problem = ConvoyProblem | PatrolProblem
NO_CURFEW_S = 7 * 24 * 3600  # where a problem, wrongly, gives no time of being home


def home_by(problem: Problem, day: int) -> int:
    """When all must be home on ``day``, seconds since midnight: the plan's curfew, or a dated rule's before it."""
    rules = rules_on(problem.rules, problem.start, day)
    dated = [rule.at_s for rule in rules if rule.kind == RuleKind.CURFEW and rule.at_s is not None]
    return min([*problem.curfew_s[day : day + 1], *dated], default=NO_CURFEW_S)


def check_crew(problem: Problem, route: Route, vehicle: Vehicle, out: Findings) -> None:
    """At least as many aboard as the rules of that day ask for."""
    for rule in rules_on(problem.rules, problem.start, route.day):
        if rule.kind == RuleKind.CREW and rule.limit is not None and vehicle.crew < rule.limit:
            out.add("crew", route.route_id, f"{vehicle.crew} aboard, rule {rule.rule_id} asks for {rule.limit}")


def check_reach(problem: ConvoyProblem, route: Route, vehicle: Vehicle, out: Findings) -> None:
    """Radius and district rules for every stop of a convoy route."""
    depot = next((depot for depot in problem.depots if depot.depot_id == vehicle.depot_id), None)
    if depot is None:
        out.add("unknown-depot", route.route_id, f"no depot {vehicle.depot_id} in the problem")
        return
    stops = {stop.stop_id: stop for stop in problem.stops}
    for rule in rules_on(problem.rules, problem.start, route.day):
        for visit in route.visits:
            stop = stops.get(visit.serves_id)
            if stop is None:
                continue
            point = (stop.lon, stop.lat)
            if rule.kind == RuleKind.RADIUS and rule.limit is not None and _far(depot, point) > rule.limit:
                out.add("radius", route.route_id, f"{stop.stop_id} lies beyond {rule.limit} m (rule {rule.rule_id})")
            if rule.kind == RuleKind.DISTRICT_BAN and stop.police_district != home_district(vehicle, depot):
                out.add("district", route.route_id, f"{stop.stop_id} lies in {stop.police_district}")


def home_district(vehicle: Vehicle, depot: Depot) -> str:
    """The police district a vehicle belongs to: its own where given, otherwise its depot's."""
    return vehicle.police_district or depot.police_district


def _far(depot: Depot, point: tuple[float, float]) -> float:
    return crow_m((depot.lon, depot.lat), point)
