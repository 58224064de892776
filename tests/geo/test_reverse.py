"""Reverse geocoding against distances and containment worked out by other means."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, Polygon, box

from planner.adapters.boundaries import read_boundaries
from planner.errors import PlannerError
from planner.geo.gazetteer import Gazetteer
from planner.geo.reverse import Reverse
from planner.model.place import Grade, Place


def _points(*pairs: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": [str(n) for n in range(len(pairs))], "lon": [p[0] for p in pairs], "lat": [p[1] for p in pairs]}
    )


def _place(name: str, lon: float, lat: float, district: str) -> Place:
    return Place(
        name.lower(), name, "locality", lon, lat, "W.P. Kuala Lumpur", Grade.HIGH, "a test", police_district=district
    )


TOWN = Gazetteer(
    tuple(_place(f"A{n}", 101.60 + n / 1000, 3.10, "Sentul") for n in range(5))
    + tuple(_place(f"B{n}", 101.70 + n / 1000, 3.10, "Cheras") for n in range(5))
)


def test_the_nearest_place_is_as_far_as_the_ellipsoid_says() -> None:
    """Distance in the metric grid agrees with the geodesic (WGS 84) within 0.1 %."""
    row = Reverse(TOWN).at(_points((101.61, 3.11))).iloc[0]
    _, _, metres = Geod(ellps="WGS84").inv(101.61, 3.11, 101.604, 3.10)
    assert row["place_id"] == "a4"
    assert row["distance_m"] == pytest.approx(metres, rel=1e-3)


def test_the_police_district_is_what_the_neighbours_say() -> None:
    """Deep inside one district all agree; half way between two they do not."""
    found = Reverse(TOWN).at(_points((101.602, 3.10), (101.652, 3.10)))
    assert found["police_district"].tolist()[0] == "Sentul"
    assert found["district_agreement"].tolist()[0] == 1.0
    assert found["district_agreement"].tolist()[1] < 1.0


def test_the_constituency_comes_with_its_distance_to_the_boundary() -> None:
    """In a box, the nearest edge is the answer; outside all boxes the seat is empty and the gap is told."""
    areas = gpd.GeoDataFrame({"parliament": ["P.1"]}, geometry=[box(101.60, 3.09, 101.70, 3.11)], crs="EPSG:4326")
    found = Reverse(TOWN, areas).at(_points((101.65, 3.10), (101.75, 3.10)))
    _, _, up = Geod(ellps="WGS84").inv(101.65, 3.10, 101.65, 3.11)
    _, _, across = Geod(ellps="WGS84").inv(101.70, 3.10, 101.75, 3.10)
    assert found["parliament"].tolist() == ["P.1", ""]
    assert found["boundary_m"].tolist() == pytest.approx([up, across], rel=2e-3)


def test_invalid_rings_are_mended_on_reading(tmp_path) -> None:
    """A bow-tie polygon, as some published constituencies have, can still be asked."""
    path = tmp_path / "b.geojson"
    bow = Polygon([(101.6, 3.0), (101.8, 3.2), (101.8, 3.0), (101.6, 3.2)])
    gpd.GeoDataFrame({"parlimen": ["P.9"]}, geometry=[bow], crs="EPSG:4326").to_file(path, driver="GeoJSON")
    areas = read_boundaries(path)
    assert areas.geometry.is_valid.all()
    assert Reverse(TOWN, areas).at(_points((101.62, 3.1)))["parliament"].tolist() == ["P.9"]


def test_a_file_without_polygons_is_refused(tmp_path) -> None:
    """E1211, with what to do."""
    path = tmp_path / "b.geojson"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(PlannerError) as caught:
        read_boundaries(path)
    assert caught.value.faults[0].code == "E1211"


def test_swapped_points_are_refused_all_at_once() -> None:
    """Two bad points, two faults."""
    with pytest.raises(PlannerError) as caught:
        Reverse(TOWN).at(_points((3.1, 101.6), (0.0, 0.0), (101.6, 3.1)))
    assert [fault.code for fault in caught.value.faults] == ["E1204", "E1203"]


def test_known_points_of_the_city_get_their_district(gazetteer: Gazetteer) -> None:
    """The headquarters themselves lie in their own districts."""
    heads = [p for p in gazetteer.places if p.kind == "ipd" and p.state == "W.P. Kuala Lumpur" and p.valid_to is None]
    found = Reverse(gazetteer).at(_points(*((p.lon or 0, p.lat or 0) for p in heads)))
    assert found["police_district"].tolist() == [p.police_district for p in heads]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), areas=st.integers(1, 12))
def test_seats_and_gaps_are_those_of_brute_force(seed: int, areas: int) -> None:
    """Any boxes, overlapping or apart: the first that holds the point, and the distance to its edge or the nearest."""
    rng = np.random.default_rng(seed)
    corners = rng.uniform((101.55, 3.00), (101.75, 3.18), (areas, 2))
    sizes = rng.uniform(0.005, 0.06, (areas, 2))
    shapes = [box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    drawn = gpd.GeoDataFrame({"parliament": [f"P.{n}" for n in range(areas)]}, geometry=shapes, crs="EPSG:4326")
    pairs = rng.uniform((101.55, 3.00), (101.80, 3.25), (30, 2)).tolist()
    found = Reverse(TOWN, drawn).at(_points(*pairs))
    metric = drawn.to_crs("EPSG:3375").geometry.tolist()
    asked = gpd.GeoSeries([Point(pair) for pair in pairs], crs="EPSG:4326").to_crs("EPSG:3375")
    for point, seat, gap in zip(asked, found["parliament"], found["boundary_m"], strict=True):
        holding = [n for n, shape in enumerate(metric) if shape.contains(point)]
        assert seat == (f"P.{holding[0]}" if holding else "")
        edge = metric[holding[0]].exterior.distance(point) if holding else min(s.distance(point) for s in metric)
        assert gap == pytest.approx(edge, abs=0.06)


@settings(max_examples=25, deadline=None)
@given(lon=st.floats(101.60, 101.78), lat=st.floats(3.02, 3.25))
def test_the_nearest_place_is_the_nearest_of_all(gazetteer: Gazetteer, lon: float, lat: float) -> None:
    """No located and open place of the embedded gazetteer is nearer on the ellipsoid (within the grid's 0.1 %)."""
    row = Reverse(gazetteer).at(_points((lon, lat))).iloc[0]
    there = [p for p in gazetteer.places if p.is_located and p.valid_to is None]
    size = len(there)
    away = Geod(ellps="WGS84").inv([lon] * size, [lat] * size, [p.lon for p in there], [p.lat for p in there])[2]
    assert row["distance_m"] == pytest.approx(min(away), rel=2e-3, abs=0.5)


def test_fewer_neighbours_than_voters_are_enough() -> None:
    """A gazetteer of two places still answers."""
    found = Reverse(Gazetteer(TOWN.places[:2])).at(_points((101.61, 3.11)))
    assert found["police_district"].tolist() == ["Sentul"]
