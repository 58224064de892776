"""OSRM by URL and crow-fly behind the travel-time port."""

from __future__ import annotations

import json
import math
import urllib.parse

import numpy as np
import pandas as pd
import pytest

from planner.adapters.crowfly import CrowFly
from planner.adapters.osrm import Osrm
from planner.errors import PlannerError
from planner.geo.speeds import Traffic
from tests.adapters.local_server import serving

POINTS = pd.DataFrame(
    [("a", 101.70, 3.15), ("b", 101.71, 3.15), ("c", 101.72, 3.16), ("x", np.nan, np.nan)], columns=["id", "lon", "lat"]
)


def speaks_osrm(path: str, _body: bytes) -> tuple[int, bytes]:
    """A server after OSRM's API description: driving takes 100 s a hundredth of a degree of longitude, 3 is far."""
    url = urllib.parse.urlsplit(path)
    _, service, version, profile, where = url.path.split("/")
    assert (version, profile) == ("v1", "driving")
    spots = [tuple(map(float, pair.split(","))) for pair in where.split(";")]
    query = urllib.parse.parse_qs(url.query)
    if service == "route":
        line = {"coordinates": [list(spot) for spot in spots], "type": "LineString"}
        return 200, json.dumps({"code": "Ok", "routes": [{"geometry": line}]}).encode()
    rows = [spots[int(i)] for i in query["sources"][0].split(";")]
    columns = [spots[int(i)] for i in query["destinations"][0].split(";")]
    assert len(spots) <= 100
    seconds = [[None if b[0] > 102 else abs(a[0] - b[0]) * 1e4 for b in columns] for a in rows]
    metres = [[None if b[0] > 102 else abs(a[0] - b[0]) * 1e5 for b in columns] for a in rows]
    return 200, json.dumps({"code": "Ok", "durations": seconds, "distances": metres}).encode()


def test_osrm_tables_become_a_matrix():
    """Times are whole seconds, a place without coordinate or way is -1, and the source names the server."""
    points = pd.concat([POINTS, pd.DataFrame([("far", 103.0, 3.0)], columns=POINTS.columns)])
    with serving(speaks_osrm) as server:
        osrm = Osrm(server)
        matrix = osrm.matrix(points, profile="lorry")
        assert osrm.path([(101.7, 3.15), (101.71, 3.15)]) == [(101.7, 3.15), (101.71, 3.15)]
        assert osrm.path([(101.7, 3.15)]) == [(101.7, 3.15)]
        hourly = Osrm(server, factors=(2.0,) * 24).matrix(POINTS)
    assert matrix.duration_s[0][:3] == (0, pytest.approx(100, abs=1), pytest.approx(200, abs=1))
    assert matrix.duration_s[0][3:] == (-1, -1)
    assert matrix.distance_m[3] == (-1, -1, -1, 0, -1)
    assert "127.0.0.1" in matrix.source
    assert hourly.duration_s[0][1] == pytest.approx(200, abs=1)


def test_many_places_are_asked_for_in_blocks():
    """120 places fit the server's default limit of 100 a request, and the blocks fit together."""
    points = pd.DataFrame({"id": [str(i) for i in range(120)], "lon": 101 + np.arange(120) / 1000, "lat": 3.1})
    with serving(speaks_osrm) as server:
        table = np.array(Osrm(server).matrix(points).duration_s)
    expected = np.abs(points["lon"].to_numpy()[:, None] - points["lon"].to_numpy()) * 1e4
    assert np.abs(table - expected).max() <= 1.01


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, b'{"code": "InvalidQuery", "message": "bad"}', "E3302"),
        (200, b'{"code": "Ok", "durations": [[1]], "distances": [[1]]}', "E3302"),
        (200, b"not json", "E3302"),
        (200, b"[]", "E3302"),
        (503, b"", "E3301"),
    ],
)
def test_a_server_that_cannot_be_used_is_named(status, body, code):
    """Refusals, tables of another size, and no JSON are outside failures."""
    with serving(lambda *_: (status, body)) as server, pytest.raises(PlannerError, match=code) as refused:
        Osrm(server).matrix(POINTS)
    assert refused.value.exit_code == 4


def test_no_server_and_no_address():
    """A server that is not there, and an address that is none."""
    with pytest.raises(PlannerError, match="E3301"):
        Osrm("http://127.0.0.1:9").path([(0, 0), (1, 1)])
    with pytest.raises(PlannerError, match="E1310"):
        Osrm("file:///etc/passwd")
    assert "secret" not in Osrm("http://me:secret@host:5000").source


def test_crow_fly_is_the_straight_line_times_its_factor():
    """Distances agree with the haversine formula; the hour slows; the factor stands in the source."""
    traffic = Traffic("t", factors={"weekday": (1.0,) * 9 + (2.0,) * 15})
    matrix = CrowFly(1.5, 36.0, traffic).matrix(POINTS, depart_hour=9)
    half = math.radians(0.01) / 2
    metres = 2 * 6_371_008.8 * math.asin(math.cos(math.radians(3.15)) * math.sin(half)) * 1.5
    assert matrix.distance_m[0][1] == pytest.approx(metres, rel=0.004)
    assert matrix.duration_s[0][1] == pytest.approx(metres / 10.0 * 2, rel=0.005)
    assert matrix.duration_s[3] == (-1, -1, -1, 0)
    assert "1.5" in matrix.source
    assert "no roads" in matrix.source
    with pytest.raises(PlannerError, match="E1309"):
        CrowFly(0.8)
