"""What a file says of every row in it, for a row that is corrected and comes back in another file."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from planner.intake.headers import SURPLUS, lay_out, tell_channel
from planner.intake.rules import IntakeRules
from planner.model.referral import Channel

_DATES = ("received_at", "date", "time")


def said_of_all(raw: pd.DataFrame, channel: Channel | None, now: datetime, rules: IntakeRules) -> dict[str, str]:
    """Columns that the file of ``raw`` (schema ``ROWS``) lacks and what :func:`receive` takes every row to say there.

    The channel that was given or that the headers tell, and ``now`` where no column holds a date.
    """
    headers = [str(name) for name in raw.columns if name not in {"row", SURPLUS}]
    told = channel or tell_channel(headers, rules.channels)
    known = lay_out(headers, told, rules).fields
    said = {}
    if told is not None and (channel is not None or "channel" not in known):
        said["channel"] = told.value
    if not any(name in known for name in _DATES):
        said["received_at"] = now.isoformat(timespec="seconds")
    return said
