"""A stop's wish cut into parts: equal ones where it is more than one vehicle holds, or those a plan has told it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.model.dispatch import Stop


@dataclass(frozen=True, slots=True)
class Part:
    """The whole of a stop's wish, or one of several equal parts of it."""

    stop: Stop
    baskets: int
    households: int
    is_first: bool

    @property
    def service_s(self) -> int:
        """Set-up and the queue."""
        return self.stop.setup_s + self.stop.service_s_per_household * self.households


def parts_of(stop: Stop, room: int) -> list[Part]:
    """Cut a stop that wants more than ``room`` baskets into equal parts, if it may be split."""
    count = 1
    if stop.may_split and room > 0 and stop.baskets > room:
        count = -(-stop.baskets // room)
    cuts = [stop.baskets * k // count for k in range(count + 1)]
    heads = [stop.households * cut // stop.baskets if stop.baskets else 0 for cut in cuts]
    if not stop.baskets:
        heads = [0, stop.households]
    return [Part(stop, cuts[k + 1] - cuts[k], heads[k + 1] - heads[k], k == 0) for k in range(count)]


def parts_as(stop: Stop, calls: Sequence[tuple[int, int]], room_for: Callable[[Stop], int]) -> list[Part]:
    """The parts a plan already brings, each (baskets, households), and what is left of the wish after them.

    ``room_for`` tells how large the parts of a stop may be that are not told yet.
    """
    baskets = stop.baskets - sum(count for count, _ in calls)
    households = stop.households - sum(heads for _, heads in calls)
    is_whole = len(calls) == 1 and baskets == 0
    if not calls or not stop.baskets or baskets < 0 or households < 0 or not (is_whole or stop.may_split):
        return parts_of(stop, room_for(stop))
    parts = [Part(stop, count, heads, k == 0) for k, (count, heads) in enumerate(calls)]
    if baskets > 0:
        rest = replace(stop, baskets=baskets, households=households)
        parts += [Part(stop, part.baskets, part.households, False) for part in parts_of(rest, room_for(rest))]
    return parts
