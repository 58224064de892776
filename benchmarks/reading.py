"""Published instances from their files; the kind is told from what a file holds, not from its name.

A byte order mark, blank lines at the start and the case of letters do not matter. What a file holds and this reader
does not understand is refused, never passed over: an instance read in part would be another instance.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.instances import EXACT, Instance, Origin, Point, euclid, exact_table

SUFFIXES = (".txt", ".vrp")
LEAST_ROWS = 3  # of numbers alone, from which on a text is meant as an instance and no note beside one
VRPLIB_SECTIONS = {"NODE_COORD", "DEMAND", "TIME_WINDOW", "PRIZE", "SERVICE_TIME", "DEPOT"}


class NoInstanceError(ValueError):
    """A text that is not meant as an instance: a note or a description beside the files of a set."""


def is_instance_file(path: Path) -> bool:
    """Whether its name is one that instances have, in upper or lower case."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path) -> Instance:
    """Read ``path``, telling its kind from its first lines.

    Raises :class:`NoInstanceError` for a text that is none, ``ValueError`` for an instance that cannot be read whole.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    lines = text.strip().splitlines()
    parse = _parser_of(lines)
    if parse is None:
        rows = sum(_is_numbers(line) for line in lines)
        kind = NoInstanceError if rows < LEAST_ROWS else ValueError
        raise kind(f"{path.name} is none of toptw, solomon, lilim, sartori, vrplib")
    try:
        return _checked(parse(path.stem, lines))
    except (ValueError, IndexError, KeyError, StopIteration) as fault:
        raise ValueError(f"{path.name} cannot be read as {parse.__name__[1:]}: {fault!r}") from fault


def _parser_of(lines: list[str]) -> Callable[[str, list[str]], Instance] | None:
    words = {line.strip().upper() for line in lines}
    if "NODE_COORD_SECTION" in words:
        return _vrplib
    if {"NODES", "EDGES"} <= words:
        return _sartori
    if {"VEHICLE", "CUSTOMER"} <= words:
        return _solomon
    widths = [len(line.split()) for line in lines[:2]]
    if not all(_is_numbers(line) for line in lines[:2]):
        return None
    return {(3, 9): _lilim, (4, 2): _toptw}.get(tuple(widths))


def _is_numbers(line: str) -> bool:
    try:
        return bool([float(word) for word in line.split()])
    except ValueError:
        return False


def _checked(instance: Instance) -> Instance:
    """The instance, when its points are numbered 0, 1, 2 … and there are some beside the depot."""
    numbers = [point.number for point in instance.points]
    if numbers != list(range(len(numbers))):
        raise ValueError("points are not numbered 0, 1, 2 … without a gap")
    if len(numbers) < 2:
        raise ValueError("no customers")
    return instance


def _must_have(points: list[Point], customers: int) -> None:
    if len(points) - 1 != customers:
        raise ValueError(f"{len(points) - 1} customers, the heading says {customers}")


def _solomon(name: str, lines: list[str]) -> Instance:
    rows = [line.split() for line in lines]
    place = next(i for i, row in enumerate(rows) if [word.upper() for word in row[:1]] == ["NUMBER"])
    vehicles, room = int(rows[place + 1][0]), int(float(rows[place + 1][1]))
    points = []
    for row in rows[place + 2 :]:
        if row and _is_numbers(row[0]):
            number, x, y, load, opens, closes, service = (float(v) for v in row)
            points.append(Point(int(number), x, y, int(load), opens, closes, service))
    return Instance(name, "solomon", points, room, vehicles, EXACT, exact_table(points), EXACT)


def _lilim(name: str, lines: list[str]) -> Instance:
    vehicles, room = (int(v) for v in lines[0].split()[:2])
    points = []
    for line in lines[1:]:
        if line.strip():
            number, x, y, load, opens, closes, service, pickup, delivery = (float(v) for v in line.split())
            pair = (int(pickup), int(delivery))
            points.append(Point(int(number), x, y, int(load), opens, closes, service, 0.0, *pair))
    return Instance(name, "lilim", points, room, vehicles, EXACT, exact_table(points), EXACT)


def _sartori(name: str, lines: list[str]) -> Instance:
    titles = [line.strip().upper() for line in lines]
    first, edges = titles.index("NODES") + 1, titles.index("EDGES") + 1
    head = {line.split(":")[0].strip().upper(): line.split(":", 1)[1].strip() for line in lines[:first] if ":" in line}
    size, room = int(head["SIZE"]), int(head["CAPACITY"])
    points = []
    for line in lines[first : first + size]:
        number, lat, lon, load, opens, closes, service, pickup, delivery = (float(v) for v in line.split())
        points.append(Point(int(number), lon, lat, int(load), opens, closes, service, 0.0, int(pickup), int(delivery)))
    table = np.array([[int(v) for v in line.split()] for line in lines[edges : edges + size]], np.int64)
    return Instance(name, "sartori", points, room, len(points) // 2, 1, table)


def _toptw(name: str, lines: list[str]) -> Instance:
    rows = [line.split() for line in lines if line.strip()]
    points = []
    for row in rows[2:]:
        number, x, y, service, profit = (float(v) for v in row[:5])
        opens, closes = float(row[-2]), float(row[-1])
        points.append(Point(int(number), x, y, 0, opens, closes, service, profit))
    _must_have(points, int(rows[0][2]))
    is_whole = all(v.is_integer() for point in points for v in (point.x, point.y))
    origin, scale = (Origin.SOLOMON, 10) if is_whole else (Origin.CORDEAU, 100)
    table = np.floor(euclid(points) * scale + 1e-9).astype(np.int64)
    return Instance(name, "toptw", points, 1, int(rows[0][1]), scale, table, scale, origin)


def _vrplib(name: str, lines: list[str]) -> Instance:
    head, section = _sections(lines)
    _refuse_unknown(head, section)
    where, load, opening = section["NODE_COORD"], section["DEMAND"], section["TIME_WINDOW"]
    prizes, lasting = section.get("PRIZE", {}), section.get("SERVICE_TIME", {})
    service = float(head.get("SERVICE_TIME", 0))
    points = []
    for number in sorted(where):
        x, y = where[number][:2]
        opens, closes = opening[number][:2]
        at_all = 0.0 if number == 1 else service  # the heading's time is one for every customer
        served = lasting[number][0] if lasting else at_all
        prize = prizes[number][0] if prizes else 0.0
        points.append(Point(number - 1, x, y, int(load[number][0]), opens, closes, served, prize))
    _must_have(points, int(head["DIMENSION"]) - 1)
    vehicles = int(head.get("VEHICLES", len(points) - 1))
    table = np.floor(euclid(points) * 10 + 1e-9).astype(np.int64)
    return Instance(name, "vrplib", points, int(head["CAPACITY"]), vehicles, 10, table)


def _sections(lines: list[str]) -> tuple[dict[str, str], dict[str, dict[int, list[float]]]]:
    """The heading's entries, and each section's numbers by its rows' first number."""
    head: dict[str, str] = {}
    section: dict[str, dict[int, list[float]]] = {}
    current = ""
    for line in lines:
        title = line.strip().upper()
        if title.endswith("_SECTION"):
            current = title.removesuffix("_SECTION")
            section[current] = {}
        elif ":" in line:
            key, value = line.split(":", 1)
            head[key.strip().upper()] = value.strip()
        elif current and title and title != "EOF":
            number, *values = line.split()
            section[current][int(number)] = [float(v) for v in values]
    return head, section


def _refuse_unknown(head: dict[str, str], section: dict[str, dict[int, list[float]]]) -> None:
    unknown = sorted(set(section) - VRPLIB_SECTIONS)
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: sections that are not understood")
    if head.get("EDGE_WEIGHT_TYPE", "EUC_2D").upper() != "EUC_2D":
        raise ValueError(f"distances of the kind {head['EDGE_WEIGHT_TYPE']}")
    if not set(section.get("DEPOT", {1: []})) <= {1, -1}:
        raise ValueError("a depot other than the first point")
