"""Police districts drawn from the gazetteer's own places."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.report.base_layer import SCALE
from planner.report.border_layer import borders_payload


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
