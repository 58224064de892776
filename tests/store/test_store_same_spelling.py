"""One answer settles the same spelling everywhere: in the list, in the hotspots' placements, in later imports."""

from datetime import date, datetime

import pytest

from planner.roles import Role
from planner.settings import read_settings
from planner.ui.review_views import open_addresses, still_open
from planner.units import ZONE
from planner.workspace import Workspace
from planner.workspace.storing import SPELT_ALIKE, stored_taken

NOW = datetime(2021, 7, 6, 20, tzinfo=ZONE)
WORDS = {"role": Role.PLANNER, "actor": "aminah", "now": NOW}
FIRST = ["Blok A-1-2 PPR Anggun Ria", "ppr anggun ria blk c-4-5, tolong", "PA Seri Perlis 2, PPR Jelatek"]
LATER = ["Blok D-9-9, PPR ANGGUN RIA, KL", "PPR Anggun Ria, Johor Bahru", "PA Seri Perlis 2, PPR Kerinchi"]


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_KEY": "a key for tests"}))


def bring(workspace, texts, seed):
    """Import synthetic rows that stand at ``texts``."""
    rows = workspace.synthetic(rows=60, seed=seed, start=date(2021, 6, 22), days=15).rows
    rows = rows.head(len(texts)).assign(address=texts, row=range(1, len(texts) + 1), text="keluarga saya tiada makanan")
    rows = rows.assign(postcode="", state="")
    workspace.import_rows(rows, channel=None, actor="aminah", now=NOW)


def placed(workspace):
    """Where each address text lies now: place_id and reason."""
    taken = stored_taken(workspace, Role.PLANNER)
    texts = taken.intake.referrals.set_index("referral_id")["address_text"]
    rows = taken.placements.set_index("id")
    return {texts[key]: (rows.loc[key, "place_id"], rows.loc[key, "reason"]) for key in rows.index}


def test_an_answer_is_remembered_across_imports_until_undone(workspace):
    """The same spelling never asks twice; another state, or other schemes beside it, do; undoing forgets."""
    bring(workspace, FIRST, seed=4)
    assert {place for place, _ in placed(workspace).values()} == {""}
    taken = stored_taken(workspace, Role.PLANNER)
    asked = open_addresses(taken, workspace.geocoder)
    by_text = asked.set_index("address_text")
    assert by_text.loc[FIRST[0], "same_spelling"] == 2
    answer = {"place_id": "ppr-desa-rejang", "place_name": "PPR Desa Rejang", "lon": 101.73, "lat": 3.191}
    answer |= {"level": "scheme", "unit": "A-1-2"}
    one = workspace.store.resolutions.resolve(by_text.loc[FIRST[0], "id"], answer, **WORDS)
    workspace.store.resolutions.resolve(by_text.loc[FIRST[2], "id"], answer | {"unit": ""}, **WORDS)

    left = still_open(asked, workspace.store.resolutions.all(Role.PLANNER))
    assert left.empty  # on the page at once, before anything is read anew
    bring(workspace, LATER, seed=5)
    now = placed(workspace)
    assert [now[text][0] for text in (*FIRST, *LATER)] == ["ppr-desa-rejang"] * 4 + ["", ""]
    assert now[FIRST[1]][1] == SPELT_ALIKE
    rows = stored_taken(workspace, Role.PLANNER).placements
    assert "D-9-9" in set(rows["unit"])  # each household keeps its own door
    waiting = open_addresses(stored_taken(workspace, Role.PLANNER), workspace.geocoder)
    assert set(waiting["address_text"]) == set(LATER[1:])

    workspace.store.resolutions.undo(one, **WORDS)
    again = placed(workspace)
    assert [again[text][0] for text in (FIRST[0], FIRST[1], LATER[0])] == ["", "", ""]


def test_two_answers_to_one_spelling_settle_nothing_else(workspace):
    """Where people differ, the third household is asked about."""
    texts = ["Blok A-1-2 PPR Anggun Ria", "Blok B-1-2 PPR Anggun Ria", "Blok C-1-2 PPR Anggun Ria"]
    bring(workspace, texts, seed=6)
    referrals = workspace.store.referrals(Role.PLANNER).set_index("address_text")["referral_id"]
    for text, place in zip(texts[:2], ("ppr-desa-rejang", "ppr-jelatek"), strict=True):
        answer = {"place_id": place, "place_name": place, "lon": 101.73, "lat": 3.19, "level": "scheme", "unit": ""}
        workspace.store.resolutions.resolve(referrals[text], answer, **WORDS)
    found = placed(workspace)
    assert [found[text][0] for text in texts] == ["ppr-desa-rejang", "ppr-jelatek", ""]
