"""Addresses, the places they mean, and how surely."""

from __future__ import annotations

from planner.frames.schema import Column, Schema

ADDRESSES = Schema(
    "addresses",
    (
        Column("id", is_unique=True),
        Column("address_text"),
        Column("postcode"),
        Column("state"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
    ),
)

PLACEMENTS = Schema(
    "placements",
    (
        Column("id", is_unique=True),
        Column("place_id"),  # empty: not placed
        Column("place_name"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("level"),
        Column("radius_m", "float", is_nullable=True),
        Column("probability", "float"),
        Column("runner_up"),
        Column("runner_up_id"),
        Column("reason"),  # details as planner.model.reason.cell_of writes them
        Column("unit"),  # block-floor-door in one spelling, empty when the text gives none
    ),
)

PLACES = Schema(
    "places",
    (
        Column("place_id", is_unique=True),
        Column("name"),
        Column("kind"),
        Column("lon", "float", is_nullable=True),
        Column("lat", "float", is_nullable=True),
        Column("police_district"),
        Column("parliament"),
        Column("units", "int", is_nullable=True),
        Column("grade"),
    ),
)
