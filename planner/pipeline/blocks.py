"""Households by block at each stop of a plan, so that a run sheet can call one block after another."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from planner.model.dispatch import Plan
from planner.model.papers import Blocks
from planner.pipeline.taking import Taken


def households_by_block(taken: Taken | None, plan: Plan | None) -> Blocks:
    """For every convoy stop of ``plan`` its place's households by block, those without a known block last.

    A stop none of whose addresses tells a block is left out. The block is the first that a household's referrals tell.
    """
    if taken is None or plan is None:
        return {}
    units = taken.placements.set_index("id")["unit"].map(block_of)
    links = taken.linkage.links
    told = links.assign(block=links["referral_id"].map(units).fillna(""))
    known = told[told["block"] != ""].drop_duplicates("household_id").set_index("household_id")["block"]
    homes = taken.linkage.households
    block = homes["household_id"].map(known).fillna("")
    counts = pd.DataFrame({"place_id": homes["place_id"], "block": block}).groupby("place_id")["block"].agg(Counter)
    stops = {stop.stop_id: counts.get(stop.place_id) for stop in plan.convoy_problem.stops if stop.place_id}
    return {stop: _in_order(found) for stop, found in stops.items() if found and set(found) != {""}}


def block_of(unit: str) -> str:
    """The block of a dwelling's spelling (``B-12-3`` or ``B``); empty where none is told (``12-3``)."""
    parts = unit.split("-")
    return parts[0] if len(parts) != 2 else ""


def _in_order(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    def place(name: str) -> tuple[bool, int, str]:
        return not name, len(name) if name.isdigit() else 0, name

    return tuple((name, found[name]) for name in sorted(found, key=place))
