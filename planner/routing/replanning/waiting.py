"""What convoys still have to do once something has happened: what each stop waits for, and what there is for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.model.dispatch import Changes, ConvoyProblem, Route, Stop
from planner.routing.replanning.frozen import Handed, close_roads, free_vehicles, handed
from planner.routing.replanning.stock import stock_left


def stops_after(problem: ConvoyProblem, had: Handed, changes: Changes) -> Iterator[Stop]:
    """The stops of the changed problem; ``had`` is what each is brought by convoys that have left.

    Of a stop that is cancelled, what it has had stays. One of which nothing is on its way is pinned as a whole.
    """
    pins = dict(changes.pins)
    for stop in (*problem.stops, *changes.new_stops):
        name = stop.stop_id
        if name in changes.cancelled:
            if name in had:
                yield _as_far_as_served(stop, had[name])
        elif name in pins and name not in had:
            yield replace(stop, days=(pins[name],), required=True)
        else:
            yield stop


def _as_far_as_served(stop: Stop, had: tuple[int, int]) -> Stop:
    if not stop.baskets:
        return stop
    baskets, households = had
    return replace(stop, baskets=baskets, households=households, prize=stop.prize * baskets // stop.baskets)


def cut_from(left: list[Route], kept: list[Route]) -> dict[str, int]:
    """Baskets that people were told convoys under way would bring, and that those do not bring any more."""
    told, brought = handed(left), handed(kept)
    missing = {name: baskets - brought.get(name, (0, 0))[0] for name, (baskets, _) in told.items()}
    return {name: baskets for name, baskets in missing.items() if baskets > 0 or name not in brought}


def floors_met(problem: ConvoyProblem, routes: Sequence[Route]) -> tuple[tuple[str, int], ...]:
    """The floors as far as ``routes`` meet them."""
    served = handed(routes)
    there = Counter(stop.police_district for stop in problem.stops if stop.stop_id in served)
    return tuple((name, min(fewest, there[name])) for name, fewest in problem.floors)


def rest_of(problem: ConvoyProblem, kept: list[Route], changes: Changes) -> ConvoyProblem:
    """What is still to be planned: stops not yet served in full, free vehicles, remaining stock, unmet floors."""
    had = handed(kept)
    left = (remaining(stop, had.get(stop.stop_id), changes) for stop in problem.stops)
    there = [stop.police_district for stop in problem.stops if stop.stop_id in had]
    stock = stock_left(problem, kept, changes)
    return replace(
        problem,
        stops=tuple(stop for stop in left if stop is not None),
        vehicles=tuple(free_vehicles(problem.vehicles, kept, changes, problem.days)),
        depots=tuple(replace(depot, stock_baskets=stock[depot.depot_id]) for depot in problem.depots),
        floors=tuple((name, max(0, fewest - there.count(name))) for name, fewest in problem.floors),
        travel=close_roads(problem.travel, changes.closed),
    )


def remaining(stop: Stop, had: tuple[int, int] | None, changes: Changes) -> Stop | None:
    """What a stop still waits for, on the day it is pinned to if it is; None for nothing."""
    if had is None:
        return stop
    baskets, households = had
    left = stop.baskets - baskets
    if left <= 0 or not stop.may_split:
        return None
    prize = stop.prize * left // stop.baskets
    rest = replace(stop, baskets=left, households=max(0, stop.households - households), prize=prize, required=False)
    day = dict(changes.pins).get(stop.stop_id)
    return rest if day is None else replace(rest, days=(day,), required=True)
