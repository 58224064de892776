"""Stops of a convoy plan: windows, days, service time, how much and how often, and who must be there together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from planner.model.dispatch import ConvoyProblem, Route, Stop, Vehicle, VehicleKind, Visit
from planner.model.kinds import RuleKind, VisitKind
from planner.routing.check.book import Findings, rules_on

Call = tuple[Route, Visit]
FOOD = (VehicleKind.LORRY, VehicleKind.VAN, VehicleKind.PATROL_CAR)


def calls_by_stop(routes: list[Route]) -> dict[str, list[Call]]:
    """Every visit of kind ``stop``, by the stop it serves."""
    calls: dict[str, list[Call]] = defaultdict(list)
    for route in routes:
        for visit in route.visits:
            if visit.kind == VisitKind.STOP:
                calls[visit.serves_id].append((route, visit))
    return calls


def check_stops(problem: ConvoyProblem, routes: list[Route], out: Findings) -> None:
    """Each visited stop by itself."""
    stops = {stop.stop_id: stop for stop in problem.stops}
    food = {vehicle.vehicle_id for vehicle in problem.vehicles if vehicle.kind in FOOD}
    for stop_id, calls in calls_by_stop(routes).items():
        if stop_id not in stops:
            out.add("unknown-stop", stop_id, "visited, but not in the problem")
            continue
        stop = stops[stop_id]
        for route, visit in calls:
            _check_call(problem, stop, route, visit, out)
        queued = [call for call in calls if call[0].vehicle_id in food]  # a counter may begin later than its queue
        _check_amounts(stop, calls, len(queues(queued)), out)
        _check_service_time(stop, queued, out)


def _check_call(problem: ConvoyProblem, stop: Stop, route: Route, visit: Visit, out: Findings) -> None:
    where = f"{route.route_id} at {stop.stop_id}"
    if visit.location_id != stop.stop_id:
        out.add("wrong-place", where, f"served at {visit.location_id}")
    if stop.days is not None and route.day not in stop.days:
        out.add("stop-day", where, f"day {route.day} is not one of its days")
    if not any(
        window.day in (None, route.day) and window.open_s <= visit.start_s and visit.departure_s <= window.close_s
        for window in stop.windows
    ):
        out.add("window", where, "service lies outside every window")
    for rule in rules_on(problem.rules, problem.start, route.day):
        if rule.kind == RuleKind.CORDON and names_of(stop) & {place.casefold() for place in rule.places}:
            out.add("cordon", where, f"rule {rule.rule_id} closes this place on day {route.day}")


def names_of(stop: Stop) -> set[str]:
    """The ids by which a dated rule may name a stop."""
    return {name.casefold() for name in (stop.stop_id, stop.place_id, stop.name) if name}


def _check_amounts(stop: Stop, calls: list[Call], times: int, out: Findings) -> None:
    baskets = -sum(visit.baskets for _, visit in calls)
    households = sum(visit.households for _, visit in calls)
    if any(visit.baskets > 0 for _, visit in calls):
        out.add("amount", stop.stop_id, "takes food away from a stop")
    if baskets > stop.baskets:
        out.add("amount", stop.stop_id, f"gets {baskets} baskets, wants {stop.baskets}")
    if households > stop.households:
        out.add("amount", stop.stop_id, f"{households} households served, {stop.households} expected")
    if not stop.may_split and times > 1:
        out.add("split", stop.stop_id, f"served {times} times but may not be split")
    if not stop.may_split and baskets < stop.baskets:
        out.add("split", stop.stop_id, f"gets {baskets} of {stop.baskets} baskets but may not be split")


def queues(calls: list[Call]) -> dict[tuple[int, int, str], list[Visit]]:
    """Visits by the queue they serve: vehicles of one convoy that begin together share one, each convoy has its own.

    A convoy brings its own crew, tables and list, so two convoys at one large scheme work side by side.
    """
    together: dict[tuple[int, int, str], list[Visit]] = defaultdict(list)
    for route, visit in calls:
        together[route.day, visit.start_s, route.convoy_id or route.route_id].append(visit)
    return together


def _check_service_time(stop: Stop, calls: list[Call], out: Findings) -> None:
    """Each queue needs the set-up and the time of all its households, from every vehicle that serves it."""
    for (day, start, _), visits in queues(calls).items():
        queue = sum(visit.households for visit in visits)
        needed = stop.setup_s + stop.service_s_per_household * queue
        shortest = min(visit.departure_s - visit.start_s for visit in visits)
        if shortest < needed:
            out.add("service-time", stop.stop_id, f"{shortest} s on day {day} from {start} s, {needed} s needed")
        handed = -sum(visit.baskets for visit in visits)
        if stop.baskets and (queue + 1) * stop.baskets <= handed * stop.households:
            out.add("households", stop.stop_id, f"{handed} baskets for {queue} households, fewer than its share")
        rounding = 1 + sum(visit.baskets < 0 for visit in visits)  # one for each part that was cut, at most
        if stop.baskets and queue and (queue - rounding) * stop.baskets >= handed * stop.households:
            out.add("households", stop.stop_id, f"{handed} baskets for {queue} households, more than its share")


def check_services(problem: ConvoyProblem, routes: list[Route], vehicles: Mapping[str, Vehicle], out: Findings) -> None:
    """Counter, office and escort: there when the food is, from within ``sync_s`` of its start until it leaves."""
    stops = {stop.stop_id: stop for stop in problem.stops}
    for stop_id, calls in calls_by_stop(routes).items():
        if stop_id not in stops:
            continue
        for route, visit in calls:
            if vehicles[route.vehicle_id].kind not in FOOD:
                if visit.baskets or visit.households:
                    out.add("kind", f"{route.route_id} at {stop_id}", "a service vehicle hands out food")
                continue
            for kind in sorted(_wanted(problem, stops[stop_id], route.day)):
                if not any(_is_with(problem, visit, route, other, kind, vehicles) for other in calls):
                    code = "escort" if kind not in stops[stop_id].services else "service"
                    out.add(code, f"{route.route_id} at {stop_id}", f"no {kind} with the food on day {route.day}")


def _wanted(problem: ConvoyProblem, stop: Stop, day: int) -> set[VehicleKind]:
    kinds = set(stop.services)
    for rule in rules_on(problem.rules, problem.start, day):
        if rule.kind == RuleKind.ESCORT and (
            not rule.places or names_of(stop) & {place.casefold() for place in rule.places}
        ):
            kinds.add(VehicleKind.MOBILE_COUNTER)
    return kinds


def _is_with(
    problem: ConvoyProblem,
    visit: Visit,
    route: Route,
    other: Call,
    kind: VehicleKind,
    vehicles: Mapping[str, Vehicle],
) -> bool:
    other_route, other_visit = other
    return (
        vehicles[other_route.vehicle_id].kind == kind
        and other_route.day == route.day
        and other_visit.start_s <= visit.start_s + problem.sync_s
        and other_visit.departure_s >= visit.departure_s
    )
