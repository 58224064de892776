"""Where households gather: located places, and provisional hotspots where there is no place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.scoring.provisional import provisional

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NOWHERE = -1
COLUMNS = ["hotspot_id", "place_id", "name", "kind", "lon", "lat", "police_district", "parliament", "units", "grade"]


@dataclass(frozen=True, slots=True)
class Spots:
    """The spots and, for every household row, the spot it was placed at and its runner-up.

    ``frame`` has one row per spot (lon, lat in EPSG:4326 degrees). ``primary`` and ``runner`` hold its row number
    or :data:`NOWHERE`. A household counts nowhere when its place and itself lack a coordinate.
    """

    frame: pd.DataFrame
    primary: Ints
    runner: Ints


def located(places: pd.DataFrame) -> pd.DataFrame:
    """The places with a coordinate, as spots."""
    frame = places[places["lon"].notna() & places["lat"].notna()].reset_index(drop=True)
    return frame.assign(hotspot_id="hs:" + frame["place_id"].astype(str))[COLUMNS]


def borrowed(households: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """``places`` in which those without a coordinate stand at the median of their own households', where these have.

    The place keeps its name and units, which a provisional hotspot would lose; its coordinate is graded low.
    """
    lost = places.index[places["lon"].isna() | places["lat"].isna()]
    if not len(lost):
        return places
    here = households[households["place_id"].isin(set(places.loc[lost, "place_id"])) & households["lon"].notna()]
    middle = here.groupby("place_id")[["lon", "lat"]].median().dropna()
    rows = lost[places.loc[lost, "place_id"].isin(middle.index)]
    moved = places.copy()
    moved.loc[rows, ["lon", "lat"]] = middle.loc[places.loc[rows, "place_id"]].to_numpy()
    moved.loc[rows, "grade"] = "low"
    return moved


def _row_of(ids: pd.Series[str], spots: pd.DataFrame) -> Ints:
    index = pd.Index(spots["place_id"])
    codes, distinct = pd.factorize(ids)
    rows = index.get_indexer(pd.Index(distinct)).astype(np.int64)
    return rows[codes] if len(distinct) else np.full(len(ids), NOWHERE, dtype=np.int64)


def gather(households: pd.DataFrame, places: pd.DataFrame) -> Spots:
    """Every household's spot: its place where that has a coordinate, else a provisional one around its own point."""
    spots = located(borrowed(households, places))
    primary = _row_of(households["place_id"], spots)
    runner = _row_of(households["runner_up_id"], spots)
    runner[runner == primary] = NOWHERE
    has_point = (households["lon"].notna() & households["lat"].notna()).to_numpy(dtype=bool)
    loose = np.flatnonzero((primary == NOWHERE) & has_point)
    if loose.size:
        points = households.iloc[loose][["lon", "lat"]].to_numpy(dtype=float)
        extra, member = provisional(points, spots)
        primary[loose] = len(spots) + member
        runner[loose] = NOWHERE
        spots = pd.concat([spots, extra[COLUMNS]], ignore_index=True) if len(spots) else extra[COLUMNS]
    return Spots(spots, primary, runner)


def keep_used(spots: Spots, is_used: Mask) -> Spots:
    """Only the spots marked ``is_used``, with the households' row numbers renamed to match."""
    renamed = np.where(is_used, np.cumsum(is_used) - 1, NOWHERE)
    lookup = np.append(renamed, NOWHERE)  # row -1 stays nowhere
    return Spots(spots.frame[is_used].reset_index(drop=True), lookup[spots.primary], lookup[spots.runner])
