"""Blocking loses no pair that shares a key, and names none twice."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.intake.linking import candidates
from planner.intake.linking.nodes import Node

FEW = st.sampled_from(["", "a", "b"])
PARTS = st.lists(st.sampled_from("pqr"), max_size=3).map(tuple)


@st.composite
def crowds(draw: st.DrawFn) -> list[Node]:
    """Up to twelve referrals that share much."""
    return [
        Node(
            referral_id=f"R{at:03d}",
            place_id=draw(FEW),
            unit=draw(st.sampled_from(["", "A-1-1", "A-1-2", "7"])),
            door=draw(FEW),
            is_partial=draw(st.booleans()),
            phone=draw(FEW),
            nric=draw(FEW),
            name=draw(FEW),
            given=draw(PARTS),
            father=draw(PARTS),
            makeup=(None,) * 5,
            probability=1.0,
        )
        for at in range(draw(st.integers(0, 12)))
    ]


def share_a_key(one: Node, other: Node) -> bool:
    """Whether two referrals have anything in common that is worth a comparison, said without any index."""
    same_name = one.name == other.name
    is_named, is_given = bool(one.name and other.name), bool(one.given and other.given)
    is_placed = bool(one.place_id) and one.place_id == other.place_id
    return (
        any(getattr(one, kind) and getattr(one, kind) == getattr(other, kind) for kind in ("nric", "door", "phone"))
        or (one.unit == other.unit and one.unit.count("-") > 1 and is_named and one.parts == other.parts)
        or (is_placed and is_given and same_name)
        or (is_placed and is_given and len(one.parts & other.parts) > 1)
    )


@settings(max_examples=200, deadline=None)
@given(crowds())
def test_every_pair_that_shares_a_key_is_compared_once(nodes: list[Node]) -> None:
    """The pairs of the index are those that a walk over all pairs finds."""
    found = list(candidates.pairs(candidates.blocks(nodes), nodes))
    wanted = {
        (left, right) for left, right in combinations(range(len(nodes)), 2) if share_a_key(nodes[left], nodes[right])
    }
    assert len(found) == len(set(found))
    assert set(found) == wanted
