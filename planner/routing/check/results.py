"""What a solution says of itself: objective, bound, gap, served and unserved, floors and required stops."""

from __future__ import annotations

from collections import Counter

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Solution, Status, UnservedReason
from planner.model.kinds import VisitKind
from planner.routing.check.book import Findings
from planner.routing.check.stops import FOOD


def check_convoy_result(problem: ConvoyProblem, solution: Solution, out: Findings) -> None:
    """The objective written a second time, and every stop either served or listed with a reason."""
    handed: Counter[str] = Counter()
    seen: set[str] = set()
    food = {vehicle.vehicle_id for vehicle in problem.vehicles if vehicle.kind in FOOD}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind == VisitKind.STOP and route.vehicle_id in food:  # a counter alone serves nobody
                handed[visit.serves_id] -= visit.baskets
                seen.add(visit.serves_id)
    worth = 0
    for stop in problem.stops:
        if stop.stop_id in seen:
            worth += 1000 * stop.prize * handed[stop.stop_id] // stop.baskets if stop.baskets else 1000 * stop.prize
    metres = sum(route.distance_m for route in solution.routes)
    check_figures(solution, worth - problem.metre_cost * metres, out)
    check_sides({stop.stop_id for stop in problem.stops}, seen, solution, out)
    _check_partly(problem, handed, seen, solution, out)
    _check_required(problem, seen, solution, out)
    _check_floors(problem, seen, solution, out)


def check_patrol_result(problem: PatrolProblem, solution: Solution, out: Findings) -> None:
    """The same for patrols: a delivery counts whole or not at all."""
    seen = {visit.serves_id for route in solution.routes for visit in route.visits if visit.kind == VisitKind.DROP}
    worth = sum(1000 * delivery.prize for delivery in problem.deliveries if delivery.delivery_id in seen)
    metres = sum(route.distance_m for route in solution.routes)
    check_figures(solution, worth - problem.metre_cost * metres, out)
    check_sides({delivery.delivery_id for delivery in problem.deliveries}, seen, solution, out)


def check_figures(solution: Solution, objective: int, out: Findings) -> None:
    """Objective, bound and gap agree with the routes and with each other."""
    if solution.objective != objective:
        out.add("objective", "solution", f"says {solution.objective}, the routes are worth {objective}")
    if solution.bound is not None and solution.bound < objective:
        out.add("bound", "solution", f"the bound {solution.bound} lies below the plan's own {objective}")
    if solution.status is Status.OPTIMAL and solution.bound != objective:
        out.add("status", "solution", "called optimal without a bound that meets the objective")
    if solution.gap is not None and solution.bound is not None and objective:
        gap = (solution.bound - objective) / abs(objective)
        if abs(gap - solution.gap) > 1e-9:
            out.add("gap", "solution", f"says {solution.gap}, bound and objective give {gap}")


def check_sides(wanted: set[str], seen: set[str], solution: Solution, out: Findings) -> None:
    """Nothing is dropped silently and nothing is both served and listed as unserved without being partly served."""
    listed = {entry.serves_id for entry in solution.unserved}
    for name in sorted(wanted - seen - listed):
        out.add("silent", name, "neither served nor listed as unserved")
    for name in sorted(listed - wanted):
        out.add("unknown-unserved", name, "listed as unserved, but not in the problem")


def _check_partly(
    problem: ConvoyProblem, handed: Counter[str], seen: set[str], solution: Solution, out: Findings
) -> None:
    listed = {entry.serves_id for entry in solution.unserved}
    for stop in problem.stops:
        if stop.stop_id not in seen:
            continue
        is_whole = handed[stop.stop_id] >= stop.baskets
        if is_whole and stop.stop_id in listed:
            out.add("both", stop.stop_id, "served in full and yet listed as unserved")
        if not is_whole and stop.stop_id not in listed:
            out.add("silent", stop.stop_id, "served in part without saying what is left")


def _check_required(problem: ConvoyProblem, seen: set[str], solution: Solution, out: Findings) -> None:
    if solution.status in (Status.INFEASIBLE, Status.NO_TIME):  # it says so itself
        return
    for stop in problem.stops:
        if stop.required and stop.stop_id not in seen:
            out.add("required", stop.stop_id, "must be visited and is not")


def _check_floors(problem: ConvoyProblem, seen: set[str], solution: Solution, out: Findings) -> None:
    """A floor may stay unmet only where every stop left out in that district has a reason of its own."""
    if solution.status is Status.NO_TIME:
        return
    reason = {entry.serves_id: entry.reason for entry in solution.unserved}
    for district, fewest in problem.floors:
        inside = [stop.stop_id for stop in problem.stops if stop.police_district == district]
        served = sum(stop_id in seen for stop_id in inside)
        left = [stop_id for stop_id in inside if stop_id not in seen]
        if served < fewest and any(reason.get(stop_id) is UnservedReason.NOT_WORTH for stop_id in left):
            out.add("floor", district, f"{served} stops, the floor is {fewest} and more could be reached")
