"""What is counted at each spot over the households placed there: people, waits, calls, baskets."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.model.need import NeedWeights
from planner.scoring.household import baskets, counts, has_any, is_fragile
from planner.scoring.need import MEASURES
from planner.scoring.served import days_until
from planner.scoring.spots import NOWHERE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def spot_facts(
    households: pd.DataFrame, spot: Ints, wait_days: Floats, spots: int, *, weights: NeedWeights, now: datetime
) -> pd.DataFrame:
    """Whole counts and days per spot, over the households whose ``spot`` it is (rows 0 … ``spots`` - 1)."""
    rows = np.flatnonzero(spot != NOWHERE)
    at = spot[rows]
    here = households.iloc[rows]

    def total(values: NDArray[np.generic]) -> Ints:
        return np.rint(np.bincount(at, values.astype(float), minlength=spots)).astype(np.int64)

    infants = np.maximum(np.nan_to_num(counts(here, "infants")), has_any(here["needs"], ("infant",)))
    frame = pd.DataFrame(
        {
            "households": np.bincount(at, minlength=spots),
            "referrals": total(here["referrals"].to_numpy(dtype=float)),
            "fragile": total(is_fragile(here)),
            "urgent": total(has_any(here["needs"], weights.scales.urgent_needs)),
            "infants": total(infants),
            "bedridden": total(here["is_bedridden"].to_numpy(dtype=bool)),
            "baskets": total(baskets(here, weights.points)),
        }
    )
    waits = pd.DataFrame({"at": at, "wait": wait_days[rows], "age": days_until(now, here["last_at"])}).groupby("at")
    probability = here["place_probability"].to_numpy(dtype=float)
    return frame.assign(
        wait_max_days=waits["wait"].max().reindex(frame.index),
        wait_median_days=waits["wait"].median().reindex(frame.index),
        age_median_days=waits["age"].median().reindex(frame.index),
        probability=np.bincount(at, probability, minlength=spots) / np.maximum(frame["households"], 1),
    )


def new_since_visit(
    households: pd.DataFrame, spot: Ints, last_visit: pd.Series[pd.Timestamp], weights: NeedWeights
) -> Ints:
    """Urgent households per spot that called after its last visit; ``last_visit`` has one row per spot."""
    rows = np.flatnonzero(spot != NOWHERE)
    here = households.iloc[rows]
    visit = last_visit.iloc[spot[rows]].reset_index(drop=True)
    is_new = (here["last_at"].reset_index(drop=True) > visit).to_numpy(dtype=bool)
    is_urgent = has_any(here["needs"], weights.scales.urgent_needs)
    return np.bincount(spot[rows][is_new & is_urgent], minlength=len(last_visit)).astype(np.int64)


def own_means(measures: Floats, spot: Ints, spots: int) -> pd.DataFrame:
    """Plain means over each spot's own households, for what is published: no runner-up and no prior is in them.

    ``measures`` has a row per household and the columns of ``need.MEASURES``. ``members_known`` counts households
    whose vulnerability is known; a mean over none is missing.
    """
    here = spot != NOWHERE
    sums = {
        name: np.bincount(spot[here], measures[here, MEASURES.index(name)], minlength=spots)
        for name in ("households", "known", "vulnerable", "urgent")
    }
    with np.errstate(invalid="ignore", divide="ignore"):
        fragile, urgent = sums["vulnerable"] / sums["known"], sums["urgent"] / sums["households"]
    known = np.rint(sums["known"]).astype(np.int64)
    return pd.DataFrame({"own_vulnerability": fragile, "own_urgency": urgent, "members_known": known})
