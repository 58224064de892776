"""What the tags of a street mean to a lorry, a patrol car and a bus."""

from __future__ import annotations

import pytest

from planner.geo.osm_tags import limit, read_tags, speed
from planner.geo.roads import NO_LORRY

ROAD = {"highway": "primary"}


@pytest.mark.parametrize(
    ("tags", "is_open"),
    [
        ({}, True),
        ({"access": "no"}, False),
        ({"access": "no", "psv": "yes"}, False),  # a bus road
        ({"access": "no", "bus": "designated"}, False),
        ({"motor_vehicle": "psv"}, False),
        ({"access": "psv"}, False),
        ({"vehicle": "no", "motor_vehicle": "yes"}, True),  # the more particular tag decides
        ({"access": "private"}, False),
        ({"access": "destination"}, True),
        ({"access": "no", "motor_vehicle": "destination"}, True),
        ({"lanes:psv": "1", "psv:lanes": "designated|yes|yes"}, True),  # one lane of several
        ({"busway": "lane"}, True),
        ({"highway": "busway"}, False),
        ({"highway": "service", "service": "parking_aisle"}, False),
    ],
)
def test_bus_roads_and_private_roads_are_no_streets(tags, is_open):
    """A way for buses alone is left out with a reason; a bus lane beside others leaves the street open."""
    assert isinstance(read_tags({**ROAD, **tags}), str) != is_open


@pytest.mark.parametrize(
    ("tags", "is_closed"),
    [({"hgv": "no"}, True), ({"goods": "no"}, True), ({"hgv": "destination"}, False), ({"hgv": "designated"}, False)],
)
def test_goods_vehicles_keep_out_where_the_tag_says_so(tags, is_closed):
    """hgv=no closes a street to lorries alone."""
    read = read_tags({**ROAD, **tags})
    assert not isinstance(read, str)
    assert bool(read.flags & NO_LORRY) == is_closed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3.2", 3.2),
        ("3.2 m", 3.2),
        ("12 t", 12.0),
        ("7500 kg", 7.5),
        ("10'", 3.048),
        ("10 ft", 3.048),
        ("10'6\"", 3.2004),
        ("3.5;4.2", 3.5),
        ("default", 0.0),
        ("none", 0.0),
        ("", 0.0),
        ("-3", 0.0),
    ],
)
def test_heights_and_weights_are_metres_and_tonnes(text, number):
    """Units are turned into ours, the lowest of several counts, and what is no number is no limit."""
    assert limit(text) == pytest.approx(number)


def test_the_strictest_weight_counts_whichever_tag_says_it():
    """A limit for lorries only, or by permitted weight, keeps our lorry out as well."""
    read = read_tags({**ROAD, "maxweight": "12", "maxweightrating:hgv": "3.5"})
    assert not isinstance(read, str)
    assert read.max_weight_t == 3.5


@pytest.mark.parametrize(
    ("text", "kmh"), [("60", 60), ("60;50", 50), ("40 mph", 64.4), ("MY:urban", 50), ("5000", 0), ("none", 0), ("", 0)]
)
def test_posted_speeds_are_kmh(text, kmh):
    """Numbers, miles and zones; slips of the keyboard are no speed."""
    assert speed(text)[0] == pytest.approx(kmh, abs=0.1)
