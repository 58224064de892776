"""What to bring to a stop: baskets, items, services."""

from __future__ import annotations

from planner.model.need import StopRules


def share_of(total: int, part: int, whole: int) -> int:
    """``total`` times ``part`` / ``whole``, rounded up: better one too many than one too few."""
    return -(-total * part // whole) if whole else 0


def items(baskets: int, infants: int, rules: StopRules) -> tuple[tuple[str, int], ...]:
    """Pieces of every item in ``baskets`` baskets, and what infants need."""
    packed = tuple((name, pieces * baskets) for name, pieces in rules.items)
    extra = tuple((name, pieces * infants) for name, pieces in rules.infant_items if infants)
    return packed + extra


def services(households: int, bedridden: int, *, is_cordoned: bool, rules: StopRules) -> tuple[str, ...]:
    """Services to come along: police_counter, jkm_registration, patrol_delivery (someone cannot come out)."""
    found = []
    if households >= rules.police_counter_from or is_cordoned:
        found.append("police_counter")
    if households >= rules.registration_from:
        found.append("jkm_registration")
    if bedridden:
        found.append("patrol_delivery")
    return tuple(found)
