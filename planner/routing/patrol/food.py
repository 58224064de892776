"""What a convoy plan brings to stops, which the pickups of patrol cars follow after a change."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.dispatch import Solution


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
