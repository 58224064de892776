"""Where the baskets for a new stop come from: aboard for nobody, a loading ahead, or one more at the depot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.model.dispatch import Changes, ConvoyProblem, Stop
from planner.routing.replanning.convoy_now import Convoy
from planner.routing.replanning.timing import Remainder
from planner.routing.rules import room_of


@dataclass(frozen=True, slots=True)
class Load:
    """Where the baskets come from: aboard (``at`` is None), a loading ahead, or a new one (``is_new``)."""

    at: int | None  # index among the visits ahead; −1: the loading going on now
    given: tuple[int, ...]  # baskets of each food vehicle for the new stop
    taken: tuple[int, ...]  # of these, taken aboard at that loading
    is_new: bool = False


def loads_for(
    problem: ConvoyProblem,
    convoy: Convoy,
    stop: Stop,
    place: int,
    stock: Mapping[str, int],
    changes: Changes,
) -> Iterator[Load]:
    """Ways to have the baskets aboard at ``place``: as things are, from a loading ahead, from a new one before it."""
    food = convoy.food
    parts, members = convoy.parts[:food], convoy.members[:food]
    spare = [max(0, -part.home.baskets) for part in parts]
    room = [room_of(vehicle, problem.basket_g) for vehicle in members]
    given, left = _share(stop.baskets, spare)
    can_turn = convoy.can_turn(stop, place)
    if not left and can_turn:
        yield Load(None, given, (0,) * food)
    depot = members[0].depot_id
    ahead = [at for at, visit in enumerate(convoy.coming[:place]) if visit.kind == "load"]
    loading = all(p.done[-1].kind in ("depot", "load") and p.done[-1].departure_s > changes.now_s for p in parts)
    for at in ([-1] if loading else []) + ahead:
        if can_turn:
            load = _more(stop, parts, spare, room, at, place)
            if load and sum(load.taken) <= stock[depot]:
                yield load
    can_load = can_turn or (not convoy.coming and convoy.can_turn(stop, place, passing_depot=True))
    reloads = max(sum(v.kind == "load" for v in part.route.visits) for part in convoy.parts)
    if reloads < problem.max_reloads and can_load:
        load = _more(stop, parts, spare, room, place, place)
        if load and sum(load.taken) <= stock[depot]:
            yield replace(load, is_new=True)


def _share(baskets: int, free: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """``baskets`` shared among vehicles with ``free`` room, and what is left over."""
    given = []
    for room in free:
        given.append(min(baskets, room))
        baskets -= given[-1]
    return tuple(given), baskets


def _more(
    stop: Stop, parts: Sequence[Remainder], spare: list[int], room: list[int], at: int, place: int
) -> Load | None:
    """Baskets taken aboard besides at visit ``at`` ahead and carried to ``place``, beside what is aboard then."""
    free = []
    for part, whole in zip(parts, room, strict=True):
        aboard = sum(visit.baskets for visit in part.done)
        loads = [aboard]
        for visit in part.coming[:place]:
            loads.append(loads[-1] + visit.baskets)
        free.append(max(0, whole - max(loads[min(at + 1, place) :])))
    given, left = _share(stop.baskets, [s + f for s, f in zip(spare, free, strict=True)])
    if left:
        return None
    return Load(at, given, tuple(max(0, g - s) for g, s in zip(given, spare, strict=True)))


def with_more(part: Remainder, member: int, load: Load) -> Remainder:
    """The route with more taken aboard at the loading going on now or ahead."""
    if load.at is None or load.is_new or member >= len(load.taken) or not load.taken[member]:
        return part
    more = load.taken[member]
    if load.at < 0:
        last = replace(part.done[-1], baskets=part.done[-1].baskets + more)
        return replace(part, done=(*part.done[:-1], last))
    at = load.at
    visit = replace(part.coming[at], baskets=part.coming[at].baskets + more)
    return replace(part, coming=(*part.coming[:at], visit, *part.coming[at + 1 :]))


def handed(stop: Stop, member: int, load: Load) -> tuple[int, int]:
    """Baskets and households of one vehicle at the new stop; households in proportion to the baskets."""
    if member >= len(load.given):
        return 0, 0
    if not stop.baskets:
        return 0, stop.households if member == 0 else 0
    before = sum(load.given[:member])
    after = before + load.given[member]
    heads = stop.households * after // stop.baskets - stop.households * before // stop.baskets
    return -load.given[member], heads
