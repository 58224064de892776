"""Isochrones say of every street what the travel matrix says of a place on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.geo.closures import Closures
from planner.geo.isochrones import isochrones
from planner.geo.travel import RoadTravel
from tests.geo.towns import TRAFFIC, town


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.5))
def test_minutes_on_a_street_are_those_of_the_matrix(seed, oneway):
    """A place in the middle of a piece is as many seconds away in the matrix as the piece says."""
    travel = RoadTravel(town(seed, 6, 0.15, oneway), TRAFFIC)
    west, south, east, north = travel.network.manifest.bounds
    rng = np.random.default_rng(seed)
    origin = (rng.uniform(west, east), rng.uniform(south, north))
    try:
        pieces = isochrones(travel, origin, bands_min=(3, 6, 60), profile="car", depart_hour=8)
    except PlannerError as error:  # a town of one-way streets that lead nowhere and back
        assert [fault.code for fault in error.faults] == ["E1316"]  # noqa: PT017
        return
    middle = shapely.line_interpolate_point(pieces.geometry.to_numpy(), 0.5, normalized=True)
    points = pd.DataFrame(
        {"id": map(str, range(len(middle))), "lon": shapely.get_x(middle), "lat": shapely.get_y(middle)}
    )
    points.loc[len(points)] = ["origin", *origin]
    audit = travel.snaps(points, profile="car").iloc[:-1]
    # Places on a street that is cut off, or across a crossing, are moved to another street and tell nothing of this.
    same = ((audit["flags"] == "") & (audit["road_name"] == pieces["name"]) & (audit["distance_m"] < 0.2)).to_numpy()
    seconds = travel.tables(points, "car", 8)[0][-1, :-1]
    assert same.sum() > len(pieces) / 4  # the fewer, the more streets are one-way
    assert np.abs(seconds[same] - pieces["minutes"].to_numpy()[same] * 60).max() <= 1.1
    assert (pieces["band_min"] >= pieces["minutes"]).all()
    assert set(pieces["band_min"]) <= {3, 6, 60}


def test_what_is_closed_or_too_far_is_left_out():
    """No piece lies beyond the last band, none inside a flood, and a place at sea is refused with a reason."""
    travel = RoadTravel(town(1, 8, 0.0, 0.0), TRAFFIC)
    flood = shapely.box(101.607, 3.1, 101.609, 3.12)
    pieces = isochrones(travel, (101.6, 3.1), bands_min=(2,), closures=Closures(areas=(flood,)))
    assert len(pieces) > 0
    assert pieces["minutes"].max() <= 2
    assert not pieces.intersects(flood).any()
    with pytest.raises(PlannerError, match="E1317"):
        isochrones(travel, (100.0, 3.1))
