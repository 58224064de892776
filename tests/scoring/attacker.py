"""An attacker who knows the rules and the code, keeps every table ever published, and solves integer programs."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MOST = 2000


class Attacker:
    """Unknown whole counts by name, and what has been published of their sums."""

    def __init__(self):
        self.at = {}
        self.rows = []

    def learn(self, cells, low, high=MOST * 50):
        """The sum of ``cells`` (names, or name → factor) lies in ``low`` … ``high``."""
        factors = cells if isinstance(cells, dict) else dict.fromkeys(cells, 1.0)
        for name in factors:
            self.at.setdefault(name, len(self.at))
        self.rows.append((factors, low, high))

    def range_of(self, name):
        """The least and the most that the count ``name`` can be; every published figure was true, so there is one."""
        table = np.zeros((len(self.rows), len(self.at)))
        for row, (factors, _, _) in enumerate(self.rows):
            for cell, factor in factors.items():
                table[row, self.at[cell]] = factor
        known = LinearConstraint(table, [row[1] for row in self.rows], [row[2] for row in self.rows])
        aim = np.zeros(len(self.at))
        aim[self.at[name]] = 1.0
        whole = {"constraints": known, "integrality": np.ones(len(aim)), "bounds": Bounds(0, MOST)}
        ends = [milp(sign * aim, **whole) for sign in (1, -1)]
        assert all(end.success for end in ends), "what was published contradicts itself"
        return round(ends[0].fun), round(-ends[1].fun)
