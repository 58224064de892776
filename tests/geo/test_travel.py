"""Travel times beside networkx on random networks, and what must never happen."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.geo.closures import Closures
from planner.geo.costs import edge_costs, is_allowed
from planner.geo.travel import RoadTravel
from tests.geo.towns import TRAFFIC, town


def as_graph(network, costs):
    """The network as networkx knows it: (time in ms, distance in cm) as one exact integer per edge."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.nodes))
    for e in np.flatnonzero(costs.is_open):
        ms, cm = int(costs.run_ms[e] + costs.cross_ms[e]), int(costs.length_cm[e])
        graph.add_edge(int(network.edge_from[e]), int(network.edge_to[e]), cost=ms * 2**31 + cm)
    return graph


def streets_of(network):
    """Junctions and directed streets, for networkx."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    graph.add_edges_from(zip(network.edge_from.tolist(), network.edge_to.tolist(), strict=True))
    return graph


def at_nodes(network, nodes):
    return pd.DataFrame(
        {"id": [f"n{n}" for n in nodes], "lon": network.node_lon[nodes], "lat": network.node_lat[nodes]}
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 9), st.floats(0, 0.4), st.floats(0, 0.6), st.integers(0, 23))
def test_times_and_distances_equal_networkx(seed, size, missing, oneway, hour):
    """Every time and distance between junctions is the one networkx finds."""
    network = town(seed, size, missing, oneway)
    travel = RoadTravel(network, TRAFFIC)
    nodes = np.arange(network.nodes)
    try:
        audit = travel.snaps(at_nodes(network, nodes), profile="car")
    except PlannerError as error:  # a town of one-way streets that lead nowhere and back
        assert [fault.code for fault in error.faults] == ["E1316"]  # noqa: PT017 - either answer may be right
        assert not any(len(part) > 1 for part in nx.strongly_connected_components(streets_of(network)))
        return
    here = nodes[(audit["distance_m"] == 0) & (audit["flags"] == "")]
    seconds, metres = travel.tables(at_nodes(network, here), "car", hour)
    costs = edge_costs(
        network, TRAFFIC, TRAFFIC.profiles["car"], TRAFFIC.factor(hour, 2), np.zeros(network.edges, dtype=bool)
    )
    expected = dict(nx.all_pairs_dijkstra_path_length(as_graph(network, costs), weight="cost"))
    for i, a in enumerate(here):
        for j, b in enumerate(here):
            cost = expected[a].get(b)
            ms, cm = divmod(cost, 2**31) if cost is not None else (None, None)
            assert seconds[i, j] == (-1 if ms is None else -(-ms // 1000))
            assert metres[i, j] == (-1 if cm is None else (cm + 50) // 100)


def random_points(network, count, seed):
    west, south, east, north = network.manifest.bounds
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": [f"p{i}" for i in range(count)],
            "lon": rng.uniform(west, east, count),
            "lat": rng.uniform(south, north, count),
        }
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 20), st.floats(0, 0.5))
def test_a_pair_does_not_depend_on_other_points(seed, count, oneway):
    """Asking for two places alone gives what asking for all of them gives (osrm-backend#6629)."""
    travel = RoadTravel(town(seed, 6, 0.2, oneway), TRAFFIC)
    points = random_points(travel.network, count, seed)
    seconds, metres = travel.tables(points)
    for i in range(count - 1):
        few = travel.tables(points.iloc[[i, count - 1]])
        assert few[0][0, 1] == seconds[i, count - 1]
        assert few[1][1, 0] == metres[count - 1, i]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.5))
def test_no_detour_is_shorter_than_the_way(seed, oneway):
    """The table keeps the triangle inequality, whole seconds included."""
    travel = RoadTravel(town(seed, 7, 0.2, oneway), TRAFFIC)
    seconds, _ = travel.tables(random_points(travel.network, 12, seed))
    for k in range(12):
        known = (seconds[:, [k]] >= 0) & (seconds[[k], :] >= 0)
        assert (seconds[known] <= (seconds[:, [k]] + seconds[[k], :])[known]).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.5))
@example(235, 0.375)  # two places whose nearest point of the road is one
def test_legs_take_what_the_table_says(seed, oneway):
    """The way's own time, distance and line agree with the table, and its line is as long as its distance."""
    travel = RoadTravel(town(seed, 6, 0.2, oneway), TRAFFIC)
    points = random_points(travel.network, 6, seed)
    seconds, metres = travel.tables(points)
    stops = list(zip(points["lon"], points["lat"], strict=True))
    for i, leg in enumerate(travel.legs(stops)):
        assert leg.duration_s == seconds[i, i + 1]
        assert leg.distance_m == metres[i, i + 1]
        if leg.distance_m >= 0:
            xy = travel.network.plane.to_xy(*np.array(leg.line[1:-1]).T)
            driven = np.hypot(*np.diff(xy, axis=0).T).sum()
            assert driven == pytest.approx(leg.distance_m, abs=2 + len(xy) / 10)


def test_no_way_is_minus_one_and_named():
    """A place far from every road is unreachable both ways, and the audit says why; nothing is NaN or huge."""
    travel = RoadTravel(town(1, 5, 0.0, 0.0), TRAFFIC)
    points = random_points(travel.network, 3, 1)
    points.loc[1, ["lon", "lat"]] = [103.0, 5.0]
    points.loc[2, ["lon", "lat"]] = [np.nan, np.nan]
    matrix = travel.matrix(points)
    assert matrix.duration_s[0] == (0, -1, -1)
    assert matrix.distance_m[1] == (-1, 0, -1)
    audit = travel.snaps(points)
    assert list(audit["flags"][1:]) == ["refused", "refused"]
    assert audit["reason"][1:].str.len().gt(10).all()


def test_a_closure_changes_times_without_a_new_index():
    """Closing a street lengthens or forbids ways; opening it again restores every number."""
    travel = RoadTravel(town(3, 6, 0.1, 0.0), TRAFFIC)
    points = random_points(travel.network, 8, 3)
    before = travel.tables(points)[0]
    index = travel._built()
    shut = travel.tables(points, closures=Closures(streets=("jalan 2",)))[0]
    assert travel._built() is index
    assert ((shut >= before) | (shut == -1)).all()
    assert (shut != before).any()
    assert (travel.tables(points)[0] == before).all()


def test_congestion_slows_and_lorries_keep_out():
    """A later hour takes longer in this table; an unknown profile and repeated ids are refused."""
    travel = RoadTravel(town(4, 5, 0.0, 0.0), TRAFFIC)
    points = random_points(travel.network, 4, 4)
    early, late = travel.tables(points, depart_hour=0)[0], travel.tables(points, depart_hour=20)[0]
    assert (late >= early).all()
    assert late.sum() > early.sum() * 1.3
    with pytest.raises(PlannerError, match="E1306"):
        travel.matrix(points, profile="bicycle")
    with pytest.raises(PlannerError, match="E1307"):
        travel.matrix(pd.concat([points, points]))
    assert is_allowed(travel.network, TRAFFIC.profiles["lorry"]).all()
