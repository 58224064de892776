"""Completes ranked hotspots with what is said of them: grade, cooldown, emergency, and why they stand there."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from planner.model.need import NeedWeights
from planner.model.reason import cell_of
from planner.scoring.grade import grades
from planner.scoring.rows import records
from planner.scoring.served import days_until
from planner.scoring.why import why


def tell(frame: pd.DataFrame, *, weights: NeedWeights, now: datetime) -> pd.DataFrame:
    """``frame`` with grade, grade_reason, cooldown_until, is_emergency and why."""
    letters, weakest = grades(
        frame["households"].to_numpy(dtype=float),
        frame["probability"].to_numpy(dtype=float),
        frame["coordinate_grade"].astype(str).tolist(),
        frame["age_median_days"].to_numpy(dtype=float),
    )
    until = frame["last_visit_at"] + pd.Timedelta(days=weights.cooldown_days)
    is_cooling = (until > pd.Timestamp(now)).to_numpy(dtype=bool)
    told = frame.assign(
        grade=letters,
        grade_reason=weakest,
        cooldown_until=until.where(is_cooling),
        is_emergency=is_cooling & _is_emergency(frame, weights),
    )
    rows = zip(records(told), days_until(now, told["last_visit_at"]), strict=True)
    return told.assign(why=[cell_of(why(row, float(days))) for row, days in rows])


def _is_emergency(frame: pd.DataFrame, weights: NeedWeights) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    rule = weights.emergency
    fresh = frame["new_urgent"].to_numpy(dtype=float)
    rate = frame["rate"].to_numpy(dtype=float)
    usual = frame["rate_usual"].to_numpy(dtype=float)
    is_many = fresh >= rule.new_households
    is_steep = (fresh >= rule.least_households) & (np.nan_to_num(rate) >= rule.rate_ratio * usual)
    return np.asarray(is_many | is_steep, dtype=bool)
