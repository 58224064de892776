"""Units and their names: metres ``_m``, seconds ``_s``, grams ``_g``; (lon, lat) in EPSG:4326 at every border.

Clock times inside a day are integer seconds since midnight in Asia/Kuala_Lumpur.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Kuala_Lumpur")
WGS84 = "EPSG:4326"
# GDM2000 / Peninsula RSO, the national grid of Peninsular Malaysia: metres, conformal over the whole of it.
METRIC_CRS = "EPSG:3375"
# Malaysia's bounds with a margin, (west, south, east, north) in degrees: a point outside is not ours.
MALAYSIA_BOUNDS = (99.0, 0.5, 119.9, 7.9)

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def clock_to_s(text: str) -> int:
    """Seconds since midnight of ``"HH:MM"``; ValueError for anything else."""
    match = _CLOCK.fullmatch(text.strip())
    if not match or int(match[1]) > 24 or int(match[2]) > 59:
        raise ValueError(f"{text!r} is not a clock time HH:MM")
    return int(match[1]) * 3600 + int(match[2]) * 60


def s_to_clock(seconds: int) -> str:
    """``"HH:MM"`` of seconds since midnight, rounded down to the minute."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
