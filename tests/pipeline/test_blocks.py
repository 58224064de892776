"""Households by block at the stops of a plan."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from planner.pipeline.blocks import block_of, households_by_block


@pytest.mark.parametrize(("unit", "block"), [("B-12-3", "B"), ("B", "B"), ("12-3", ""), ("", ""), ("10-?-4", "10")])
def test_block_is_told_by_the_dwelling(unit, block):
    """The first of three parts, or the only one, is a block; floor and door alone tell none."""
    assert block_of(unit) == block


def test_stops_call_their_own_blocks_in_order():
    """Households count once at their own place, numbered blocks in number order, unknown ones last."""
    units = {"r1": "10-1-1", "r2": "2-3-4", "r3": "2-3-4", "r4": "", "r5": "B-1-1", "r6": ""}
    homes = {"r1": "h1", "r2": "h2", "r3": "h2", "r4": "h3", "r5": "h4", "r6": "h5"}
    at = {"h1": "P1", "h2": "P1", "h3": "P1", "h4": "P2", "h5": "P3"}
    taken = SimpleNamespace(
        placements=pd.DataFrame({"id": list(units), "unit": list(units.values())}),
        linkage=SimpleNamespace(
            links=pd.DataFrame({"referral_id": list(homes), "household_id": list(homes.values())}),
            households=pd.DataFrame({"household_id": list(at), "place_id": list(at.values())}),
        ),
    )
    stops = [SimpleNamespace(stop_id=f"s{n}", place_id=f"P{n}") for n in (1, 2, 3)]
    plan = SimpleNamespace(convoy_problem=SimpleNamespace(stops=stops))
    assert households_by_block(taken, plan) == {"s1": (("2", 1), ("10", 1), ("", 1)), "s2": (("B", 1),)}
    assert households_by_block(None, plan) == {}
