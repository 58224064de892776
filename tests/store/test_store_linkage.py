"""What is linked from the store is what is linked from the rows themselves, with what people decided above it."""

from datetime import date, datetime

import pandas as pd
import pytest

from planner.roles import Role
from planner.settings import read_settings
from planner.units import ZONE
from planner.workspace import Workspace
from planner.workspace.storing import stored_linkage

NOW = datetime(2021, 7, 6, 20, tzinfo=ZONE)
WORDS = {"role": Role.PLANNER, "actor": "aminah", "now": NOW}


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A workspace whose store took 600 synthetic rows, and what came of the same rows without a store."""
    home = tmp_path_factory.mktemp("home")
    workspace = Workspace.open(read_settings({"KEMBARA_HOME": str(home), "KEMBARA_KEY": "a key for tests"}))
    rows = workspace.synthetic(rows=600, seed=4, start=date(2021, 6, 22), days=15).rows
    rows = rows.assign(row=range(1, len(rows) + 1))
    workspace.import_rows(rows, channel=None, actor="aminah", now=NOW)
    return workspace, workspace.take(rows, channel=None, now=NOW)


def test_nothing_that_links_is_lost_in_the_store(imported):
    """Every column of the referrals comes back as it went in, the keys of identity cards and names among them."""
    workspace, taken = imported
    went_in = taken.intake.referrals.set_index("referral_id").sort_index()
    came_out = workspace.store.referrals(Role.PLANNER).set_index("referral_id").sort_index()
    assert (went_in["nric_key"] != "").any()
    assert (went_in["name_tokens"] != "").any()
    words = {"check_dtype": False, "check_index_type": False}  # object or string: pandas' own business
    pd.testing.assert_frame_equal(came_out[list(went_in.columns)], went_in, **words)


def test_stored_rows_link_as_fresh_rows_do(imported):
    """The same households, links with reasons and pairs to decide, to the last row."""
    workspace, taken = imported
    stored = stored_linkage(workspace, Role.PLANNER)
    assert len(taken.linkage.households) < len(taken.intake.referrals)  # something was linked
    for name in ("households", "links", "review"):
        pd.testing.assert_frame_equal(getattr(stored, name), getattr(taken.linkage, name), check_dtype=False)


def test_decided_pairs_stand_above_the_rules_until_undone(imported):
    """Two households that a person calls one become one, a linked pair that a person parts becomes two."""
    workspace, taken = imported
    homes = taken.linkage.links.set_index("referral_id")["household_id"]
    twins = homes[homes.map(homes.value_counts()) == 2]
    left, right = sorted(twins[twins == twins.iloc[0]].index)
    alone = homes[homes.map(homes.value_counts()) == 1].index
    decide = workspace.store.link_decisions.decide
    made = [
        decide(left, right, is_same=False, reason="two sisters behind one door", **WORDS),
        decide(alone[0], alone[1], is_same=True, reason="a repeated call", **WORDS),
    ]
    after = stored_linkage(workspace, Role.JKM).links.set_index("referral_id")["household_id"]
    assert after[left] != after[right]
    assert after[alone[0]] == after[alone[1]]
    for decision in made:
        workspace.store.link_decisions.undo(decision, **WORDS)
    again = stored_linkage(workspace, Role.PLANNER).links.set_index("referral_id")["household_id"]
    pd.testing.assert_series_equal(again, homes)


def test_a_resolved_address_moves_its_household(imported):
    """A household whose address a person placed is counted at that place and no other; undone, where it was."""
    workspace, taken = imported
    homes = taken.linkage.links.set_index("referral_id")["household_id"]
    one = homes[homes.map(homes.value_counts()) == 1].index[0]
    before = taken.linkage.households.set_index("household_id")
    was = before.loc[homes[one], "place_id"]
    place = next(p for p in workspace.gazetteer.places if p.place_id != was and p.lon is not None)
    told = {"place_id": place.place_id, "place_name": place.name, "lon": place.lon, "lat": place.lat, "level": "block"}
    key = workspace.store.resolutions.resolve(one, {**told, "unit": ""}, **WORDS)
    moved = stored_linkage(workspace, Role.PLANNER)
    house = moved.links.set_index("referral_id")["household_id"][one]
    row = moved.households.set_index("household_id").loc[house]
    assert (row["place_id"], row["lon"], row["lat"], row["place_probability"]) == (
        place.place_id,
        place.lon,
        place.lat,
        1,
    )
    need = workspace.stored_need(now=NOW, seed=1)
    assert need.households.set_index("household_id").loc[house, "place_id"] == place.place_id
    workspace.store.resolutions.undo(key, **WORDS)
    back = stored_linkage(workspace, Role.PLANNER).households
    pd.testing.assert_frame_equal(back, taken.linkage.households, check_dtype=False)
