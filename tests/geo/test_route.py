"""Turn lists and lines a driver can follow."""

from __future__ import annotations

import pytest
from test_snap import lonlat, spots, travel_over

from planner.geo.turns import direction


def chain(*metres):
    return [lonlat(x, y) for x, y in metres]


@pytest.mark.parametrize(
    ("after", "word"),
    [
        ((0, 200), "straight"),
        ((100, 200), "slight_right"),
        ((100, 100), "right"),
        ((-100, 100), "left"),
        ((80, 20), "sharp_right"),
        ((0, 0), "u_turn"),
    ],
)
def test_directions_have_the_words_of_the_road(after, word):
    """Heading north to the junction at (0, 100) and on to each point."""
    assert direction(chain((0, 0), (0, 100)), chain((0, 100), after)) == word


def test_the_turn_list_names_each_street_once():
    """Along one street there is one instruction; a new street or a real bend makes the next."""
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
    assert [(turn.direction, turn.street, turn.distance_m) for turn in leg.turns] == [
        ("depart", "Jalan Satu", pytest.approx(600, abs=2)),
        ("right", "Jalan Dua", pytest.approx(500, abs=2)),
    ]
    assert leg.distance_m == pytest.approx(1100, abs=2)
    assert leg.line[0] == stops[0]
    assert leg.line[-1] == stops[1]


def test_a_leg_without_a_way_says_so():
    """A stop beyond every road gives a leg that is not driven, and a straight line on the map."""
    travel = travel_over([("a", "b", [(0, 0), (0, 300)], {})])
    stops = [lonlat(0, 0), lonlat(0, 90_000), lonlat(0, 200)]
    legs = travel.legs(stops)
    assert [leg.is_driven for leg in legs] == [False, False]
    assert travel.path(stops) == stops
    assert travel.path(stops[:1]) == stops[:1]
