"""The store's side of the way: rows in, and need out of what is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pandas as pd

from planner.errors import refuse
from planner.intake import receive
from planner.model.record import ImportReport
from planner.model.referral import Channel
from planner.pipeline.need import Need
from planner.pipeline.taking import gather
from planner.progress import Progress, silent
from planner.roles import Role
from planner.workspace.tools import Tools

ACTOR = "command line"


def import_rows(
    tools: Tools, rows: pd.DataFrame, *, channel: Channel | None, now: datetime, progress: Progress = silent
) -> ImportReport:
    """Receive raw rows and keep what came of them, in one transaction; what is known already stays as it is.

    Errors: E1731 for rows of real people while the key is the one everybody knows; then nothing is kept.
    """
    is_synthetic = _is_synthetic(rows)
    if tools.settings.is_demonstration_key and not is_synthetic:
        cause = "these rows may be of real people, and without a key of your own everybody could open what is kept"
        action = "set KEMBARA_KEY, or let `kembara key new` make a key; nothing was kept"
        raise refuse("E1731", cause, action)
    key = tools.settings.key
    intake = receive(rows, channel=channel, key=key, now=now, rules=tools.intake_rules, progress=progress)
    source = hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()
    return tools.store.add_intake(intake, now=now, actor=ACTOR, source=source, raw=rows, is_synthetic=is_synthetic)


def _is_synthetic(rows: pd.DataFrame) -> bool:
    """Whether every row says by its case id that our own generator made it."""
    if rows.empty:
        return True  # nobody is in it
    return "case_id" in rows and bool(rows["case_id"].astype(str).str.startswith("SYN-").all())


def stored_need(tools: Tools, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
    """Hotspots of every referral the store keeps."""
    referrals = tools.store.referrals(Role.PLANNER)
    _, linkage = gather(referrals, key=tools.settings.key, geocoder=tools.geocoder, progress=progress)
    visited = tools.store.visited()
    return tools.find_need(linkage.households, visited, now=now, seed=seed, progress=progress)
