"""Food between convoys and cars: what is brought to stops, what cars load, and where a district keeps its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from planner.model.dispatch import ConvoyProblem, PatrolProblem, PickupPoint, Route, Solution, Visit
from planner.model.kinds import VisitKind


@dataclass(frozen=True, slots=True)
class Brought:
    """Food at a stop on one day: (from when on, in seconds since midnight, and how many baskets), in order of time."""

    calls: tuple[tuple[int, int], ...]

    @property
    def baskets(self) -> int:
        """All that is handed out there on the day."""
        return sum(baskets for _, baskets in self.calls)

    def there_s(self, baskets: int) -> int:
        """When as many ``baskets`` as that have come, or all that come."""
        came = 0
        for start_s, more in self.calls:
            came += more
            if came >= baskets:
                return start_s
        return self.calls[-1][0]


def brought(convoys: Solution) -> dict[tuple[str, int], Brought]:
    """What convoys hand out, by (stop, day); a vehicle without food brings none."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for route in convoys.routes:
        for visit in route.visits:
            if visit.baskets < 0 and visit.serves_id:
                found.setdefault((visit.serves_id, route.day), []).append((visit.start_s, -visit.baskets))
    return {key: Brought(tuple(sorted(calls))) for key, calls in found.items()}


def loaded_from(routes: Iterable[Route], by: tuple[int, int] | None = None) -> Counter[str]:
    """Baskets that cars load, by pickup; ``by`` a (day, second), or on all of ``routes``."""
    found: Counter[str] = Counter()
    for visit in _loadings(routes, by):
        found[visit.serves_id] += visit.baskets
    return found


def loaded_at(routes: Iterable[Route], by: tuple[int, int] | None = None) -> Counter[str]:
    """The same by the place they load at."""
    found: Counter[str] = Counter()
    for visit in _loadings(routes, by):
        found[visit.location_id] += visit.baskets
    return found


def _loadings(routes: Iterable[Route], by: tuple[int, int] | None) -> Iterator[Visit]:
    for route in routes:
        for visit in route.visits:
            if visit.kind == VisitKind.PICKUP and (by is None or (route.day, visit.start_s) <= by):
                yield visit


def dropped(routes: Iterable[Route]) -> set[str]:
    """Deliveries that ``routes`` make."""
    return {visit.serves_id for route in routes for visit in route.visits if visit.kind == VisitKind.DROP}


def left_by(problem: PatrolProblem, kept: Sequence[Route]) -> PatrolProblem:
    """``problem`` without the doors that ``kept`` go to and the baskets that they load."""
    done, taken = dropped(kept), loaded_from(kept)
    return replace(
        problem,
        deliveries=tuple(door for door in problem.deliveries if door.delivery_id not in done),
        pickups=tuple(replace(p, stock_baskets=p.stock_baskets - taken[p.pickup_id]) for p in problem.pickups),
    )


def headquarters(pickups: Iterable[PickupPoint], district: str) -> tuple[str, ...]:
    """The pickups at headquarters of ``district``; of all others, for cars that may cross, where it has none."""
    there = [pickup for pickup in pickups if pickup.day is None]
    near = [pickup for pickup in there if pickup.police_district == district]
    return tuple(pickup.pickup_id for pickup in near or there)


def beside_doors(problem: ConvoyProblem, patrols: Solution | None) -> ConvoyProblem:
    """``problem`` with what depots have for convoys beside what cars load there: food for doors serves no stop."""
    loads = loaded_at(patrols.routes if patrols is not None else ())
    depots = (
        replace(depot, stock_baskets=max(0, depot.stock_baskets - loads[depot.depot_id])) for depot in problem.depots
    )
    return replace(problem, depots=tuple(depots))
