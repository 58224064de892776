"""The travel index beside scipy's Dijkstra on graphs without any geography."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planner.geo.contraction import FAR
from planner.geo.dissection import elimination_order
from planner.geo.hierarchy import Starts, build, contraction_order, costs_to_nodes, weigh


def graph(seed, nodes, edges):
    rng = np.random.default_rng(seed)
    tail, head = rng.integers(0, nodes, (2, edges)).astype(np.int32)
    return rng.uniform(0, 1000, (nodes, 2)), tail, head, rng.integers(1, 50, edges)


def scipy_costs(nodes, tail, head, cost, closed):
    dense = np.full((nodes, nodes), np.inf)
    np.minimum.at(dense, (tail[~closed], head[~closed]), cost[~closed])
    dense[dense == np.inf] = 0
    np.fill_diagonal(dense, 0)
    return dijkstra(csr_matrix(dense))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60), st.integers(1, 200), st.booleans())
def test_costs_are_dijkstras(seed, nodes, edges, has_order):
    """Parallel edges, loops, closures, islands: every cost equals scipy's, in any order of contraction."""
    xy, tail, head, cost = graph(seed, nodes, edges)
    rng = np.random.default_rng(seed)
    rank = contraction_order(xy, tail, head) if has_order else rng.permutation(nodes).astype(np.int32)
    assert sorted(rank) == list(range(nodes))
    hierarchy = build(rank, tail, head)
    for closed in (np.zeros(edges, dtype=bool), rng.random(edges) < 0.3):
        metric = weigh(hierarchy, np.where(closed, FAR, cost))
        lanes = np.arange(nodes)
        found = costs_to_nodes(metric, Starts(lanes, lanes, np.zeros(nodes, dtype=np.int64), nodes), lanes)
        expected = scipy_costs(nodes, tail, head, cost, closed)
        assert (found[expected == np.inf] >= FAR).all()
        assert (found[expected < np.inf] == expected[expected < np.inf]).all()


def test_the_cut_of_a_lattice_stays_near_its_side():
    """The index stays far under 31/4 n log2 n (George 1973, nested dissection); a shuffled order does not."""
    side = 40
    number = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()]).astype(np.int32)
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()]).astype(np.int32)
    xy = np.column_stack([number.ravel() % side, number.ravel() // side]).astype(float)
    arcs = len(build(contraction_order(xy, tail, head), tail, head).up)
    shuffled = np.random.default_rng(1).permutation(side * side).astype(np.int32)
    assert arcs < 31 / 4 * side**2 * np.log2(side**2) / 4
    assert len(build(shuffled, tail, head).up) > 4 * arcs


def test_nodes_on_one_spot_can_be_cut_too():
    """A network whose nodes all share one place still gets an order."""
    tail, head = np.arange(49), np.arange(1, 50)
    assert sorted(elimination_order(np.zeros((50, 2)), tail, head)) == list(range(50))
