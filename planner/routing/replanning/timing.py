"""Times of what a vehicle, or a convoy, still has to do once something is put between."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.model.dispatch import Changes, Route, TimeWindow, Visit
from planner.routing.replanning.frozen import is_past
from planner.routing.roads import Pauses, RoadTable, arrive
from planner.routing.rules import starts

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Something still to be done: ``visit`` says what, ``spans`` when it may begin; never before ``not_before_s``."""

    visit: Visit
    service_s: int
    spans: Spans
    not_before_s: int
    is_new: bool = False
    going: frozenset[int] | None = None  # which vehicles come, by number; None: all


@dataclass(frozen=True, slots=True)
class Moment:
    """When each vehicle that comes to a call arrives there, by number, and when it begins and all leave."""

    arrivals: Mapping[int, int]
    start_s: int
    departure_s: int


@dataclass(frozen=True, slots=True)
class Ways:
    """Driving on one day: the roads, the pairs that are closed, and the pauses."""

    roads: RoadTable
    closed: frozenset[frozenset[str]]
    pauses: Pauses

    def reach(self, origin: str, target: str, leave_s: int) -> int | None:
        """When somebody who leaves ``origin`` is at ``target``; None without an open road."""
        seconds = self.roads.seconds(origin, target)
        if seconds < 0 or frozenset((origin, target)) in self.closed:
            return None
        return arrive(leave_s, seconds, self.pauses)


@dataclass(frozen=True, slots=True)
class Remainder:
    """A route that has begun: ``done`` visits stay, ``coming`` are ahead, then ``home``.

    ``is_there``: the vehicle is still where its last visit was, so something may be put right after it; otherwise it
    drives to the next one already, and nobody knows where it is.
    """

    route: Route
    done: tuple[Visit, ...]
    coming: tuple[Visit, ...]
    home: Visit
    is_there: bool

    @property
    def end(self) -> tuple[str, int]:
        """Where and when the vehicle was free last."""
        return self.done[-1].location_id, self.done[-1].departure_s


def remainder_of(route: Route, changes: Changes) -> Remainder:
    """``route`` cut at the moment of ``changes``; the first loading counts as begun."""
    begun = max(1, sum(is_past(route, visit, changes) for visit in route.visits[:-1]))
    done = route.visits[:begun]
    return Remainder(route, done, route.visits[begun:-1], route.visits[-1], done[-1].departure_s >= changes.now_s)


def timed(
    ends: Sequence[tuple[str, int]], calls: Sequence[Call], ways: Ways, late_s: Sequence[int] = ()
) -> list[Moment] | None:
    """Moments of ``calls`` done together by vehicles that are free at ``ends``; None when one cannot be done.

    A vehicle may come ``late_s`` seconds after the service has begun, 0 where none are given.
    """
    found = []
    free = dict(enumerate(ends))
    for call in calls:
        going = sorted(free if call.going is None else call.going)
        reached = {k: ways.reach(free[k][0], call.visit.location_id, free[k][1]) for k in going}
        arrivals = {k: moment for k, moment in reached.items() if moment is not None}
        if len(arrivals) < len(reached):
            return None
        late = dict(enumerate(late_s))
        soonest = max(call.not_before_s, *(t - min(late.get(k, 0), call.service_s) for k, t in arrivals.items()))
        begin = next((max(first, soonest) for first, last in call.spans if soonest <= last), None)
        if begin is None:
            return None
        found.append(Moment(arrivals, begin, begin + call.service_s))
        free |= dict.fromkeys(going, (call.visit.location_id, begin + call.service_s))
    return found


def announced(visit: Visit, windows: Collection[TimeWindow], day: int, pauses: Pauses) -> Call:
    """A visit that people were told of: not before its time, and within its windows if it must be later."""
    service_s = visit.departure_s - visit.start_s
    return Call(visit, service_s, starts(windows, day, service_s, pauses), visit.start_s)


def driven(part: Remainder, made: Sequence[Visit], ways: Ways, home_by_s: int) -> Route | None:
    """The route with ``made`` as what is still to be done, brought home; None when it would be home too late."""
    before = (*part.done, *made)
    back = ways.reach(before[-1].location_id, part.home.location_id, before[-1].departure_s)
    if back is None or back > home_by_s:
        return None
    left = -sum(visit.baskets for visit in before)
    home = replace(part.home, arrival_s=back, start_s=back, departure_s=back, baskets=left)
    visits = (*before, home)
    metres, seconds = ways.roads.along([visit.location_id for visit in visits])
    return replace(part.route, visits=visits, distance_m=metres, driving_s=seconds)


def later(calls: Sequence[Call], moments: Sequence[Moment]) -> tuple[int, int]:
    """How many announced services begin later than told, and by how many seconds in all; loading is nobody's time."""
    late = [
        moment.start_s - call.not_before_s
        for call, moment in zip(calls, moments, strict=True)
        if not call.is_new and call.visit.kind in ("stop", "drop")
    ]
    return sum(seconds > 0 for seconds in late), sum(late)
