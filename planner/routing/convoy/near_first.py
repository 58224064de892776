"""Solve a relaxation of flows with the near legs first, and the far ones only once their price says that they matter.

Of the square of the stops few legs are driven. A leg left out takes no part in the bound while its reduced value is
nothing; round by round the best of them come in, until what is left could add next to nothing. What it could add at
most is in the bound, which is proved therefore wherever the rounds end.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import coo_matrix, csr_matrix

from planner.routing.clock import Clock
from planner.routing.core import Ints
from planner.routing.engines.relax import Relaxation

Floats = NDArray[np.float64]

ENOUGH = 5e-4  # of the bound: less than this is not worth another round
MOST_ROUNDS = 40
OUT_OF_TIME = 1  # linprog's status
SHORTEST_S = 0.01  # HiGHS takes no time at all for no limit


@dataclass(frozen=True, slots=True)
class Leg:
    """Columns of one leg in the relaxation: how often it is driven and, on a crew with ``room``, what rides on it.

    ``end`` numbers the place it leads to among its crew's, which no plan need drive to more than ``most`` times.
    """

    driven: int
    end: int
    most: int
    is_near: bool
    load: int = -1
    room: int = 0


class Bound(NamedTuple):
    """What no plan is worth more than; ``is_cut``: with more time it might be less."""

    most: float
    is_cut: bool = False


def solve_near_first(lp: Relaxation, legs: list[Leg], clock: Clock | None = None) -> Bound:
    """The bound of ``lp``, infinite when ``clock`` ends before there is one."""
    table, near, bound = _Table(lp, legs), np.array([leg.is_near for leg in legs]), inf
    for _ in range(MOST_ROUNDS):
        result, prices = table.solved(near, inf if clock is None else clock.left)
        if result.status != 0:
            return Bound(bound, is_cut=result.status == OUT_OF_TIME)
        gains = np.where(near, -inf, table.gains(prices))
        best, more = -float(result.fun), table.at_most(gains)
        bound = min(bound, floor(best + more + 1e-6 * abs(best) + 0.1))
        if more <= ENOUGH * abs(best):
            break
        near |= gains >= _gain_of(gains, int(near.sum()) // 4)
    return Bound(bound)


def _gain_of(gains: Floats, rank: int) -> float:
    """The gain of the leg that stands at ``rank`` among those left out."""
    left = np.sort(gains[gains > -inf])
    return float(left[-min(len(left), max(rank, 1))])


class _Table:
    """The relaxation's columns, with those of each leg."""

    def __init__(self, lp: Relaxation, legs: list[Leg]) -> None:
        rows, columns, amounts = zip(*lp.entries, strict=True)
        self.all: csr_matrix = coo_matrix((amounts, (rows, columns)), shape=(len(lp.rooms), len(lp.values))).tocsr()
        self.values, self.most, self.rooms = np.array(lp.values), np.array(lp.most), np.array(lp.rooms)
        self.driven: Ints = np.array([leg.driven for leg in legs], np.int64)
        self.load: Ints = np.array([leg.load for leg in legs], np.int64)
        self.room = np.array([leg.room for leg in legs], float)
        self.ends: Ints = np.array([leg.end for leg in legs], np.int64)
        self.often: Ints = np.array([leg.most for leg in legs], np.int64)

    def solved(self, is_in: NDArray[np.bool_], most_s: float) -> tuple[OptimizeResult, Floats]:
        """The relaxation without the legs left out, and the price of every room."""
        kept = np.ones(len(self.values), bool)
        for columns in (self.driven[~is_in], self.load[~is_in]):
            kept[columns[columns >= 0]] = False
        part = self.all[:, kept]
        used = np.diff(part.indptr) > 0
        bounds = np.column_stack([np.zeros(int(kept.sum())), self.most[kept]])
        result = linprog(
            -self.values[kept],
            A_ub=part[used],
            b_ub=self.rooms[used],
            bounds=bounds,
            method="highs-ds",
            options={"time_limit": max(most_s, SHORTEST_S)},
        )
        prices = np.zeros(len(self.rooms))
        if result.status == 0:
            prices[used] = np.maximum(0.0, -result.ineqlin.marginals)
        return result, prices

    def gains(self, prices: Floats) -> Floats:
        """What driving each leg once would add, full as far as that adds more."""
        reduced = self.values - self.all.T @ prices
        riding = np.where(self.load >= 0, np.maximum(0.0, reduced[self.load]), 0.0)
        return np.asarray(reduced[self.driven] + self.room * riding)

    def at_most(self, gains: Floats) -> float:
        """What all legs together could add: to each place the best of them, as often as it is driven to."""
        best = np.zeros(len(self.rooms))
        np.maximum.at(best, self.ends, gains * self.often)
        return float(best.sum())
