"""Police districts drawn from the gazetteer's own places."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.report.base_layer import SCALE
from planner.report.border_layer import borders_payload, known_borders
from planner.report.map_data import base_data


def places(seed: int, count: int) -> pd.DataFrame:
    """Places of three districts at random."""
    rng = np.random.default_rng(seed)
    table = {"lon": rng.uniform(101.6, 101.8, count), "lat": rng.uniform(3.0, 3.2, count)}
    return pd.DataFrame(table | {"police_district": rng.choice(["Cheras", "Sentul", "Dang Wangi"], count)})


def as_shape(ring: list[int]) -> shapely.Polygon:
    """A ring of the payload as a polygon in degrees."""
    return shapely.Polygon(np.array(ring).reshape(-1, 2) / SCALE)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 80))
def test_most_places_lie_inside_their_own_district(seed, count):
    """Each place lies in the rings of its district and of no other, but for what simplifying a line may move."""
    told = places(seed, count)
    if told["police_district"].nunique() < 2:
        return
    shapes = {
        item["name"]: shapely.union_all(
            [shapely.Polygon(np.array(ring).reshape(-1, 2) / SCALE) for ring in item["rings"]]
        )
        for item in borders_payload(told)
    }
    points = shapely.points(told["lon"], told["lat"])
    for point, district in zip(points, told["police_district"], strict=True):
        assert shapely.distance(point, shapes[district]) < 0.002


def test_too_little_to_tell_gives_no_border():
    """Without places, with one district, or with too few of them nothing is drawn."""
    assert borders_payload(None) == []
    assert borders_payload(places(1, 3)) == []
    assert borders_payload(places(1, 30).assign(police_district="Cheras")) == []


def test_borders_of_a_file_stand_in_for_the_estimate():
    """Districts from a file are drawn as they are, holes and both parts of one name, and the map says which it has."""
    ring = shapely.box(101.6, 3.0, 101.7, 3.1) - shapely.box(101.63, 3.03, 101.66, 3.06)
    shapes = [ring, shapely.box(101.8, 3.0, 101.9, 3.1), shapely.box(101.7, 3.0, 101.75, 3.1)]
    file = gpd.GeoDataFrame({"police_district": ["Sentul", "Sentul", "Cheras"]}, geometry=shapes, crs="EPSG:4326")
    told = {item["name"]: [as_shape(each) for each in item["rings"]] for item in known_borders(file)}
    assert list(told) == ["Cheras", "Sentul"]
    assert len(told["Sentul"]) == 3
    outer = shapely.union_all(told["Sentul"])
    assert outer.bounds == (101.6, 3.0, 101.9, 3.1)
    assert base_data(None, None, file)["borders_kind"] == "known"
    assert base_data(None, None)["borders_kind"] == "estimated"
