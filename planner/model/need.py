"""Words of prioritisation: what to go to next, why, and the settings that decide it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from planner.model.dispatch import DatedRule, Status
from planner.model.reason import Detail


@dataclass(frozen=True, slots=True)
class HouseholdPoints:
    """What makes one household vulnerable, in points that add up and stop at 1.

    The order (who cannot come, disability, infants, old age) follows the people the programme names as its target
    groups; the sizes are this project's judgement, because no source gives any, and are meant to be changed.
    """

    bedridden: float = 0.35
    disabled: float = 0.30
    infant: float = 0.25
    elderly: float = 0.20
    large: float = 0.15
    child: float = 0.10
    large_size: int = 7  # persons from which a household counts as large and gets a second basket


@dataclass(frozen=True, slots=True)
class NeedScales:
    """Where each measured number stands at half of its scale: ``x / (x + half)`` lies in 0…1 and never saturates.

    The scales are fixed, so a place's score does not move because another place was added.
    """

    households: float = 50.0  # waiting households, decayed and corrected
    rate: float = 8.0  # waiting households per 100 households, decayed and corrected
    urgent_share: float = 0.30  # share of urgency that comes from urgent needs, the rest from waiting
    unvisited_days: float = 21.0
    distance_m: float = 5000.0  # to the nearest district police headquarters
    access_shares: tuple[float, float, float] = (0.5, 0.3, 0.2)  # unvisited, distance, cordon
    urgent_needs: tuple[str, ...] = ("food", "infant", "medicine")


@dataclass(frozen=True, slots=True)
class Reporting:
    """Correction for loud channels and repeats; ``discount`` 1 and ``strength`` 0 switch it off."""

    ratio: float = 3.0  # a channel may bring this many times what the others lead one to expect
    slack: float = 10.0  # households added to "the others" before that is judged
    discount: float = 0.5  # what a household above it counts
    prior: float = 30.0  # households by which a place's repeat rate is drawn to the common one
    strength: float = 1.0  # 0 no correction for the reporting rate, 1 full
    limits: tuple[float, float] = (0.6, 1.6)


@dataclass(frozen=True, slots=True)
class StopRules:
    """What one Kembara stop can do, and what it brings."""

    capacity: int = 300  # households in one visit
    walk_m: float = 800.0  # crow-fly catchment on foot, about 12 minutes with a detour of 1.3
    anchor: float = 0.5  # a stop stands in a place worth at least this share of the neediest place it serves
    severity: float = 2.0  # a household counts score ** severity: at twice the score four times as much
    max_per_day: int = 0  # 0: stops spread evenly over the days
    hours: tuple[int, ...] = (9, 11, 15, 17)
    friday_hours: tuple[int, ...] = (9, 10, 15, 17)  # clear of the prayer break 12:15–14:45
    police_counter_from: int = 30  # households from which the PDRM mobile counter comes along
    registration_from: int = 10  # households from which JKM's mobile office comes along
    items: tuple[tuple[str, int], ...] = (("bakul makanan", 1),)  # what one basket holds
    infant_items: tuple[tuple[str, int], ...] = (("pek bayi (susu dan lampin)", 1),)


@dataclass(frozen=True, slots=True)
class Emergency:
    """When a place may be visited again inside the cooldown: many new urgent households since the last visit."""

    new_households: int = 30
    rate_ratio: float = 3.0  # or this many times the usual rate, from at least ``least_households``
    least_households: int = 10


@dataclass(frozen=True, slots=True)
class NeedWeights:
    """Shares of the score's parts (they add up to 1), the rules of waiting, and the scales behind them.

    Default shares follow the INFORM severity analogue in the project's fact sheet: volume 20, vulnerability 50,
    access 30; urgency takes its share from access.
    """

    volume: float = 0.20
    vulnerability: float = 0.45
    urgency: float = 0.20
    access: float = 0.15
    half_life_days: float = 10.0
    cooldown_days: int = 10
    target_wait_days: float = 7.0
    points: HouseholdPoints = field(default_factory=HouseholdPoints)
    scales: NeedScales = field(default_factory=NeedScales)
    reporting: Reporting = field(default_factory=Reporting)
    stops: StopRules = field(default_factory=StopRules)
    emergency: Emergency = field(default_factory=Emergency)
    weight_doubt: float = 60.0  # Dirichlet concentration of the shares for rank bands; larger is surer
    least_features: int = 30  # Gi* is not run on fewer places
    neighbours: int = 8

    def __post_init__(self) -> None:
        if min(self.shares) < 0 or abs(sum(self.shares) - 1.0) > 1e-9:
            raise ValueError(f"the four shares must be at least 0 and add up to 1, not {self.shares}")
        if self.half_life_days <= 0 or self.target_wait_days <= 0:
            raise ValueError("half_life_days and target_wait_days must be above 0")
        if not 7 <= self.cooldown_days <= 14:
            raise ValueError("cooldown_days must lie in 7…14: a basket lasts about a week")

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """The shares in the order volume, vulnerability, urgency, access."""
        return (self.volume, self.vulnerability, self.urgency, self.access)


@dataclass(frozen=True, slots=True)
class Tour:
    """What the next locations are asked for: ``k`` stops from ``start`` over ``days`` days, and what binds them.

    ``floors`` and ``caps`` are the fewest and most stops of a police district; ``rules`` hold on their own dates.
    """

    k: int
    start: date
    days: int = 7
    floors: tuple[tuple[str, int], ...] = ()
    caps: tuple[tuple[str, int], ...] = ()
    rules: tuple[DatedRule, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendedStop:
    """One recommended next Kembara location.

    ``baskets`` is what to bring, one per expected household unless a household is large. ``services`` are words
    such as ``police_counter`` and ``jkm_registration``. ``day`` and ``hour`` are the best time to come.
    ``covers`` names the hotspots whose people can walk to this stop. ``p_top_k`` is the chance that its households are
    among those the next stops reach, with the doubt of all scores drawn through a new choice. ``why`` is its hotspot's
    reason and what one stop there achieves.
    """

    stop_id: str
    rank: int
    hotspot_id: str
    place_id: str
    name: str
    lon: float
    lat: float
    police_district: str
    parliament: str
    score: float
    households: int
    baskets: int
    items: tuple[tuple[str, int], ...]
    services: tuple[str, ...]
    day: date | None
    hour: int
    p_top_k: float
    why: tuple[Detail, ...]
    runner_up: str
    covers: tuple[str, ...] = ()
    grade: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A hotspot that no recommended stop reaches, and why: ``reason`` is cooldown, cordon or outranked."""

    hotspot_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The recommended stops and how good the choice is proved to be.

    ``objective`` is the need covered (an integer, comparable only inside one run) and ``bound`` what no choice can
    exceed. ``left_out`` names every hotspot not covered with its reason; ``notes`` say what could not be kept.
    """

    stops: tuple[RecommendedStop, ...]
    status: Status
    objective: int
    bound: int
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Fairness:
    """What each area has received. ``ledger`` has one row per constituency and per police district.

    ``gini`` is that of households served per 1,000 households over constituencies, weighted by households, None
    when fewer than two constituencies have a known number of households; ``trend`` is the same week by week, with
    Theil's T beside it. Both are made of what the reader's role may see.
    """

    ledger: pd.DataFrame
    gini: float | None
    trend: pd.DataFrame
