"""The demonstration's story: Kuala Lumpur on the evening of 6 July 2021, after the first convoy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from planner.units import ZONE


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A made-up fortnight of referrals around the real launch day, and what to plan after it.

    Referrals run from 22 June to 6 July 2021. On 6 July 200 households of PPR Jelatek were served. The plan begins
    on Wednesday 7 July, so that three days take in a Friday break and the cordons in force until 16 July.
    """

    days: int = 3
    time_limit_s: float = 10.0
    seed: int = 1
    rows: int = 3000
    first_day: date = date(2021, 6, 22)
    heard_days: int = 15
    now: datetime = datetime(2021, 7, 6, 20, 0, tzinfo=ZONE)
    start: date = date(2021, 7, 7)
