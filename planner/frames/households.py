"""Households, which referrals they were linked from, and what past convoys did for them."""

from __future__ import annotations

from planner.frames.schema import Column, Schema

HOUSEHOLDS = Schema(
    "households",
    (
        Column("household_id", is_unique=True),
        Column("place_id"),
        Column("place_probability", "float"),
        Column("runner_up_id"),
        Column("level"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("referrals", "int"),  # how many were merged: the repeat count
        Column("channels"),  # separated by ;
        Column("first_at", "time"),
        Column("last_at", "time"),
        Column("needs"),
        Column("household_size", "int", is_nullable=True),
        Column("children", "int", is_nullable=True),
        Column("elderly", "int", is_nullable=True),
        Column("disabled", "int", is_nullable=True),
        Column("infants", "int", is_nullable=True),
        Column("is_bedridden", "bool"),
    ),
)

LINKS = Schema("links", (Column("referral_id", is_unique=True), Column("household_id"), Column("reason")))
"""``reason`` is a code, here and in :data:`LINK_REVIEW`."""

LINK_REVIEW = Schema(
    "link review",
    (Column("left_id"), Column("right_id"), Column("score", "float"), Column("reason")),
)

LINK_DECISIONS = Schema(
    "link decisions",
    (Column("left_id"), Column("right_id"), Column("decision")),  # same, different or undone; the last one counts
)

VISITED = Schema(
    "visited",
    (
        Column("place_id"),
        Column("visited_at", "time"),
        Column("households", "int"),
    ),
)
"""What past convoys did: which place, when, how many households were served."""
