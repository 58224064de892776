"""The store's side of the way: rows in, and need out of what is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from planner.intake import receive
from planner.model.record import ImportReport
from planner.model.referral import Channel
from planner.pipeline.need import Need
from planner.pipeline.taking import gather
from planner.progress import Progress, silent
from planner.roles import Role

if TYPE_CHECKING:
    from planner.workspace.workspace import Workspace

ACTOR = "command line"


def import_rows(
    workspace: Workspace, rows: pd.DataFrame, *, channel: Channel | None, now: datetime, progress: Progress = silent
) -> ImportReport:
    """Receive raw rows and keep what came of them, in one transaction; what is known already stays as it is."""
    key = workspace.settings.key
    intake = receive(rows, channel=channel, key=key, now=now, rules=workspace.intake_rules, progress=progress)
    source = hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()
    return workspace.store.add_intake(intake, now=now, actor=ACTOR, source=source, raw=rows)


def stored_need(workspace: Workspace, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
    """Hotspots of every referral the store keeps."""
    referrals = workspace.store.referrals(Role.PLANNER)
    _, linkage = gather(referrals, key=workspace.settings.key, geocoder=workspace.geocoder, progress=progress)
    visited = workspace.store.visited()
    return workspace.find_need(linkage.households, visited, now=now, seed=seed, progress=progress)
