"""Named schemas for frames that cross a border, by subject; a frame is checked by its schema once, on entry."""

from planner.frames.households import HOUSEHOLDS, LINK_DECISIONS, LINK_REVIEW, LINKS, VISITED
from planner.frames.need import CONSTITUENCIES, FAIRNESS, HOTSPOT_NUMBERS, HOTSPOTS, SILENT, UNCOVERED
from planner.frames.places import ADDRESSES, PLACEMENTS, PLACES
from planner.frames.referrals import CONTACTS, LEDGER, PROTECTION, QUARANTINED, REFERRALS, ROWS
from planner.frames.schema import Column, Schema, check

__all__ = [
    "ADDRESSES",
    "CONSTITUENCIES",
    "CONTACTS",
    "FAIRNESS",
    "HOTSPOTS",
    "HOTSPOT_NUMBERS",
    "HOUSEHOLDS",
    "LEDGER",
    "LINKS",
    "LINK_DECISIONS",
    "LINK_REVIEW",
    "PLACEMENTS",
    "PLACES",
    "PROTECTION",
    "QUARANTINED",
    "REFERRALS",
    "ROWS",
    "SILENT",
    "UNCOVERED",
    "VISITED",
    "Column",
    "Schema",
    "check",
]
