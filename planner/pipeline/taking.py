"""From raw rows to households: intake, places, linking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from planner.geo.geocode import Geocoder
from planner.intake import IntakeRules, link, receive
from planner.model.referral import Channel, Intake, Linkage
from planner.ports import Cluster
from planner.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of raw rows: the intake, where each referral was placed, and the households they are about."""

    intake: Intake
    placements: pd.DataFrame
    linkage: Linkage


def place(referrals: pd.DataFrame, geocoder: Geocoder, progress: Progress = silent) -> pd.DataFrame:
    """Placements (schema ``PLACEMENTS``) of referrals, by referral_id."""
    columns = ["referral_id", "address_text", "postcode", "state", "lon", "lat"]
    return geocoder.place(referrals[columns].rename(columns={"referral_id": "id"}), progress=progress)


def take(  # noqa: PLR0913 - every tool of the way is named
    raw: pd.DataFrame,
    *,
    channel: Channel | None,
    key: bytes,
    now: datetime,
    rules: IntakeRules,
    geocoder: Geocoder,
    cluster: Cluster | None = None,
    linkers: Cluster | None = None,
    progress: Progress = silent,
) -> Taken:
    """Receive, place and link raw rows (schema ``ROWS``); every row is accounted for in ``intake.ledger``.

    ``cluster`` reads raw rows and must be of this machine; ``linkers`` get keyed referrals without text or address.
    """
    intake = receive(raw, channel=channel, key=key, now=now, rules=rules, cluster=cluster, progress=progress)
    placements, linkage = gather(intake.referrals, key=key, geocoder=geocoder, cluster=linkers, progress=progress)
    return Taken(intake, placements, linkage)


def gather(
    referrals: pd.DataFrame,
    *,
    key: bytes,
    geocoder: Geocoder,
    cluster: Cluster | None = None,
    progress: Progress = silent,
) -> tuple[pd.DataFrame, Linkage]:
    """Place referrals (schema ``REFERRALS``) and link them to households."""
    placements = place(referrals, geocoder, progress)
    return placements, link(referrals, placements, key=key, cluster=cluster, progress=progress)


def told(taken: Taken) -> pd.DataFrame:
    """One line for each raw row, as ``kembara intake`` writes it.

    Columns row, status, code, reason, household_id, protection (``true`` or ``false``), place_name, needs. A
    protection row shows nothing but its flag: what goes on as a plain food case goes on without it.
    """
    ledger = taken.intake.ledger
    links = taken.linkage.links.set_index("referral_id")["household_id"]
    names = taken.placements.set_index("id")["place_name"]
    is_open = ~ledger["protection"]
    shown = ledger.assign(
        household_id=ledger["referral_id"].map(links).fillna("").where(is_open, ""),
        place_name=ledger["referral_id"].map(names).fillna("").where(is_open, ""),
        needs=ledger["needs"].fillna("").where(is_open, ""),
        protection=ledger["protection"].map({True: "true", False: "false"}),
    )
    return shown[["row", "status", "code", "reason", "household_id", "protection", "place_name", "needs"]]
