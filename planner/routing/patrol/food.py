"""What a convoy plan brings to stops, which the pickups of cars follow after a change, and what cars leave to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from planner.model.dispatch import ConvoyProblem, Solution
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


def beside_doors(problem: ConvoyProblem, patrols: Solution | None) -> ConvoyProblem:
    """``problem`` with what depots have for convoys beside what cars load there: food for doors serves no stop."""
    loads: Counter[str] = Counter()
    for route in patrols.routes if patrols is not None else ():
        for visit in route.visits:
            if visit.kind == VisitKind.PICKUP:
                loads[visit.location_id] += visit.baskets
    depots = (
        replace(depot, stock_baskets=max(0, depot.stock_baskets - loads[depot.depot_id])) for depot in problem.depots
    )
    return replace(problem, depots=tuple(depots))
