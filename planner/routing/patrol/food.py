"""What a convoy plan leaves for patrol cars: what pickups are made of at first, and what they follow afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.dispatch import Solution


@dataclass(frozen=True, slots=True)
class Brought:
    """Food at a stop on one day: there from ``start_s`` on, ``baskets`` of it handed out."""

    start_s: int
    baskets: int


def brought(convoys: Solution) -> dict[tuple[str, int], Brought]:
    """What convoys hand out, by (stop, day); a vehicle without food brings none."""
    found: dict[tuple[str, int], Brought] = {}
    for route in convoys.routes:
        for visit in route.visits:
            if visit.baskets < 0 and visit.serves_id:
                at = (visit.serves_id, route.day)
                had = found.get(at, Brought(visit.start_s, 0))
                found[at] = Brought(min(had.start_s, visit.start_s), had.baskets - visit.baskets)
    return found


def loaded(solution: Solution) -> dict[str, int]:
    """Baskets taken aboard, by place."""
    taken: dict[str, int] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.baskets > 0:
                taken[visit.location_id] = taken.get(visit.location_id, 0) + visit.baskets
    return taken
