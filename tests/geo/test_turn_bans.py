"""Forbidden turns beside an independent search over (edge, edge) steps, and what the tags of a rule mean."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.geo.costs import edge_costs
from planner.geo.roads import lines
from planner.geo.travel import RoadTravel
from planner.geo.turn_bans import TurnBan, with_turn_bans
from planner.geo.turn_rules import TurnRule, read_rule
from tests.geo.test_travel import at_nodes
from tests.geo.towns import TRAFFIC, town

HOUR = 8


def random_bans(network, rng, count):
    """Pairs of edges that meet, some for lorries only."""
    bans = []
    for come in rng.permutation(network.edges)[:count].tolist():
        onward = np.flatnonzero(network.edge_from == network.edge_to[come])
        bans.extend(TurnBan(come, int(go), bool(rng.random() < 0.3)) for go in onward if rng.random() < 0.5)
    return bans


def by_steps(network, bans, profile):
    """Milliseconds from node to node over edges as the things one stands on; a banned step is no step.

    A turn at a junction that has any ban costs one millisecond: that is how the product keeps ways free of circles.
    """
    costs = edge_costs(
        network, TRAFFIC, TRAFFIC.profiles[profile], TRAFFIC.factor(HOUR, 2), np.zeros(network.edges, dtype=bool)
    )
    whole = (costs.run_ms + costs.cross_ms).tolist()
    banned = {(b.come, b.go) for b in bans if profile == "lorry" or not b.for_lorries}
    apart = {int(network.edge_to[b.come]) for b in bans}
    graph = nx.DiGraph()
    for e in range(network.edges):
        end = int(network.edge_to[e])
        graph.add_edge(("out of", int(network.edge_from[e])), e, ms=whole[e])
        graph.add_edge(e, ("into", end), ms=0)
        for go in np.flatnonzero(network.edge_from == end).tolist():
            if (e, go) not in banned:
                graph.add_edge(e, go, ms=whole[go] + (end in apart))
    return graph


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 7), st.floats(0, 0.4), st.sampled_from(["car", "lorry"]))
def test_times_with_forbidden_turns_equal_a_search_over_turns(seed, size, oneway, profile):
    """Every time between whole junctions is what networkx finds when it walks from edge to edge."""
    network = town(seed, size, 0.1, oneway)
    bans = random_bans(network, np.random.default_rng(seed), size)
    made = with_turn_bans(network, bans)
    travel = RoadTravel(made, TRAFFIC)
    apart = {int(network.edge_to[b.come]) for b in bans}
    try:
        audit = travel.snaps(at_nodes(network, np.arange(network.nodes)), profile=profile)
    except PlannerError:  # nothing leads there and back
        return
    good = (audit["distance_m"] == 0) & (audit["flags"] == "")
    here = [n for n in np.flatnonzero(good).tolist() if n not in apart]
    seconds, _ = travel.tables(at_nodes(network, here), profile, HOUR)
    graph = by_steps(network, bans, profile)
    for i, a in enumerate(here):
        found = nx.single_source_dijkstra_path_length(graph, ("out of", a), weight="ms")
        for j, b in enumerate(here):
            ms = 0 if i == j else found.get(("into", b))
            assert seconds[i, j] == (-1 if ms is None else -(-ms // 1000)), (a, b)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.4))
def test_places_anywhere_have_ways_that_take_what_the_table_says(seed, oneway):
    """With forbidden turns legs still take what the matrix says, to places anywhere along the streets."""
    network = town(seed, 5, 0.1, oneway)
    rng = np.random.default_rng(seed)
    made = with_turn_bans(network, random_bans(network, rng, 6))
    west, south, east, north = network.manifest.bounds
    spots = list(zip(rng.uniform(west, east, 6).tolist(), rng.uniform(south, north, 6).tolist(), strict=True))
    travel = RoadTravel(made, TRAFFIC)
    points = at_nodes(network, np.arange(6)).assign(lon=[s[0] for s in spots], lat=[s[1] for s in spots])
    try:
        seconds, metres = travel.tables(points, "car", 9)
    except PlannerError:
        return
    for i, leg in enumerate(travel.legs(spots, profile="car")):
        assert (leg.duration_s, leg.distance_m) == (seconds[i, i + 1], metres[i, i + 1])


def test_a_crossing_costs_the_same_and_the_map_shows_the_same_streets():
    """Pulling junctions apart adds no street to the map, and costs nobody who does not want the banned turn."""
    network = town(3, 6, 0.0, 0.0)
    bans = random_bans(network, np.random.default_rng(0), 10)
    made = with_turn_bans(network, bans)
    assert len(lines(made)) == len(lines(network))
    assert made.manifest.hash != network.manifest.hash
    same = slice(0, network.edges)
    none = [np.zeros(n.edges, dtype=bool) for n in (network, made)]
    old, new = (
        edge_costs(n, TRAFFIC, TRAFFIC.profiles["car"], 1.0, closed)
        for n, closed in zip((network, made), none, strict=True)
    )
    assert np.array_equal(old.cross_ms, new.cross_ms[same])
    assert with_turn_bans(network, []) is network


RULE = [("w", "from", 1), ("n", "via", 5), ("w", "to", 2)]


@pytest.mark.parametrize(
    ("tags", "members", "said"),
    [
        ({"restriction": "no_left_turn"}, RULE, TurnRule((1,), 5, (2,), False, False)),
        ({"restriction": "only_straight_on"}, RULE, TurnRule((1,), 5, (2,), True, False)),
        ({"restriction:hgv": "no_right_turn"}, RULE, TurnRule((1,), 5, (2,), False, True)),
        ({"restriction": "no_left_turn", "except": "bus; bicycle"}, RULE, TurnRule((1,), 5, (2,), False, False)),
        ({"restriction": "no_left_turn", "except": "hgv"}, RULE, "except cars or lorries"),
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, RULE, "certain hours"),
        ({"restriction": "no_idea"}, RULE, "unknown kind"),
        ({"restriction": "no_u_turn"}, [RULE[0], ("w", "via", 7), RULE[2]], "over a stretch"),
        ({"restriction": "no_u_turn"}, RULE[:2], "without both streets"),
    ],
)
def test_a_rule_is_read_or_counted_with_its_reason(tags, members, said):
    """What OpenStreetMap's tags say, for everybody or for lorries; the rest has a reason."""
    read = read_rule(tags, members)
    if isinstance(said, str):
        assert said in str(read)
    else:
        assert read == said
