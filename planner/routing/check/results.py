"""What a solution says of itself: objective, bound, gap, status, served and unserved, floors and required stops."""

from __future__ import annotations

from collections import Counter
from math import isclose

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Solution, Status, UnservedReason
from planner.model.kinds import VisitKind
from planner.routing.check.book import Findings
from planner.routing.check.stops import FOOD


def check_convoy_result(problem: ConvoyProblem, solution: Solution, out: Findings) -> None:
    """The objective written a second time, and every stop either served or listed with a reason."""
    handed, served = _handed(problem, solution)
    worth = 0
    for stop in problem.stops:
        if stop.stop_id in served:
            worth += 1000 * stop.prize * handed[stop.stop_id] // stop.baskets if stop.baskets else 1000 * stop.prize
    metres = sum(route.distance_m for route in solution.routes)
    check_figures(solution, worth - problem.metre_cost * metres, out)
    check_sides({stop.stop_id for stop in problem.stops}, served, solution, out)
    _check_partly(problem, handed, served, solution, out)
    unmet = [stop.stop_id for stop in problem.stops if stop.required and stop.stop_id not in served]
    short = _short_floors(problem, served)
    check_status(solution, is_short=bool(unmet or short), out=out)
    if solution.status not in (Status.INFEASIBLE, Status.NO_TIME):  # those say so themselves
        for stop_id in unmet:
            out.add("required", stop_id, "must be visited and is not")
    _check_floors(problem, served, short, solution, out)


def check_patrol_result(problem: PatrolProblem, solution: Solution, out: Findings) -> None:
    """The same for patrols: a delivery counts whole or not at all, and none of them must be."""
    served = {visit.serves_id for route in solution.routes for visit in route.visits if visit.kind == VisitKind.DROP}
    worth = sum(1000 * delivery.prize for delivery in problem.deliveries if delivery.delivery_id in served)
    metres = sum(route.distance_m for route in solution.routes)
    check_figures(solution, worth - problem.metre_cost * metres, out)
    check_sides({delivery.delivery_id for delivery in problem.deliveries}, served, solution, out)
    for name in sorted(served & {entry.serves_id for entry in solution.unserved}):
        out.add("both", name, "delivered and yet listed as unserved")
    check_status(solution, is_short=False, out=out)


def check_route_ids(solution: Solution, out: Findings) -> None:
    """Every route has an id of its own: papers and changes speak of routes by it."""
    for route_id, times in Counter(route.route_id for route in solution.routes).items():
        if times > 1:
            out.add("same-id", route_id, f"{times} routes carry this id")


def _handed(problem: ConvoyProblem, solution: Solution) -> tuple[Counter[str], set[str]]:
    """Baskets handed out at each stop, and the stops where somebody was served: an empty visit serves nobody."""
    handed: Counter[str] = Counter()
    queued: Counter[str] = Counter()
    food = {vehicle.vehicle_id for vehicle in problem.vehicles if vehicle.kind in FOOD}
    seen: set[str] = set()
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind == VisitKind.STOP and route.vehicle_id in food:  # a counter alone serves nobody
                handed[visit.serves_id] -= visit.baskets
                queued[visit.serves_id] += visit.households
                seen.add(visit.serves_id)
    served = {
        stop.stop_id
        for stop in problem.stops
        if stop.stop_id in seen
        and (handed[stop.stop_id] > 0 or (not stop.baskets and queued[stop.stop_id] >= min(1, stop.households)))
    }
    return handed, served


def check_figures(solution: Solution, objective: int, out: Findings) -> None:
    """Objective, bound and gap agree with the routes and with each other; the bound itself is the solver's word."""
    if solution.objective != objective:
        out.add("objective", "solution", f"says {solution.objective}, the routes are worth {objective}")
    if solution.bound is not None and solution.bound < objective:
        out.add("bound", "solution", f"the bound {solution.bound} lies below the plan's own {objective}")
    if solution.status is Status.OPTIMAL and solution.bound != objective:
        out.add("status", "solution", "called optimal without a bound that meets the objective")
    if solution.gap is None:
        return
    if solution.bound is None or not objective:
        out.add("gap", "solution", f"says {solution.gap}, with nothing to measure it by")
        return
    gap = (solution.bound - objective) / abs(objective)
    if not isclose(gap, solution.gap, rel_tol=0, abs_tol=1e-9):  # NaN is close to nothing
        out.add("gap", "solution", f"says {solution.gap}, bound and objective give {gap}")


def check_status(solution: Solution, *, is_short: bool, out: Findings) -> None:
    """Not possible means that a required stop or a floor is unmet, no time that a cut search left something out."""
    if solution.status is Status.INFEASIBLE and not is_short:
        out.add("status", "solution", "called not possible, though everything that must be served is")
    if solution.status is Status.NO_TIME and not (solution.is_cut and solution.unserved):
        out.add("status", "solution", "called out of time, though nothing was cut or nothing is left out")


def check_sides(wanted: set[str], served: set[str], solution: Solution, out: Findings) -> None:
    """Nothing is dropped silently, and nothing is listed twice or that nobody asked for."""
    listed = Counter(entry.serves_id for entry in solution.unserved)
    for name in sorted(wanted - served - listed.keys()):
        out.add("silent", name, "neither served nor listed as unserved")
    for name in sorted(listed.keys() - wanted):
        out.add("unknown-unserved", name, "listed as unserved, but not in the problem")
    for name in sorted(name for name, times in listed.items() if times > 1):
        out.add("listed-twice", name, f"listed as unserved {listed[name]} times")


def _check_partly(
    problem: ConvoyProblem, handed: Counter[str], served: set[str], solution: Solution, out: Findings
) -> None:
    listed = {entry.serves_id for entry in solution.unserved}
    for stop in problem.stops:
        if stop.stop_id not in served:
            continue
        is_whole = handed[stop.stop_id] >= stop.baskets
        if is_whole and stop.stop_id in listed:
            out.add("both", stop.stop_id, "served in full and yet listed as unserved")
        if not is_whole and stop.stop_id not in listed:
            out.add("silent", stop.stop_id, "served in part without saying what is left")


def _short_floors(problem: ConvoyProblem, served: set[str]) -> list[tuple[str, int, int]]:
    """Floors that are not met: district, stops served there, stops asked for."""
    counted = Counter(stop.police_district for stop in problem.stops if stop.stop_id in served)
    return [(name, counted[name], fewest) for name, fewest in problem.floors if counted[name] < fewest]


def _check_floors(
    problem: ConvoyProblem, served: set[str], short: list[tuple[str, int, int]], solution: Solution, out: Findings
) -> None:
    """A floor may stay unmet only where every stop left out in that district has a reason of its own."""
    if solution.status is Status.NO_TIME:
        return
    reason = {entry.serves_id: entry.reason for entry in solution.unserved}
    for district, count, fewest in short:
        left = [s.stop_id for s in problem.stops if s.police_district == district and s.stop_id not in served]
        if any(reason.get(stop_id) is UnservedReason.NOT_WORTH for stop_id in left):
            out.add("floor", district, f"{count} stops, the floor is {fewest} and more could be reached")
