"""Which pairs of referrals are worth comparing: those that share a key. No stage looks at all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from planner.intake.linking.nodes import Node

MAX_BLOCK = 40
"""Blocks up to this size are compared pair by pair; larger ones only along the order of their names."""


def blocks(nodes: Sequence[Node]) -> dict[str, dict[str, list[int]]]:
    """Positions of nodes by kind of shared key and by key."""
    found: dict[str, dict[str, list[int]]] = {}
    for kind in ("nric", "door", "phone", "unit and name", "place and name", "place and given name"):
        members: dict[str, list[int]] = defaultdict(list)
        for at, node in enumerate(nodes):
            for value in _keys(kind, node):
                members[value].append(at)
        found[kind] = {value: ats for value, ats in members.items() if len(ats) > 1}
    return found


def pairs(found: dict[str, dict[str, list[int]]], nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Each candidate pair once, smaller position first."""
    seen: set[tuple[int, int]] = set()
    for members in found.values():
        for ats in members.values():
            for left, right in _pairs_of(ats, nodes):
                pair = (left, right) if left < right else (right, left)
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _keys(kind: str, node: Node) -> Iterable[str]:
    if kind == "nric":
        return (node.nric,) if node.nric else ()
    if kind == "door":
        return (node.door,) if node.door else ()
    if kind == "phone":
        return (node.phone,) if node.phone else ()
    if kind == "unit and name":
        return (f"{node.unit}|{node.name}",) if node.unit.count("-") > 1 and node.name else ()
    if not node.place_id or not node.given:
        return ()
    if kind == "place and name":
        return (f"{node.place_id}|{node.name}",)
    return {f"{node.place_id}|{left}|{right}" for left, right in combinations(sorted(set(node.given)), 2)}


def _pairs_of(ats: list[int], nodes: Sequence[Node]) -> Iterable[tuple[int, int]]:
    if len(ats) <= MAX_BLOCK:
        return combinations(ats, 2)
    # A leader's phone or a much-reported door: neighbours in the order of door and name still meet their own.
    ordered = sorted(ats, key=lambda at: (nodes[at].door, nodes[at].name, nodes[at].referral_id))
    by_name = sorted(ats, key=lambda at: (nodes[at].name, nodes[at].door, nodes[at].referral_id))
    return (*pairwise(ordered), *pairwise(by_name))
