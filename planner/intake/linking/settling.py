"""Referrals that share a key compared and gathered into households: all at once, or in parts on a cluster.

A part is whole: whatever shares a key, directly or over others, or was decided by a person, is in one part, and how
common a name is has been counted over all before. So parts give what one piece gives, whatever worker does them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.intake.linking import candidates
from planner.intake.linking.clusters import Edge, gather
from planner.intake.linking.evidence import NameUse, Outcome, PhoneUse, judge
from planner.intake.linking.nodes import Node
from planner.ports import Cluster

PART_NODES = 20_000
"""Referrals a worker compares at a time, unless more of them hang together."""

Decided = Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """Referrals to compare with one another, how common their names are, and what people decided about them."""

    nodes: Sequence[Node]
    names: Mapping[frozenset[str], NameUse]
    decided: Decided


@dataclass(frozen=True, slots=True)
class Settled:
    """By position: each referral's representative, why it was joined, the pairs a person should see, pairs kept."""

    roots: list[int]
    reasons: dict[int, str]
    ask: list[Edge]
    compared: int


def settle(part: Part) -> Settled:
    """Households of one part."""
    edges = _edges(part.nodes, part.names)
    clusters, ask = gather(part.nodes, edges, part.decided)
    roots = [clusters.root(at) for at in range(len(part.nodes))]
    return Settled(roots, clusters.reasons, ask, len(edges))


def settle_all(nodes: Sequence[Node], decided: Decided, cluster: Cluster | None) -> Settled:
    """Households of all ``nodes``, in parts on ``cluster`` when there are many. What travels holds no key or text."""
    whole = Part(nodes, name_uses(nodes), decided)
    if cluster is None or len(nodes) <= PART_NODES:
        return settle(whole)
    members = list(_together(whole))
    return _joined(len(nodes), members, cluster.map(settle, [_part(whole, ats) for ats in members]))


def _together(whole: Part) -> Iterator[list[int]]:
    """Positions of each part in rising order. A referral that shares nothing with any other is in none."""
    left, right = [], []
    for keys in candidates.blocks(whole.nodes).values():
        for ats in keys.values():
            left += ats[:1] * (len(ats) - 1)
            right += ats[1:]
    for one, other, _ in whole.decided:
        left.append(one)
        right.append(other)
    size = len(whole.nodes)
    links = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    groups = connected_components(links, directed=False)[1]
    sizes = np.bincount(groups)
    part: list[int] = []
    for group in np.split(np.argsort(groups, kind="stable"), np.cumsum(sizes)[:-1]):
        if len(group) > 1:
            part += group.tolist()
        if len(part) >= PART_NODES:
            yield sorted(part)
            part = []
    if part:
        yield sorted(part)


def _part(whole: Part, ats: list[int]) -> Part:
    nodes = [whole.nodes[at] for at in ats]
    here = {at: position for position, at in enumerate(ats)}
    decided = [(here[one], here[other], word) for one, other, word in whole.decided if one in here]
    return Part(nodes, {node.parts: whole.names[node.parts] for node in nodes if node.given}, decided)


def _joined(size: int, members: list[list[int]], parts: list[Settled]) -> Settled:
    whole = Settled(list(range(size)), {}, [], sum(part.compared for part in parts))
    for ats, part in zip(members, parts, strict=True):
        for at, root in zip(ats, part.roots, strict=True):
            whole.roots[at] = ats[root]
        whole.reasons.update({ats[at]: reason for at, reason in part.reasons.items()})
        whole.ask.extend(Edge(ats[edge.left], ats[edge.right], edge.verdict) for edge in part.ask)
    return whole


def _edges(nodes: Sequence[Node], names: Mapping[frozenset[str], NameUse]) -> list[Edge]:
    blocks = candidates.blocks(nodes)
    uses = {phone: _use(ats, nodes) for phone, ats in blocks["phone"].items()}
    edges = []
    for left, right in candidates.pairs(blocks, nodes):
        one, other = nodes[left], nodes[right]
        verdict = judge(one, other, uses, names.get(one.parts))
        if verdict.outcome is not Outcome.DIFFERENT:
            edges.append(Edge(left, right, verdict))
    return edges


def _use(ats: list[int], nodes: Sequence[Node]) -> PhoneUse:
    """How many doors and how many families a phone speaks for.

    A short name counts with the longer one it begins, a father with his children, a single name (Mak Jah, Idah) with
    whoever is named in full; a block, and a door without one, are the door that they may be.
    """
    named = [nodes[at] for at in ats if nodes[at].given]
    named = [node for node in named if len(node.parts) > 1] or named
    parts = {node.parts: node for node in named}
    longest = [node for name, node in parts.items() if not any(name < other for other in parts)]
    units = {nodes[at].unit for at in ats if nodes[at].unit}
    doors = [unit for unit in units if not any(_may_be(unit, other) for other in units - {unit})]
    return PhoneUse(len(doors), _families(longest))


def _may_be(part: str, unit: str) -> bool:
    """Whether a door that lacks its block, its number, its lane or its dashes may be ``unit``."""
    if "?" in part:
        mine, other = part.split("-"), unit.split("-")
        return len(mine) == len(other) and all(one in ("?", two) for one, two in zip(mine, other, strict=True))
    if "-" in unit and unit.replace("-", "") == part:
        return True
    return unit.endswith(f"-{part}") or unit.startswith((f"{part}-", f"{part}@"))


def _families(nodes: list[Node]) -> int:
    """How many families the bearers of these names are at most: a father's name joins, ``bin`` written or not."""
    families: list[set[str]] = []
    for node in nodes:
        mine = {*node.own, *node.father}
        kin = [family for family in families if any(part in family for part in node.father)]
        if not node.father:
            kin += [family for family in families if any(f"child of {part}" in family for part in node.given[1:])]
        kin += [family for family in families if family not in kin and node.own and f"child of {node.own[0]}" in family]
        families = [family for family in families if family not in kin]
        families.append(mine.union(*kin, {f"child of {part}" for part in node.father}))
    return len(families)


def name_uses(nodes: Sequence[Node]) -> dict[frozenset[str], NameUse]:
    """How common each name is, in whatever order its parts were written."""
    doors: dict[frozenset[str], set[str]] = {}
    phones: dict[frozenset[str], set[str]] = {}
    for node in nodes:
        if node.given:
            parts = node.parts
            doors.setdefault(parts, set()).update((f"{node.place_id}|{node.unit}",) if node.unit else ())
            phones.setdefault(parts, set()).update((node.phone,) if node.phone else ())
    return {parts: NameUse(len(found), len(phones[parts])) for parts, found in doors.items()}
