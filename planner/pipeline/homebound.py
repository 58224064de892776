"""Households that cannot come: who they are, what a lorry brings along for them, and where a patrol car loads it.

The rule, in this one place: every basket is promised once and every household counted once. Who cannot come stands in
no queue, so a stop's households are those who come. The lorry brings baskets for both. Those of the households that
cannot come are kept at the stop for a patrol car, and no others; of a stop that is served in part, their share of what
came. A door loads at the stop of its own place where that keeps all baskets of the place's doors, at its district's
headquarters where nothing of them came, and at either where a part did. To load at headquarters what the lorry has
brought already would carry it twice, and always be the shorter way for the car, which starts there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pandas as pd

from planner import routing, scoring
from planner.model.dispatch import ConvoyProblem, PickupPoint, Solution
from planner.pipeline.need import Need
from planner.scoring.household import baskets


def homebound(need: Need, now: datetime) -> pd.DataFrame:
    """The households still waiting by ``now`` that cannot come and have a place and a coordinate, by id.

    Beside the households' own columns: ``district`` and ``place_name`` of the place, and ``baskets``.
    """
    waiting = need.households[~scoring.served(need.households, need.visited, now)]
    homes = waiting[waiting["is_bedridden"] & waiting["lon"].notna() & (waiting["place_id"] != "")]
    known = need.places.set_index("place_id")
    district, name = (homes["place_id"].map(known[column]).fillna("") for column in ("police_district", "name"))
    told = homes.assign(district=district, place_name=name, baskets=baskets(homes, need.points))
    return told.sort_values("household_id", kind="stable")


def baskets_by_place(homes: pd.DataFrame) -> dict[str, int]:
    """What ``homes`` need in all, by place."""
    return {str(place): int(total) for place, total in homes.groupby("place_id")["baskets"].sum().items()}


def kept_at_stops(
    problem: ConvoyProblem, convoys: Solution, wanted: Mapping[str, int], load_s: int
) -> Iterator[PickupPoint]:
    """Where convoys bring food for doors: ``wanted`` baskets by place, of which a stop keeps its share of what came.

    Food is there once the last of the day's convoys has begun to hand out.
    """
    stops = {stop.stop_id: stop for stop in problem.stops}
    came: Counter[str] = Counter()
    for (stop_id, day), food in sorted(routing.brought(convoys).items(), key=lambda item: item[0]):
        stop = stops[stop_id]
        before, after = came[stop_id], came[stop_id] + food.baskets
        came[stop_id] = after
        own = wanted.get(stop.place_id, 0)
        kept = own * after // stop.baskets - own * before // stop.baskets
        if kept:
            name = f"{stop_id}@{day}"
            yield PickupPoint(name, stop_id, stop.police_district, day, food.there_s(food.baskets), load_s, kept)


def pickups_by_place(
    homes: pd.DataFrame, problem: ConvoyProblem, pickups: Sequence[PickupPoint], wanted: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """The pickup ids that doors of each place may load at, their own stop's first.

    A district without headquarters of its own has those of all others: with consent a car may come from there.
    """
    place_of = {stop.stop_id: stop.place_id for stop in problem.stops}
    found = {}
    for place, district in dict(zip(homes["place_id"], homes["district"], strict=True)).items():
        own = [pickup for pickup in pickups if place_of.get(pickup.location_id) == place]
        is_all_there = sum(pickup.stock_baskets for pickup in own) >= wanted[place]
        near = () if is_all_there else routing.headquarters(pickups, district)
        found[place] = (*(pickup.pickup_id for pickup in own), *near)
    return found
