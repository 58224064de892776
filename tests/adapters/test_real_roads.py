"""A real OSMnx network, compared with OSMnx and networkx themselves; runs where the file is at hand.

``KEMBARA_REAL_ROADS`` may name the folder; else ``../shared/data/roads`` beside the project is looked at.
"""

from __future__ import annotations

import os
from datetime import date
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import pytest

from planner.adapters.road_files import load_network, save_network
from planner.adapters.road_import import import_roads
from planner.geo.road_summary import share_by_speed_source
from planner.geo.roads import ROAD_CLASSES
from planner.geo.speeds import FREE_FLOW
from planner.geo.travel import RoadTravel

FOLDER = Path(os.environ.get("KEMBARA_REAL_ROADS", Path(__file__).resolve().parents[3] / "shared" / "data" / "roads"))
REAL = FOLDER / "simpl_balikpapan_kota_drive.graphml"
pytestmark = pytest.mark.skipif(not REAL.is_file(), reason="the shared real network is not on this machine")


@pytest.fixture(scope="module")
def network():
    return import_roads(REAL, today=date(2026, 11, 22))


@pytest.fixture(scope="module")
def graph():
    """The same file as OSMnx reads it, with milliseconds of free flow by our defaults and OSMnx's own lengths."""
    graph = osmnx.load_graphml(REAL)
    for _, _, tags in graph.edges(data=True):
        kinds = [tags["highway"]] if isinstance(tags["highway"], str) else tags["highway"]
        kind = min((k for k in kinds if k in ROAD_CLASSES), key=ROAD_CLASSES.index, default=None)
        posted = tags.get("maxspeed")
        lowest = min(map(float, [posted] if isinstance(posted, str) else posted)) if posted else 0.0
        kmh = lowest or (FREE_FLOW.class_kmh[ROAD_CLASSES.index(kind)] if kind else 0.0)
        tags["ms"] = max(1, round(tags["length"] / min(kmh, 110.0) * 3600.0)) if kind else None
        if tags.get("access") in ("no", "private"):
            tags["ms"] = None  # networkx passes such an edge over; ours is left out and counted
    return graph


def test_an_ordinary_osmnx_file_comes_in_with_its_figures(network, tmp_path):
    """Nodes, the share outside the main part, posted speeds; stored and loaded it is the same."""
    assert network.nodes == 1207
    assert any("25 nodes (2.1%)" in note for note in network.manifest.notes)
    assert share_by_speed_source(network)["posted"] < 0.1
    save_network(network, tmp_path / "n.npz")
    assert load_network(tmp_path / "n.npz").manifest == network.manifest


@pytest.mark.parametrize("step", [20, pytest.param(1, marks=pytest.mark.slow)])
def test_every_travel_time_is_networkx_s(network, graph, step):
    """From every junction a place can stand on (every twentieth by default) to all, times are networkx's own."""
    spots = {(round(data["x"], 7), round(data["y"], 7)): node for node, data in graph.nodes(data=True)}
    theirs = [spots[lon, lat] for lon, lat in zip(network.node_lon, network.node_lat, strict=True)]
    points = pd.DataFrame({"id": map(str, theirs), "lon": network.node_lon, "lat": network.node_lat})
    travel = RoadTravel(network, FREE_FLOW)
    audit = travel.snaps(points, profile="car")
    good = np.flatnonzero((audit["distance_m"] == 0) & (audit["flags"] == ""))
    assert len(good) > 1_000
    seconds, metres = travel.tables(points.iloc[good], "car")
    names = [theirs[i] for i in good]
    compared = other_second = 0
    for row, name in list(enumerate(names))[::step]:
        found, ways = nx.single_source_dijkstra(graph, name, weight="ms")
        expected = np.array([-(-found[other] // 1000) if other in found else -1 for other in names])
        assert np.array_equal(seconds[row] < 0, expected < 0), name
        # Where the file's two directions of a street differ by some centimetres ours has one length for both, which
        # can carry a way over the next full second, never farther.
        assert np.abs(seconds[row] - expected).max() <= 1, name
        compared += len(expected)
        other_second += int((seconds[row] != expected).sum())
        if row % 200 == 0:  # metres: of the way networkx takes; equally quick ways may differ in length
            driven = [_metres(graph, ways[other]) for other in names]
            assert np.median(np.abs(metres[row] - driven)) <= 1
    assert compared > 1_000_000 / step
    assert other_second / compared < 0.01


def _metres(graph, way):
    steps = pairwise(way)
    return sum(min(graph[a][b].values(), key=lambda tags: tags["ms"])["length"] for a, b in steps)


def test_no_pair_is_a_number_that_is_no_time(network):
    """With places anywhere in the town, on both profiles, no value is below −1, and ways lead both there and back."""
    west, south, east, north = network.manifest.bounds
    rng = np.random.default_rng(5)
    points = pd.DataFrame({"id": map(str, range(300)), "lon": rng.uniform(west, east, 300)})
    points["lat"] = rng.uniform(south, north, 300)
    travel = RoadTravel(network)
    for profile in ("car", "lorry"):
        seconds, metres = travel.tables(points, profile)
        assert ((seconds >= 0) == (metres >= 0)).all()
        assert seconds.min() >= -1
        assert ((seconds >= 0) == (seconds >= 0).T).all()
        refused = (travel.snaps(points, profile=profile)["flags"] == "refused").to_numpy()
        assert ((seconds < 0) == (refused[:, None] | refused) & ~np.eye(300, dtype=bool)).all()
