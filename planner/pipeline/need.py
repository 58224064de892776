"""From households to hotspots and recommended next locations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from planner import scoring
from planner.errors import Fault
from planner.frames import HOTSPOTS, HOUSEHOLDS, UNCOVERED, VISITED
from planner.model.dispatch import DatedRule
from planner.model.need import HouseholdPoints, NeedWeights
from planner.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Need:
    """Hotspots (schema ``HOTSPOTS``) with what stands behind them, for those who may see it.

    ``uncovered`` (schema ``UNCOVERED``) holds the waiting households that no hotspot can hold, each with its reason.
    """

    hotspots: pd.DataFrame
    households: pd.DataFrame
    places: pd.DataFrame
    visited: pd.DataFrame
    uncovered: pd.DataFrame
    points: HouseholdPoints = field(default_factory=HouseholdPoints)  # what the households were weighed by
    aside: tuple[Fault, ...] = ()  # what of files given could not be taken, a cause a fault with its number of rows
    rows: tuple[int, int] | None = None  # of files given: how many rows were accepted and how many quarantined

    @property
    def has_people(self) -> bool:
        """Whether anybody waits or was visited; without, there is nobody to plan for or to be fair to."""
        return not (self.households.empty and self.visited.empty)


def nobody(places: pd.DataFrame) -> Need:
    """Need in which nobody waits and nobody was visited: of a plan alone, or for those who may see no more."""
    return Need(HOTSPOTS.empty(), HOUSEHOLDS.empty(), places, VISITED.empty(), UNCOVERED.empty())


def find_need(
    households: pd.DataFrame,
    places: pd.DataFrame,
    visited: pd.DataFrame,
    *,
    weights: NeedWeights,
    now: datetime,
    seed: int,
    rules: Sequence[DatedRule] = (),
    progress: Progress = silent,
) -> Need:
    """Score and rank every place where households are waiting; count those that have no place on the map."""
    ranked = scoring.hotspots(
        households, places, visited, weights=weights, now=now, seed=seed, rules=tuple(rules), progress=progress
    )
    left = scoring.uncovered(households, places, visited, now=now)
    return Need(ranked, households, places, visited, left, weights.points)
