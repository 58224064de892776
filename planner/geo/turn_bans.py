"""Forbidden turns: a junction that has any is pulled apart into where one comes in and where one goes out.

Edges still follow their streets; between the ends of those coming in and the beginnings of those going out lie links of
no length, one for each turn, closed where it is forbidden. Everything built on nodes and edges then honours the rule
by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.geo.roads import FORBIDDEN, NO_LORRY, TURN_LINK, RoadNetwork, content_hash
from planner.geo.street_build import Street
from planner.geo.turn_rules import TurnRule

_FREE = -1  # stands for all edges at a junction that no ban names
ODD = "turn restrictions that do not fit their streets"


@dataclass(frozen=True, slots=True)
class TurnBan:
    """From the directed edge ``come`` not into ``go``; ``for_lorries`` alone or for everybody."""

    come: int
    go: int
    for_lorries: bool = False


def bans_of(
    rules: Iterable[TurnRule], streets: Sequence[Street], network: RoadNetwork
) -> tuple[list[TurnBan], int, Counter[str]]:
    """The bans of ``rules`` on ``network`` (built of ``streets``), of how many rules, and other rules by reason."""
    ends: dict[tuple[int, Hashable], list[int]] = defaultdict(list)
    for number, street in enumerate(streets):
        for node in dict.fromkeys((street.tail, street.head)):
            ends[street.way, node].append(number)
    edge_of = {
        (int(shape), bool(way)): e
        for e, (shape, way) in enumerate(zip(network.shape_id, network.is_forward, strict=True))
    }
    bans: list[TurnBan] = []
    honoured, odd = 0, Counter[str]()
    for rule in rules:
        found = _bans(rule, ends, edge_of, streets, network)
        honoured += bool(found)
        odd[ODD] += not found
        bans.extend(found)
    return bans, honoured, odd


def _bans(
    rule: TurnRule,
    ends: dict[tuple[int, Hashable], list[int]],
    edge_of: dict[tuple[int, bool], int],
    streets: Sequence[Street],
    network: RoadNetwork,
) -> list[TurnBan]:
    bans: list[TurnBan] = []
    for origin in rule.origins:
        for target in rule.targets:
            come, go = ends[origin, rule.via], ends[target, rule.via]
            is_back = origin == target  # a ban on turning round may stand in the middle of its way
            if not come or not go or (len(come) + len(go) > 2 and not is_back):
                continue
            for a, b in zip(come, come, strict=True) if is_back else ((come[0], go[0]),):
                into = edge_of.get((a, streets[a].head == rule.via))
                out = edge_of.get((b, streets[b].tail == rule.via))
                if into is None or out is None or streets[a].tail == streets[a].head:
                    continue
                if rule.is_only:
                    others = np.flatnonzero(network.edge_from == network.edge_to[into])
                    bans.extend(TurnBan(into, int(e), rule.for_lorries) for e in others if e != out)
                else:
                    bans.append(TurnBan(into, out, rule.for_lorries))
    return bans


@dataclass(slots=True)
class _Links:
    """Nodes and links being added: ``twin`` is the junction a new node stands at."""

    nodes: int
    twin: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    sample: list[int] = field(default_factory=list)  # the edge whose class and name a link takes
    flags: list[int] = field(default_factory=list)

    def node(self, junction: int) -> int:
        self.twin.append(junction)
        return self.nodes + len(self.twin) - 1

    def link(self, tail: int, head: int, sample: int, flags: int) -> None:
        self.tail.append(tail)
        self.head.append(head)
        self.sample.append(sample)
        self.flags.append(TURN_LINK | flags)


def with_turn_bans(network: RoadNetwork, bans: Sequence[TurnBan]) -> RoadNetwork:
    """The network with ``bans`` honoured; nodes and edges keep their numbers, new ones come after them."""
    if not bans:
        return network
    by_node: dict[int, list[TurnBan]] = defaultdict(list)
    for ban in bans:
        by_node[int(network.edge_to[ban.come])].append(ban)
    begin, end = network.edge_from.copy(), network.edge_to.copy()
    links = _Links(network.nodes)
    for node in sorted(by_node):
        _pull_apart(node, by_node[node], links, begin, end, network)
    return _joined(replace(network, edge_from=begin, edge_to=end), links)


def _pull_apart(
    node: int,
    bans: list[TurnBan],
    links: _Links,
    begin: NDArray[np.int32],
    end: NDArray[np.int32],
    network: RoadNetwork,
) -> None:
    """Give each banned edge an end of its own; all others keep ``node`` to come in and share one to go out."""
    for_all = {(ban.come, ban.go) for ban in bans if not ban.for_lorries}
    for_lorries = {(ban.come, ban.go) for ban in bans}
    leaving = np.flatnonzero(network.edge_from == node)
    coming = np.flatnonzero(network.edge_to == node)
    ways_in = _ends(coming, {ban.come for ban in bans}, node, links, has_node=True)
    ways_out = _ends(leaving, {ban.go for ban in bans}, node, links, has_node=False)
    for edge in leaving.tolist():
        begin[edge] = ways_out.get(edge, ways_out.get(_FREE, node))
    for edge in coming.tolist():
        end[edge] = ways_in.get(edge, node)
    for come, tail in ways_in.items():
        for go, head in ways_out.items():
            rule = FORBIDDEN if (come, go) in for_all else NO_LORRY if (come, go) in for_lorries else 0
            links.link(tail, head, int(leaving[0]) if go == _FREE else go, rule)


def _ends(edges: NDArray[np.int64], banned: set[int], node: int, links: _Links, *, has_node: bool) -> dict[int, int]:
    """Where each banned edge, and :data:`_FREE` for all others together, ends; the first at ``node`` if it is free."""
    keys = [_FREE] * bool(set(edges.tolist()) - banned) + sorted(banned)
    return {key: node if has_node and i == 0 else links.node(node) for i, key in enumerate(keys)}


def _joined(network: RoadNetwork, links: _Links) -> RoadNetwork:
    """The network with the new nodes, and the links over shapes of no length, one for each junction pulled apart."""
    twin, sample = np.array(links.twin), np.array(links.sample)
    count = len(links.tail)
    shapes = len(network.shape_start) - 1
    whole = np.concatenate([np.arange(network.nodes), twin])
    at, which = np.unique(whole[links.tail], return_inverse=True)
    lon, lat = (np.repeat(network_part[at], 2) for network_part in (network.node_lon, network.node_lat))
    zeros = np.zeros(count)
    added = {
        "node_lon": network.node_lon[twin],
        "node_lat": network.node_lat[twin],
        "node_flags": network.node_flags[twin],
        "edge_from": links.tail,
        "edge_to": links.head,
        "length_m": zeros,
        "road_class": network.road_class[sample],
        "name_id": network.name_id[sample],
        "posted_kmh": network.posted_kmh[sample],
        "speed_source": network.speed_source[sample],
        "flags": links.flags,
        "max_height_m": zeros,
        "max_weight_t": zeros,
        "shape_id": shapes + which,
        "is_forward": np.ones(count, dtype=np.bool_),
        "shape_start": network.shape_start[-1] + 2 * np.arange(1, len(at) + 1),
        "shape_lon": lon,
        "shape_lat": lat,
    }
    arrays: dict[str, Any] = {
        name: np.concatenate([old := getattr(network, name), np.asarray(new).astype(old.dtype)])
        for name, new in added.items()
    }
    made = replace(network, order=np.array([], dtype=np.int32), **arrays)
    return replace(made, manifest=replace(made.manifest, hash=content_hash(made)))
