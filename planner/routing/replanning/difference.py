"""What a replan changes for each stop and household, in words of the field."""

from __future__ import annotations

from planner.model.dispatch import Difference, Plan, Solution
from planner.model.kinds import DifferenceKind
from planner.units import s_to_clock


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """One line for everything added, removed, moved to another day or vehicle, or retimed."""
    found = _compare(_served(before.convoys), _served(after.convoys))
    if before.patrols is not None and after.patrols is not None:
        found += _compare(_served(before.patrols), _served(after.patrols))
    return tuple(found)


def _served(solution: Solution) -> dict[str, list[tuple[int, int, str]]]:
    """(day, start, vehicle) of every service."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind in ("stop", "drop"):
                found.setdefault(visit.serves_id, []).append((route.day, visit.start_s, route.vehicle_id))
    return {name: sorted(items) for name, items in found.items()}


def _compare(
    before: dict[str, list[tuple[int, int, str]]], after: dict[str, list[tuple[int, int, str]]]
) -> list[Difference]:
    found = []
    for name in sorted({*before, *after}):
        old, new = before.get(name, []), after.get(name, [])
        if old == new:
            continue
        if not old:
            kind = DifferenceKind.ADDED
        elif not new:
            kind = DifferenceKind.REMOVED
        elif [(day, vehicle) for day, _, vehicle in old] != [(day, vehicle) for day, _, vehicle in new]:
            kind = DifferenceKind.MOVED
        else:
            kind = DifferenceKind.RETIMED
        found.append(Difference(name, kind, _words(old), _words(new)))
    return found


def _words(items: list[tuple[int, int, str]]) -> str:
    return "; ".join(f"day {day + 1} {s_to_clock(start)} {vehicle}" for day, start, vehicle in items)
