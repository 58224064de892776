"""Which pairs of referrals are worth comparing: those that share a key. No stage looks at all pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from planner.intake.linking.nodes import Node

MAX_BLOCK = 40
"""Blocks up to this size are compared pair by pair; larger ones only along the order of their names."""
KINDS = (
    "nric", "door", "unit written together", "house", "phone", "unit and name", "place and name",
    "place and parts of a name",
)  # fmt: skip
"""The keys of which two referrals must share one to be compared."""


def blocks(nodes: Sequence[Node]) -> dict[str, dict[str, list[int]]]:
    """Positions of nodes by kind of shared key and by key."""
    found: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
    nric, door, together, house, phone, unit_name, place_name, place_parts = (found[kind] for kind in KINDS)
    for at, node in enumerate(nodes):
        if node.nric:
            nric.setdefault(node.nric, []).append(at)
        if node.door:
            door.setdefault(node.door, []).append(at)
        if node.run_together:
            together.setdefault(node.run_together, []).append(at)
        if node.landed:
            house.setdefault(node.landed, []).append(at)
        if node.phone:
            phone.setdefault(node.phone, []).append(at)
        if node.name and node.unit.count("-") > 1:
            unit_name.setdefault(f"{node.unit}|{' '.join(sorted(node.parts))}", []).append(at)
        if node.place_id and node.given:
            place_name.setdefault(f"{node.place_id}|{node.name}", []).append(at)
            for left, right in combinations(sorted(node.parts), 2):
                place_parts.setdefault(f"{node.place_id}|{left}|{right}", []).append(at)
    return {kind: {value: ats for value, ats in keys.items() if len(ats) > 1} for kind, keys in found.items()}


def pairs(found: dict[str, dict[str, list[int]]], nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Each candidate pair once, smaller position first."""
    seen: set[int] = set()
    size = len(nodes)
    for members in found.values():
        for ats in members.values():
            for left, right in _pairs_of(ats, nodes):
                one, other = (left, right) if left < right else (right, left)
                pair = one * size + other
                if pair not in seen:
                    seen.add(pair)
                    yield one, other


def _pairs_of(ats: list[int], nodes: Sequence[Node]) -> Iterable[tuple[int, int]]:
    if len(ats) <= MAX_BLOCK:
        return combinations(ats, 2)
    # A leader's phone or a much-reported door: neighbours in the order of door and name still meet their own.
    ordered = sorted(ats, key=lambda at: (nodes[at].door, nodes[at].name, nodes[at].referral_id))
    by_name = sorted(ats, key=lambda at: (nodes[at].name, nodes[at].door, nodes[at].referral_id))
    return (*pairwise(ordered), *pairwise(by_name))
