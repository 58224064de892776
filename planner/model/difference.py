"""What two plans do differently: the one place where plans are set against each other."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.dispatch import Plan, Route, Solution
from planner.model.kinds import SERVED, DifferenceKind


@dataclass(frozen=True, slots=True, order=True)
class Service:
    """One vehicle's service of a stop or delivery: the plan's day, its start in seconds since midnight, and who."""

    day: int
    start_s: int
    vehicle_id: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A stop or delivery with all its services in one plan and in the other, in order of time; they are not alike."""

    serves_id: str
    before: tuple[Service, ...]
    after: tuple[Service, ...]

    @property
    def kind(self) -> DifferenceKind:
        """What became of it."""
        if not self.before:
            return DifferenceKind.ADDED
        if not self.after:
            return DifferenceKind.REMOVED
        return DifferenceKind.RETIMED if _who(self.before) == _who(self.after) else DifferenceKind.MOVED

    @property
    def keeps_days(self) -> bool:
        """Whether it is served on the same days, however often on each."""
        return [one.day for one in self.before] == [one.day for one in self.after]


def _who(services: tuple[Service, ...]) -> list[tuple[int, str]]:
    return [(one.day, one.vehicle_id) for one in services]


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Everything served differently: stops by id, then deliveries by id. A plan without patrols delivers nothing."""
    convoys = _between(_services(before.convoys), _services(after.convoys))
    return (*convoys, *_between(_services(before.patrols), _services(after.patrols)))


def _services(solution: Solution | None) -> dict[str, tuple[Service, ...]]:
    found: dict[str, list[Service]] = {}
    for route in solution.routes if solution is not None else ():
        for visit in route.visits:
            if visit.kind in SERVED:
                found.setdefault(visit.serves_id, []).append(Service(route.day, visit.start_s, route.vehicle_id))
    return {name: tuple(sorted(services)) for name, services in found.items()}


def _between(old: dict[str, tuple[Service, ...]], new: dict[str, tuple[Service, ...]]) -> list[Difference]:
    pairs = [(name, old.get(name, ()), new.get(name, ())) for name in sorted({*old, *new})]
    return [Difference(name, was, now) for name, was, now in pairs if was != now]


def asked_ids(plan: Plan) -> frozenset[str]:
    """Every stop and delivery that the plan was asked for; a replan is no longer asked for what was cancelled."""
    doors = plan.patrol_problem.deliveries if plan.patrol_problem is not None else ()
    return frozenset({stop.stop_id for stop in plan.convoy_problem.stops} | {door.delivery_id for door in doors})


def served_ids(plan: Plan) -> frozenset[str]:
    """Every stop and delivery at which something is handed out."""
    return frozenset(_services(plan.convoys)) | frozenset(_services(plan.patrols))


def changed_routes(before: Plan, after: Plan) -> tuple[tuple[Route, ...], int]:
    """Routes of ``after`` that are not as in ``before``, and how many are exactly as they were."""
    old = {route.route_id: route for route in _routes(before)}
    new = _routes(after)
    fresh = tuple(route for route in new if old.get(route.route_id) != route)
    return fresh, len(new) - len(fresh)


def _routes(plan: Plan) -> tuple[Route, ...]:
    return (*plan.convoys.routes, *(plan.patrols.routes if plan.patrols is not None else ()))
