"""Which drops their loads can account for: as many baskets as a maximum flow brings, whatever the order of loads."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.routing.check.pairs import unmatched
from tests.routing.cases import patrol_problem

PROBLEM = patrol_problem([(0.01, 0.0, 1, 60)])
LOADS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 9)), max_size=6)
DROPS = st.lists(st.tuples(st.integers(0, 9), st.sets(st.integers(0, 3)), st.integers(0, 9)), max_size=6)


@settings(max_examples=200, deadline=None)
@given(LOADS, DROPS)
def test_what_is_left_over_is_what_no_flow_can_bring(loads, drops):
    """Loads (place, pickup, baskets) and drops (place, pickups, baskets) at random, against networkx."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["from", "to"])
    for k, (_, _, baskets) in enumerate(loads):
        graph.add_edge("from", ("load", k), capacity=baskets)
    for k, (at, names, baskets) in enumerate(drops):
        graph.add_edge(("drop", k), "to", capacity=baskets)
        for n, (place, name, _) in enumerate(loads):
            if place < at and name in names:
                graph.add_edge(("load", n), ("drop", k))
    most = nx.maximum_flow_value(graph, "from", "to")
    points = [(at, replace(PROBLEM.pickups[0], pickup_id=str(name)), baskets) for at, name, baskets in loads]
    doors = [
        (at, replace(PROBLEM.deliveries[0], pickup_ids=tuple(map(str, names)), baskets=baskets))
        for at, names, baskets in drops
    ]
    missing = sum(baskets for _, baskets in unmatched(points, doors))
    assert missing == sum(baskets for *_, baskets in drops) - most
