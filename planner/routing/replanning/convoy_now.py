"""Convoys that are under way, as they stand: their vehicles, what each has ahead, and who comes where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.model.dispatch import Changes, ConvoyProblem, Route, Stop, Vehicle, Visit
from planner.routing.convoy.teams import convoys_of
from planner.routing.replanning.timing import Remainder, remainder_of
from planner.routing.rules import FOOD_KINDS, Today


@dataclass(frozen=True, slots=True)
class Convoy:
    """The vehicles of one convoy that still work, food first, with what each has ahead."""

    members: tuple[Vehicle, ...]
    parts: tuple[Remainder, ...]
    day: Today

    @property
    def coming(self) -> tuple[Visit, ...]:
        """What lies ahead, as the first vehicle has it; riders have some of it ahead."""
        return self.parts[0].coming

    @property
    def food(self) -> int:
        """How many of its vehicles carry food."""
        return sum(vehicle.kind in FOOD_KINDS for vehicle in self.members)

    def going(self, visit: Visit) -> frozenset[int]:
        """Who comes to a visit ahead, by number."""
        riders = range(self.food, len(self.members))
        return frozenset(range(self.food)) | {
            k for k in riders if any(_is_same(visit, v) for v in self.parts[k].coming)
        }

    def wanted(self, stop: Stop) -> frozenset[int]:
        """Who must come to a new stop, by number."""
        kinds = self.day.wanted(stop)
        riders = {k for k, vehicle in enumerate(self.members) if vehicle.kind in kinds}
        return frozenset(range(self.food)) | riders

    def can_turn(self, stop: Stop, place: int, *, passing_depot: bool = False) -> bool:
        """Whether nobody who would come to ``stop`` at ``place`` next is on the road to somewhere else already.

        Food that drives home is no longer asked when it would pass its depot first.
        """
        before = self.coming[:place]
        asked = [k for k in self.wanted(stop) if k >= self.food or not passing_depot]
        return all(self.parts[k].is_there or any(k in self.going(visit) for visit in before) for k in asked)


def convoys_under_way(
    problem: ConvoyProblem, routes: Sequence[Route], changes: Changes, rules: Today
) -> Iterator[Convoy]:
    """Today's convoys whose lorries and vans all have the same ahead of them, and whose riders have some of it."""
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    working = (route for route in routes if route.day == changes.day and route.vehicle_id not in changes.lost)
    for group in convoys_of(working):
        pairs = sorted(
            ((vehicles[route.vehicle_id], remainder_of(route, changes)) for route in group),
            key=lambda pair: (pair[0].kind not in FOOD_KINDS, pair[1].route.route_id),
        )
        food = [part for vehicle, part in pairs if vehicle.kind in FOOD_KINDS]
        begun = [visit for part in food for visit in part.done]
        pairs = [(v, part if v.kind in FOOD_KINDS else _with_begun(part, begun, changes)) for v, part in pairs]
        same = {tuple((v.kind, v.location_id, v.start_s) for v in part.coming) for part in food}
        riding = [visit for vehicle, part in pairs if vehicle.kind not in FOOD_KINDS for visit in part.coming]
        if len(same) == 1 and all(any(_is_same(visit, v) for v in food[0].coming) for visit in riding):
            yield Convoy(tuple(vehicle for vehicle, _ in pairs), tuple(part for _, part in pairs), rules)


def _with_begun(part: Remainder, begun: Sequence[Visit], changes: Changes) -> Remainder:
    """A rider on its way to a hand-out that has begun belongs there already."""
    done, coming = part.done, part.coming
    while coming and any(_is_same(coming[0], visit) for visit in begun):
        done, coming = (*done, coming[0]), coming[1:]
    return replace(part, done=done, coming=coming, is_there=done[-1].departure_s >= changes.now_s)


def _is_same(visit: Visit, other: Visit) -> bool:
    """Whether two vehicles are at one service or loading together; riders may begin later, but all leave at once."""
    return (visit.kind, visit.location_id, visit.departure_s) == (other.kind, other.location_id, other.departure_s)
