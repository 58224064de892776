"""Food through time: no depot gives what has not come back yet, no convoy's stop gives what was not handed out there.

A vehicle takes its baskets when its loading begins (``start_s``); what it brings home is there from its arrival
(``arrival_s``), and what a lost vehicle has aboard is not. What cars load at a convoy's stop is part of what was handed
out there that day, by convoys whose hand-out had begun by then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate

from planner.model.dispatch import ConvoyProblem, LostVehicle, PatrolProblem, Route, Solution, Visit
from planner.model.kinds import VisitKind
from planner.routing.check.book import Findings

DAY_S = 24 * 3600
Moves = dict[str, list[tuple[int, int]]]
"""By depot: (seconds since the plan's first midnight, baskets that come in or, below zero, go out)."""


def check_depots(problem: ConvoyProblem, routes: Iterable[Route], out: Findings) -> None:
    """What convoys take from each depot, at every moment of the plan."""
    _check_stock(problem, _moves(routes, problem.lost), out)


def check_food(
    problem: ConvoyProblem, convoys: Solution, patrol_problem: PatrolProblem, patrols: Solution, out: Findings
) -> None:
    """What convoys and patrols take together: from each depot, and from what convoys hand out at their stops."""
    moves = _moves([*convoys.routes, *patrols.routes], [*problem.lost, *patrol_problem.lost])
    depots = {depot.depot_id for depot in problem.depots}
    places = _places(patrol_problem)
    for route in patrols.routes:
        for visit in route.visits:
            place = places.get(visit.serves_id, "")
            if visit.kind == VisitKind.PICKUP and place in depots:
                moves[place].append((route.day * DAY_S + visit.start_s, -visit.baskets))
    named = {item.where for item in out.found if item.code == "stock"}  # convoys alone take too much already
    _check_stock(problem, {name: found for name, found in moves.items() if name not in named}, out)
    check_handed(patrol_problem, patrols, convoys, out)


def check_handed(problem: PatrolProblem, patrols: Solution, convoys: Solution, out: Findings) -> None:
    """Cars load at a convoy's stop only once it has come, and no more than it has handed out there that day."""
    handed: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for route in convoys.routes:
        for visit in route.visits:
            if visit.kind == VisitKind.STOP:
                handed[visit.serves_id, route.day].append((visit.start_s, -visit.baskets))
    places, depots = _places(problem), {depot.depot_id for depot in problem.depots}
    taken: Counter[tuple[str, int]] = Counter()
    for route, visit in _pickups(patrols):
        place = places.get(visit.serves_id)
        if place is None or place in depots:
            continue
        key = (place, route.day)
        taken[key] += visit.baskets
        begun = [baskets for begun_s, baskets in handed[key] if begun_s <= visit.start_s]
        if not begun:
            out.add("before-convoy", f"{route.route_id} at {place}", "the convoy has not come by then")
        elif taken[key] > sum(begun):
            detail = f"cars have loaded {taken[key]} baskets by {visit.start_s} s of day {route.day}"
            out.add("handed", place, f"{detail}, {sum(begun)} had been handed out there")


def _pickups(patrols: Solution) -> list[tuple[Route, Visit]]:
    """Every loading of a car, in the order of time."""
    found = [(route, visit) for route in patrols.routes for visit in route.visits if visit.kind == VisitKind.PICKUP]
    return sorted(found, key=lambda pair: (pair[0].day, pair[1].start_s))


def _places(problem: PatrolProblem) -> dict[str, str]:
    return {pickup.pickup_id: pickup.location_id for pickup in problem.pickups}


def _moves(routes: Iterable[Route], lost: Iterable[LostVehicle]) -> Moves:
    moves: Moves = defaultdict(list)
    gone = {one.vehicle_id: one.day * DAY_S + one.at_s for one in lost}
    for route in routes:
        for visit in route.visits:
            if visit.kind in (VisitKind.DEPOT, VisitKind.LOAD) and visit.baskets:
                at_s = route.day * DAY_S + (visit.start_s if visit.baskets > 0 else visit.arrival_s)
                if visit.baskets > 0 or at_s <= gone.get(route.vehicle_id, at_s):
                    moves[visit.location_id].append((at_s, -visit.baskets))
    return moves


def _check_stock(problem: ConvoyProblem, moves: Moves, out: Findings) -> None:
    """At one moment what comes in is counted before what goes out."""
    for depot in problem.depots:
        found = sorted(moves.get(depot.depot_id, ()), key=lambda move: (move[0], -move[1]))
        for (at_s, _), left in zip(found, accumulate(b for _, b in found), strict=True):
            if depot.stock_baskets + left < 0:
                day, second = divmod(at_s, DAY_S)
                detail = f"gives {-left} of {depot.stock_baskets} baskets by {second} s of day {day}"
                out.add("stock", depot.depot_id, detail)
                break
