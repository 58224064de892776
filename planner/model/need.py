"""Words of prioritisation: what to go to next, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NeedWeights:
    """Shares of the score's parts (they add up to 1) and the rules of waiting.

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

    def __post_init__(self) -> None:
        shares = (self.volume, self.vulnerability, self.urgency, self.access)
        if min(shares) < 0 or abs(sum(shares) - 1.0) > 1e-9:
            raise ValueError(f"the four shares must be at least 0 and add up to 1, not {shares}")


@dataclass(frozen=True, slots=True)
class RecommendedStop:
    """One recommended next Kembara location.

    ``baskets`` is what to bring, one per expected household unless a household is large. ``services`` are words
    such as ``police_counter`` and ``jkm_registration``. ``day`` and ``hour`` are the best time to come.
    ``covers`` names the hotspots whose people can walk to this stop.
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
    why_ms: str
    why_en: str
    runner_up: str
    covers: tuple[str, ...] = ()
    grade: str = ""
