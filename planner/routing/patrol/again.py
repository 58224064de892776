"""A patrol plan back into core routes."""

from __future__ import annotations

from collections.abc import Sequence

from planner.model.dispatch import Route
from planner.model.kinds import VisitKind
from planner.routing.patrol.lower import LoweredPatrols

Rows = tuple[tuple[int, ...], ...]


def patrol_rows(lowered: LoweredPatrols, routes: Sequence[Route]) -> Rows:
    """Core routes; each load is matched to the drops after it that may come from there, first come first served."""
    drops: dict[str, int] = {}
    picks: dict[tuple[str, str], int] = {}
    for node, (delivery, pickup) in enumerate(lowered.nodes):
        if pickup is None:
            drops[delivery.delivery_id] = node
        else:
            picks[delivery.delivery_id, pickup.pickup_id] = node
    by_shift = {(route.vehicle_id, route.day): route for route in routes}
    rows = []
    for vehicle, day in lowered.shifts:
        route = by_shift.get((vehicle.vehicle_id, day))
        rows.append(_row(lowered, route, drops, picks) if route else ())
    return tuple(rows)


def _row(
    lowered: LoweredPatrols, route: Route, drops: dict[str, int], picks: dict[tuple[str, str], int]
) -> tuple[int, ...]:
    later = [visit.serves_id for visit in route.visits if visit.kind == VisitKind.DROP and visit.serves_id in drops]
    nodes: list[int] = []
    loaded: set[str] = set()
    for visit in route.visits:
        if visit.kind == VisitKind.PICKUP:
            room = visit.baskets
            for name in later:
                wants = lowered.nodes[drops[name]][0].baskets
                if name not in loaded and (name, visit.serves_id) in picks and wants <= room:
                    nodes.append(picks[name, visit.serves_id])
                    loaded.add(name)
                    room -= wants
        elif visit.kind == VisitKind.DROP and visit.serves_id in loaded:
            nodes.append(drops[visit.serves_id])
        if visit.kind == VisitKind.DROP and visit.serves_id in later:
            later.remove(visit.serves_id)
    return tuple(nodes)
