"""Lines a driver can follow."""

from __future__ import annotations

import pytest
from test_snap import lonlat, spots, travel_over


def test_the_line_goes_from_pin_to_pin_along_the_streets():
    """Two streets up to the corner, then the one to the right: through the corner, as far as the streets are long."""
    travel = travel_over(
        [
            ("a", "b", [(0, 0), (0, 300)], {"name": "Jalan Satu"}),
            ("b", "c", [(0, 300), (0, 600)], {"name": "Jalan Satu"}),
            ("c", "d", [(0, 600), (500, 600)], {"name": "Jalan Dua"}),
            ("c", "e", [(0, 600), (-500, 600)], {"name": "Jalan Tiga"}),
        ]
    )
    stops = list(spots((0, 0), (500, 600)).set_index("id").itertuples(index=False, name=None))
    (leg,) = travel.legs(stops)
    assert lonlat(0, 600) in [pytest.approx(point, abs=1e-5) for point in leg.line]
    assert leg.distance_m == pytest.approx(1100, abs=2)
    assert leg.line[0] == stops[0]
    assert leg.line[-1] == stops[1]


def test_a_leg_without_a_way_says_so():
    """A stop beyond every road gives a leg that is not driven, and a straight line on the map."""
    travel = travel_over([("a", "b", [(0, 0), (0, 300)], {})])
    stops = [lonlat(0, 0), lonlat(0, 90_000), lonlat(0, 200)]
    legs = travel.legs(stops)
    assert [(leg.duration_s, leg.distance_m) for leg in legs] == [(-1, -1), (-1, -1)]
    assert travel.path(stops) == stops
    assert travel.path(stops[:1]) == stops[:1]
