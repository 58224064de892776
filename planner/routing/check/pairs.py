"""Which drops the loads before them can account for: baskets are alike, but not every pickup may feed every door."""

from __future__ import annotations

from itertools import pairwise

from planner.model.dispatch import Delivery, PickupPoint

Way = list[tuple[int, int]]
"""Steps (drop, load): each drop takes from its load what the next drop gives up, the last what is free."""


def unmatched(
    loads: list[tuple[int, PickupPoint, int]], drops: list[tuple[int, Delivery]]
) -> list[tuple[Delivery, int]]:
    """Deliveries and how many of their baskets no earlier, permitted load can account for.

    ``loads`` are (place on the route, where, baskets), ``drops`` (place on the route, delivery). A flow of baskets:
    each drop in turn takes what is free, or what an earlier one can give up because it finds the like elsewhere.
    """
    may = [[place < at and _may_come_from(pickup, delivery) for at, delivery in drops] for place, pickup, _ in loads]
    free = [max(0, baskets) for _, _, baskets in loads]
    given = [[0] * len(drops) for _ in loads]
    found = []
    for drop, (_, delivery) in enumerate(drops):
        missing = delivery.baskets
        while missing > 0 and (way := _way(drop, may, free, given)):
            missing -= _send(way, missing, free, given)
        if missing > 0:
            found.append((delivery, missing))
    return found


def _may_come_from(pickup: PickupPoint, delivery: Delivery) -> bool:
    same_district = pickup.police_district == delivery.police_district
    return pickup.pickup_id in delivery.pickup_ids and (same_district or delivery.may_cross_district)


def _way(drop: int, may: list[list[bool]], free: list[int], given: list[list[int]]) -> Way:
    """The shortest way to a basket for ``drop``, through drops that give theirs up; empty when there is none."""
    asked_by: dict[int, int] = {}  # load: the drop that asks it
    gives_up: dict[int, int | None] = {drop: None}  # drop: the load it is asked to give up
    waiting = [drop]
    for taker in waiting:  # grows while it is walked
        for load, row in enumerate(may):
            if load in asked_by or not row[taker]:
                continue
            asked_by[load] = taker
            if free[load]:
                return _back(load, asked_by, gives_up)
            for other, baskets in enumerate(given[load]):
                if baskets and other not in gives_up:
                    gives_up[other] = load
                    waiting.append(other)
    return []


def _back(last: int, asked_by: dict[int, int], gives_up: dict[int, int | None]) -> Way:
    way: Way = []
    load: int | None = last
    while load is not None:
        way.append((asked_by[load], load))
        load = gives_up[asked_by[load]]
    return way[::-1]


def _send(way: Way, most: int, free: list[int], given: list[list[int]]) -> int:
    """Move as many baskets along ``way`` as it holds, at most ``most``; how many those were."""
    changes = [(load, other) for (_, load), (other, _) in pairwise(way)]
    moved = min([most, free[way[-1][1]], *(given[load][other] for load, other in changes)])
    for drop, load in way:
        given[load][drop] += moved
    for load, other in changes:
        given[load][other] -= moved
    free[way[-1][1]] -= moved
    return moved
