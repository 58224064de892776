"""What a run sheet says of the day as a whole: who travels together, the breaks, and by when to be home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.model.day import breaks_on, companions, curfew_on, home_by_s, meeting, meets
from planner.model.dispatch import Break, Plan, Route, Vehicle, VehicleKind, Visit
from planner.model.kinds import VisitKind
from planner.report.route_layer import where

Found = Mapping[str, tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Mate:
    """Another vehicle of the same convoy: where and when it leaves, and when it is at the meeting place.

    ``arrives_s`` is None when all leave one depot together. ``place`` is where this vehicle alone is met first, when
    not all meet in one place: a counter comes to the stops that want it, an office to others.
    """

    vehicle_id: str
    kind: str
    depot: str
    leaves_s: int
    arrives_s: int | None = None
    place: str = ""

    @property
    def is_police(self) -> bool:
        """Whether this is the PDRM mobile counter, which is also the escort where a rule asks for one."""
        return self.kind == VehicleKind.MOBILE_COUNTER


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where a convoy comes together: at a depot ``at_s`` is when all leave, at a stop when the hand-out begins."""

    place: str
    at_s: int
    is_depot: bool


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A vehicle's day as a whole. ``curfew_s`` and ``home_by_s`` are seconds since midnight."""

    curfew_s: int
    home_by_s: int
    mates: tuple[Mate, ...] = ()
    meeting: Meeting | None = None


def day_of(plan: Plan, kind: str, route: Route, fleet: Mapping[str, Vehicle], found: Found) -> SheetDay:
    """The day of ``route``, a convoy's or a patrol's, by the problem that it solves."""
    is_patrol = kind == "patrol" and plan.patrol_problem is not None
    problem = plan.patrol_problem if is_patrol and plan.patrol_problem else plan.convoy_problem
    others = () if is_patrol else companions(route, plan.convoys.routes)
    place = meeting(route, others)
    return SheetDay(
        curfew_s=curfew_on(problem, route.day),
        home_by_s=home_by_s(problem, fleet[route.vehicle_id], route.day),
        mates=tuple(_mate(route, other, place, fleet, found) for other in others),
        meeting=_meeting(place, found),
    )


def _mate(route: Route, mate: Route, place: Visit | None, fleet: Mapping[str, Vehicle], found: Found) -> Mate:
    vehicle, first = fleet.get(mate.vehicle_id), mate.visits[0]
    met = place or meeting(route, (mate,))
    there = meets(met, mate) if met is not None and met.kind == VisitKind.STOP else None
    return Mate(
        vehicle_id=mate.vehicle_id,
        kind=vehicle.kind if vehicle else "",
        depot=found.get(first.location_id, (first.location_id, 0.0, 0.0))[0],
        leaves_s=first.departure_s,
        arrives_s=there.arrival_s if there else None,
        place=_name(met, found) if met is not None and place is None else "",
    )


def _name(visit: Visit, found: Found) -> str:
    return (where(visit, found) or (visit.location_id, 0.0, 0.0))[0]


def _meeting(place: Visit | None, found: Found) -> Meeting | None:
    if place is None:
        return None
    is_depot = place.kind != VisitKind.STOP
    return Meeting(_name(place, found), place.departure_s if is_depot else place.start_s, is_depot)


def breaks_of(plan: Plan, kind: str, route: Route) -> list[tuple[int, Break]]:
    """The breaks that fall into ``route``, each with the number of visits before it.

    A break that the plan holds as a visit is not told again, nor one before the crew leaves or after it is home.
    """
    is_patrol = kind == "patrol" and plan.patrol_problem is not None
    problem = plan.patrol_problem if is_patrol and plan.patrol_problem else plan.convoy_problem
    first, last = route.visits[0], route.visits[-1]
    held = [visit for visit in route.visits if visit.kind == VisitKind.BREAK]
    return [
        (_place(pause, route.visits), pause)
        for pause in breaks_on(problem, route.day)
        if first.arrival_s < pause.end_s
        and pause.start_s < last.departure_s
        and not any(visit.start_s < pause.end_s and pause.start_s < visit.departure_s for visit in held)
    ]


def _place(pause: Break, visits: Sequence[Visit]) -> int:
    return next((at for at, visit in enumerate(visits) if visit.start_s >= pause.end_s), len(visits))


def around(pause: Break, at: int, visits: Sequence[Visit]) -> tuple[Visit, Visit]:
    """The visits that a crew is between during ``pause``, told before visit ``at``; one twice where it waits there."""
    before, after = visits[max(0, at - 1)], visits[min(at, len(visits) - 1)]
    if after.arrival_s <= pause.start_s:
        return after, after
    return (before, before) if before.departure_s >= pause.start_s else (before, after)


def households_coming(plan: Plan) -> dict[tuple[str, int], int]:
    """Households that come to each convoy stop, by stop id and day: those its lorries and vans hand out to."""
    found: dict[tuple[str, int], int] = {}
    for route in plan.convoys.routes:
        for visit in route.visits:
            if visit.kind == VisitKind.STOP:
                found[visit.serves_id, route.day] = found.get((visit.serves_id, route.day), 0) + visit.households
    return found
