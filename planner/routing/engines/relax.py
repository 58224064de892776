"""A relaxation: how much could be met at most if stops could be cut up and driven to from next door."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_matrix, csr_matrix

MOST_WHOLE = 40  # choices of all or nothing that are kept; with more of them parts are allowed, which only loosens
NODES = 300  # of the tree; a count, so that the bound does not depend on the machine


@dataclass
class Relaxation:
    """Maximise the sum of value × share, shares in 0 … 1 or more, each *room* holding the sum of its uses × shares."""

    values: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rooms: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)

    def room(self, limit: float) -> int:
        """A new limit; returns its number."""
        self.rooms.append(limit)
        return len(self.rooms) - 1

    def share(self, value: float, uses: list[tuple[int, float]], most: float = 1.0) -> int:
        """A new share of ``most`` at most, worth ``value``, that uses (room, amount) each; returns its number.

        What may be more than 1 must not be worth more than nothing: it is driving, not need met.
        """
        column = len(self.values)
        self.values.append(value)
        self.most.append(most)
        self.entries += [(room, column, amount) for room, amount in uses]
        return column

    def use(self, share: int, room: int, amount: float) -> None:
        """Let a share use ``amount`` of one more room."""
        self.entries.append((room, share, amount))

    def all_or_nothing(self, shares: list[int]) -> None:
        """The shares of these numbers come to 0 or to 1 together."""
        at_most, at_least = self.room(0.0), self.room(0.0)
        self.whole.append(len(self.values))
        self.share(0.0, [(at_most, -1.0), (at_least, 1.0)])
        for column in shares:
            self.entries += [(at_most, column, 1.0), (at_least, column, -1.0)]

    def solve(self) -> int:
        """A whole number that nothing of a whole worth exceeds (HiGHS, with room for its tolerance)."""
        if not self.entries:  # whatever is worth anything takes no room
            return floor(sum(value for value in self.values if value > 0))
        rows, columns, amounts = zip(*self.entries, strict=True)
        shape = (len(self.rooms), len(self.values))
        table = coo_matrix((amounts, (rows, columns)), shape=shape).tocsr()
        best = self._of_whole(table) if 0 < len(self.whole) <= MOST_WHOLE else None
        if best is None:
            limits = np.column_stack([np.zeros(len(self.most)), self.most])
            result = linprog(-np.array(self.values), A_ub=table, b_ub=self.rooms, bounds=limits, method="highs")
            best = -float(result.fun) if result.status == 0 else float(np.clip(self.values, 0, None).sum())
        return floor(best + 1e-6 * abs(best) + 0.1)

    def _of_whole(self, table: csr_matrix) -> float | None:
        """The bound that branching proves within its nodes; None when it proves none."""
        is_whole = np.zeros(len(self.values))
        is_whole[self.whole] = 1
        limits = LinearConstraint(table, -np.inf, np.array(self.rooms))
        result = milp(
            -np.array(self.values),
            integrality=is_whole,
            bounds=Bounds(0, np.array(self.most)),
            constraints=limits,
            options={"node_limit": NODES},
        )
        bound = result.get("mip_dual_bound")
        return None if bound is None or not np.isfinite(bound) else -float(bound)
