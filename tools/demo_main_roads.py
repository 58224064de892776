"""The named main roads of the demonstration: carriageways, junctions, and ramps at interchanges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from planner.geo.plane import Plane
from planner.geo.roads import SPEED_SOURCES
from planner.geo.street_build import Junction, Street

HALF_GAP_M = 9.0  # from the middle of a dual road to each carriageway
RAMP_M = 60.0  # how far from an interchange's middle an expressway's carriageways pass
_SOURCE = {
    "recalled posted limit, unverified": SPEED_SOURCES.index("recalled, unverified"),
    "guess by class": SPEED_SOURCES.index("guess by class"),
}
Point = tuple[float, float]


@dataclass
class Main:
    """Streets and junctions in metres of ``plane``, before local streets are tied to them."""

    plane: Plane
    junctions: dict[str, Point]
    streets: list[Street]


def read_main(folder: Path, plane: Plane) -> Main:
    """Main roads of ``main_roads.csv`` joined as ``interchanges.csv`` says, everything in metres of ``plane``."""
    roads = pd.read_csv(folder / "main_roads.csv", dtype=str, keep_default_na=False)
    interchanges = pd.read_csv(folder / "interchanges.csv", dtype=str)
    joined = {f"{r.lon} {r.lat}": set(r.roads_joined.split(";")) for r in interchanges.itertuples()}
    main = Main(plane, {}, [])
    for road in roads.to_dict("records"):
        spots = [spot.strip() for spot in road["waypoints"].split(";")]
        if road["class"] == "motorway":
            _add_expressway(main, road, spots, joined)
        else:
            _add_surface_road(main, road, spots)
    return main


def _xy(main: Main, spot: str) -> Point:
    lon, lat = map(float, spot.split())
    x, y = main.plane.to_xy([lon], [lat])[0]
    return float(x), float(y)


def _street(road: dict[str, str], tail: str, head: str, line: list[Point], *, is_oneway: bool) -> Street:
    return Street(
        tail,
        head,
        line,
        road["class"],
        road["name"],
        is_oneway,
        float(road["speed_kmh"]),
        _SOURCE[road["speed_source"]],
    )


def _add_surface_road(main: Main, road: dict[str, str], spots: list[str]) -> None:
    """Junctions at every waypoint; a dual road is two one-way lines that meet there."""
    for spot in spots:
        main.junctions.setdefault(spot, _xy(main, spot))
    for a, b in pairwise(spots):
        one, other = main.junctions[a], main.junctions[b]
        if road["oneway"] == "true":
            main.streets.append(_street(road, a, b, [one, other], is_oneway=True))
        elif road["dual"] == "true":
            main.streets.append(_street(road, a, b, carriageway(one, other), is_oneway=True))
            main.streets.append(_street(road, b, a, carriageway(other, one), is_oneway=True))
        else:
            main.streets.append(_street(road, a, b, [one, other], is_oneway=False))


def carriageway(a: Point, b: Point) -> list[Point]:
    """The line driven from a to b, on the left of the middle line and meeting it at both ends."""
    start, end = np.asarray(a), np.asarray(b)
    length = float(np.hypot(*(end - start)))
    forward = (end - start) / length
    left = np.array([-forward[1], forward[0]]) * min(HALF_GAP_M, length / 5)
    taper = forward * min(25.0, length / 4)
    return [a, _point(start + taper + left), _point(end - taper + left), b]


def _point(xy: np.ndarray) -> Point:
    return float(xy[0]), float(xy[1])


def _add_expressway(main: Main, road: dict[str, str], spots: list[str], joined: dict[str, set[str]]) -> None:
    """Two carriageways that touch nothing but ramps, and each other at the road's two ends."""
    points = [np.asarray(_xy(main, spot)) for spot in spots]
    for way in ("there", "back"):
        order = list(range(len(spots))) if way == "there" else list(range(len(spots)))[::-1]
        keys = [_expressway_key(road, spots, i, way) for i in order]
        line = [points[i] for i in order]
        for key, spot in zip(keys, _shifted(line), strict=True):
            main.junctions.setdefault(key, spot)
        for a, b in pairwise(keys):
            main.streets.append(_street(road, a, b, [main.junctions[a], main.junctions[b]], is_oneway=True))
        for key, i in zip(keys, order, strict=True):
            if road["road_id"] in joined.get(spots[i], ()):
                _add_ramps(main, road, key, spots[i])


def _expressway_key(road: dict[str, str], spots: list[str], i: int, way: str) -> str:
    ends = i in (0, len(spots) - 1)
    return f"{road['road_id']} {spots[i]} {'end' if ends else way}"


def _shifted(line: list[np.ndarray]) -> list[Point]:
    """Each point moved to the left of the drive; the two ends stay in the middle."""
    shifted = [_point(line[0])]
    for before, here, after in zip(line, line[1:], line[2:], strict=False):
        forward = (after - before) / np.hypot(*(after - before))
        shifted.append(_point(here + np.array([-forward[1], forward[0]]) * HALF_GAP_M * 2))
    return [*shifted, _point(line[-1])]


def _add_ramps(main: Main, road: dict[str, str], key: str, spot: str) -> None:
    """On and off between a carriageway and the surface junction at the same waypoint."""
    hub = f"hub {spot}" if spot not in main.junctions else spot
    main.junctions.setdefault(hub, _xy(main, spot))
    here, there = np.asarray(main.junctions[key]), np.asarray(main.junctions[hub])
    side = np.array([RAMP_M, RAMP_M])
    for tail, head, bend in ((key, hub, side), (hub, key, -side)):
        ends = (here, there) if tail == key else (there, here)
        line = [_point(ends[0]), _point((here + there) / 2 + bend), _point(ends[1])]
        main.streets.append(
            Street(tail, head, line, "motorway_link", road["name"], True, 40.0, SPEED_SOURCES.index("guess by class"))
        )


def to_degrees(
    main: Main, streets: list[Street], junctions: dict[str, Point]
) -> tuple[dict[str, Junction], list[Street]]:
    """The same in longitude and latitude."""
    keys = list(junctions)
    spots = main.plane.to_lonlat(np.array([junctions[key] for key in keys]))
    places = {key: Junction(float(lon), float(lat)) for key, (lon, lat) in zip(keys, spots, strict=True)}
    turned = [
        replace(s, line=[(float(x), float(y)) for x, y in main.plane.to_lonlat(np.asarray(s.line))]) for s in streets
    ]
    return places, turned
