"""What the house needs from outside, as small protocols; adapters implement them, tests fake them."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from planner.model.travel import TravelMatrix
from planner.progress import Progress


class TravelTimes(Protocol):
    """Anything that can tell driving times: the loaded road network, an OSRM server, crow-fly."""

    @property
    def source(self) -> str:
        """Where the times come from, for the plan's receipt and every map."""

    def matrix(self, points: pd.DataFrame, *, profile: str, depart_hour: int, progress: Progress) -> TravelMatrix:
        """Times between all ``points`` (columns id, lon, lat in EPSG:4326) for ``profile`` lorry or car."""

    def path(self, stops: list[tuple[float, float]], *, profile: str) -> list[tuple[float, float]]:
        """The driven line through ``stops`` as (lon, lat) points, for maps and GPX."""
