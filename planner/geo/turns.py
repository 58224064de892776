"""The list of turns along a way, as a driver needs it: where, which way, into which street, how far."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from planner.geo.roads import ROAD_CLASSES, RoadNetwork

Chain = list[tuple[float, float]]

_LOOK_M = 35.0  # headings are taken over this distance, so that a kink at a junction is no turn
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One instruction. ``direction``: depart, straight, slight_left, left, sharp_left, the same right, or u_turn.

    ``street`` may be empty; ``distance_m`` is how far to drive until the next instruction.
    """

    direction: str
    street: str
    road_class: str
    distance_m: float
    lon: float
    lat: float


def turn_list(network: RoadNetwork, pieces: list[tuple[int, float, float]], chains: list[Chain]) -> tuple[Turn, ...]:
    """Instructions for the pieces of a way: one at the start, one wherever the street changes or the way bends."""
    turns: list[Turn] = []
    driven: Chain = []
    for (edge, begin, end), chain in zip(pieces, chains, strict=True):
        metres = float(network.length_m[edge]) * (end - begin)
        street = network.names[network.name_id[edge]]
        word = direction(driven, chain) if turns else "depart"
        if turns and street == turns[-1].street and (word == "straight" or word.startswith("slight")):
            turns[-1] = replace(turns[-1], distance_m=turns[-1].distance_m + metres)
        else:
            kind = ROAD_CLASSES[network.road_class[edge]]
            turns.append(Turn(word, street, kind, metres, chain[0][0], chain[0][1]))
        driven = [*driven, *chain][-20:]
    return tuple(replace(turn, distance_m=round(turn.distance_m)) for turn in turns)


def direction(before: Chain, after: Chain) -> str:
    """The word for the change of heading from one chain of points to the next, clockwise positive."""
    come, leave = _heading(before[::-1]), _heading(after)
    if come is None or leave is None:
        return "straight"
    change = (leave - (come + 180.0) + 180.0) % 360.0 - 180.0
    side = "right" if change > 0 else "left"
    size = abs(change)
    if size < 20:
        return "straight"
    if size < 50:
        return f"slight_{side}"
    if size < 120:
        return side
    return f"sharp_{side}" if size < 165 else "u_turn"


def _heading(chain: Chain) -> float | None:
    """Degrees clockwise from north, from the first point to one :data:`_LOOK_M` along the chain."""
    lon0, lat0 = chain[0]
    narrow = math.cos(math.radians(lat0))
    east = north = 0.0
    for lon, lat in chain[1:]:
        east, north = (lon - lon0) * narrow, lat - lat0
        if math.hypot(east, north) * _METRES_PER_DEGREE >= _LOOK_M:
            break
    return None if east == north == 0.0 else math.degrees(math.atan2(east, north))
