"""Changes to a convoy problem that might bring one stop in, from the smallest up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.model.dispatch import (
    ConvoyProblem,
    Solution,
    Stop,
    TimeWindow,
    Unserved,
    UnservedReason,
)
from planner.model.kinds import VisitKind
from planner.model.reason import Detail, told
from planner.routing.convoy.binding import rules_on
from planner.routing.why.change import (
    EXTRA_MINUTES,
    MIDNIGHT_S,
    Change,
    change,
    longer_shifts,
    more_aboard,
    one_more_vehicle,
)
from planner.routing.why.extra import larger_lorries, more_services
from planner.units import s_to_clock


def convoy_changes(problem: ConvoyProblem, solution: Solution, entry: Unserved) -> Iterator[Change[ConvoyProblem]]:
    """Candidates for one stop, led by its reason."""
    stop = next(stop for stop in problem.stops if stop.stop_id == entry.serves_id)
    reason = entry.reason
    if reason is UnservedReason.UNREACHABLE:
        return
    if reason is UnservedReason.NO_DAY:
        if stop.days is not None:
            yield change(_with_stop(problem, replace(stop, days=None)), told("any_day"))
        yield from one_more_vehicle(problem)
        return
    if reason is UnservedReason.RULE:
        yield from more_aboard(problem)
        yield from _without_rules(problem, stop)
        return
    if reason in (UnservedReason.NO_SERVICE_VEHICLE, UnservedReason.NO_ESCORT):
        yield from more_aboard(problem)
        yield from more_services(problem, stop)
        return
    if reason is UnservedReason.NO_WINDOW:
        yield from _wider_window(problem, stop)
        return
    if reason is UnservedReason.NO_CAPACITY:
        if not stop.may_split:
            yield change(_with_stop(problem, replace(stop, may_split=True)), told("in_parts"))
        yield from more_aboard(problem)
        yield from larger_lorries(problem, stop)
        return
    if reason is UnservedReason.NO_STOCK:
        yield from _more_stock(problem, solution, stop)
    yield from longer_shifts(problem)
    yield from more_aboard(problem)
    yield from one_more_vehicle(problem)
    yield from _wider_window(problem, stop)
    yield from more_services(problem, stop)


def _with_stop(problem: ConvoyProblem, changed: Stop) -> ConvoyProblem:
    stops = tuple(changed if stop.stop_id == changed.stop_id else stop for stop in problem.stops)
    return replace(problem, stops=stops)


def _without_rules(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    """One rule that touches the stop, then all of them together."""
    bound = rules_on(problem, stop)
    for rule in bound:
        rest = tuple(other for other in problem.rules if other is not rule)
        yield change(replace(problem, rules=rest), told("lift_rule", rule=rule.rule_id))
    if len(bound) > 1:
        rest = tuple(other for other in problem.rules if other not in bound)
        lifted = Detail("lift_rules", tuple(("rule", rule.rule_id) for rule in bound))
        yield Change((lifted,), replace(problem, rules=rest))


def _wider_window(problem: ConvoyProblem, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    if not stop.windows:
        always = replace(stop, windows=(TimeWindow(0, MIDNIGHT_S),))
        yield change(_with_stop(problem, always), told("give_window"))
    for minutes in EXTRA_MINUTES:
        later = tuple(replace(w, close_s=min(MIDNIGHT_S, w.close_s + 60 * minutes)) for w in stop.windows)
        if later != stop.windows:
            close = max(window.close_s for window in later)
            yield change(_with_stop(problem, replace(stop, windows=later)), told("window_to", clock=s_to_clock(close)))


def _more_stock(problem: ConvoyProblem, solution: Solution, stop: Stop) -> Iterator[Change[ConvoyProblem]]:
    handed = -sum(
        visit.baskets for route in solution.routes for visit in route.visits if visit.serves_id == stop.stop_id
    )
    left = {depot.depot_id: depot.stock_baskets for depot in problem.depots}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind in (VisitKind.DEPOT, VisitKind.LOAD):
                left[visit.location_id] -= visit.baskets
    needed = stop.baskets - handed
    ways = sorted((max(1, needed - max(0, left[depot.depot_id])), depot.depot_id) for depot in problem.depots)
    for more, depot_id in ways:
        depots = tuple(
            replace(depot, stock_baskets=depot.stock_baskets + more) if depot.depot_id == depot_id else depot
            for depot in problem.depots
        )
        yield change(replace(problem, depots=depots), told("depot_stock", baskets=more, place=depot_id))
