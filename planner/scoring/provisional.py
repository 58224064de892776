"""Provisional hotspots for households outside any located place: density clusters first, H3 cells for the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.units import METRIC_CRS, WGS84

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RESOLUTION = 8  # H3 cells of about 0.74 km² and 530 m edge: a walkable catchment
LEAST = 8  # households of a density cluster
MOST_POINTS = 20_000  # above it only cells: HDBSCAN grows faster than its points
SPREAD_M = 800.0  # a cluster reaching further from its middle is no single stop
NEAR_M = 2000.0  # a place within it lends its name
_AROUND, _POINT, _PROPOSED = "Sekitar ", "Titik ", " (cadangan)"


def to_metres(points: Floats) -> Floats:
    """(lon, lat) degrees to (x, y) metres of the national grid."""
    from pyproj import Transformer  # noqa: PLC0415 - slow to load, needed only here

    transformer = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def provisional(points: Floats, named: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """Provisional spots for ``points`` ((lon, lat) rows) and the row of its spot for each point.

    Every point finds a spot. The proposed name is taken from the nearest of ``named`` (columns name, lon, lat,
    police_district, parliament) within 2 km, and says that it is a proposal.
    """
    metres = to_metres(points)
    label = density_clusters(metres)
    cells = _cells(points)
    keys = np.where(label >= 0, np.char.add("cluster:", label.astype(str)), np.char.add("cell:", cells))
    distinct, member = np.unique(keys, return_inverse=True)
    member = member.astype(np.int64)
    size = np.bincount(member)
    centre = np.column_stack([np.bincount(member, points[:, axis]) / size for axis in (0, 1)])
    frame = pd.DataFrame({"lon": centre[:, 0], "lat": centre[:, 1], "place_id": ""})
    frame["kind"] = ["cluster" if key.startswith("cluster:") else "cell" for key in distinct]
    frame["hotspot_id"] = _ids(centre, distinct)
    frame["units"] = pd.array([pd.NA] * len(frame), dtype="Int64")
    frame["grade"] = "low"
    return _named(frame, named), member


def density_clusters(metres: Floats) -> Ints:
    """HDBSCAN's cluster of each point, -1 for none; a cluster too wide for one stop is taken apart into cells."""
    if not LEAST <= len(metres) <= MOST_POINTS:
        return np.full(len(metres), -1, dtype=np.int64)
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415 - slow to load

    model = HDBSCAN(min_cluster_size=LEAST, cluster_selection_method="leaf", allow_single_cluster=True, copy=True)
    label: Ints = model.fit_predict(metres).astype(np.int64)
    for cluster in range(int(label.max()) + 1):
        members = label == cluster
        offset = metres[members] - metres[members].mean(axis=0)
        if np.quantile(np.hypot(offset[:, 0], offset[:, 1]), 0.9) > SPREAD_M:
            label[members] = -1
    return label


def _cells(points: Floats, resolution: int = RESOLUTION) -> NDArray[np.str_]:
    import h3  # noqa: PLC0415 - needed only for loose points

    distinct, where = np.unique(points, axis=0, return_inverse=True)
    cells = np.array([h3.latlng_to_cell(lat, lon, resolution) for lon, lat in distinct])
    return np.asarray(cells[where.reshape(-1)])


def _ids(centre: Floats, keys: NDArray[np.str_]) -> list[str]:
    """Ids that stay as long as the cluster stays about where it is: the fine H3 cell of its middle."""
    fine = _cells(centre, 11)
    ids: list[str] = []
    seen: dict[str, int] = {}
    for key, cell in zip(keys, fine, strict=True):
        name = f"hs:{key}" if key.startswith("cell:") else f"hs:cluster:{cell}"
        seen[name] = seen.get(name, 0) + 1
        ids.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return ids


def cell_middles(points: Floats) -> tuple[Floats, list[str]]:
    """The middles ((lon, lat) rows) and names of the H3 cells that ``points`` lie in."""
    import h3  # noqa: PLC0415 - needed only for loose points

    cells = _cells(points).tolist()
    middles = [h3.cell_to_latlng(cell) for cell in cells]
    return np.array([(lon, lat) for lat, lon in middles]), cells


def point_name(lon: float, lat: float) -> str:
    """The proposed name of a provisional hotspot far from every named place, to about 110 m."""
    return f"{_POINT}{lat:.3f}, {lon:.3f}{_PROPOSED}"


def called(name: str) -> dict[str, str]:
    """How a sentence calls the place ``name``: the figures ``name``, without marks, and ``stands``.

    That is ``at`` a place, or for a proposed name ``around`` the place that lent it or a bare ``point``.
    """
    if not name.endswith(_PROPOSED):
        return {"name": name, "stands": "at"}
    bare = name.removesuffix(_PROPOSED)
    if bare.startswith(_POINT):
        return {"name": bare.removeprefix(_POINT), "stands": "point"}
    return {"name": bare.removeprefix(_AROUND), "stands": "around"}


def _named(frame: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Give each provisional spot a name, a district and a constituency from the nearest located place."""
    names = [point_name(lon, lat) for lon, lat in zip(frame["lon"], frame["lat"], strict=True)]
    district, parliament = [""] * len(frame), [""] * len(frame)
    if len(named):
        from scipy.spatial import cKDTree  # noqa: PLC0415 - needed only for loose points

        tree = cKDTree(to_metres(named[["lon", "lat"]].to_numpy(dtype=float)))
        distance, row = tree.query(to_metres(frame[["lon", "lat"]].to_numpy(dtype=float)))
        for i in np.flatnonzero(distance <= NEAR_M):
            near = named.iloc[int(row[i])]
            names[i] = f"{_AROUND}{near['name']}{_PROPOSED}"
            district[i], parliament[i] = str(near["police_district"]), str(near["parliament"])
    return frame.assign(name=names, police_district=district, parliament=parliament)
