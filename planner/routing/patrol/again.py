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
        rows.append(_row(route, drops, picks) if route else ())
    return tuple(rows)


def _row(route: Route, drops: dict[str, int], picks: dict[tuple[str, str], int]) -> tuple[int, ...]:
    """Baskets of a door that is wanted no more keep their room in its load: without it, others would move up."""
    later = {visit.serves_id: -visit.baskets for visit in route.visits if visit.kind == VisitKind.DROP}
    nodes: list[int] = []
    loaded: set[str] = set()
    for visit in route.visits:
        if visit.kind == VisitKind.PICKUP:
            room = visit.baskets
            for name, wants in later.items():
                may_load = name not in drops or (name, visit.serves_id) in picks
                if name not in loaded and may_load and wants <= room:
                    nodes += [picks[name, visit.serves_id]] if name in drops else []
                    loaded.add(name)
                    room -= wants
        elif visit.kind == VisitKind.DROP:
            nodes += [drops[visit.serves_id]] if visit.serves_id in loaded & drops.keys() else []
            later.pop(visit.serves_id, None)
    return tuple(nodes)
