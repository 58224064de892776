"""Kinds of what a plan is made of: its visits, the rules it keeps, a person's word above it, what a replan changed."""

from __future__ import annotations

from enum import StrEnum


class VisitKind(StrEnum):
    """What a vehicle does at one place of its route."""

    DEPOT = "depot"  # where its day begins and ends
    LOAD = "load"  # takes food aboard again at its depot
    STOP = "stop"  # a convoy hands out
    PICKUP = "pickup"  # a patrol car takes food aboard, at a depot or at a convoy's stop
    DROP = "drop"  # a patrol car hands out at a door
    BREAK = "break"


SERVED = frozenset({VisitKind.STOP, VisitKind.DROP})
"""Visits at which something is handed out."""


class RuleKind(StrEnum):
    """What a dated rule asks for."""

    CORDON = "cordon"  # no stop for convoys in its places
    CURFEW = "curfew"  # all vehicles home by its time
    DISTRICT_BAN = "district_ban"  # no crossing between police districts
    RADIUS = "radius"  # no stop further from the depot than its limit, in metres
    CREW = "crew"  # at least its limit aboard
    ESCORT = "escort"  # the mobile counter must come along to its places, to all when it names none


class OverrideKind(StrEnum):
    """A person's word above the search."""

    PIN = "pin"  # must be served
    EXCLUDE = "exclude"  # must not be visited


class DifferenceKind(StrEnum):
    """What a replan changed for a stop or a household."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # to another day or vehicle
    RETIMED = "retimed"
