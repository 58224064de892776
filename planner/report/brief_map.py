"""A small map on paper: main roads in grey, published hotspots as numbered circles that print in black and white."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from reportlab.lib.colors import HexColor, black, white
from reportlab.platypus import Flowable

from planner.report.base_layer import road_classes
from planner.report.pdf_fonts import BOLD, REGULAR

_MAIN = {"motorway": 1.6, "trunk": 1.3, "primary": 0.9, "secondary": 0.5}
_NUMBERED = 10


class BriefMap(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Draws hotspots over main roads in a box of ``width`` by ``height`` points; north is up, one scale both ways."""

    def __init__(self, hotspots: pd.DataFrame, roads: gpd.GeoDataFrame | None, width: float, height: float) -> None:
        super().__init__()
        self.hotspots, self.roads = hotspots.sort_values("rank", kind="stable"), roads
        self.width, self.height = width, height
        self._fit()

    def _fit(self) -> None:
        """Scale and origin that put the middle nine tenths of the hotspots in the box."""
        points = self.hotspots[["lon", "lat"]].to_numpy(dtype=float)
        points = points if len(points) else np.array([[101.6, 3.05], [101.78, 3.25]])
        low, high = np.quantile(points, 0.05, axis=0) - 0.012, np.quantile(points, 0.95, axis=0) + 0.012
        self._stretch = math.cos(math.radians(float((low[1] + high[1]) / 2)))
        spans = (high - low) * np.array([self._stretch, 1.0])
        self._scale = min(self.width / spans[0], self.height / spans[1])
        self._middle = (low + high) / 2

    def _xy(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self._middle[0]) * self._stretch * self._scale + self.width / 2
        return x, (lat - self._middle[1]) * self._scale + self.height / 2

    def _roads(self) -> None:
        if self.roads is None or self.roads.empty:
            return
        self.canv.setStrokeColor(HexColor("#a9b4c0"))
        kinds = road_classes(self.roads)
        for kind, width in _MAIN.items():
            self.canv.setLineWidth(width)
            drawn = self.canv.beginPath()
            for line in shapely.get_parts(self.roads.geometry[kinds == kind].to_numpy()):
                spots = [self._xy(lon, lat) for lon, lat in shapely.get_coordinates(line)]
                drawn.moveTo(*spots[0])
                for spot in spots[1:]:
                    drawn.lineTo(*spot)
            self.canv.drawPath(drawn, stroke=1, fill=0)

    def _hotspots(self) -> None:
        most = max(int(self.hotspots["households"].max()), 1) if len(self.hotspots) else 1
        table = self.hotspots[["lon", "lat", "households"]].to_numpy(dtype=float).tolist()
        for at, (lon, lat, households) in reversed(list(enumerate(table, start=1))):
            x, y = self._xy(lon, lat)
            radius = 2.5 + 7 * math.sqrt(max(households, 0) / most)
            is_numbered = at <= _NUMBERED
            self.canv.setFillColor(HexColor("#b33c00") if is_numbered else HexColor("#f6b26b"))
            self.canv.setStrokeColor(white if is_numbered else black)
            self.canv.setLineWidth(0.7)
            self.canv.circle(x, y, max(radius, 6) if is_numbered else radius, stroke=1, fill=1)
            if is_numbered:
                self.canv.setFillColor(white)
                self.canv.setFont(BOLD, 7)
                self.canv.drawCentredString(x, y - 2.4, str(at))

    def _scale_bar(self) -> None:
        km = 5 if self._scale * 5 / 111.32 < self.width / 3 else 1
        length = km / 111.32 * self._scale
        self.canv.setStrokeColor(black)
        self.canv.setFillColor(black)
        self.canv.setLineWidth(1.2)
        self.canv.line(8, 9, 8 + length, 9)
        self.canv.setFont(REGULAR, 7)
        self.canv.drawString(8, 12, f"{km} km")

    def draw(self) -> None:
        """Draw roads, hotspots, frame and scale bar."""
        self.canv.saveState()
        box = self.canv.beginPath()
        box.rect(0, 0, self.width, self.height)
        self.canv.setFillColor(HexColor("#f7f7f4"))
        self.canv.drawPath(box, stroke=0, fill=1)
        self.canv.clipPath(box, stroke=0, fill=0)
        self._roads()
        self._hotspots()
        self._scale_bar()
        self.canv.restoreState()
        self.canv.setStrokeColor(black)
        self.canv.setLineWidth(0.6)
        self.canv.rect(0, 0, self.width, self.height, stroke=1, fill=0)
