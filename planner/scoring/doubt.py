"""Households summed by spot in a form that placement doubt can be drawn through cheaply.

Households with the same spot, runner-up and placement probability (in steps of 1 %) form a group. A draw needs one
binomial number per group instead of one per household, and is the same in law.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.scoring.spots import NOWHERE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Groups:
    """``sums[g, m]`` is measure m summed over the ``size[g]`` households of group g, each at home with ``share[g]``.

    ``home`` and ``other`` are spots × groups incidence tables of the place and of the runner-up.
    """

    size: Ints
    share: Floats
    sums: Floats
    home: csr_array
    other: csr_array


def group(primary: Ints, runner: Ints, probability: Floats, measures: Floats, spots: int) -> Groups:
    """Groups of the households whose ``primary`` is a spot; ``measures`` has a column per measure."""
    rows = np.flatnonzero(primary != NOWHERE)
    step = np.rint(np.clip(probability[rows], 0.0, 1.0) * _STEPS).astype(np.int64)
    key = (primary[rows] * (spots + 1) + runner[rows] + 1) * (_STEPS + 1) + step
    distinct, first, member = np.unique(key, return_index=True, return_inverse=True)
    size = np.bincount(member, minlength=len(distinct)).astype(np.int64)
    columns = [np.bincount(member, measures[rows, m], minlength=len(distinct)) for m in range(measures.shape[1])]
    share = np.bincount(member, np.clip(probability[rows], 0.0, 1.0), minlength=len(distinct)) / np.maximum(size, 1)
    home, other = primary[rows][first], runner[rows][first]
    return Groups(size, share, np.column_stack(columns), _incidence(home, spots), _incidence(other, spots))


def _incidence(spot: Ints, spots: int) -> csr_array:
    column = np.flatnonzero(spot != NOWHERE)
    shape = (spots, len(spot))
    return csr_array((np.ones(len(column)), (spot[column], column)), shape=shape)


def expected(groups: Groups) -> Floats:
    """Spots × measures: what is expected at each spot given the placement probabilities."""
    at_home = groups.share[:, None] * groups.sums
    return np.asarray(groups.home @ at_home + groups.other @ (groups.sums - at_home))


def drawn(groups: Groups, draws: int, rng: np.random.Generator) -> Floats:
    """Measures × spots × draws: the sums at each spot with every household placed anew in each draw."""
    size = groups.size[:, None]
    stay = rng.binomial(size, groups.share[:, None], size=(len(groups.size), draws)) / size
    change = groups.home - groups.other
    rest = groups.other @ groups.sums
    nothing = np.zeros((change.shape[0], draws))
    return np.stack(
        [
            change @ (stay * column[:, None]) + rest[:, [m]] if column.any() else nothing
            for m, column in enumerate(groups.sums.T)
        ]
    )
