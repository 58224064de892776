"""Local streets of the demonstration, invented around real places and tied to the main roads beside them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops

from planner.geo.roads import GENERATED, SPEED_SOURCES
from planner.geo.street_build import Street
from tools.demo_main_roads import Main, Point

SPACING_M = 120.0
RADIUS_M = 420.0  # streets are laid this far around a place
CORRIDOR_M = 150.0  # and this far around the way from a place to its main road
CLEAR_M = 22.0  # no invented junction nearer than this to a main road
TIE_EVERY_M = 200.0  # about one side street per so many metres of main road
TIE_REACH_M = 170.0
MISSING = 0.14  # share of lattice streets that are not built
ONEWAY = 0.06
_ANGLE = np.radians(17.0)
_GUESS = SPEED_SOURCES.index("class default")


def add_local_streets(main: Main, places: np.ndarray, rng: np.random.Generator) -> None:
    """Lay a loose lattice of streets around ``places`` ((n, 2) metres) and tie it to the surface roads."""
    surface = [s for s in main.streets if not s.road_class.startswith("motorway")]
    roads = [shapely.LineString(s.line) for s in surface]
    barrier = shapely.STRtree([shapely.LineString(s.line) for s in main.streets])
    area = _area(places, shapely.STRtree(roads), roads)
    nodes, keys = _lattice(area, barrier, rng)
    for key, spot in zip(keys, nodes, strict=True):
        main.junctions[key] = (float(spot[0]), float(spot[1]))
    main.streets.extend(_lattice_streets(nodes, keys, barrier, rng))
    _tie(main, nodes, keys, barrier, rng)


def _area(places: np.ndarray, tree: shapely.STRtree, roads: list[shapely.LineString]) -> shapely.Geometry:
    """Discs around the places and corridors from them to their nearest surface road."""
    spots = shapely.points(places)
    nearest, distance = tree.query_nearest(spots, return_distance=True, all_matches=False)
    near = distance < 2_500.0
    feet = [shapely.shortest_line(spots[i], roads[j]) for i, j, ok in zip(*nearest, near, strict=True) if ok]
    discs = shapely.buffer(spots[near], RADIUS_M)
    return shapely.union_all([*discs, *shapely.buffer(feet, CORRIDOR_M)])


def _lattice(
    area: shapely.Geometry, barrier: shapely.STRtree, rng: np.random.Generator
) -> tuple[np.ndarray, list[str]]:
    """Jittered lattice points inside the area and clear of main roads, with keys ``L column row``."""
    west, south, east, north = area.bounds
    reach = max(east - west, north - south)
    steps = np.arange(-int(reach / SPACING_M), int(reach / SPACING_M) + 1)
    column, row = (a.ravel() for a in np.meshgrid(steps, steps))
    jitter = rng.uniform(-0.28, 0.28, (len(column), 2)) * SPACING_M
    u, v = column * SPACING_M + jitter[:, 0], row * SPACING_M + jitter[:, 1]
    turn = np.array([[np.cos(_ANGLE), -np.sin(_ANGLE)], [np.sin(_ANGLE), np.cos(_ANGLE)]])
    spots = np.column_stack([u, v]) @ turn.T + [(west + east) / 2, (south + north) / 2]
    shapely.prepare(area)
    inside = shapely.contains_xy(area, spots[:, 0], spots[:, 1])
    spots, column, row = spots[inside], column[inside], row[inside]
    blocked, _ = barrier.query(shapely.points(spots), predicate="dwithin", distance=CLEAR_M)
    free = np.setdiff1d(np.arange(len(spots)), blocked)
    return spots[free], [f"L {c} {r}" for c, r in zip(column[free], row[free], strict=True)]


def _lattice_streets(
    nodes: np.ndarray, keys: list[str], barrier: shapely.STRtree, rng: np.random.Generator
) -> list[Street]:
    number = {key: i for i, key in enumerate(keys)}
    pairs = []
    for key, i in number.items():
        column, row = map(int, key.split()[1:])
        steps = ((f"L {column + 1} {row}", row), (f"L {column} {row + 1}", column))
        pairs.extend((i, number[other], line % 4 == 0) for other, line in steps if other in number)
    lines = [shapely.LineString([nodes[i], nodes[j]]) for i, j, _ in pairs]
    crossing = set(barrier.query(lines, predicate="intersects")[0].tolist()) if lines else set()
    draws = rng.random((len(pairs), 3))
    streets = []
    for n, (i, j, is_collector) in enumerate(pairs):
        if n in crossing or (draws[n, 0] < MISSING and not is_collector):
            continue
        kind = "unclassified" if is_collector else "residential"
        tail, head = (i, j) if draws[n, 2] < 0.5 else (j, i)
        is_oneway = bool(draws[n, 1] < ONEWAY) and not is_collector
        line = [_as_point(nodes[tail]), _as_point(nodes[head])]
        streets.append(Street(keys[tail], keys[head], line, kind, "", is_oneway, 0.0, _GUESS, GENERATED))
    return streets


def _as_point(xy: np.ndarray) -> Point:
    return float(xy[0]), float(xy[1])


def _tie(main: Main, nodes: np.ndarray, keys: list[str], barrier: shapely.STRtree, rng: np.random.Generator) -> None:
    """Split surface roads about every :data:`TIE_EVERY_M` and lead a side street to the lattice on the near side."""
    tree = shapely.STRtree(shapely.points(nodes))
    kept: list[Street] = []
    for street in main.streets:
        is_main = not street.road_class.startswith("motorway") and not street.flags & GENERATED
        kept.extend(_tied(main, street, (tree, nodes, keys, barrier), rng) if is_main else [street])
    main.streets[:] = kept


def _tied(
    main: Main,
    street: Street,
    lattice: tuple[shapely.STRtree, np.ndarray, list[str], shapely.STRtree],
    rng: np.random.Generator,
) -> list[Street]:
    tree, nodes, keys, barrier = lattice
    line = shapely.LineString(street.line)
    wanted = int(line.length / TIE_EVERY_M + rng.random())
    cuts: list[tuple[float, str, int]] = []
    for n in range(wanted):
        at = line.length * (n + 0.5 + rng.uniform(-0.2, 0.2)) / wanted
        foot = line.interpolate(at)
        found = _side_street(street, line, at, foot, tree, nodes, barrier)
        if found:
            key = f"T {len(main.junctions)}"
            main.junctions[key] = (foot.x, foot.y)
            cuts.append((at, key, found[0]))
            cuts.extend((at, key, other) for other in found[1:])
    pieces = _split(street, line, sorted({(at, key) for at, key, _ in cuts}))
    for _, key, other in cuts:
        ends = [main.junctions[key], _as_point(nodes[other])]
        pieces.append(Street(key, keys[other], ends, "residential", "", False, 0.0, _GUESS, GENERATED))
    return pieces


def _side_street(
    street: Street,
    line: shapely.LineString,
    at: float,
    foot: shapely.Point,
    tree: shapely.STRtree,
    nodes: np.ndarray,
    barrier: shapely.STRtree,
) -> list[int]:
    """The nearest lattice node on each side a side street may lead to: only the left of a one-way carriageway."""
    ahead = line.interpolate(min(at + 1.0, line.length))
    behind = line.interpolate(max(at - 1.0, 0.0))
    forward = np.array([ahead.x - behind.x, ahead.y - behind.y])
    near = tree.query(foot, predicate="dwithin", distance=TIE_REACH_M)
    away = nodes[near] - [foot.x, foot.y]
    distance = np.hypot(away[:, 0], away[:, 1])
    is_left = forward[0] * away[:, 1] - forward[1] * away[:, 0] > 0
    is_square = np.abs(away @ forward) / (distance * np.hypot(*forward)) < 0.7
    found = []
    for side in (True,) if street.is_oneway else (True, False):
        for row in np.argsort(distance):
            start = foot.x + away[row, 0] * 3.0 / distance[row], foot.y + away[row, 1] * 3.0 / distance[row]
            if is_left[row] == side and is_square[row]:
                if not len(barrier.query(shapely.LineString([start, nodes[near[row]]]), predicate="intersects")):
                    found.append(int(near[row]))
                break
    return found


def _split(street: Street, line: shapely.LineString, cuts: list[tuple[float, str]]) -> list[Street]:
    """The street in pieces between its cuts."""
    marks = [(0.0, street.tail), *cuts, (line.length, street.head)]
    pieces = []
    for (a, tail), (b, head) in pairwise(marks):
        part = shapely.ops.substring(line, a, b)
        pieces.append(replace(street, tail=tail, head=head, line=[(x, y) for x, y in part.coords]))
    return pieces
