"""Instances as core problems: distances follow each set's own rule.

===========  ==========================================================================================
toptw        Euclidean, cut to 1 decimal (Solomon's points) or 2 decimals (Cordeau's), as TOPTW_format.txt says;
             the points tell: Solomon's lie at whole numbers, Cordeau's do not
solomon      Euclidean; times are rounded up at 1e-5, so a plan holds under exact and under cut distances alike
lilim        the same; vehicles first, then distance
sartori      whole minutes as given; vehicles first, then minutes
vrplib       everything × 10, distances cut (DIMACS)
===========  ==========================================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from planner.routing.build import REQUIRED, Builder, Job, Node, Shift
from planner.routing.core import CoreProblem, Ints

EXACT = 100_000  # units of one distance in sets without a rounding rule of their own
PROFIT = 10_000  # cost of one profit left out, beside one cut decimal of distance


class Origin(StrEnum):
    """Whose points a team orienteering case has: its rounding rule hangs on it, and what its file promises."""

    SOLOMON = "solomon"  # legs cut to 1 decimal; the file's own number of vehicles can visit every point
    CORDEAU = "cordeau"  # legs cut to 2 decimals; no such promise
    GENERATED = "generated"  # whole seconds, as the table gives them
    OTHER = ""  # no team orienteering


@dataclass(frozen=True)
class Point:
    """One line of an instance; the depot is number 0."""

    number: int
    x: float
    y: float
    load: int
    opens: float
    closes: float
    service: float
    prize: float = 0.0
    pickup: int = 0
    delivery: int = 0


@dataclass(frozen=True)
class Instance:
    """An instance's points and tables. ``scale`` turns the file's units into whole numbers."""

    name: str
    kind: str
    points: list[Point]
    room: int
    vehicles: int
    scale: int
    table: Ints
    distance_scale: float = 1.0
    origin: Origin = Origin.OTHER


def exact_table(points: list[Point]) -> Ints:
    """Euclidean distances in 1/EXACT, rounded up: never shorter than the road."""
    raw = euclid(points) * EXACT
    return np.ceil(raw - 1e-4).astype(np.int64)


def euclid(points: list[Point]) -> np.ndarray:
    xy = np.array([(point.x, point.y) for point in points])
    gap = xy[:, None, :] - xy[None, :, :]
    return np.sqrt((gap**2).sum(axis=2))


def to_core(instance: Instance, vehicles: int | None = None) -> CoreProblem:
    """The core problem of an instance with ``vehicles`` shifts (default: as many as the file allows)."""
    is_pairs = instance.kind in ("lilim", "sartori")
    scale = instance.scale
    depot = instance.points[0]
    build = Builder(
        duration=instance.table,
        distance=instance.table,
        pause=np.zeros((1, 0, 2), np.int64),
        is_pairs=is_pairs,
        time_weight=1 if instance.kind == "toptw" else 0,
    )
    node_of: dict[int, int] = {}
    for point in instance.points[1:]:
        node_of[point.number] = len(build.nodes)
        window = ((math.ceil(point.opens * scale), math.floor(point.closes * scale)),)
        build.nodes.append(Node(point.number, point.load, round(point.service * scale), (window,)))
    for point in instance.points[1:]:
        build.jobs += _jobs(instance, point, node_of)
    opens, closes = round(depot.opens * scale), math.floor(depot.closes * scale)
    row, column = instance.table[0], instance.table[:, 0]
    shift = Shift(row, row, column, column, opens, closes, instance.room)
    build.shifts = [shift] * min(vehicles or instance.vehicles, len(build.jobs))
    return build.build()


def _jobs(instance: Instance, point: Point, node_of: dict[int, int]) -> list[Job]:
    if instance.kind in ("lilim", "sartori"):
        if point.load <= 0 or not point.delivery:
            return []
        return [Job(node_of[point.delivery], REQUIRED, (node_of[point.number],))]
    if instance.kind == "toptw":
        return [Job(node_of[point.number], round(point.prize * PROFIT))]
    if instance.kind == "vrplib":
        return [Job(node_of[point.number], round(10 * point.prize))]
    return [Job(node_of[point.number], REQUIRED)]


def value(instance: Instance, routes: list[list[int]]) -> float:
    """The set's own objective of routes given as customer numbers (vehicles not included)."""
    points = {point.number: point for point in instance.points}
    served = [number for route in routes for number in route]
    if instance.kind == "toptw":
        return sum(points[number].prize for number in served)
    place = {point.number: i for i, point in enumerate(instance.points)}
    table = instance.table if instance.kind in ("sartori", "vrplib") else euclid(instance.points)
    driven = 0.0
    for route in routes:
        path = [0, *(place[number] for number in route), 0]
        driven += sum(float(table[a, b]) for a, b in pairwise(path))
    if instance.kind == "vrplib":
        driven += 10 * (sum(point.prize for point in instance.points[1:]) - sum(points[n].prize for n in served))
    return driven
