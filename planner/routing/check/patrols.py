"""Judge patrol pickups: pairs kept together, loaded where and when food is there, inside their district."""

from __future__ import annotations

from collections import Counter

from planner.model.dispatch import (
    Delivery,
    PatrolProblem,
    PickupPoint,
    Route,
    Solution,
    Vehicle,
    Violation,
    Visit,
)
from planner.model.kinds import RuleKind, VisitKind
from planner.routing.check.book import Findings, Roads, breaks_on, rules_on
from planner.routing.check.driving import check_clock, check_driving, check_kinds, check_load
from planner.routing.check.happened import check_happened
from planner.routing.check.pairs import unmatched
from planner.routing.check.results import check_patrol_result, check_route_ids
from planner.routing.check.rules import check_crew, home_by, home_district


def check_patrols(problem: PatrolProblem, solution: Solution) -> tuple[Violation, ...]:
    """Every way in which ``solution`` breaks ``problem`` by itself; what convoys leave it is judged with the plan."""
    out = Findings()
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    roads = Roads(problem.travel)
    seen: Counter[tuple[str, int]] = Counter()
    for route in solution.routes:
        vehicle = vehicles.get(route.vehicle_id)
        if vehicle is None or not 0 <= route.day < problem.days or not route.visits:
            out.add("unknown-vehicle", route.route_id, "no such vehicle or day in the problem")
            continue
        seen[route.vehicle_id, route.day] += 1
        pauses = breaks_on(problem.breaks, route.day)
        check_kinds(route, {VisitKind.LOAD, VisitKind.PICKUP, VisitKind.DROP}, out)
        check_driving(route, vehicle, roads, pauses, out)
        check_clock(route, vehicle, home_by(problem, route.day), pauses, out)
        check_load(route, vehicle, problem.basket_g, out)
        check_crew(problem, route, vehicle, out)
        _check_pairs(problem, route, vehicle, out)
    for (vehicle_id, day), times in seen.items():
        if times > 1:
            out.add("twice", vehicle_id, f"drives {times} routes at once on day {day}")
    check_route_ids(solution, out)
    check_happened(problem, solution.routes, out)
    _check_once(solution, out)
    _check_stock(problem, solution, out)
    check_patrol_result(problem, solution, out)
    return tuple(out.found)


def _check_pairs(problem: PatrolProblem, route: Route, vehicle: Vehicle, out: Findings) -> None:
    """Every visit by itself, then every drop against the loads before it."""
    deliveries = {delivery.delivery_id: delivery for delivery in problem.deliveries}
    pickups = {pickup.pickup_id: pickup for pickup in problem.pickups}
    depots = {depot.depot_id: depot for depot in problem.depots}
    depot = depots.get(vehicle.depot_id)
    home = home_district(vehicle, depot) if depot else vehicle.police_district
    loads: list[tuple[int, PickupPoint, int]] = []  # (place on the route, where, baskets)
    drops: list[tuple[int, Delivery]] = []
    for place, visit in enumerate(route.visits):
        where = f"{route.route_id} at {visit.location_id}"
        if visit.kind == VisitKind.PICKUP:
            pickup = pickups.get(visit.serves_id)
            if pickup is None:
                out.add("unknown-pickup", where, f"{visit.serves_id} is not in the problem")
                continue
            _check_pickup(pickup, visit, route, where, out)
            loads.append((place, pickup, visit.baskets))
        elif visit.kind == VisitKind.DROP:
            delivery = deliveries.get(visit.serves_id)
            if delivery is None:
                out.add("unknown-delivery", where, f"{visit.serves_id} is not in the problem")
                continue
            _check_drop(delivery, visit, route, home, where, out)
            _check_cordon(problem, delivery, route, where, out)
            drops.append((place, delivery))
    if sum(visit.baskets for visit in route.visits):
        out.add("pair", route.route_id, "baskets loaded and baskets delivered differ")
    for delivery, missing in unmatched(loads, drops):
        where = f"{route.route_id} at {delivery.location_id}"
        out.add("pair", where, f"{missing} baskets of {delivery.delivery_id} were never loaded for it")


def _check_pickup(pickup: PickupPoint, visit: Visit, route: Route, where: str, out: Findings) -> None:
    if visit.location_id != pickup.location_id:
        out.add("wrong-place", where, f"{pickup.pickup_id} is at {pickup.location_id}")
    if pickup.day is not None and pickup.day != route.day:
        out.add("pickup-day", where, f"food is there on day {pickup.day}")
    if visit.start_s < pickup.ready_s:
        out.add("before-convoy", where, f"loads {pickup.ready_s - visit.start_s} s before food is there")
    if visit.departure_s - visit.start_s < pickup.load_s:
        out.add("load-time", where, f"loads in less than {pickup.load_s} s")
    if visit.baskets < 0:
        out.add("amount", where, f"leaves {-visit.baskets} baskets where food is taken aboard")


def _check_drop(delivery: Delivery, visit: Visit, route: Route, home: str, where: str, out: Findings) -> None:
    if visit.location_id != delivery.location_id:
        out.add("wrong-place", where, f"the door is at {delivery.location_id}")
    if delivery.day is not None and delivery.day != route.day:
        out.add("stop-day", where, f"day {route.day} is not its day {delivery.day}")
    if -visit.baskets != delivery.baskets:
        out.add("amount", where, f"gets {-visit.baskets} baskets, wants {delivery.baskets}")
    if visit.households != 1:
        out.add("households", where, f"{visit.households} households at the door of one")
    if visit.departure_s - visit.start_s < delivery.service_s:
        out.add("service-time", where, f"needs {delivery.service_s} s at the door")
    is_open = any(
        window.day in (None, route.day) and window.open_s <= visit.start_s and visit.departure_s <= window.close_s
        for window in delivery.windows
    )
    if not is_open:
        out.add("window", where, "service lies outside every window")
    if delivery.police_district != home and not delivery.may_cross_district:
        out.add("district", where, f"a car of {home} in {delivery.police_district} without recorded consent")


def _check_cordon(problem: PatrolProblem, delivery: Delivery, route: Route, where: str, out: Findings) -> None:
    """Inside a cordon goods go through the operations centre: no car brings them to a door."""
    names = {name.casefold() for name in (delivery.location_id, delivery.place_id, delivery.name) if name}
    for rule in rules_on(problem.rules, problem.start, route.day):
        if rule.kind == RuleKind.CORDON and names & {place.casefold() for place in rule.places}:
            out.add("cordon", where, f"rule {rule.rule_id} closes this place on day {route.day}")


def _check_once(solution: Solution, out: Findings) -> None:
    drops = Counter(
        visit.serves_id for route in solution.routes for visit in route.visits if visit.kind == VisitKind.DROP
    )
    for delivery_id, times in drops.items():
        if times > 1:
            out.add("twice", delivery_id, f"delivered {times} times")


def _check_stock(problem: PatrolProblem, solution: Solution, out: Findings) -> None:
    taken: Counter[str] = Counter()
    for route in solution.routes:
        for visit in route.visits:
            if visit.baskets > 0:
                taken[visit.serves_id] += visit.baskets
                if visit.kind != VisitKind.PICKUP:
                    out.add("load", route.route_id, f"takes food aboard at {visit.location_id} without a pickup")
    for pickup in problem.pickups:
        if taken[pickup.pickup_id] > pickup.stock_baskets:
            detail = f"gives {taken[pickup.pickup_id]} of {pickup.stock_baskets} baskets"
            out.add("stock", pickup.pickup_id, detail)
