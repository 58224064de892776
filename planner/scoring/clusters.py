"""Statistical clustering by Getis-Ord Gi*: whether neighbours are high or low together, which is not need."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.scoring.provisional import to_metres

Floats = NDArray[np.float64]

HIGH, LOW, NONE, TOO_FEW = "high", "low", "none", "too_few"
"""Codes of what is found at a place; ``cluster`` in ``data/words`` has the words."""
CELLS = "_by_cells"
"""Behind a code that was found over cells instead of places."""
PERMUTATIONS = 9999
RESOLUTION = 8  # about 530 m from middle to corner: a walk
LEAST_CELLS = 30


@dataclass(frozen=True, slots=True)
class Clustering:
    """Gi* of each feature: z value, two-sided permutation p and its false-discovery-controlled q."""

    z: Floats
    p: Floats
    q: Floats


def gi_star(values: Floats, metres: Floats, *, neighbours: int, seed: int) -> Clustering:
    """Gi* of ``values`` at the points ``metres`` (x, y) with the ``neighbours`` nearest and itself, all weighing 1.

    The statistic is esda's. The q is Benjamini–Hochberg's, which esda leaves to its user (pysal#1021).
    """
    from esda.getisord import G_Local  # noqa: PLC0415 - takes over a second to load
    from libpysal.weights import KNN  # noqa: PLC0415
    from scipy.stats import false_discovery_control  # noqa: PLC0415

    if np.ptp(values) < 1e-12:
        ones = np.ones(len(values))
        return Clustering(np.zeros(len(values)), ones, ones)
    k = min(neighbours, len(values) - 1)
    with warnings.catch_warnings():  # that groups of places lie apart from one another is no fault
        warnings.simplefilter("ignore", UserWarning)
        near = KNN.from_array(metres, k=k)
        found = G_Local(values, near, transform="B", star=True, permutations=0)
    neighbour_sums = np.array([sum(values[j] for j in near.neighbors[i]) for i in range(len(values))])
    p = permutation_p(values, neighbour_sums, k, seed=seed)
    return Clustering(np.asarray(found.Zs, dtype=float), p, np.asarray(false_discovery_control(p, method="bh")))


def permutation_p(values: Floats, neighbour_sums: Floats, k: int, *, seed: int) -> Floats:
    """Two-sided conditional permutation p: each value stays, its ``k`` neighbours are drawn anew from the others.

    As esda's ``p_sim`` doubled, but in numpy: esda compiles its permutations anew in every process, 31 s before the
    first answer, which no command may cost. The p of both agree within sampling error (tests).
    """
    n = len(values)
    picks = _picks(n - 1, k, np.random.default_rng([seed, 3]))
    sums = values[picks].sum(axis=1)
    in_order = np.sort(sums)
    draw, column = np.unravel_index(np.argsort(picks, axis=None, kind="stable"), picks.shape)
    first = np.searchsorted(picks[draw, column], np.arange(n + 1))
    smaller = np.empty(n)
    larger = np.empty(n)
    for i in range(n):
        # The others of i are 0 … n-2 with i replaced by n-1, so only the draws that hold i differ from the common sums.
        held = sums[draw[first[i] : first[i + 1]]]
        moved = held + (values[n - 1] - values[i])
        low, high = neighbour_sums[i] - 1e-12, neighbour_sums[i] + 1e-12
        at_most = np.searchsorted(in_order, high, side="right") - (held <= high).sum() + (moved <= high).sum()
        below = np.searchsorted(in_order, low, side="left") - (held < low).sum() + (moved < low).sum()
        smaller[i], larger[i] = at_most, PERMUTATIONS - below
    return np.asarray(np.minimum(2.0 * (np.minimum(larger, smaller) + 1.0) / (PERMUTATIONS + 1.0), 1.0))


def _picks(n: int, k: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """``k`` different numbers below ``n`` per permutation."""
    if n <= 4 * k * k:  # by drawing again where two agree it would take long
        return np.argsort(rng.random((PERMUTATIONS, n)), axis=1)[:, :k]
    picks = rng.integers(0, n, size=(PERMUTATIONS, k))
    while True:
        ordered = np.sort(picks, axis=1)
        clash = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        if not clash.any():
            return picks
        picks[clash] = rng.integers(0, n, size=(int(clash.sum()), k))


def label(clustering: Clustering, level: float = 0.05) -> list[str]:
    """The code of each feature at a false discovery rate of ``level``."""
    return [NONE if q > level else (HIGH if z > 0 else LOW) for z, q in zip(clustering.z, clustering.q, strict=True)]


def cell_clusters(points: Floats, households: Floats, *, seed: int) -> Clustering | None:
    """Gi* of waiting households per H3 cell, told for each of ``points`` ((lon, lat) rows) by the cell it lies in.

    For points without a rate. The study area is every cell that holds a point and its ring, quiet cells included;
    None where that is fewer than 30 cells. Each cell is compared with the six around it.
    """
    import h3  # noqa: PLC0415 - needed only here

    own = [h3.latlng_to_cell(lat, lon, RESOLUTION) for lon, lat in points]
    area = sorted({near for cell in set(own) for near in h3.grid_disk(cell, 1)})
    if len(area) < LEAST_CELLS:
        return None
    position = {cell: at for at, cell in enumerate(area)}
    at = np.array([position[cell] for cell in own])
    counts = np.bincount(at, households, minlength=len(area)).astype(float)
    middles = np.array([h3.cell_to_latlng(cell)[::-1] for cell in area])
    found = gi_star(counts, to_metres(middles), neighbours=6, seed=seed)
    return Clustering(found.z[at], found.p[at], found.q[at])
