"""Convoys that have left: they go on as announced, less what was cancelled, pinned elsewhere, cut off or lost."""

from __future__ import annotations

from planner.model.dispatch import Changes, ConvoyProblem, Route, Solution, Stop
from planner.routing.convoy.teams import convoy_of, convoys_of
from planner.routing.replanning.frozen import coming, cut_route, has_left, is_past, needed
from planner.routing.roads import Pauses, RoadTable, arrive
from planner.routing.rules import FOOD_KINDS, pauses_of, today


def split_convoys(solution: Solution, changes: Changes) -> tuple[list[Route], list[Route]]:
    """Routes of convoys of which one vehicle at least has begun its day, and all others."""
    begun = {convoy_of(route) for route in solution.routes if has_left(route, changes)}
    left = [route for route in solution.routes if convoy_of(route) in begun]
    return left, [route for route in solution.routes if convoy_of(route) not in begun]


def underway(problem: ConvoyProblem, left: list[Route], changes: Changes) -> list[Route]:
    """``left`` as it will be driven, less those who have not begun and have nothing to go out for any more."""
    roads = RoadTable(problem.travel)
    made = []
    for group in convoys_of(left):
        pauses = pauses_of(problem.breaks, group[0].day)
        without = _without(problem, group, changes, roads, pauses)
        for route in group:
            out = without[route.route_id]
            if out >= coming(route, changes) and not has_left(route, changes):
                continue
            made.append(cut_route(route, out, changes, roads, pauses) if out else route)
    return made


def _without(
    problem: ConvoyProblem, group: list[Route], changes: Changes, roads: RoadTable, pauses: Pauses
) -> dict[str, set[str]]:
    """What each vehicle of one convoy does not serve any more, by route id."""
    ahead = set().union(*(coming(route, changes) for route in group))
    lost = [r for r in group if r.vehicle_id in changes.lost and r.day >= changes.day and coming(r, changes)]
    rest = [route for route in group if route not in lost]
    elsewhere = {name for name, day in changes.pins if day != group[0].day}
    gone = (ahead & (set(changes.cancelled) | elsewhere)) - _begun(group, changes)
    if lost:
        gone |= {name for name in ahead if not _goes_on(problem, name, lost, rest)}
    for _ in ahead:
        more = set().union(*(cut_off(route, gone, changes, roads, pauses) for route in rest)) if rest else set()
        if more <= gone:
            break
        gone |= more
    return {r.route_id: (coming(r, changes) if r in lost else coming(r, changes) & gone) for r in group}


def _begun(group: list[Route], changes: Changes) -> set[str]:
    """Stops at which the hand-out has begun, though a rider may still be on its way there."""
    return {visit.serves_id for route in group for visit in route.visits if is_past(route, visit, changes)} - {""}


def _goes_on(problem: ConvoyProblem, stop_id: str, lost: list[Route], rest: list[Route]) -> bool:
    """Whether the vehicles of ``rest`` can serve their own share of a stop without those of ``lost``."""
    stop = next((stop for stop in problem.stops if stop.stop_id == stop_id), None)
    if stop is None or not rest:
        return False
    kinds = {vehicle.vehicle_id: vehicle.kind for vehicle in problem.vehicles}
    there = {kinds[r.vehicle_id] for r in rest}
    if not today(problem, rest[0].day).wanted(stop) <= there or not there & FOOD_KINDS:
        return False
    if not stop.baskets:
        return True
    return _given(stop, rest) > 0 and (stop.may_split or _given(stop, lost) == 0)


def _given(stop: Stop, routes: list[Route]) -> int:
    return -sum(visit.baskets for route in routes for visit in route.visits if visit.serves_id == stop.stop_id)


def cut_off(route: Route, gone: set[str], changes: Changes, roads: RoadTable, pauses: Pauses) -> set[str]:
    """Coming visits no open road leads to in time; after food that cannot be fetched, everything."""
    shut = {frozenset(pair) for pair in changes.closed}
    cut: set[str] = set()
    visits = needed(route, gone, changes)
    at = visits[0]
    for place, visit in enumerate(visits[1:], start=1):
        if is_past(route, visit, changes):
            at = visit
            continue
        way = roads.seconds(at.location_id, visit.location_id)
        is_shut = frozenset((at.location_id, visit.location_id)) in shut or way < 0
        if not is_shut and arrive(at.departure_s, way, pauses) <= visit.start_s:
            at = visit
        elif visit.kind in ("load", "pickup"):
            return cut | {later.serves_id for later in visits[place:] if later.serves_id}
        else:
            cut.add(visit.serves_id)
    return cut
