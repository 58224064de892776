"""One route by itself: does it start and end at home, can it be driven in its times, does its load fit."""

from __future__ import annotations

from itertools import pairwise

from planner.model.dispatch import Route, Vehicle
from planner.model.kinds import SERVED, VisitKind
from planner.routing.check.book import Findings, Roads, earliest_arrival, overlaps


def check_driving(route: Route, vehicle: Vehicle, roads: Roads, pauses: list[tuple[int, int]], out: Findings) -> None:
    """Recompute every arrival, the metres and the seconds of one route."""
    where = route.route_id
    visits = route.visits
    if len(visits) < 2 or visits[0].location_id != vehicle.depot_id or visits[-1].location_id != vehicle.depot_id:
        out.add("home", where, f"the route must start and end at {vehicle.depot_id}")
        return
    unknown = [visit.location_id for visit in visits if not roads.knows(visit.location_id)]
    if unknown:
        out.add("unknown-place", where, f"no travel times for {', '.join(unknown)}")
        return
    metres = seconds = 0
    for before, after in pairwise(visits):
        leg = roads.between(before.location_id, after.location_id)
        if leg is None:
            out.add("no-road", where, f"no way from {before.location_id} to {after.location_id}")
            continue
        seconds, metres = seconds + leg[0], metres + leg[1]
        soonest = earliest_arrival(before.departure_s, leg[0], pauses)
        if after.arrival_s < soonest:
            late = soonest - after.arrival_s
            out.add("too-fast", where, f"{after.location_id} is reached {late} s sooner than can be driven")
    if metres != route.distance_m:
        out.add("distance", where, f"says {route.distance_m} m, the legs add up to {metres} m")
    if seconds != route.driving_s:
        out.add("driving-time", where, f"says {route.driving_s} s, the legs add up to {seconds} s")


def check_kinds(route: Route, served: set[VisitKind], out: Findings) -> None:
    """Depot at both ends and, between, visits of the kinds ``served`` or breaks: no other kind is judged elsewhere.

    Households are served at stops and doors alone, and never fewer than none.
    """
    kinds = [visit.kind for visit in route.visits]
    for visit in route.visits:
        if visit.kind not in {VisitKind.DEPOT, VisitKind.BREAK, *served} or (
            visit.kind == VisitKind.BREAK and visit.baskets
        ):
            out.add("visit-kind", route.route_id, f"{visit.kind} at {visit.location_id} is no visit of such a route")
        if visit.households < 0 or (visit.households and visit.kind not in SERVED):
            where = f"{route.route_id} at {visit.location_id}"
            out.add("households", where, f"{visit.households} households at a visit of kind {visit.kind}")
    if {*kinds[:1], *kinds[-1:]} - {VisitKind.DEPOT}:
        out.add("visit-kind", route.route_id, "begins or ends with something other than its depot")


def check_clock(route: Route, vehicle: Vehicle, home_by_s: int, pauses: list[tuple[int, int]], out: Findings) -> None:
    """Order of times at each visit, shift, curfew, break and working days."""
    where = route.route_id
    for visit in route.visits:
        if not visit.arrival_s <= visit.start_s <= visit.departure_s:
            out.add("clock", where, f"times at {visit.location_id} run backwards")
        if visit.kind != VisitKind.BREAK and overlaps(visit.start_s, visit.departure_s, pauses):
            out.add("break", where, f"service at {visit.location_id} runs into a break")
    if route.visits[0].arrival_s < vehicle.shift_start_s:
        out.add("shift", where, "begins before the shift")
    end = route.visits[-1].departure_s
    if end > vehicle.shift_end_s:
        out.add("shift", where, f"ends {end - vehicle.shift_end_s} s after the shift")
    if end > home_by_s:
        out.add("curfew", where, f"home {end - home_by_s} s after the curfew")
    if vehicle.days is not None and route.day not in vehicle.days:
        out.add("vehicle-day", where, f"{vehicle.vehicle_id} does not work on day {route.day}")


def check_load(route: Route, vehicle: Vehicle, basket_g: int, out: Findings) -> None:
    """The load never falls below nothing nor rises above what the vehicle holds in baskets and in grams."""
    where = route.route_id
    load = 0
    for visit in route.visits:
        load += visit.baskets
        if load < 0:
            out.add("load", where, f"hands out {-load} baskets more than aboard at {visit.location_id}")
        if load > vehicle.capacity_baskets:
            out.add("capacity", where, f"{load} baskets aboard, room for {vehicle.capacity_baskets}")
        if load * basket_g > vehicle.capacity_g:
            out.add("weight", where, f"{load * basket_g} g aboard, {vehicle.capacity_g} g allowed")
