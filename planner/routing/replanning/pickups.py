"""Pickups follow the convoys: to their new day and time, and never with more food than is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.model.dispatch import Depot, PickupPoint, Solution
from planner.routing.patrol.food import Brought, brought, loaded

Food = Mapping[tuple[str, int], Brought]


def pickups_after(
    pickups: tuple[PickupPoint, ...],
    depots: tuple[Depot, ...],
    came: tuple[Solution, Solution],
    had: Mapping[str, int],
) -> tuple[PickupPoint, ...]:
    """``pickups`` after the convoys have changed from ``came[0]`` to ``came[1]``.

    A pickup at a stop belongs to the convoy of its day. It stays on that day while one comes; otherwise it goes to the
    day whose convoy brings most that no other pickup counts on, and without one nothing is left there. It offers what
    it did, or less if less is handed out. A headquarters offers what it did, more by what convoys leave there now and
    less by what they take besides. ``had`` says what cars have loaded already, by pickup: that is never taken back.
    """
    old, new = brought(came[0]), brought(came[1])
    free = {key: food.baskets for key, food in new.items()}
    made = _at_depots(pickups, depots, came, had)
    at_stops = [pickup for pickup in pickups if _day(pickup, old) is not None]
    for pickup in sorted(at_stops, key=lambda item: (not _comes(item, old, new), item.pickup_id)):
        made[pickup.pickup_id] = _following(pickup, old, new, free, had.get(pickup.pickup_id, 0))
    return tuple(made.get(pickup.pickup_id, pickup) for pickup in pickups)


def _day(pickup: PickupPoint, old: Food) -> int | None:
    """The day whose convoy a pickup depends on; None when the announced plan brings no food there on its day."""
    days = [day for place, day in old if place == pickup.location_id and pickup.day in (None, day)]
    return min(days, default=None)


def _comes(pickup: PickupPoint, old: Food, new: Food) -> bool:
    day = _day(pickup, old)
    return day is not None and (pickup.location_id, day) in new


def _following(pickup: PickupPoint, old: Food, new: Food, free: dict[tuple[str, int], int], had: int) -> PickupPoint:
    """``pickup`` with the convoy it depends on now; what it offers is taken from ``free``."""
    day = _day(pickup, old) or 0
    told = (pickup.location_id, day)
    at = told if told in new else _fullest(pickup.location_id, free)
    if at is None:
        return replace(pickup, stock_baskets=had)
    stock = max(had, min(pickup.stock_baskets, free[at]))
    free[at] -= stock
    ready_s = new[at].start_s + max(0, pickup.ready_s - old[told].start_s)
    return replace(pickup, day=pickup.day if at == told else at[1], ready_s=ready_s, stock_baskets=stock)


def _fullest(stop_id: str, free: Mapping[tuple[str, int], int]) -> tuple[str, int] | None:
    """The day at a stop with most food that no pickup counts on; the earliest of several."""
    there = [(-baskets, key) for key, baskets in free.items() if key[0] == stop_id and baskets > 0]
    return min(there)[1] if there else None


def _at_depots(
    pickups: tuple[PickupPoint, ...],
    depots: tuple[Depot, ...],
    came: tuple[Solution, Solution],
    had: Mapping[str, int],
) -> dict[str, PickupPoint]:
    was, now = (loaded(convoys) for convoys in came)
    made = {}
    for depot in depots:
        left = max(0, depot.stock_baskets - now.get(depot.depot_id, 0))
        more = max(0, was.get(depot.depot_id, 0) - now.get(depot.depot_id, 0))
        for pickup in pickups:
            if pickup.location_id == depot.depot_id:
                stock = max(had.get(pickup.pickup_id, 0), min(pickup.stock_baskets + more, left))
                made[pickup.pickup_id] = replace(pickup, stock_baskets=stock)
                left, more = max(0, left - stock), 0
    return made
