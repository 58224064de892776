"""Travel times without any network: the straight line, a named detour factor and a speed by hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.errors import refuse
from planner.geo.plane import Plane
from planner.geo.speeds import FREE_FLOW, Traffic
from planner.model.table import IntTable
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.progress import Progress, silent

_KMH = 30.0  # over all roads of a town, empty: between residential 30 and main roads 60 with their lights


class CrowFly:
    """Straight lines times ``factor`` at ``kmh``, slowed by the traffic table's hour; for want of a network.

    Ratios of road to straight-line distance of 1.2–1.6 are usual in towns (Ballou, Rahardja and Sakai, 2002,
    *Selected country circuity factors for road travel distance estimation*, report 1.2–2.1 by country).
    """

    def __init__(self, factor: float = 1.4, kmh: float = _KMH, traffic: Traffic = FREE_FLOW) -> None:
        if not (factor >= 1.0 and kmh > 0.0):
            raise refuse("E1309", f"factor {factor} or speed {kmh}", "use a factor of 1 or more and a speed over 0")
        self.factor = factor
        self.kmh = kmh
        self.traffic = traffic

    @property
    def source(self) -> str:
        """Says that no roads were used, and the factor."""
        return f"crow-fly × {self.factor:g} at {self.kmh:g} km/h, no roads used ({self.traffic.label})"

    def matrix(
        self,
        points: pd.DataFrame,
        *,
        profile: str = "lorry",
        depart_hour: int = 9,
        progress: Progress = silent,
        weekday: int = 2,
    ) -> TravelMatrix:
        """Seconds and metres between all ``points`` (id, lon, lat); -1 for a point without a coordinate."""
        progress("travel times", 0.0, "crow-fly")
        lon, lat = (points[name].to_numpy(dtype=float) for name in ("lon", "lat"))
        known = np.isfinite(lon) & np.isfinite(lat)
        plane = Plane(float(lon[known].mean()), float(lat[known].mean())) if known.any() else Plane(0.0, 0.0)
        xy = np.where(known[:, None], plane.to_xy(lon, lat), 0.0)
        metres = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) * self.factor
        pace = self.traffic.profiles[profile].pace * self.traffic.factor(depart_hour, weekday)
        seconds = np.ceil(metres / self.kmh * 3.6 * pace)
        both = known[:, None] & known[None, :] | np.eye(len(xy), dtype=bool)
        return TravelMatrix(
            tuple(points["id"].astype(str)),
            _whole(np.where(both, seconds, UNREACHABLE)),
            _whole(np.where(both, np.rint(metres), UNREACHABLE)),
            self.source,
            profile=profile,
            depart_hour=depart_hour,
        )

    def path(self, stops: list[tuple[float, float]], *, profile: str = "lorry") -> list[tuple[float, float]]:  # noqa: ARG002
        """The stops themselves: straight lines."""
        return list(stops)


def _whole(table: np.ndarray) -> IntTable:
    return IntTable(table.astype(np.int64))
