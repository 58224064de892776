"""From places to roads: the nearest by true geometry, the right side, the main part, and honest refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.closures import Closures
from planner.geo.plane import Plane
from planner.geo.roads import NO_LORRY, Manifest
from planner.geo.street_build import Junction, Street, build_network
from planner.geo.travel import RoadTravel

MANIFEST = Manifest("test town", "made up", "2026-11-22", "MIT", "nobody")
PLANE = Plane(101.7, 3.15)


def lonlat(x, y):
    lon, lat = PLANE.to_lonlat(np.array([[x, y]], dtype=float))[0]
    return float(lon), float(lat)


def travel_over(streets):
    """Streets given as (tail, head, metres points, more); ends are named by their keys."""
    junctions, made = {}, []
    for tail, head, points, more in streets:
        line = [lonlat(*point) for point in points]
        junctions[tail], junctions[head] = Junction(*line[0]), Junction(*line[-1])
        made.append(Street(tail, head, line, **{"road_class": "residential", **more}))
    return RoadTravel(build_network(junctions, made, MANIFEST))


def spots(*metres):
    rows = [(f"p{i}", *lonlat(*spot)) for i, spot in enumerate(metres)]
    return pd.DataFrame(rows, columns=["id", "lon", "lat"])


def dual_road():
    """A road running east: eastbound carriageway at y=+10 (driving on the left puts it north), westbound at y=-10."""
    road = {"road_class": "trunk", "is_oneway": True, "name": "Jalan Besar"}
    return travel_over(
        [
            ("w", "e", [(0, 0), (20, 10), (980, 10), (1000, 0)], road),
            ("e", "w", [(1000, 0), (980, -10), (20, -10), (0, 0)], road),
        ]
    )


def test_a_place_is_served_from_its_own_side():
    """North of the road the eastbound side serves it, south the westbound; so the ways there and back differ."""
    travel = dual_road()
    points = spots((500, 40), (500, -40))
    audit = travel.snaps(points)
    assert audit["distance_m"].tolist() == pytest.approx([30, 30], abs=0.5)
    assert (audit["flags"] == "").all()
    metres = travel.tables(points, "car")[1]
    assert metres[0, 1] == pytest.approx(1000, abs=15)  # on to the end, round, and half-way back
    assert metres[1, 0] == pytest.approx(1000, abs=15)


def test_between_the_carriageways_is_the_wrong_side_of_both():
    """A place in the median has no kerb: it is snapped all the same and flagged."""
    assert dual_road().snaps(spots((500, 3)))["flags"].tolist() == ["other_side"]


def test_a_lone_carriageway_across_the_way_is_flagged():
    """One-way street with the place on its right: the other side is named."""
    travel = travel_over(
        [("a", "b", [(0, 0), (500, 0)], {"is_oneway": True}), ("b", "a", [(500, 0), (250, 300), (0, 0)], {})]
    )
    audit = travel.snaps(spots((250, -20), (250, 20)))
    assert audit["flags"].tolist() == ["other_side", ""]


def test_an_expressway_is_never_a_stop():
    """A place beside an expressway is taken to the street behind it and flagged as moved."""
    travel = travel_over(
        [
            ("a", "b", [(0, 0), (1000, 0)], {"road_class": "motorway"}),
            ("a", "b", [(0, 0), (0, 200), (1000, 200), (1000, 0)], {}),
        ]
    )
    audit = travel.snaps(spots((500, 10)))
    assert audit["flags"].tolist() == ["moved"]
    assert audit["distance_m"].tolist() == pytest.approx([190], abs=1)
    assert audit["moved_from_m"].tolist() == pytest.approx([10], abs=1)


def islands():
    return travel_over(
        [
            ("a", "b", [(0, 0), (500, 0)], {}),
            ("b", "c", [(500, 0), (500, 500)], {}),
            ("x", "y", [(0, 100), (300, 100)], {}),  # touches nothing
            ("b", "z", [(500, 0), (900, 0)], {"is_oneway": True}),  # in but never out
        ]
    )


def test_cut_off_streets_serve_nobody():
    """Beside a street one cannot leave or reach, the place moves to the main part with the reason."""
    audit = islands().snaps(spots((150, 95), (800, 5), (250, 5)))
    assert audit["flags"].tolist() == ["moved", "far;moved", ""]
    assert "cut off" in audit["reason"][0]
    assert audit["distance_m"].tolist() == pytest.approx([95, 300, 5], abs=1)


def test_too_far_is_refused_and_nothing_is_nan():
    """Beyond three kilometres there is no telling; the table says -1 and 0 on the diagonal."""
    travel = islands()
    points = spots((0, 10), (0, 9000))
    assert travel.snaps(points)["flags"].tolist() == ["", "refused"]
    assert travel.tables(points, "car")[0].tolist() == [[0, -1], [-1, 0]]


def test_profiles_keep_to_their_roads():
    """A street closed to lorries serves cars; a lorry's stop moves to the next street."""
    travel = travel_over(
        [
            ("a", "b", [(0, 0), (500, 0)], {"flags": NO_LORRY}),
            ("a", "b", [(0, 0), (0, 100), (500, 100), (500, 0)], {}),
        ]
    )
    points = spots((250, -10), (500, 60))
    assert travel.snaps(points, profile="car")["flags"][0] == ""
    assert travel.snaps(points, profile="lorry")["flags"][0] == "moved"
    assert travel.tables(points, "lorry")[1][0, 1] == pytest.approx(290, abs=2)
    assert travel.tables(points, "car")[1][0, 1] == pytest.approx(310, abs=2)


def test_a_flood_closes_what_it_touches():
    """An area closes its streets for a while: the long way round, or no way at all."""
    travel = travel_over(
        [
            ("a", "b", [(0, 0), (1000, 0)], {}),
            ("a", "c", [(0, 0), (0, 500)], {}),
            ("c", "b", [(0, 500), (1000, 500), (1000, 0)], {}),
        ]
    )
    points = spots((0, 0), (1000, 0), (500, 2))
    flood = shapely.Polygon([lonlat(x, y) for x, y in ((450, -50), (550, -50), (550, 50), (450, 50))])
    dry, wet = travel.tables(points, "car")[1], travel.tables(points, "car", closures=Closures(areas=(flood,)))[1]
    assert dry[0, 1] == pytest.approx(1000, abs=2)
    assert wet[0, 1] == pytest.approx(2000, abs=3)
    assert wet[0, 2] == wet[2, 1] == -1
    both = travel.tables(points, "car", closures=Closures(areas=(flood,), edges=tuple(range(travel.network.edges))))[1]
    assert both[0, 1] == -1


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_the_snap_is_the_nearest_street_of_all(seed):
    """On two-way streets the distance is the smallest over every line, by brute force."""
    rng = np.random.default_rng(seed)
    knots = rng.uniform(0, 2000, (8, 2))
    streets = [(i, (i + 1) % 8, [knots[i], rng.uniform(0, 2000, 2), knots[(i + 1) % 8]], {}) for i in range(8)]
    travel = travel_over(streets)
    places = rng.uniform(0, 2000, (10, 2))
    audit = travel.snaps(spots(*places))
    lines = [shapely.LineString(points) for _, _, points, _ in streets]
    for spot, distance in zip(places, audit["distance_m"], strict=True):
        nearest = min(line.distance(shapely.Point(spot)) for line in lines)
        assert distance == pytest.approx(nearest, abs=0.2 + nearest * 1e-3)
