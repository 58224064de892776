"""From a situation to dispatch problems: what convoys may be planned on, and patrols once the convoys are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.model.dispatch import ConvoyProblem, Depot, PatrolProblem, PickupPoint, Solution, VehicleKind
from planner.pipeline import candidates
from planner.pipeline.order import Order, Situation
from planner.pipeline.overriding import overridden
from planner.progress import Progress, silent

HEADQUARTERS_OPEN_S = 8 * 3600  # when patrol cars may load there
PATROL_HOUR = 10  # of the day whose traffic a round is timed in: most of it is driven about then


def convoy_problem(situation: Situation, order: Order, progress: Progress = silent) -> ConvoyProblem:
    """The convoy problem of ``order``: depots of the fleet, candidate stops of the hotspots, times of the roads.

    What a person has ordered above the search (``order.overrides``) is in it. Errors: E1035.
    """
    fleet = situation.fleet
    depots = candidates.depots(fleet, situation.places)
    stops = candidates.stops(situation.need.hotspots, situation.recommended, fleet)
    points = _points([(d.depot_id, d.lon, d.lat) for d in depots] + [(s.stop_id, s.lon, s.lat) for s in stops])
    hour = fleet.open_s // 3600
    matrix = situation.travel.matrix(points, profile="lorry", depart_hour=hour, progress=progress)
    problem = ConvoyProblem(
        start=order.start,
        days=order.days,
        depots=depots,
        vehicles=tuple(v for v in fleet.vehicles if v.kind is not VehicleKind.PATROL_CAR),
        stops=stops,
        travel=matrix,
        basket_g=fleet.basket_g,
        reload_s=fleet.reload_s,
        curfew_s=(fleet.curfew_s,) * order.days,
        breaks=fleet.breaks_of(candidates.weekdays(order.start, order.days)),
        rules=fleet.rules,
        max_reloads=fleet.max_reloads,
        floors=fleet.floors,
    )
    return overridden(problem, order.overrides)


def _points(rows: list[tuple[str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "lon", "lat"]).drop_duplicates("id", ignore_index=True)


def pickup_points(problem: ConvoyProblem, convoys: Solution) -> tuple[PickupPoint, ...]:
    """Where patrol cars may load: each headquarters in the morning, each served stop once its convoy has come.

    What is left at a headquarters is its stock less what the convoys took; at a stop a patrol may take as many
    baskets as the convoy handed out there, since those households' baskets are on the lorry.
    """
    taken: dict[str, int] = {}
    ready: dict[tuple[str, int], int] = {}
    handed: dict[tuple[str, int], int] = {}
    for route in convoys.routes:
        for visit in route.visits:
            if visit.baskets > 0:
                taken[visit.location_id] = taken.get(visit.location_id, 0) + visit.baskets
            elif visit.baskets < 0:
                at = (visit.serves_id, route.day)
                ready[at] = min(ready.get(at, visit.start_s), visit.start_s)
                handed[at] = handed.get(at, 0) - visit.baskets
    district = {stop.stop_id: stop.police_district for stop in problem.stops}
    load_s = problem.reload_s // 2
    at_depots = [
        PickupPoint(d.depot_id, d.depot_id, d.police_district, None, HEADQUARTERS_OPEN_S, load_s, _left(d, taken))
        for d in problem.depots
    ]
    at_stops = [
        PickupPoint(f"{stop}@{day}", stop, district[stop], day, ready[stop, day], load_s, handed[stop, day])
        for stop, day in sorted(ready)
    ]
    return (*at_depots, *at_stops)


def _left(depot: Depot, taken: Mapping[str, int]) -> int:
    return max(0, depot.stock_baskets - taken.get(depot.depot_id, 0))


def patrol_problem(
    situation: Situation, problem: ConvoyProblem, convoys: Solution, progress: Progress = silent
) -> PatrolProblem | None:
    """Deliveries to households that cannot come, after the convoys; None when nobody waits or no car is there."""
    need, fleet = situation.need, situation.fleet
    pickups = pickup_points(problem, convoys)
    cars = tuple(v for v in fleet.vehicles if v.kind is VehicleKind.PATROL_CAR)
    by_district: dict[str, tuple[str, ...]] = {}
    for pickup in pickups:
        by_district[pickup.police_district] = (*by_district.get(pickup.police_district, ()), pickup.pickup_id)
    doors = candidates.deliveries(need.households, need.places, by_district, fleet, need.points)
    if not doors or not cars:
        return None
    where = {s.stop_id: (s.lon, s.lat) for s in problem.stops}
    points = _points(
        [(d.depot_id, d.lon, d.lat) for d in problem.depots]
        + [(p.location_id, *where[p.location_id]) for p in pickups if p.location_id in where]
        + [(d.location_id, d.lon, d.lat) for d in doors]
    )
    return PatrolProblem(
        start=problem.start,
        days=problem.days,
        depots=problem.depots,
        vehicles=cars,
        pickups=pickups,
        deliveries=doors,
        travel=situation.travel.matrix(points, profile="car", depart_hour=PATROL_HOUR, progress=progress),
        basket_g=problem.basket_g,
        curfew_s=problem.curfew_s,
        breaks=problem.breaks,
        rules=problem.rules,
    )
