"""Silent places: need is expected, little is heard. Silence may be a missing phone, a missing leader or mistrust."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.frames import HOUSEHOLDS, PLACES, SILENT, check
from planner.model.reason import cell_of, told
from planner.roles import Role
from planner.scoring.rates import GammaPrior
from planner.scoring.rows import Row, records
from planner.scoring.spans import lower_ends, span_of, upper_ends
from planner.scoring.usual import at_most, usual_rate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEVEL = 0.10


def silent_places(
    households: pd.DataFrame,
    places: pd.DataFrame,
    *,
    now: datetime,
    window_days: int = 60,
    level: float = LEVEL,
    role: Role = Role.PLANNER,
) -> pd.DataFrame:
    """Places heard from significantly less than their units let one expect: schema ``SILENT``.

    All households heard in the last ``window_days`` count, served or not: a served place is not silent. Only places
    with known units can be judged. ``low`` and ``high`` hold 90 % of what such a place brings; q is
    Benjamini–Hochberg's. ``visit_rank`` orders verification visits by the households expected and not heard.

    For a ``role`` that may not see exact counts the whole list is made of the spans of the counts heard: a place is on
    it only if even the upper end of its span is too few, and ``heard`` is that upper end. The usual rate is then made
    of the middles.
    """
    check(households, HOUSEHOLDS)
    check(places, PLACES)
    known = places[places["units"].fillna(0) > 0].reset_index(drop=True)
    since = pd.Timestamp(now - timedelta(days=window_days))
    recent = households.loc[households["last_at"] >= since, "place_id"]
    exact = np.asarray(known["place_id"].map(recent.value_counts()).fillna(0), dtype=np.int64)
    low, high = lower_ends(exact, role), upper_ends(exact, role)
    units = np.asarray(known["units"], dtype=np.int64)
    if not len(known) or low.sum() == 0:
        return SILENT.empty()
    usual = judged(units, high, usual_rate((low + high) / 2.0, units.astype(float)))
    found = pd.concat([known.assign(units=units, heard_from=low, heard=high), usual], axis=1)
    found = found[(found["q"] <= level) & (found["heard"] < found["expected"])]
    found = found.assign(missing=found["expected"] - found["heard"])
    found = found.sort_values(["missing", "place_id"], ascending=[False, True])
    return _told(found, is_exact=span_of(role) == 1)


def judged(units: Ints, heard: Ints, prior: GammaPrior) -> pd.DataFrame:
    """What each place of ``units`` would bring (expected, low and high of 90 %), and q of hearing only ``heard``."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to load

    homes, calls = units.astype(float), heard.astype(float)
    return pd.DataFrame(
        {
            "expected": np.round(homes * prior.mean, 1),
            "low": _quantile(0.05, homes, prior),
            "high": _quantile(0.95, homes, prior),
            "q": false_discovery_control(at_most(calls, homes, prior), method="bh"),
        }
    )


def _quantile(share: float, units: Floats, prior: GammaPrior) -> Floats:
    """The ``share`` quantile of the households a place brings, by bisection over whole numbers."""
    low, high = np.full(len(units), -1.0), np.ceil(units * prior.mean * 50.0) + 50.0
    while (high - low > 1.0).any():
        middle = np.floor((low + high) / 2.0)
        enough = at_most(np.maximum(middle, 0.0), units, prior) >= share
        enough &= middle >= 0.0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _told(found: pd.DataFrame, *, is_exact: bool) -> pd.DataFrame:
    rows = records(found)
    frame = found.assign(
        visit_rank=np.arange(1, len(found) + 1),
        why=[cell_of([told("silent", **_silence(row, is_exact=is_exact))]) for row in rows],
    )
    return check(frame[SILENT.names].reset_index(drop=True), SILENT)


def _silence(row: Row, *, is_exact: bool) -> dict[str, object]:
    """The figures of a silent place; ``heard_from`` only where a span stands for the count."""
    usual = {"low": f"{row['low']:.0f}", "high": f"{row['high']:.0f}"}
    span = {} if is_exact else {"heard_from": row["heard_from"]}
    return {"name": row["name"], "units": row["units"], "heard": row["heard"], **span, **usual}
