"""Routes and depots of a plan as data for the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.model.dispatch import Delivery, Depot, Plan, Route, Vehicle, Visit
from planner.model.kinds import SERVED
from planner.model.need import RecommendedStop
from planner.report.figures import date_text, km_text, number_text, plan_day, short_date_text
from planner.report.vehicle_words import vehicle_name
from planner.report.words import LANGUAGES, Language, word
from planner.units import s_to_clock

Payload = dict[str, Any]
Path = list[tuple[float, float]]


def _door_names(plan: Plan) -> dict[tuple[float, float], str]:
    """Names of the plan's stops by their coordinate, to about ten metres: doors placed at a scheme share it."""
    return {(round(stop.lon, 4), round(stop.lat, 4)): stop.name for stop in plan.convoy_problem.stops}


def door_name(door: Delivery, named: Mapping[tuple[float, float], str]) -> str:
    """What a delivery's place may be called: its scheme, its place, its location id when that is words, its district.

    Never anything of the household.
    """
    known = named.get((round(door.lon, 4), round(door.lat, 4)))
    if known or door.name or " " in door.location_id:
        return known or door.name or door.location_id
    return door.police_district or door.location_id


def locations(plan: Plan) -> dict[str, tuple[str, float, float]]:
    """Name, lon and lat of every depot, stop and door of a plan by location id and by served id."""
    found = {d.depot_id: (d.name, d.lon, d.lat) for d in plan.convoy_problem.depots}
    found |= {s.stop_id: (s.name, s.lon, s.lat) for s in plan.convoy_problem.stops}
    if plan.patrol_problem is not None:
        found |= {d.depot_id: (d.name, d.lon, d.lat) for d in plan.patrol_problem.depots}
        named = _door_names(plan)
        for door in plan.patrol_problem.deliveries:
            shown = (door_name(door, named), door.lon, door.lat)
            found.setdefault(door.location_id, shown)
            found.setdefault(door.delivery_id, shown)
        for pickup in plan.patrol_problem.pickups:
            if pickup.location_id in found:
                found.setdefault(pickup.pickup_id, found[pickup.location_id])
    return found


def served_name(plan: Plan, served_id: str) -> str:
    """A stop's name; for a door its place and the household's short reference."""
    spot = locations(plan).get(served_id)
    if spot is None:
        return served_id
    doors = plan.patrol_problem.deliveries if plan.patrol_problem is not None else ()
    household = next((door.household_id for door in doors if door.delivery_id == served_id), "")
    return with_reference(spot[0], household) if household else spot[0]


def with_reference(place: str, household_id: str) -> str:
    """``Hulu Kelang (164c2208)``: a household by its place and the beginning of its reference."""
    return f"{place} ({household_id[:8]})"


def all_routes(plan: Plan) -> list[tuple[str, Route]]:
    """Every route with its kind (convoy or patrol), in the order in which colours are given."""
    convoys = [("convoy", route) for route in plan.convoys.routes]
    patrols = [("patrol", route) for route in plan.patrols.routes] if plan.patrols is not None else []
    return sorted(convoys, key=_order) + sorted(patrols, key=_order)


def _order(item: tuple[str, Route]) -> tuple[int, str, str]:
    return item[1].day, item[1].vehicle_id, item[1].route_id


def recommended_by_stop(plan: Plan, recommended: Sequence[RecommendedStop]) -> dict[str, RecommendedStop]:
    """Recommended stops by the plan's stop ids: the same id, or the same hotspot under the plan's own id."""
    by_hotspot = {rec.hotspot_id: rec for rec in recommended}
    found = {
        stop.stop_id: by_hotspot[stop.hotspot_id] for stop in plan.convoy_problem.stops if stop.hotspot_id in by_hotspot
    }
    return found | {rec.stop_id: rec for rec in recommended}


def vehicles(plan: Plan) -> dict[str, Vehicle]:
    """Every vehicle of a plan by id."""
    patrols = plan.patrol_problem.vehicles if plan.patrol_problem is not None else ()
    return {vehicle.vehicle_id: vehicle for vehicle in (*plan.convoy_problem.vehicles, *patrols)}


def vehicle_text(plan: Plan, vehicle_id: str, language: Language) -> str:
    """A vehicle's name, such as ``Lori L1``; the id alone when the plan does not list it."""
    vehicle = vehicles(plan).get(vehicle_id)
    return vehicle_name(vehicle.kind, vehicle_id, language) if vehicle else vehicle_id


def where(visit: Visit, found: Mapping[str, tuple[str, float, float]]) -> tuple[str, float, float] | None:
    """Name and coordinate of a visit, or None when the plan does not hold the place."""
    return found.get(visit.serves_id) or found.get(visit.location_id)


def _line(route: Route, paths: Mapping[str, Path], found: Mapping[str, tuple[str, float, float]]) -> list[list[float]]:
    driven = paths.get(route.route_id)
    if driven:
        return [[round(lat, 5), round(lon, 5)] for lon, lat in driven]
    spots = [where(visit, found) for visit in route.visits]
    return [[round(spot[2], 5), round(spot[1], 5)] for spot in spots if spot is not None]


def _visits(route: Route, found: Mapping[str, tuple[str, float, float]], pinned: set[str]) -> list[Payload]:
    shown: list[Payload] = []
    for visit in route.visits:
        spot = where(visit, found)
        if visit.kind not in SERVED or spot is None:
            continue
        shown.append(
            {
                "order": len(shown) + 1,
                "name": spot[0],
                "lon": round(spot[1], 5),
                "lat": round(spot[2], 5),
                "arrive": s_to_clock(visit.arrival_s),
                "leave": s_to_clock(visit.departure_s),
                "households": visit.households,
                "baskets": abs(visit.baskets),
                "is_pinned": visit.serves_id in pinned,
            }
        )
    return shown


def total_texts(route: Route) -> dict[str, str]:
    """Stops, households and kilometres of a route in both languages."""
    served = [visit for visit in route.visits if visit.kind in SERVED]
    households = number_text(sum(visit.households for visit in served))
    return {
        lang: word("route.total", lang, stops=len(served), households=households, km=km_text(route.distance_m))
        for lang in LANGUAGES
    }


def routes_payload(plan: Plan | None, paths: Mapping[str, Path], pinned: set[str]) -> list[Payload]:
    """Every route with its line, numbered visits, colour number and texts; ``pinned`` are stops that have a pin."""
    if plan is None:
        return []
    found, start = locations(plan), plan.convoy_problem.start
    return [
        {
            "id": route.route_id,
            "kind": kind,
            "day": route.day,
            "colour": at,
            "vehicle": {lang: vehicle_text(plan, route.vehicle_id, lang) for lang in LANGUAGES},
            "day_text": {lang: short_date_text(plan_day(start, route.day), lang) for lang in LANGUAGES},
            "total_text": total_texts(route),
            "line": _line(route, paths, found),
            "visits": _visits(route, found, pinned),
        }
        for at, (kind, route) in enumerate(all_routes(plan))
    ]


def route_groups(plan: Plan | None) -> list[Payload]:
    """One entry of the layer control for each kind of route and day."""
    if plan is None:
        return []
    pairs = sorted({(kind, route.day) for kind, route in all_routes(plan)})
    start = plan.convoy_problem.start
    return [
        {
            "kind": kind,
            "day": day,
            "is_shown": (kind, day) == pairs[0],  # seventeen routes at once show nothing; the first convoys do
            "label": {
                lang: word(f"map.layer.{kind}_day", lang, day=date_text(plan_day(start, day), lang))
                for lang in LANGUAGES
            },
        }
        for kind, day in pairs
    ]


def depots_payload(plan: Plan | None) -> list[Payload]:
    """The depots of a plan, each once."""
    if plan is None:
        return []
    patrol: tuple[Depot, ...] = plan.patrol_problem.depots if plan.patrol_problem is not None else ()
    depots = {depot.depot_id: depot for depot in (*patrol, *plan.convoy_problem.depots)}
    return [
        {"name": d.name, "lon": round(d.lon, 5), "lat": round(d.lat, 5), "stock": d.stock_baskets}
        for _, d in sorted(depots.items())
    ]
