"""Published instances as core problems: the kind is told from the file, distances follow each set's own rule.

===========  ==========================================================================================
toptw        Euclidean, cut to 1 decimal (Solomon's points) or 2 decimals (Cordeau's), as TOPTW_format.txt says
solomon      Euclidean; times are rounded up at 1e-5, so a plan holds under exact and under cut distances alike
lilim        the same; vehicles first, then distance
sartori      whole minutes as given; vehicles first, then minutes
vrplib       everything × 10, distances cut (DIMACS)
===========  ==========================================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from planner.routing.build import REQUIRED, Builder, Job, Node, Shift
from planner.routing.core import CoreProblem, Ints

EXACT = 100_000  # units of one distance in sets without a rounding rule of their own
PROFIT = 10_000  # cost of one profit left out, beside one cut decimal of distance
HORIZON = 1 << 40


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
    notes: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Instance:
    """Read ``path``, telling its kind from its first lines."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    head = text[:600]
    if "NODE_COORD_SECTION" in text:
        return _vrplib(path.stem, lines)
    if "NODES" in text and "EDGES" in text:
        return _sartori(path.stem, lines)
    if "VEHICLE" in head and "CUSTOMER" in text:
        return _solomon(path.stem, lines)
    if len(lines[0].split()) == 3 and len(lines[1].split()) == 9:
        return _lilim(path.stem, lines)
    if len(lines[0].split()) == 4 and len(lines[1].split()) == 2:
        return _toptw(path.stem, lines)
    raise ValueError(f"{path} is none of toptw, solomon, lilim, sartori, vrplib")


def _up(points: list[Point]) -> Ints:
    """Euclidean distances in 1/EXACT, rounded up: never shorter than the road."""
    raw = _euclid(points) * EXACT
    return np.ceil(raw - 1e-4).astype(np.int64)


def _euclid(points: list[Point]) -> np.ndarray:
    xy = np.array([(point.x, point.y) for point in points])
    gap = xy[:, None, :] - xy[None, :, :]
    return np.sqrt((gap**2).sum(axis=2))


def _solomon(name: str, lines: list[str]) -> Instance:
    rows = [line.split() for line in lines]
    place = next(i for i, row in enumerate(rows) if row[:1] == ["NUMBER"])
    vehicles, room = int(rows[place + 1][0]), int(float(rows[place + 1][1]))
    points = []
    for row in rows[place + 2 :]:
        if len(row) == 7 and row[0].lstrip("-").isdigit():
            number, x, y, load, opens, closes, service = (float(v) for v in row)
            points.append(Point(int(number), x, y, int(load), opens, closes, service))
    return Instance(name, "solomon", points, room, vehicles, EXACT, _up(points), EXACT)


def _lilim(name: str, lines: list[str]) -> Instance:
    vehicles, room = (int(v) for v in lines[0].split()[:2])
    points = []
    for line in lines[1:]:
        row = line.split()
        if len(row) == 9:
            number, x, y, load, opens, closes, service, pickup, delivery = (float(v) for v in row)
            pair = (int(pickup), int(delivery))
            points.append(Point(int(number), x, y, int(load), opens, closes, service, 0.0, *pair))
    return Instance(name, "lilim", points, room, vehicles, EXACT, _up(points), EXACT)


def _sartori(name: str, lines: list[str]) -> Instance:
    head = {line.split(":")[0].strip(): line.split(":", 1)[1].strip() for line in lines[:12] if ":" in line}
    size, room = int(head["SIZE"]), int(head["CAPACITY"])
    first = (
        lines.index("NODES") + 1
        if "NODES" in lines
        else next(i for i, v in enumerate(lines) if v.strip() == "NODES") + 1
    )
    points = []
    for line in lines[first : first + size]:
        number, lat, lon, load, opens, closes, service, pickup, delivery = (float(v) for v in line.split())
        points.append(Point(int(number), lon, lat, int(load), opens, closes, service, 0.0, int(pickup), int(delivery)))
    edges = next(i for i, v in enumerate(lines) if v.strip() == "EDGES") + 1
    table = np.array([[int(v) for v in line.split()] for line in lines[edges : edges + size]], np.int64)
    return Instance(name, "sartori", points, room, len(points) // 2, 1, table)


def _toptw(name: str, lines: list[str]) -> Instance:
    rows = [line.split() for line in lines if line.strip()]
    points = []
    for row in rows[2:]:
        number, x, y, service, profit = (float(v) for v in row[:5])
        opens, closes = float(row[-2]), float(row[-1])
        points.append(Point(int(number), x, y, 0, opens, closes, service, profit))
    scale = 100 if name.lower().startswith("pr") else 10  # Cordeau's instances are named pr01 to pr20
    table = np.floor(_euclid(points) * scale + 1e-9).astype(np.int64)
    return Instance(name, "toptw", points, 1, int(rows[0][1]), scale, table, scale)


def _vrplib(name: str, lines: list[str]) -> Instance:
    head: dict[str, str] = {}
    section: dict[str, dict[int, list[float]]] = {}
    current = ""
    for line in lines:
        if line.strip().endswith("_SECTION"):
            current = line.strip()
            section[current] = {}
        elif ":" in line:
            key, value = line.split(":", 1)
            head[key.strip()] = value.strip()
        elif current and len(line.split()) > 1:
            number, *values = line.split()
            section[current][int(number)] = [float(v) for v in values]
    where, load = section["NODE_COORD_SECTION"], section["DEMAND_SECTION"]
    opening, prizes = section["TIME_WINDOW_SECTION"], section.get("PRIZE_SECTION", {})
    service = float(head.get("SERVICE_TIME", 0))
    points = []
    for number in sorted(where):
        x, y = where[number][:2]
        opens, closes = opening[number][:2]
        is_depot = number == 1
        prize = prizes.get(number, [0.0])[0]
        points.append(Point(number - 1, x, y, int(load[number][0]), opens, closes, 0.0 if is_depot else service, prize))
    vehicles = int(head.get("VEHICLES", len(points) - 1))
    table = np.floor(_euclid(points) * 10 + 1e-9).astype(np.int64)
    return Instance(name, "vrplib", points, int(head["CAPACITY"]), vehicles, 10, table)


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
    table = instance.table if instance.kind in ("sartori", "vrplib") else _euclid(instance.points)
    driven = 0.0
    for route in routes:
        path = [0, *(place[number] for number in route), 0]
        driven += sum(float(table[a, b]) for a, b in pairwise(path))
    if instance.kind == "vrplib":
        driven += 10 * (sum(point.prize for point in instance.points[1:]) - sum(points[n].prize for n in served))
    return driven
