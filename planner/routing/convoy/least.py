"""What serving a stop takes at least in any plan the checker accepts, and what time vehicles have for it at most."""

from __future__ import annotations

import numpy as np

from planner.model.dispatch import ConvoyProblem, Stop, Vehicle
from planner.routing.rules import FOOD_KINDS, Today

DAY_END_S = 48 * 3600  # later than any shift ends


def handout_s(stop: Stop, room: int, late_s: int = 0) -> float:
    """Seconds that vehicles holding ``room`` baskets stand at ``stop`` at least while all its baskets are handed out.

    Each queue takes its set-up and its households, and a part's households may be rounded down. ``late_s`` is taken
    off every queue: what a vehicle that may come so much later stands there. A stop that may not be split has one
    queue, and each vehicle at it stays to the end.
    """
    if not stop.baskets or room <= 0:
        return 0.0
    if not stop.may_split:
        return float(max(0, _queue_s(stop, stop.households) - late_s))
    part = np.arange(1, min(room, stop.baskets) + 1)
    seconds = stop.setup_s + stop.service_s_per_household * (part * stop.households // stop.baskets)
    return float(stop.baskets * (np.clip(seconds - late_s, 0, None) / part).min())


def shortest_queue_s(stop: Stop) -> int:
    """Seconds of the shortest queue that hands out anything: of the whole stop, or of a single basket."""
    if not stop.baskets:
        return stop.setup_s
    return _queue_s(stop, stop.households // stop.baskets if stop.may_split else stop.households)


def _queue_s(stop: Stop, households: int) -> int:
    return stop.setup_s + stop.service_s_per_household * households


def free_s(problem: ConvoyProblem, vehicle: Vehicle, rules: Today, after_s: int = 0, by_s: int = DAY_END_S) -> int:
    """Seconds of a vehicle that works today, ``after_s`` to ``by_s``, less first loading and breaks in its shift."""
    loading = problem.reload_s if vehicle.kind in FOOD_KINDS else 0
    opens = max(after_s, vehicle.shift_start_s + loading)
    closes = min(by_s, vehicle.shift_end_s, rules.home_by_s)
    resting = sum(max(0, min(end, closes) - max(start, opens)) for start, end in rules.pauses)
    return max(0, closes - opens - resting)
