"""Breaks and dated rules of a fleet file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from planner.adapters.fleet_fields import Faults, Table
from planner.errors import Fault
from planner.model.dispatch import OPEN_END, DatedRule
from planner.model.fleet import FleetBreak
from planner.model.kinds import RuleKind

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def breaks_of(rows: list[dict[str, Any]], faults: Faults) -> tuple[FleetBreak, ...]:
    """Weekly breaks."""
    found = []
    for i, row in enumerate(rows):
        table = Table(row, f"break {i + 1}", faults)
        weekday = table.text("weekday").lower()
        start, end = table.clock("start", "12:15"), table.clock("end", "14:45")
        if weekday not in WEEKDAYS:
            table.fault(f"unknown weekday {weekday!r}", f"use one of {', '.join(WEEKDAYS)}")
        elif end <= start:
            table.fault("the break ends before it begins", "give a later end", "E1529")
        else:
            found.append(FleetBreak(table.text("name", weekday), WEEKDAYS.index(weekday), start, end))
    return tuple(found)


def rules_of(rows: Sequence[dict[str, Any]], faults: Faults) -> tuple[DatedRule, ...]:
    """Dated rules; an ``end`` left out means until further notice."""
    found = []
    for i, row in enumerate(rows):
        table = Table(row, f"rule {i + 1}", faults)
        kind = table.text("kind")
        if kind not in set(RuleKind):
            table.fault(f"unknown kind of rule {kind!r}", f"use one of {', '.join(RuleKind)}", "E1527")
            continue
        start, end = row.get("start"), row.get("end", OPEN_END)
        if type(start) is not date or type(end) is not date or end < start:
            cause = f"start {start} and end {end} are not two dates in order"
            faults.append(Fault("E1529", cause, "write start = 2021-07-03 and end = 2021-07-16", table.where))
            continue
        if kind == "cordon" and not row.get("places"):
            table.fault("a cordon names no place, so it would close nothing", "name each place it closes", "E1531")
        found.append(
            DatedRule(
                rule_id=table.text("id", f"{kind}-{i + 1}"),
                kind=RuleKind(kind),
                start=start,
                end=end,
                places=table.texts("places"),
                at_s=table.clock("at", "20:00") if kind == RuleKind.CURFEW else None,
                limit=table.whole("limit") if kind in (RuleKind.RADIUS, RuleKind.CREW) else None,
                note=table.text("note", ""),
            )
        )
    return tuple(found)
