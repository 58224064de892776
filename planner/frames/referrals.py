"""Referrals on their way in: raw rows, what became of each, and what only the case team may see."""

from __future__ import annotations

from planner.frames.schema import Column, Schema

ROWS = Schema("rows", (Column("row", "int", is_unique=True),))
"""Raw rows as read: the data row's number from 1, and any further columns as text."""

LEDGER = Schema(
    "ledger",
    (
        Column("row", "int", is_unique=True),
        Column("status"),  # accepted or quarantined
        Column("code"),  # empty when accepted
        Column("reason"),
        Column("referral_id"),  # empty when quarantined or protection only
        Column("protection", "bool"),
        Column("needs"),  # separated by ;
    ),
)

REFERRALS = Schema(
    "referrals",
    (
        Column("referral_id", is_unique=True),  # keyed hash of channel and source key, stable across imports
        Column("channel"),
        Column("received_at", "time"),
        Column("address_text"),  # redacted; may be empty
        Column("postcode"),
        Column("state"),
        Column("lon", "float", is_nullable=True),  # as given by the source, EPSG:4326
        Column("lat", "float", is_nullable=True),
        Column("needs"),
        Column("text"),  # redacted note
        Column("household_size", "int", is_nullable=True),
        Column("children", "int", is_nullable=True),
        Column("elderly", "int", is_nullable=True),
        Column("disabled", "int", is_nullable=True),
        Column("infants", "int", is_nullable=True),
        Column("is_bedridden", "bool"),  # cannot come to a stop: a patrol delivery
        Column("phone_key"),  # HMAC of the phone, empty when none
        Column("name_key"),  # HMAC of the normalised name, empty when none
        Column("language"),
        Column("nric_key", is_optional=True),  # HMAC of a checked NRIC
        Column("name_tokens", is_optional=True),  # HMACs of the name's parts, "given given|father father"
        Column("evidence", is_optional=True),  # which words gave which need code
    ),
)

QUARANTINED = Schema(
    "quarantined",
    (Column("row", "int", is_unique=True), Column("code"), Column("cause"), Column("action")),
)

PROTECTION = Schema(
    "protection",
    (
        Column("case_id", is_unique=True),
        Column("row", "int"),
        Column("received_at", "time"),
        Column("due_at", "time"),
        Column("clock_h", "int"),
        Column("is_unsure", "bool"),
        Column("evidence"),  # details as planner.model.reason.cell_of writes them
        Column("text"),
        Column("address_text"),
    ),
)

CONTACTS = Schema(
    "contacts",
    (Column("referral_id"), Column("phone"), Column("name")),
)
