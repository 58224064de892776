"""Pickups follow the convoys: to their new day and time, and never with more food than is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.model.dispatch import Changes, Depot, LostVehicle, PickupPoint, Solution
from planner.routing.patrol.food import Brought, brought
from planner.routing.replanning.stock import taken

Key = tuple[str, int]
"""A stop and a day."""

Food = Mapping[Key, Brought]


def pickups_after(
    pickups: tuple[PickupPoint, ...],
    depots: tuple[Depot, ...],
    came: tuple[Solution, Solution],
    changes: Changes,
    had: Mapping[str, int],
    lost: Sequence[LostVehicle] = (),
) -> tuple[PickupPoint, ...]:
    """``pickups`` after the convoys have changed from ``came[0]`` to ``came[1]``.

    A pickup at a stop keeps its share of what is brought there on its day, and never more baskets than it had: see
    :func:`_followed`. A headquarters offers what it did, more by what convoys leave there now and less by what they
    take besides. ``had`` says what cars have loaded already, by pickup: that is never taken back.
    """
    old, new = brought(came[0]), brought(came[1])
    follows = _followed(old, new)
    made = _at_depots(pickups, depots, [taken(convoys.routes, changes, lost) for convoys in came], had)
    for pickup in pickups:
        told = _told(pickup, old)
        if told is not None:
            at, claim = follows[told]
            stock = max(had.get(pickup.pickup_id, 0), pickup.stock_baskets * claim // old[told].baskets)
            day = pickup.day if at == told else at[1]
            is_used = pickup.pickup_id in had  # what it was opened with has come, whatever comes later
            ready_s = pickup.ready_s if is_used or not claim else _ready(pickup, old[told], new[at])
            made[pickup.pickup_id] = replace(pickup, day=day, ready_s=ready_s, stock_baskets=stock)
    return tuple(made.get(pickup.pickup_id, pickup) for pickup in pickups)


def _told(pickup: PickupPoint, old: Food) -> Key | None:
    """The convoys a pickup depends on; None where the announced plan brings no food on its day."""
    return min((key for key in old if key[0] == pickup.location_id and pickup.day in (None, key[1])), default=None)


def _followed(old: Food, new: Food) -> dict[Key, tuple[Key, int]]:
    """Where the food of each announced (stop, day) comes now, and how many baskets of it.

    What comes on its day is its own. What does not come on any announced day goes to the day whose convoys bring most
    that is nobody's yet, the earliest of several. What comes beyond all that was announced is for those who queue.
    """
    free = {key: food.baskets for key, food in new.items()}
    found = {}
    for key in sorted(old, key=lambda item: (item not in new, item)):
        at = key if key in new else _fullest(key, free)
        claim = min(old[key].baskets, free.get(at, 0))
        if claim:
            free[at] -= claim
        found[key] = (at, claim)
    return found


def _fullest(key: Key, free: Mapping[Key, int]) -> Key:
    """The day at the same stop with most that is free; ``key`` itself where there is none."""
    there = [(-baskets, other) for other, baskets in free.items() if other[0] == key[0] and baskets > 0]
    return min(there)[1] if there else key


def _ready(pickup: PickupPoint, old: Brought, new: Brought) -> int:
    """As long after the food it counts on as before, and not before any has come."""
    after_s = pickup.ready_s - old.there_s(old.baskets)
    return max(new.calls[0][0], new.there_s(old.baskets) + after_s)


def _at_depots(
    pickups: tuple[PickupPoint, ...],
    depots: tuple[Depot, ...],
    loads: Sequence[Mapping[str, int]],
    had: Mapping[str, int],
) -> dict[str, PickupPoint]:
    """``loads``: what convoys took from each depot as announced, and what they take now."""
    was, now = loads
    made = {}
    for depot in depots:
        left = max(0, depot.stock_baskets - now[depot.depot_id])
        more = max(0, was[depot.depot_id] - now[depot.depot_id])
        for pickup in pickups:
            if pickup.location_id == depot.depot_id:
                stock = max(had.get(pickup.pickup_id, 0), min(pickup.stock_baskets + more, left))
                made[pickup.pickup_id] = replace(pickup, stock_baskets=stock)
                left, more = max(0, left - stock), 0
    return made
