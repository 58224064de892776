"""Addresses by the thousand, handed to a cluster in parts.

The answer is what one machine gives, to the last row: an address is placed by itself.
"""

from __future__ import annotations

import pandas as pd

from planner.frames import ADDRESSES, check
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.ports import Cluster
from planner.progress import Progress, silent

PART_ROWS = 5_000


class FannedGeocoder(Geocoder):
    """A geocoder whose long lists are placed by a cluster, ``PART_ROWS`` addresses at a time."""

    def __init__(self, gazetteer: Gazetteer, cluster: Cluster, *, part_rows: int | None = None) -> None:
        super().__init__(gazetteer)
        self._plain = Geocoder(gazetteer)  # what travels to the workers: no connection, no cluster
        self._cluster = cluster
        self._part_rows = part_rows or PART_ROWS

    def place(self, addresses: pd.DataFrame, *, progress: Progress = silent) -> pd.DataFrame:
        """As :meth:`Geocoder.place`, row for row in the same order."""
        check(addresses, ADDRESSES)
        if len(addresses) <= self._part_rows:
            return self._plain.place(addresses, progress=progress)
        starts = range(0, len(addresses), self._part_rows)
        progress("geocode", None, f"{len(starts)} parts on {self._cluster.name}")
        parts = [(self._plain, addresses.iloc[start : start + self._part_rows]) for start in starts]
        return pd.concat(self._cluster.map(_place_part, parts), ignore_index=True)


def _place_part(part: tuple[Geocoder, pd.DataFrame]) -> pd.DataFrame:
    geocoder, addresses = part
    return geocoder.place(addresses)
