"""What a plan is asked for, and in what situation it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from planner.model.dispatch import Override
from planner.model.fleet import Fleet
from planner.model.need import RecommendedStop
from planner.model.place import Place
from planner.pipeline.need import Need
from planner.ports import TravelTimes


@dataclass(frozen=True, slots=True)
class Order:
    """What a plan is asked for: when it starts, for how many days, and how long to search."""

    start: date
    days: int
    time_limit_s: float
    seed: int
    now: datetime
    title: str = "Kembara Prihatin Negara @ OpBantu"
    is_demonstration: bool = False
    is_by_district: bool = False  # one problem for each police district, ``time_limit_s`` for each
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Who waits and where to go first, what drives from where, and how long the roads take.

    ``places`` are the gazetteer's by id: depots stand there.
    """

    need: Need
    recommended: tuple[RecommendedStop, ...]
    fleet: Fleet
    places: Mapping[str, Place]
    travel: TravelTimes
