"""From a situation to dispatch problems: what convoys may be planned on, and patrols once the convoys are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from planner.model.dispatch import ConvoyProblem, PatrolProblem, PickupPoint, Solution, Vehicle, VehicleKind
from planner.model.fleet import Fleet
from planner.pipeline import candidates
from planner.pipeline.homebound import baskets_by_place, homebound, kept_at_stops, pickups_by_place
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
    # Where no car can bring anything to a door, somebody comes to the queue for those who cannot.
    staying = Counter(homebound(situation.need, order.now)["place_id"] if _cars(fleet) else ())
    stops = candidates.stops(situation.need.hotspots, situation.recommended, fleet, staying)
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


def _cars(fleet: Fleet) -> tuple[Vehicle, ...]:
    return tuple(vehicle for vehicle in fleet.vehicles if vehicle.kind is VehicleKind.PATROL_CAR)


def _points(rows: list[tuple[str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "lon", "lat"]).drop_duplicates("id", ignore_index=True)


def pickup_points(problem: ConvoyProblem, convoys: Solution, wanted: Mapping[str, int]) -> tuple[PickupPoint, ...]:
    """Where patrol cars may load: each headquarters in the morning, each stop that keeps baskets for them.

    What is left at a headquarters is its stock less what the convoys took. ``wanted`` holds the baskets of households
    that cannot come, by place: what the stops keep of them, ``planner.pipeline.homebound`` says.
    """
    taken: Counter[str] = Counter()
    for route in convoys.routes:
        for visit in route.visits:
            taken[visit.location_id] += max(0, visit.baskets)
    load_s = problem.reload_s // 2
    left = {depot.depot_id: max(0, depot.stock_baskets - taken[depot.depot_id]) for depot in problem.depots}
    at_depots = [
        PickupPoint(name, name, depot.police_district, None, HEADQUARTERS_OPEN_S, load_s, left[name])
        for name, depot in ((depot.depot_id, depot) for depot in problem.depots)
    ]
    return (*at_depots, *kept_at_stops(problem, convoys, wanted, load_s))


def patrol_problem(
    situation: Situation, order: Order, problem: ConvoyProblem, convoys: Solution, progress: Progress = silent
) -> PatrolProblem | None:
    """Deliveries to households that cannot come, after the convoys; None when nobody waits or no car is there."""
    fleet, homes = situation.fleet, homebound(situation.need, order.now)
    cars = _cars(fleet)
    if homes.empty or not cars:
        return None
    wanted = baskets_by_place(homes)
    pickups = pickup_points(problem, convoys, wanted)
    doors = candidates.deliveries(homes, pickups_by_place(homes, problem, pickups, wanted), fleet)
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
