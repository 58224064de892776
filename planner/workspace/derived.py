"""What was worked out from the store's referrals: kept there with the run behind every row, and given out as tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import pandas as pd

from planner.model.referral import Linkage
from planner.pipeline.need import Need
from planner.pipeline.taking import Taken
from planner.progress import Progress, silent
from planner.roles import Role
from planner.store import Run, Store
from planner.workspace import storing
from planner.workspace.running import frame_hash, versions
from planner.workspace.tools import Tools


class Kept(StrEnum):
    """Tables that a run leaves in the store."""

    PLACEMENTS = "placements"
    HOUSEHOLDS = "households"
    LINKS = "links"
    REVIEW = "review"
    HOTSPOTS = "hotspots"


def keep_need(tools: Tools, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
    """Hotspots of every referral the store keeps; they, the placements and the households under them are kept."""
    taken = storing.stored_taken(tools, Role.PLANNER, progress=progress)
    visited = tools.store.visited()
    found = tools.find_need(taken.linkage.households, visited, now=now, seed=seed, is_stored=True, progress=progress)
    places = frame_hash(found.places)
    came = (("referrals", frame_hash(taken.intake.referrals)), ("gazetteer", places))
    tools.store.save_placements(taken.placements, Run("placing", now, came, versions()))
    _keep_linkage(tools.store, taken, now)
    weights = hashlib.sha256(repr(tools.need_settings).encode()).hexdigest()
    went_in = (
        ("households", frame_hash(found.households)),
        ("visited", frame_hash(visited)),
        ("gazetteer", places),
        ("weights", weights),
        ("seed", str(seed)),
    )
    tools.store.save_hotspots(found.hotspots, Run("hotspots", now, went_in, versions()))
    return found


def keep_linkage(tools: Tools, role: Role, *, now: datetime, progress: Progress = silent) -> Linkage:
    """Link once more and keep it: what came in since the last linking belongs to its household too."""
    taken = storing.stored_taken(tools, role, progress=progress)
    _keep_linkage(tools.store, taken, now)
    return taken.linkage


def _keep_linkage(store: Store, taken: Taken, now: datetime) -> None:
    came = (("referrals", frame_hash(taken.intake.referrals)), ("placements", frame_hash(taken.placements)))
    store.save_linkage(taken.linkage, Run("linking", now, came, versions()))


def kept_table(store: Store, what: Kept, role: Role, run_id: str = "") -> pd.DataFrame:
    """A table of the last run, or hotspots of the run that is named; E1701 for a role that may not see it."""
    readers: dict[Kept, Callable[[Role], pd.DataFrame]] = {
        Kept.PLACEMENTS: store.placements,
        Kept.HOUSEHOLDS: store.households,
        Kept.LINKS: store.links,
        Kept.REVIEW: store.link_review,
        Kept.HOTSPOTS: lambda role: store.hotspots(role, run_id=run_id),
    }
    return readers[what](role)
