"""The best day and hour of each recommended stop, spread evenly and clear of cordons and cooldowns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from planner.model.need import StopRules

_FRIDAY = 4
_CLOSED = 10**6


def days_from(start: date, days: int) -> list[date]:
    """The ``days`` dates from ``start`` on."""
    return [start + timedelta(days=n) for n in range(days)]


def spread(open_days: Sequence[Sequence[bool]], *, max_per_day: int = 0) -> list[int]:
    """The day index of each stop (in order of rank): early ones first, each on an open day, evenly spread.

    ``open_days[stop][day]`` says when a stop may be visited. ``max_per_day`` 0 means as even as possible. A stop
    for which no slot is left gets its first open day all the same, because its place matters more than evenness.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to load

    if not open_days:
        return []
    days = len(open_days[0])
    per_day = max_per_day or -(-len(open_days) // days)
    is_open = np.repeat(np.array(open_days, dtype=bool), per_day, axis=1)
    day_of = np.repeat(np.arange(days), per_day)
    urgency = np.arange(len(open_days), 0, -1)[:, None]  # the first in rank gains most by an early day
    cost = np.where(is_open, day_of[None, :] * urgency, _CLOSED)
    stops, slots = linear_sum_assignment(cost)
    chosen = dict(zip(stops.tolist(), slots.tolist(), strict=True))
    result = []
    for stop, opened in enumerate(open_days):
        slot = chosen.get(stop)
        fits = slot is not None and bool(is_open[stop, slot])
        result.append(int(day_of[slot]) if fits and slot is not None else list(opened).index(True))
    return result


def hours(day_of: Sequence[date], rules: StopRules) -> list[int]:
    """The hour each stop opens: the day's hours in turn, on Fridays clear of the prayer break."""
    used: dict[date, int] = {}
    result = []
    for day in day_of:
        choices = rules.friday_hours if day.weekday() == _FRIDAY else rules.hours
        turn = used.get(day, 0)
        used[day] = turn + 1
        result.append(choices[turn % len(choices)])
    return result
