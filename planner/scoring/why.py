"""Why a place stands where it stands, as codes with figures; ``planner.report.why_words`` makes a sentence of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from planner.model.reason import Detail, told
from planner.scoring.provisional import called
from planner.scoring.rows import Row

PARTS = ("part_vulnerability", "part_volume", "part_urgency", "part_access")
"""The score's parts; of equal ones the first is called the largest."""


def why(row: Row, days_since_visit: float) -> tuple[Detail, ...]:
    """Who waits at a hotspot, how long, how frail they are, when Kembara came, and what else holds there.

    ``row`` has the columns of HOTSPOTS and its numbers; ``days_since_visit`` is NaN where Kembara has never come.
    """
    return tuple(_why(row, days_since_visit))


def _why(row: Row, days_since_visit: float) -> Iterator[Detail]:
    households, fragile = int(row["households"]), int(row["fragile"])
    rate = {} if np.isnan(row["rate"]) else {"rate": round(row["rate"], 4), "usual": round(row["rate_usual"], 4)}
    yield told("waiting", **called(str(row["name"])), households=households, **rate)
    yield told("wait", days=int(row["wait_max_days"]), households=households)
    if fragile:
        yield told("fragile", count=fragile, households=households)
    yield told("never_visited") if np.isnan(days_since_visit) else told("visited", days=int(days_since_visit))
    if row["is_cordoned"]:
        yield told("cordoned")
    if row["is_emergency"]:
        yield told("emergency")


def why_public(row: Row) -> tuple[Detail, ...]:
    """What is said of a published row: made of published figures alone."""
    largest = max(PARTS, key=lambda part: float(row[part]))
    span = {"low": row["households"], "high": row["households_to"]}
    return (told("published", **called(str(row["name"])), **span, part=largest.removeprefix("part_")),)


def why_stop(others: Sequence[str], households: int, day: date, hour: int) -> Detail:
    """What one stop achieves; ``others`` are the names of further places whose people it serves, in their order."""
    one = told("stop", day=day.isoformat(), hour=hour, households=households)
    also = [pair for name in others for pair in (("also", called(name)["name"]), ("stands", called(name)["stands"]))]
    return Detail(one.code, (*one.figures, *also))
