"""A relaxation: how much could be met at most if stops could be cut up and driven to from next door."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix


@dataclass
class Relaxation:
    """Maximise the sum of value × share, shares in 0 … 1, each *room* holding the sum of its uses × shares."""

    values: list[float] = field(default_factory=list)
    rooms: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def room(self, limit: float) -> int:
        """A new limit; returns its number."""
        self.rooms.append(limit)
        return len(self.rooms) - 1

    def share(self, value: float, uses: list[tuple[int, float]]) -> None:
        """A new share worth ``value`` that uses (room, amount) each."""
        column = len(self.values)
        self.values.append(value)
        self.entries += [(room, column, amount) for room, amount in uses]

    def solve(self) -> int:
        """A whole number that no choice of shares exceeds (HiGHS, rounded up with its tolerance)."""
        if not self.values:
            return 0
        rows, columns, amounts = zip(*self.entries, strict=True)
        shape = (len(self.rooms), len(self.values))
        table = coo_matrix((amounts, (rows, columns)), shape=shape).tocsr()
        result = linprog(-np.array(self.values), A_ub=table, b_ub=self.rooms, bounds=(0, 1), method="highs")
        best = -float(result.fun) if result.status == 0 else float(np.clip(self.values, 0, None).sum())
        return floor(best + 1e-6 * abs(best)) + 1
