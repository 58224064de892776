"""The store's side of the way: rows in, and need out of what is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from planner.adapters.cluster import readers
from planner.adapters.fleet_files import load_rules, parse_rules
from planner.errors import refuse
from planner.frames import CONTACTS, LEDGER, PLACEMENTS, PROTECTION, QUARANTINED, check
from planner.geo.worklist import settled_by
from planner.intake import link, receive, refer_onward, said_of_all
from planner.model.dispatch import DatedRule
from planner.model.onward import OnwardNote
from planner.model.reason import Detail, cell_of
from planner.model.record import ImportReport
from planner.model.referral import Channel, Intake, Linkage
from planner.pipeline.need import Need
from planner.pipeline.taking import Taken, place
from planner.progress import Progress, silent
from planner.roles import Role
from planner.store import Source
from planner.workspace.corrections import taken_apart
from planner.workspace.tools import Tools

BY_PERSON, SPELT_ALIKE = (cell_of([Detail(code)]) for code in ("by_person", "spelt_alike"))
"""Reasons of an address that a person placed, and of one with the same spelling."""


def import_rows(
    tools: Tools,
    rows: pd.DataFrame,
    *,
    channel: Channel | None,
    actor: str,
    now: datetime,
    workers: int = 1,
    progress: Progress = silent,
) -> ImportReport:
    """Receive raw rows and keep what came of them, in one transaction; what is known already stays as it is.

    Rows of a file of corrections close the quarantined rows they name. ``workers`` as in :meth:`Tools.take`.

    Errors: E1731 for rows of real people while the key is the one everybody knows; then nothing is kept.
    """
    is_synthetic = _is_synthetic(rows)
    if tools.settings.is_demonstration_key and not is_synthetic:
        cause = "these rows may be of real people, and without a key of your own everybody could open what is kept"
        action = "set KEMBARA_KEY, or let `kembara key new` make a key; nothing was kept"
        raise refuse("E1731", cause, action)
    key = tools.store.names_key
    rows, sent_again = taken_apart(rows)
    with readers(len(rows), workers) as cluster:
        intake = receive(
            rows, channel=channel, key=key, now=now, rules=tools.intake_rules, cluster=cluster, progress=progress
        )
    digest = hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()
    source = Source(digest, said_of_all(rows, channel, now, tools.intake_rules), sent_again)
    return tools.store.add_intake(intake, now=now, actor=actor, source=source, raw=rows, is_synthetic=is_synthetic)


def add_rules(
    tools: Tools, given: Path | Sequence[dict[str, Any]], *, role: Role, actor: str, now: datetime
) -> tuple[tuple[DatedRule, ...], tuple[str, ...]]:
    """Keep the rules of a file, or of its tables, as written; those, and the names the gazetteer does not know.

    Errors: those of :func:`load_rules` or :func:`parse_rules`, E1701 for a role that may not set rules.
    """
    dated = load_rules(given) if isinstance(given, Path) else parse_rules(given)
    tools.store.save_rules(dated, role=role, actor=actor, now=now)
    return dated, tools.tied(dated)[1]


def hand_on(tools: Tools, note: OnwardNote, *, role: Role, actor: str, now: datetime) -> str:
    """Put a problem met on the way into KPWKM's queue, its words redacted first; its id.

    Errors: E1130–E1133 for a note that lacks something, E1701 for a role that may not, E1722 under the open key
    when the store holds real people.
    """
    if tools.settings.is_demonstration_key:
        tools.store.must_be_demonstration()
    entry = refer_onward(note, key=tools.store.names_key, now=now, rules=tools.intake_rules)
    return tools.store.onward_referrals.record(entry, role=role, actor=actor, now=now)


def _is_synthetic(rows: pd.DataFrame) -> bool:
    """Whether every row says by its case id that our own generator made it."""
    if rows.empty:
        return True  # nobody is in it
    return "case_id" in rows and bool(rows["case_id"].astype(str).str.startswith("SYN-").all())


def stored_need(tools: Tools, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
    """Hotspots of every referral the store keeps, with what people decided about addresses and duplicates."""
    linkage = stored_linkage(tools, Role.PLANNER, progress=progress)
    visited = tools.store.visited()
    return tools.find_need(linkage.households, visited, now=now, seed=seed, is_stored=True, progress=progress)


def stored_linkage(tools: Tools, role: Role, *, progress: Progress = silent) -> Linkage:
    """Households of every referral the store keeps, as ``link`` finds them in fresh rows, unless a person decided.

    A resolved address stands in place of the one the geocoder finds, a decided pair above every rule of linking.
    Errors: E1701 for a role that may not see referrals.
    """
    return stored_taken(tools, role, progress=progress).linkage


def stored_taken(tools: Tools, role: Role, *, progress: Progress = silent) -> Taken:
    """The referrals that the store keeps, where each one lies, and their households, as :func:`stored_linkage` says."""
    store = tools.store
    referrals = store.referrals(role)
    found = place(referrals, tools.geocoder, progress)
    decided = store.link_decisions.all(role)
    placed = remembered(tools, referrals, found, store.resolutions.all(role))
    linkage = link(referrals, placed, key=store.names_key, decisions=decided, cluster=tools.cluster, progress=progress)
    intake = Intake(LEDGER.empty(), referrals, QUARANTINED.empty(), PROTECTION.empty(), CONTACTS.empty())
    return Taken(intake, placed, linkage)


def remembered(
    tools: Tools, referrals: pd.DataFrame, placements: pd.DataFrame, resolutions: pd.DataFrame
) -> pd.DataFrame:
    """``placements`` with people's ``resolutions``, also for others of the same spelling.

    An answer holds for every import to come, until it is undone.
    """
    placed = resolved(placements, resolutions)
    if resolutions.empty:
        return placed
    addresses = referrals[["referral_id", "address_text", "postcode", "state", "lon", "lat"]]
    addresses = addresses.rename(columns={"referral_id": "id"})
    answers = dict(zip(resolutions["referral_id"], resolutions["place_id"], strict=True))
    same = settled_by(addresses, placements, answers, tools.geocoder)
    told = resolutions.drop_duplicates("place_id").set_index("place_id").loc[list(same.values())]
    alike = told.reset_index().assign(referral_id=list(same), unit="")
    taught = resolved(placed, alike)
    taught.loc[taught["id"].isin(list(same)), "reason"] = SPELT_ALIKE
    return taught


def resolved(placements: pd.DataFrame, resolutions: pd.DataFrame) -> pd.DataFrame:
    """``placements`` (schema ``PLACEMENTS``) with people's ``resolutions`` (schema ``RESOLUTIONS``) in their place."""
    if resolutions.empty:
        return placements
    answers = resolutions.set_index("referral_id")
    known = placements["id"].isin(answers.index)
    told = answers.reindex(placements.loc[known, "id"])
    changed = placements.copy()
    for name in ("place_id", "place_name", "lon", "lat", "level"):
        changed.loc[known, name] = told[name].to_numpy()
    changed.loc[known, "probability"] = 1.0
    changed.loc[known, "radius_m"] = float("nan")
    changed.loc[known, ["runner_up", "runner_up_id"]] = ""
    changed.loc[known, "reason"] = BY_PERSON
    # The door is kept as the text gives it unless the person gave another.
    changed.loc[known, "unit"] = (
        told["unit"].where(told["unit"] != "", changed.loc[known, "unit"].to_numpy()).to_numpy()
    )
    return check(changed, PLACEMENTS)
