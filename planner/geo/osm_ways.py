"""From OpenStreetMap's ways and nodes to streets: split where ways meet, cut where they leave the clip."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from planner.geo.osm_tags import StreetTags
from planner.geo.roads import SIGNALS
from planner.geo.street_build import Junction, Street
from planner.geo.turn_rules import TurnRule

Point = tuple[float, float]


@dataclass(slots=True)
class WayStore:
    """Drivable ways as read: node numbers in order with what their tags say; nodes by number in degrees; turn rules."""

    ways: list[tuple[list[int], StreetTags]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # of the ways
    rules: list[TurnRule] = field(default_factory=list)
    places: dict[int, Point] = field(default_factory=dict)
    signals: set[int] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)


def runs_inside(nodes: list[int], places: dict[int, Point]) -> list[list[int]]:
    """The stretches of a way whose nodes all have a place, two nodes or more each."""
    runs: list[list[int]] = [[]]
    for node in nodes:
        if node in places:
            if not runs[-1] or runs[-1][-1] != node:  # the same node twice in a row is no step
                runs[-1].append(node)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def to_streets(store: WayStore) -> tuple[dict[int, Junction], list[Street]]:
    """Junctions where ways end, meet or cross themselves, and the streets between them."""
    numbered = zip(store.numbers, store.ways, strict=True)
    runs = [(run, tags, way) for way, (nodes, tags) in numbered for run in runs_inside(nodes, store.places)]
    uses: Counter[int] = Counter(node for run, _, _ in runs for node in run)
    for run, _, _ in runs:
        uses.update((run[0], run[-1]))  # ends are junctions
    junctions = {
        node: Junction(*store.places[node], SIGNALS if node in store.signals else 0)
        for node, count in uses.items()
        if count > 1 or node in store.signals
    }
    streets: list[Street] = []
    for run, tags, way in runs:
        cuts = [i for i, node in enumerate(run) if node in junctions]
        streets.extend(_street(run[a : b + 1], tags, way, store.places) for a, b in pairwise(cuts))
    return junctions, streets


def _street(nodes: list[int], tags: StreetTags, way: int, places: dict[int, Point]) -> Street:
    order = nodes[::-1] if tags.oneway < 0 else nodes
    return Street(
        order[0],
        order[-1],
        [places[node] for node in order],
        tags.road_class,
        tags.name,
        tags.oneway != 0,
        tags.posted_kmh,
        tags.speed_source,
        tags.flags,
        tags.max_height_m,
        tags.max_weight_t,
        way=way,
    )
