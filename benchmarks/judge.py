"""An independent judge of routes on published and generated instances: it shares nothing with any solver.

It works on the points of the file alone, with the distance rule of the set written a second time:

===========  ==========================================================================================
toptw        Euclidean cut to 1 decimal (Solomon's points) or 2 (Cordeau's); largest profit
vrplib       coordinates, windows and service × 10, distances cut to whole numbers (DIMACS); least cost
solomon      Euclidean, not rounded; least distance, as the ``…_distance`` entries of ``BKS_vroom.json``
lilim        Euclidean, not rounded; fewest vehicles, then least distance, as SINTEF's table
sartori      whole minutes as the file gives them; fewest vehicles, then least minutes, as ``bks.dat``
generated    seconds as generated; largest profit
===========  ==========================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.instances import Instance, Origin, Point

SLACK = 1e-6  # for sums of unrounded distances
MUST_SERVE_ALL = ("solomon", "lilim", "sartori")
VEHICLES_FIRST = ("lilim", "sartori")


@dataclass(frozen=True)
class Verdict:
    """What routes are worth in the set's own terms; ``fault`` says why they do not count, empty when they do."""

    vehicles: int
    value: float
    fault: str = ""


def is_profit(instance: Instance) -> bool:
    """Whether more is better."""
    return instance.kind == "toptw"


def judge(instance: Instance, vehicles: int, routes: Sequence[Sequence[int]]) -> Verdict:
    """The verdict on ``routes`` of customer numbers when ``vehicles`` may be used."""
    used = [list(route) for route in routes if route]
    fault = _fault(instance, vehicles, used)
    return Verdict(len(used), 0.0 if fault else _worth(instance, used), fault)


def leg_of(instance: Instance) -> Callable[[Point, Point], float]:
    """The set's own length of a leg, in the units of its windows after :func:`_unit`."""
    if instance.kind == "sartori" or instance.origin is Origin.GENERATED:
        place = {point.number: i for i, point in enumerate(instance.points)}
        return lambda a, b: float(instance.table[place[a.number], place[b.number]])
    if instance.kind == "toptw":
        tens = 100 if instance.origin is Origin.CORDEAU else 10
        return lambda a, b: math.floor(math.hypot(a.x - b.x, a.y - b.y) * tens + 1e-9) / tens
    if instance.kind == "vrplib":
        return lambda a, b: float(math.floor(math.hypot(a.x - b.x, a.y - b.y) * 10 + 1e-9))
    return lambda a, b: math.hypot(a.x - b.x, a.y - b.y)


def _unit(instance: Instance) -> int:
    """What windows and service are multiplied with before legs are added to them."""
    return 10 if instance.kind == "vrplib" else 1


def _fault(instance: Instance, vehicles: int, routes: list[list[int]]) -> str:
    points = {point.number: point for point in instance.points[1:]}
    served = [number for route in routes for number in route]
    if len(routes) > vehicles:
        return f"{len(routes)} routes, {vehicles} vehicles"
    if not set(served) <= set(points):
        return "an unknown customer"
    if len(set(served)) != len(served):
        return "a customer twice"
    if instance.kind in MUST_SERVE_ALL and len(served) != len(points):
        return f"{len(points) - len(served)} customers left out"
    for route in routes:
        stops = [points[number] for number in route]
        fault = _late(instance, stops) or _overloaded(instance, stops) or _unpaired(instance, stops)
        if fault:
            return fault
    return ""


def _late(instance: Instance, stops: list[Point]) -> str:
    leg, unit, home = leg_of(instance), _unit(instance), instance.points[0]
    t, here = home.opens * unit, home
    for stop in stops:
        t = max(t + leg(here, stop), stop.opens * unit)
        if t > stop.closes * unit + SLACK:
            return f"late at {stop.number}"
        t += stop.service * unit
        here = stop
    return "home late" if t + leg(here, home) > home.closes * unit + SLACK else ""


def _overloaded(instance: Instance, stops: list[Point]) -> str:
    aboard = 0 if instance.kind in VEHICLES_FIRST else sum(stop.load for stop in stops)
    if aboard > instance.room:
        return "too much aboard"
    for stop in stops:
        aboard += stop.load if instance.kind in VEHICLES_FIRST else -stop.load
        if not 0 <= aboard <= instance.room:
            return f"too much aboard at {stop.number}"
    return ""


def _unpaired(instance: Instance, stops: list[Point]) -> str:
    if instance.kind not in VEHICLES_FIRST:
        return ""
    waiting = set()
    for stop in stops:
        if stop.delivery:
            waiting.add(stop.delivery)
        elif stop.number in waiting:
            waiting.remove(stop.number)
        else:
            return f"{stop.number} delivered before its pickup"
    return f"{min(waiting)} not delivered" if waiting else ""


def _worth(instance: Instance, routes: list[list[int]]) -> float:
    points = {point.number: point for point in instance.points}
    served = {number for route in routes for number in route}
    if instance.kind == "toptw":
        return sum(points[number].prize for number in served)
    leg = leg_of(instance)
    driven = 0.0
    for route in routes:
        path = [points[number] for number in (0, *route, 0)]
        driven += sum(leg(path[k], path[k + 1]) for k in range(len(path) - 1))
    if instance.kind == "vrplib":
        driven += 10 * sum(point.prize for point in instance.points[1:] if point.number not in served)
    return driven
