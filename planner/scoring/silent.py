"""Silent places: need is expected, little is heard. Silence may be a missing phone, a missing leader or mistrust."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc

from planner.frames import HOUSEHOLDS, PLACES, SILENT, check
from planner.roles import Role
from planner.scoring.rates import GammaPrior, gamma_prior
from planner.scoring.rows import Row, records
from planner.scoring.spans import lower_ends, span_of, upper_ends

Floats = NDArray[np.float64]
LEVEL = 0.10


def heard_at_most(heard: Floats, units: Floats, prior: GammaPrior) -> Floats:
    """Chance that a place with ``units`` brings ``heard`` households or fewer, need varying as between places.

    The negative binomial of the gamma–Poisson model, by the regularised incomplete beta function.
    """
    return np.asarray(betainc(prior.shape, heard + 1.0, prior.rate / (prior.rate + units)))


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
    units = np.asarray(known["units"], dtype=np.float64)
    if not len(known) or low.sum() == 0:
        return SILENT.empty()
    prior = _robust_prior((low + high) / 2.0, units)
    found = known.assign(units=units.astype(np.int64), heard_from=low, heard=high)
    return _told(_judged(found, prior, level), is_exact=span_of(role) == 1)


def _judged(places: pd.DataFrame, prior: GammaPrior, level: float) -> pd.DataFrame:
    """The rows of ``places`` (columns units, heard) that are silent, those that lack most first."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to load

    heard, units = places["heard"].to_numpy(dtype=float), places["units"].to_numpy(dtype=float)
    found = places.assign(
        expected=np.round(units * prior.mean, 1),
        low=_quantile(0.05, units, prior),
        high=_quantile(0.95, units, prior),
        q=false_discovery_control(heard_at_most(heard, units, prior), method="bh"),
    )
    found = found[(found["q"] <= level) & (found["heard"] < found["expected"])]
    found = found.assign(missing=found["expected"] - found["heard"])
    return found.sort_values(["missing", "place_id"], ascending=[False, True])


def _robust_prior(heard: Floats, units: Floats) -> GammaPrior:
    """The usual rate and spread, without the quarter of places with the lowest rates: the silent must not set it."""
    rate = heard / units
    loud = rate >= np.quantile(rate, 0.25)
    return gamma_prior(heard[loud], units[loud])


def _quantile(share: float, units: Floats, prior: GammaPrior) -> Floats:
    """The ``share`` quantile of the households a place brings, by bisection over whole numbers."""
    low, high = np.full(len(units), -1.0), np.ceil(units * prior.mean * 50.0) + 50.0
    while (high - low > 1.0).any():
        middle = np.floor((low + high) / 2.0)
        enough = heard_at_most(np.maximum(middle, 0.0), units, prior) >= share
        enough &= middle >= 0.0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _told(found: pd.DataFrame, *, is_exact: bool) -> pd.DataFrame:
    rows = records(found)
    frame = found.assign(
        visit_rank=np.arange(1, len(found) + 1),
        why_ms=[_why_ms(row, _heard_ms(row, is_exact=is_exact)) for row in rows],
        why_en=[_why_en(row, _heard_en(row, is_exact=is_exact)) for row in rows],
    )
    return check(frame[SILENT.names].reset_index(drop=True), SILENT)


def _heard_ms(row: Row, *, is_exact: bool) -> str:
    if is_exact:
        return "tiada satu pun isi rumah" if row["heard"] == 0 else f"hanya {row['heard']} isi rumah"
    if row["heard_from"] == 0:
        return f"kurang daripada {row['heard'] + 1} isi rumah"
    return f"hanya {row['heard_from']} hingga {row['heard']} isi rumah"


def _heard_en(row: Row, *, is_exact: bool) -> str:
    if is_exact:
        return "no household has" if row["heard"] == 0 else f"only {row['heard']} {_has(row['heard'])}"
    if row["heard_from"] == 0:
        return f"fewer than {row['heard'] + 1} households have"
    return f"only {row['heard_from']} to {row['heard']} households have"


def _why_ms(row: Row, heard: str) -> str:
    return (
        f"Di {row['name']} yang mempunyai {row['units']} unit kediaman, {heard} meminta bantuan, sedangkan "
        f"lazimnya {row['low']:.0f} hingga {row['high']:.0f} isi rumah dijangka berbuat demikian; lawatan pengesahan "
        "dicadangkan."
    )


def _why_en(row: Row, heard: str) -> str:
    return (
        f"At {row['name']} with its {row['units']} homes {heard} asked for help, where {row['low']:.0f} to "
        f"{row['high']:.0f} households would be usual; a verification visit is proposed."
    )


def _has(heard: object) -> str:
    return "household has" if heard == 1 else "households have"
