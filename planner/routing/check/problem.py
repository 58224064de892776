"""The problem itself: a plan can only be judged by a problem that does not contradict itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from math import isfinite

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Stop, Vehicle
from planner.routing.check.book import Findings
from planner.units import MALAYSIA_BOUNDS

Problem = ConvoyProblem | PatrolProblem


def check_problem(problem: Problem, out: Findings) -> None:
    """Everything in a problem by which no plan could be judged; all codes begin with ``problem-``."""
    _check_horizon(problem, out)
    _check_ids("depots", (depot.depot_id for depot in problem.depots), out)
    _check_ids("vehicles", (vehicle.vehicle_id for vehicle in problem.vehicles), out)
    general = ("basket_g", "reload_s", "max_reloads", "sync_s", "metre_cost")
    _check_figures("the problem", {name: getattr(problem, name, 0) for name in general}, out)
    if problem.basket_g == 0:
        out.add("problem-figure", "the problem", "a basket without weight")
    depots = {depot.depot_id for depot in problem.depots}
    for depot in problem.depots:
        _check_figures(depot.depot_id, {"stock_baskets": depot.stock_baskets}, out)
        _check_point(depot.depot_id, depot.lon, depot.lat, out)
    for vehicle in problem.vehicles:
        _check_vehicle(vehicle, depots, out)
    if isinstance(problem, ConvoyProblem):
        _check_stops(problem.stops, out)
        wanted = {stop.stop_id for stop in problem.stops}
    else:
        _check_doors(problem, out)
        wanted = {pickup.location_id for pickup in problem.pickups}
        wanted |= {delivery.location_id for delivery in problem.deliveries}
    for name in sorted((wanted | depots) - set(problem.travel.location_ids)):
        out.add("problem-travel", name, "no travel times lead there")


def _check_horizon(problem: Problem, out: Findings) -> None:
    if problem.days < 1:
        out.add("problem-horizon", "days", f"the plan covers {problem.days} days")
    if len(problem.curfew_s) != problem.days:
        out.add("problem-horizon", "curfew_s", f"{len(problem.curfew_s)} times of being home for {problem.days} days")
    if problem.start.toordinal() + problem.days - 1 > date.max.toordinal():
        out.add("problem-horizon", "start", f"no calendar has {problem.days} days from {problem.start}")


def _check_ids(what: str, names: Iterable[str], out: Findings) -> None:
    for name, times in sorted(Counter(names).items()):
        if times > 1:
            out.add("problem-id", name, f"{times} {what} carry this id")


def _check_figures(where: str, figures: dict[str, int], out: Findings) -> None:
    for name, value in figures.items():
        if value < 0:
            out.add("problem-figure", where, f"{name} is {value}, below nothing")


def _check_point(where: str, lon: float, lat: float, out: Findings) -> None:
    west, south, east, north = MALAYSIA_BOUNDS
    if not (isfinite(lon) and isfinite(lat) and west <= lon <= east and south <= lat <= north):
        out.add("problem-coordinate", where, f"lat {lat}, lon {lon} lies outside Malaysia")


def _check_vehicle(vehicle: Vehicle, depots: set[str], out: Findings) -> None:
    name = vehicle.vehicle_id
    fields = ("capacity_g", "capacity_baskets", "crew", "shift_start_s")
    _check_figures(name, {field: getattr(vehicle, field) for field in fields}, out)
    if vehicle.shift_end_s <= vehicle.shift_start_s:
        out.add("problem-figure", name, "its shift ends before it begins")
    if vehicle.depot_id not in depots:
        out.add("problem-depot", name, f"{vehicle.depot_id} is no depot of the problem")


def _check_stops(stops: tuple[Stop, ...], out: Findings) -> None:
    _check_ids("stops", (stop.stop_id for stop in stops), out)
    fields = ("baskets", "households", "prize", "setup_s", "service_s_per_household")
    for stop in stops:
        _check_figures(stop.stop_id, {field: getattr(stop, field) for field in fields}, out)
        _check_point(stop.stop_id, stop.lon, stop.lat, out)


def _check_doors(problem: PatrolProblem, out: Findings) -> None:
    known = {pickup.pickup_id for pickup in problem.pickups}
    _check_ids("pickups", (pickup.pickup_id for pickup in problem.pickups), out)
    _check_ids("deliveries", (delivery.delivery_id for delivery in problem.deliveries), out)
    for pickup in problem.pickups:
        figures = {"stock_baskets": pickup.stock_baskets, "load_s": pickup.load_s, "ready_s": pickup.ready_s}
        _check_figures(pickup.pickup_id, figures, out)
    for door in problem.deliveries:
        name = door.delivery_id
        _check_figures(name, {"baskets": door.baskets, "prize": door.prize, "service_s": door.service_s}, out)
        _check_point(name, door.lon, door.lat, out)
        for missing in sorted(set(door.pickup_ids) - known):
            out.add("problem-pickup", name, f"{missing} is no pickup of the problem")
