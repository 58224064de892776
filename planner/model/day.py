"""What a plan says of one vehicle's day: by when it must be home, when all rest, who travels with it and from where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from planner.model.dispatch import Break, ConvoyProblem, PatrolProblem, Route, Vehicle, Visit
from planner.model.kinds import RuleKind, VisitKind


def curfew_on(problem: ConvoyProblem | PatrolProblem, day: int) -> int:
    """When all vehicles must be home on ``day``, seconds since midnight: its curfew, or an earlier dated rule's."""
    at = problem.start + timedelta(days=day)
    rules = [rule.at_s for rule in problem.rules if rule.kind == RuleKind.CURFEW and rule.start <= at <= rule.end]
    return min([problem.curfew_s[day], *(at_s for at_s in rules if at_s is not None)])


def home_by_s(problem: ConvoyProblem | PatrolProblem, vehicle: Vehicle, day: int) -> int:
    """When ``vehicle`` must be home on ``day``, seconds since midnight: its crew's hours end, or the curfew before."""
    return min(vehicle.shift_end_s, curfew_on(problem, day))


def breaks_on(problem: ConvoyProblem | PatrolProblem, day: int) -> tuple[Break, ...]:
    """The breaks of ``day`` in order of the clock."""
    found = (pause for pause in problem.breaks if day in pause.days and pause.start_s < pause.end_s)
    return tuple(sorted(found, key=lambda pause: (pause.start_s, pause.end_s, pause.name)))


def companions(route: Route, routes: Iterable[Route]) -> tuple[Route, ...]:
    """The routes of the same convoy on the same day, in the order given, without ``route``; none without a convoy.

    A number alone is no company: plans made district by district count each district's convoys from one. Companions
    leave a depot together or are at one stop at the same time.
    """
    if not route.convoy_id:
        return ()
    return tuple(
        other
        for other in routes
        if (other.day, other.convoy_id) == (route.day, route.convoy_id)
        and other.route_id != route.route_id
        and meeting(route, (other,)) is not None
    )


def meeting(route: Route, others: Sequence[Route]) -> Visit | None:
    """The first visit of ``route`` at which every one of ``others`` is there too; None when there is no such place.

    At a depot that means to leave it at the same moment, at a stop to be there at the same time.
    """
    if not others:
        return None
    shared = (visit for visit in route.visits[:-1] if all(meets(visit, other) for other in others))
    return next(shared, None)


def meets(visit: Visit, other: Route) -> Visit | None:
    """The visit of ``other`` at which it is together with a vehicle at ``visit``, or None."""
    return next((each for each in other.visits[:-1] if _is_together(visit, each)), None)


def _is_together(one: Visit, other: Visit) -> bool:
    if one.location_id != other.location_id or VisitKind.BREAK in (one.kind, other.kind):
        return False
    if one.kind == VisitKind.STOP:
        return (
            other.kind == VisitKind.STOP and one.arrival_s <= other.departure_s and other.arrival_s <= one.departure_s
        )
    return other.kind != VisitKind.STOP and one.departure_s == other.departure_s
