"""How fast an edge is driven: posted or default speed, profile, hour of the week, and what a crossing costs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY_KINDS = ("weekday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of vehicle. Speeds in km/h, height in metres, weight in tonnes.

    ``pace`` multiplies the driving time of the car; ``cap_kmh`` is the fastest it goes, ``turn_pace`` multiplies the
    time lost at crossings.
    """

    name: str
    cap_kmh: float = 110.0
    pace: float = 1.0
    turn_pace: float = 1.0
    height_m: float = 0.0
    weight_t: float = 0.0
    is_lorry: bool = False


@dataclass(frozen=True, slots=True)
class Traffic:
    """Everything that turns metres into seconds, read from the traffic file with its sources.

    ``class_kmh`` and ``free_share`` have one value per road class: the default speed, and the share of the limit that
    is driven on an empty road. ``sensitivity`` says how much of the congestion factor a class feels (0 none, 1 all).
    ``factors[day kind][hour]`` multiplies driving time. ``crossing_s`` and ``signal_s`` are lost at a node: by how much
    greater the road met there is, and at traffic lights. ``access_kmh`` is the speed from a place to its road.
    """

    label: str
    class_kmh: tuple[float, ...] = (90, 50, 70, 50, 60, 40, 60, 40, 50, 40, 40, 30, 20, 20)
    free_share: tuple[float, ...] = (1.0,) * 14
    sensitivity: tuple[float, ...] = (1.0,) * 14
    factors: dict[str, tuple[float, ...]] = field(default_factory=dict)
    crossing_s: float = 0.0
    cross_greater_s: float = 0.0
    signal_s: float = 0.0
    access_kmh: float = 0.0
    profiles: dict[str, Profile] = field(
        default_factory=lambda: {"car": Profile("car"), "lorry": Profile("lorry", is_lorry=True)}
    )
    sources: tuple[str, ...] = ()

    def factor(self, hour: int, weekday: int) -> float:
        """The congestion factor of ``hour`` (0…23) on ``weekday`` (0 Monday … 6 Sunday); 1 where none is given."""
        kind = {4: "friday", 5: "saturday", 6: "sunday"}.get(weekday, "weekday")
        table = self.factors.get(kind) or self.factors.get("weekday")
        return table[hour % 24] if table else 1.0


FREE_FLOW = Traffic("posted speeds, no congestion, no time at crossings")
"""Nothing but length over speed: what other tools call free flow."""


def driven_kmh(posted: Floats, road_class: NDArray[np.uint8], traffic: Traffic, profile: Profile) -> Floats:
    """Speed on an empty road in km/h per edge: posted, else the class's default; capped; times the driven share."""
    default = np.asarray(traffic.class_kmh, dtype=np.float64)[road_class]
    limit = np.where(posted > 0, posted, default)
    share = np.asarray(traffic.free_share, dtype=np.float64)[road_class]
    return np.minimum(limit, profile.cap_kmh) * share


def run_ms(length_m: Floats, kmh: Floats, road_class: NDArray[np.uint8], traffic: Traffic, factor: float) -> Floats:
    """Milliseconds along each edge under congestion ``factor``, felt by each class as far as it is sensitive."""
    felt = 1.0 + (factor - 1.0) * np.asarray(traffic.sensitivity, dtype=np.float64)[road_class]
    return length_m / kmh * 3600.0 * felt
