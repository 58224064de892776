"""Completes ranked hotspots with what is said of them: grade, cooldown, emergency, and the two sentences."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from planner.model.need import NeedWeights
from planner.scoring.grade import grades
from planner.scoring.rows import records
from planner.scoring.served import days_until
from planner.scoring.why import Reason, why_en, why_ms


def tell(frame: pd.DataFrame, *, weights: NeedWeights, now: datetime) -> pd.DataFrame:
    """``frame`` with grade, grade_reason, cooldown_until, is_emergency, why_ms and why_en."""
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
    reasons = _reasons(told, now)
    return told.assign(why_ms=[why_ms(r) for r in reasons], why_en=[why_en(r) for r in reasons])


def _is_emergency(frame: pd.DataFrame, weights: NeedWeights) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    rule = weights.emergency
    fresh = frame["new_urgent"].to_numpy(dtype=float)
    rate = frame["rate"].to_numpy(dtype=float)
    usual = frame["rate_usual"].to_numpy(dtype=float)
    is_many = fresh >= rule.new_households
    is_steep = (fresh >= rule.least_households) & (np.nan_to_num(rate) >= rule.rate_ratio * usual)
    return np.asarray(is_many | is_steep, dtype=bool)


def _reasons(frame: pd.DataFrame, now: datetime) -> list[Reason]:
    visit_days = days_until(now, frame["last_visit_at"])
    rows = zip(records(frame), visit_days, strict=True)
    return [
        Reason(
            name=str(row["name"]),
            households=int(row["households"]),
            rate=None if np.isnan(row["rate"]) else float(row["rate"]),
            usual=float(row["rate_usual"]),
            wait_days=int(row["wait_max_days"]),
            fragile=int(row["fragile"]),
            last_visit_days=None if np.isnan(days) else int(days),
            is_cordoned=bool(row["is_cordoned"]),
            is_emergency=bool(row["is_emergency"]),
        )
        for row, days in rows
    ]
