"""The two halves of a plan against each other: both there, on the same days and rules, with vehicles and ids apart."""

from __future__ import annotations

from collections import Counter

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Plan
from planner.routing.check.book import Findings

COMMON = ("start", "days", "basket_g", "curfew_s", "breaks", "rules", "lost", "closed")
"""What convoys and patrols of one plan have in common."""


def check_halves(plan: Plan, out: Findings) -> None:
    """Every way in which convoys and patrols do not make one plan."""
    problem, patrols = plan.patrol_problem, plan.patrols
    if problem is not None:
        _check_agreement(plan.convoy_problem, problem, out)
        if patrols is None:
            out.add("half", "patrols", f"{len(problem.deliveries)} deliveries and no word of what becomes of them")
    if patrols is None:
        return
    if problem is None:
        out.add("half", "patrols", f"{len(patrols.routes)} rounds for a problem that is not in the plan")
    ours = {(route.vehicle_id, route.day) for route in plan.convoys.routes}
    for vehicle_id, day in sorted(ours & {(route.vehicle_id, route.day) for route in patrols.routes}):
        out.add("twice", vehicle_id, f"drives with a convoy and on a patrol round on day {day}")
    times = Counter(route.route_id for route in plan.convoys.routes)
    for route_id in sorted({route.route_id for route in patrols.routes if times[route.route_id]}):
        out.add("same-id", route_id, "a convoy's route and a patrol round carry this id")
    for route in patrols.routes:
        if route.convoy_id:
            out.add("company", route.route_id, f"a patrol round that says it travels with convoy {route.convoy_id}")


def _check_agreement(convoys: ConvoyProblem, patrols: PatrolProblem, out: Findings) -> None:
    for name in COMMON:
        one, other = getattr(convoys, name), getattr(patrols, name)
        if isinstance(one, tuple) and name != "curfew_s":
            one, other = set(one), set(other)
        if one != other:
            out.add("halves", name, "convoys and patrols were planned with different ones")
    places = {depot.depot_id: (depot.lon, depot.lat, depot.police_district) for depot in convoys.depots}
    for depot in patrols.depots:
        if places.get(depot.depot_id) != (depot.lon, depot.lat, depot.police_district):
            out.add("halves", depot.depot_id, "a depot of the patrols that is none of the convoys', or lies elsewhere")
