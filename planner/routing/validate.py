"""What a problem must be before it is planned; everything wrong is named at once (codes E1501 … E1511, E1530)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from planner.errors import Fault, raise_if_any
from planner.model.dispatch import ConvoyProblem, PatrolProblem, Vehicle
from planner.model.limits import beyond

Problem = ConvoyProblem | PatrolProblem


def validate_convoys(problem: ConvoyProblem) -> None:
    """Raise :class:`planner.errors.PlannerError` naming everything that contradicts itself."""
    faults = list(_common(problem))
    faults += _repeated("stop", (stop.stop_id for stop in problem.stops))
    wanted = [depot.depot_id for depot in problem.depots] + [stop.stop_id for stop in problem.stops]
    faults += _without_travel(problem, wanted)
    for stop in problem.stops:
        amounts = (stop.baskets, stop.households, stop.prize, stop.setup_s, stop.service_s_per_household)
        if min(amounts) < 0:
            faults.append(_negative(f"stop {stop.stop_id}"))
        faults += _nowhere(stop.stop_id, stop.lon, stop.lat)
    raise_if_any(faults)


def validate_patrols(problem: PatrolProblem) -> None:
    """The same for patrols."""
    faults = list(_common(problem))
    faults += _repeated("delivery", (delivery.delivery_id for delivery in problem.deliveries))
    faults += _repeated("pickup", (pickup.pickup_id for pickup in problem.pickups))
    known = {pickup.pickup_id for pickup in problem.pickups}
    for delivery in problem.deliveries:
        faults += _nowhere(delivery.delivery_id, delivery.lon, delivery.lat)
        if min(delivery.baskets, delivery.prize, delivery.service_s) < 0:
            faults.append(_negative(f"delivery {delivery.delivery_id}"))
        unknown = sorted(set(delivery.pickup_ids) - known)
        if unknown:
            cause = f"delivery {delivery.delivery_id} names pickups that do not exist: {', '.join(unknown)}"
            faults.append(Fault("E1509", cause, "name pickups of this problem"))
    for pickup in problem.pickups:
        if min(pickup.stock_baskets, pickup.load_s) < 0:
            faults.append(_negative(f"pickup {pickup.pickup_id}"))
    wanted = [depot.depot_id for depot in problem.depots]
    wanted += [pickup.location_id for pickup in problem.pickups]
    wanted += [delivery.location_id for delivery in problem.deliveries]
    faults += _without_travel(problem, wanted)
    raise_if_any(faults)


def _common(problem: Problem) -> Iterator[Fault]:
    if problem.days < 1:
        yield Fault("E1504", f"the plan covers {problem.days} days", "plan at least one day")
    if problem.start.toordinal() + problem.days - 1 > date.max.toordinal():
        yield Fault("E1504", f"no calendar has {problem.days} days from {problem.start}", "give an earlier start")
    for path, cause in beyond(problem):
        yield Fault("E1511", f"{path}: {cause}", "correct the figure")
    if len(problem.curfew_s) != problem.days:
        cause = f"{len(problem.curfew_s)} curfew times for {problem.days} days"
        yield Fault("E1506", cause, "give one time of being home for each day")
    if problem.basket_g <= 0:
        yield Fault("E1510", f"a basket weighs {problem.basket_g} g", "give the weight of one packed basket in grams")
    for place in problem.depots:
        yield from _nowhere(place.depot_id, place.lon, place.lat)
    yield from _repeated("vehicle", (vehicle.vehicle_id for vehicle in problem.vehicles))
    yield from _repeated("depot", (depot.depot_id for depot in problem.depots))
    depots = {depot.depot_id for depot in problem.depots}
    for depot in problem.depots:
        if depot.stock_baskets < 0:
            cause = f"depot {depot.depot_id} has {depot.stock_baskets} baskets"
            yield Fault("E1503", cause, "count the stock again; it cannot be below nothing")
    for vehicle in problem.vehicles:
        yield from _vehicle(vehicle, depots)


def _vehicle(vehicle: Vehicle, depots: set[str]) -> Iterator[Fault]:
    if vehicle.depot_id not in depots:
        cause = f"vehicle {vehicle.vehicle_id} stands at {vehicle.depot_id}, which is no depot of this plan"
        yield Fault("E1502", cause, "give it one of the depots")
    if min(vehicle.capacity_g, vehicle.capacity_baskets, vehicle.crew, vehicle.shift_start_s) < 0:
        yield _negative(f"vehicle {vehicle.vehicle_id}")
    if vehicle.shift_end_s <= vehicle.shift_start_s:
        cause = f"the shift of {vehicle.vehicle_id} ends before it begins"
        yield Fault("E1507", cause, "give a later end")


def _repeated(what: str, names: Iterable[str]) -> Iterator[Fault]:
    for name, times in sorted(Counter(names).items()):
        if times > 1:
            yield Fault("E1501", f"{times} {what} entries carry the id {name}", "give each its own id")


def _nowhere(name: str, lon: float, lat: float) -> Iterator[Fault]:
    """A point that is none of the earth: distances to it would mean nothing."""
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        cause = f"{name}: lat {lat}, lon {lon} is no place on earth"
        yield Fault("E1530", cause, "check latitude and longitude; they may be swapped")


def _without_travel(problem: Problem, wanted: list[str]) -> Iterator[Fault]:
    missing = sorted(set(wanted) - set(problem.travel.location_ids))
    if missing:
        names = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        yield Fault("E1505", f"no travel times for {len(missing)} places: {names}", "make the travel matrix again")


def _negative(where: str) -> Fault:
    return Fault("E1508", "an amount or a time is below zero", "correct it", where)
