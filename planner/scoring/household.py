"""What one household brings into the score: vulnerability, urgency, decay; each aligned to the households' rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.model.need import HouseholdPoints, NeedWeights

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_PEOPLE = ("household_size", "children", "elderly", "disabled", "infants")


def has_any(texts: pd.Series[str], words: tuple[str, ...]) -> Mask:
    """Whether each ``;``-separated text holds one of ``words``; each distinct text is read once."""
    codes, distinct = pd.factorize(texts)
    wanted = set(words)
    hits = np.array([bool(wanted & {w.strip() for w in str(text).split(";")}) for text in distinct], dtype=bool)
    return hits[codes] if len(distinct) else np.zeros(len(texts), dtype=bool)


def counts(households: pd.DataFrame, name: str) -> Floats:
    """A nullable count as floats with NaN where the source says nothing."""
    return households[name].to_numpy(dtype=float, na_value=np.nan)


def vulnerability(households: pd.DataFrame, points: HouseholdPoints) -> Floats:
    """Each household's vulnerability in 0…1; NaN where its source says nothing about who lives there.

    A channel that never asks must not make a place look strong, so the unknown are left out, not counted as 0.
    """
    people = {name: counts(households, name) for name in _PEOPLE}
    bedridden = households["is_bedridden"].to_numpy(dtype=bool)
    has_infant = (people["infants"] > 0) | has_any(households["needs"], ("infant",))
    is_disabled = (people["disabled"] > 0) | has_any(households["needs"], ("disability",))
    is_elderly = (people["elderly"] > 0) | has_any(households["needs"], ("elderly_care",))
    total = (
        points.bedridden * bedridden
        + points.disabled * is_disabled
        + points.infant * has_infant
        + points.elderly * is_elderly
        + points.large * (people["household_size"] >= points.large_size)
        + points.child * (people["children"] > 0)
    )
    is_known = bedridden | has_infant | is_disabled | is_elderly
    for values in people.values():
        is_known |= ~np.isnan(values)
    return np.where(is_known, np.minimum(total, 1.0), np.nan)


def is_fragile(households: pd.DataFrame) -> Mask:
    """Whether a household is known to hold an infant, an old, a disabled or a bedridden person."""
    people = sum((counts(households, name) > 0).astype(int) for name in ("elderly", "disabled", "infants"))
    coded = has_any(households["needs"], ("infant", "disability", "elderly_care"))
    return np.asarray((people > 0) | coded | households["is_bedridden"].to_numpy(dtype=bool), dtype=bool)


def urgency(wait_days: Floats, is_urgent: Mask, weights: NeedWeights) -> Floats:
    """Each household's urgency in 0…1: half of the waiting share is reached at the target wait."""
    share = weights.scales.urgent_share
    waited = wait_days / (wait_days + weights.target_wait_days)
    return (1.0 - share) * waited + share * is_urgent


def decay(age_days: Floats, half_life_days: float) -> Floats:
    """How much a household still counts after ``age_days`` without a word: half after each half-life."""
    return np.power(0.5, age_days / half_life_days)


def baskets(households: pd.DataFrame, points: HouseholdPoints) -> NDArray[np.int64]:
    """Baskets per household: one, two from ``large_size`` persons on (unknown sizes get one)."""
    size = counts(households, "household_size")
    return 1 + (size >= points.large_size).astype(np.int64)
