"""Generated Kuala Lumpur cases for ``benchmarks.compare``: places of the gazetteer, prizes for need, crow-fly times.

Every library can be given them as they are: one depot, one window a stop, baskets, prizes, lorries of one kind. So they
measure the search alone, and leave out what only the product knows: escorts, floors, stock, reloads, several depots.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.instances import Instance, Origin, Point

DATA = Path(__file__).resolve().parent.parent / "data" / "gazetteer"
DEPOT = (101.696, 3.153)  # IPD Dang Wangi, to the street
DETOUR = 1.4  # roads beside the crow's flight in a city
METRES_A_SECOND = 6.0  # 22 km/h, a lorry in daytime traffic
METRES_A_DEGREE = 111_195.0
STOPS_A_LORRY = 12  # fewer lorries than stops need, so that choosing matters
ROOM = 135  # baskets on a three-tonne lorry
SHIFT_S = 10 * 3600


def places() -> list[tuple[float, float]]:
    """(lon, lat) of every place of the federal territory with coordinates, EPSG:4326, in the files' order."""
    found = {}
    for name in ("schemes", "localities", "towns"):
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["lon"] and row["state"] == "W.P. Kuala Lumpur":
                    found[row["place_id"]] = (float(row["lon"]), float(row["lat"]))
    return list(found.values())


def case(stops: int, seed: int) -> Instance:
    """``stops`` candidates; where the gazetteer has fewer places, more stops lie within 400 m of them."""
    rng = Random(seed * 10_007 + stops)
    known = places()
    chosen = rng.sample(known, min(stops, len(known)))
    while len(chosen) < stops:
        lon, lat = rng.choice(known)
        chosen.append((lon + rng.uniform(-0.0036, 0.0036), lat + rng.uniform(-0.0036, 0.0036)))
    points = [Point(0, *DEPOT, 0, 0, SHIFT_S, 0)]
    points += [_stop(number, place, rng) for number, place in enumerate(chosen, 1)]
    lorries = max(2, stops // (2 * STOPS_A_LORRY))
    table = _seconds(points)
    return Instance(f"kl{stops}-{seed}", "toptw", points, ROOM, lorries, 1, table, origin=Origin.GENERATED)


def _stop(number: int, place: tuple[float, float], rng: Random) -> Point:
    baskets = min(40, max(3, round(rng.lognormvariate(2.2, 0.6))))
    opens, closes = rng.choice([(3600, SHIFT_S), (3600, 4 * 3600), (6 * 3600, SHIFT_S)])  # from 8:00
    prize = round(baskets * rng.uniform(0.5, 2.0)) + 1
    return Point(number, *place, baskets, opens, closes, 600 + 45 * baskets, prize)


def _seconds(points: list[Point]) -> np.ndarray:
    lonlat = np.array([(point.x, point.y) for point in points])
    east = (lonlat[:, None, 0] - lonlat[None, :, 0]) * np.cos(np.radians(3.15))
    north = lonlat[:, None, 1] - lonlat[None, :, 1]
    metres = np.hypot(east, north) * METRES_A_DEGREE * DETOUR
    return np.ceil(metres / METRES_A_SECOND).astype(np.int64)
