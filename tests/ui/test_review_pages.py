"""Addresses, duplicates and the protection queue on a real store, with data and without."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.frames import LINK_DECISIONS
from planner.intake.firewall import DOUBTED, NAMED, SUSPECTED
from planner.model.reason import Detail, cell_of, told
from planner.report.words import LANGUAGES, under
from planner.roles import Role
from planner.settings import read_settings
from planner.ui import alarm_words, review_views, session
from planner.ui.shown import shown
from planner.workspace import Workspace
from planner.workspace.storing import resolved
from tests.ui.conftest import NOW, page_script

ROOT = Path(__file__).parents[2]
REVIEW = ("addresses_page", "duplicates_page", "protection_page")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A workspace into which 600 made-up referrals were imported, and what it shows."""
    home = tmp_path_factory.mktemp("home")
    made = Workspace(read_settings({"KEMBARA_HOME": str(home), "KEMBARA_DATA": str(ROOT / "data")}))
    rows = made.synthetic(rows=600, seed=3, start=date(2021, 6, 22), days=14).rows
    made.import_rows(rows.assign(row=range(1, len(rows) + 1)), channel=None, actor="aminah", now=NOW)
    return made, shown(made.kept(now=NOW, seed=1))


@pytest.fixture
def page(monkeypatch, imported):
    """Opens one page as a reader; ``is_empty`` takes workspace and result away."""
    workspace, result = imported
    monkeypatch.setattr(session, "now", lambda: NOW)

    def open_page(name: str, role: Role = Role.JKM, *, is_empty: bool = False) -> AppTest:
        monkeypatch.setattr(session, "_workspace", lambda: None if is_empty else workspace)
        monkeypatch.setattr(session, "load_result", lambda: None if is_empty else result)
        at = AppTest.from_string(page_script(name), default_timeout=120)
        at.session_state["role"], at.session_state["actor"] = role, "Aminah"
        return at.run()

    return open_page


@pytest.mark.parametrize("name", REVIEW)
def test_without_data_each_page_says_so(page, name):
    """No workspace and no result: a sentence, no crash, no button."""
    at = page(name, is_empty=True)
    assert not at.exception
    assert at.info
    assert not at.button


def test_store_with_made_up_people_is_shown_as_such(imported):
    """What was imported is what the pages show, under the synthetic label."""
    assert "SYNTHETIC" in imported[1].labels.data_note
    assert len(imported[1].taken.intake.referrals) > 100
    assert imported[1].plan is None


def test_one_click_places_an_address_and_undo_brings_it_back(page, imported):
    """A candidate's button resolves the address in the store; the list gets shorter; undo lengthens it again."""
    workspace, result = imported
    work = review_views.open_addresses(result.taken, workspace.geocoder)
    assert (work["candidates"] != "").iloc[0]  # the synthetic set always holds some unclear ones
    at = page("addresses_page")
    assert not at.exception
    place = next(button for button in at.button if button.key.startswith("place-"))
    place.click().run()
    kept = workspace.store.resolutions.all(Role.JKM)
    assert kept["referral_id"].to_list() == [work["id"].iloc[0]]
    assert kept["place_id"].to_list() == [place.key.removeprefix("place-")]
    placed = resolved(result.taken.placements, kept).set_index("id")
    assert placed.loc[work["id"].iloc[0], "place_id"] == kept["place_id"].iloc[0]
    at.button(key=kept["resolution_id"].iloc[0]).click().run()
    assert workspace.store.resolutions.all(Role.JKM).empty
    assert not at.exception


def test_merge_and_undo_of_a_pair(page, imported):
    """Both sides are shown without names; a decision is kept, changes the linking, and can be undone."""
    workspace, result = imported
    pairs = review_views.open_pairs(result.taken, LINK_DECISIONS.empty())
    if pairs.empty:
        pytest.fail("the synthetic set of this test must hold a doubtful pair")
    at = page("duplicates_page")
    assert not at.exception
    assert len(at.table[0].value.columns) == 2  # beside what is told
    at.text_input[0].set_value("telefon yang sama disahkan")
    at.button[0].click().run()
    held = workspace.store.link_decisions.all(Role.JKM)
    assert held["decision"].to_list() == ["same"]
    again = workspace.kept(now=NOW, seed=1).taken.linkage.links.set_index("referral_id")["household_id"]
    assert again[pairs["left_id"].iloc[0]] == again[pairs["right_id"].iloc[0]]
    at.button(key=held["decision_id"].iloc[0]).click().run()
    assert workspace.store.link_decisions.all(Role.JKM).empty


def test_protection_queue_is_for_the_case_team_and_each_look_is_on_record(page, imported):
    """JKM sees cases with their clocks and can take one up; every other role sees none, and no reading is logged."""
    store = imported[0].store

    def readings() -> int:
        log = store.audit_log(Role.JKM, chain="restricted")
        return int((log["action"] == "protection.read").sum())

    before = readings()
    for role in set(Role) - {Role.JKM}:
        at = page("protection_page", role)
        assert not at.button
        assert not at.error
        assert not at.warning
    assert readings() == before
    at = page("protection_page")
    assert not at.exception
    assert readings() == before + 1
    first = next(button for button in at.button if button.key.startswith("take-"))
    first.click().run()
    taken = store.protection(Role.JKM, actor="test", now=NOW).set_index("case_id")
    assert taken.loc[first.key.removeprefix("take-"), "status"] == "taken"


def test_a_colleague_was_first(page, imported):
    """A step on a case that is closed by then is a plain message, not a crash."""
    at = page("protection_page")
    close = next(button for button in at.button if button.key.startswith("close-"))
    case = close.key.removeprefix("close-")
    imported[0].store.close_case(case, role=Role.JKM, actor="Siti", now=NOW)
    close.click().run()
    assert not at.exception
    assert any("E1710" in error.value for error in at.error)


def test_clock_in_words():
    """Time left and time overdue, in hours and minutes."""
    assert review_views.clock(NOW + timedelta(hours=3, minutes=5), NOW, "en") == ("3 h 5 min left", False)
    assert review_views.clock(NOW - timedelta(minutes=90), NOW, "ms") == ("Lewat 1 jam 30 min", True)
    assert review_views.clock(NOW - timedelta(hours=334, minutes=47), NOW, "ms") == ("Lewat 13 hari 22 jam", True)


def test_why_a_case_is_in_the_queue_is_told_in_the_readers_language():
    """Kinds by their names, each with its words, whatever is in them; the second net's doubt keeps its figure."""
    hit = Detail("violence", (("words", "dipukul"), ("words", "pukul; child: budak")))
    found = cell_of([told("child", words="budak dipukul"), hit, told(DOUBTED, score="0.12")])
    assert alarm_words.evidence_lines(found, "ms") == [
        "Penderaan kanak-kanak: budak dipukul",
        "Keganasan: dipukul, pukul; child: budak",
        "Mungkin kiasan sahaja (0.12)",
    ]
    hunch = cell_of([Detail(SUSPECTED, (("score", "0.63"), ("words", "takut"), ("words", "malam")))])
    assert alarm_words.evidence_lines(hunch, "en") == ["Suspected from the way it is said (0.63): takut, malam"]
    assert alarm_words.evidence_lines("", "ms") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_alarm_has_words_and_no_words_are_without_a_kind(language):
    """Every kind that the lexicon can raise, what the second net says and what the sender names."""
    text = (ROOT / "data" / "lexicon" / "protection.txt").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^\[(?:scripts )?(?:sure|emergency|unsure) (\w+)\]", text, re.MULTILINE))
    assert len(kinds) > 3
    assert under("ui.protection.kind", language).keys() == kinds | {DOUBTED, SUSPECTED, NAMED}


def test_the_case_team_calls_back_and_the_look_is_on_the_record_page(page, imported):
    """Name and phone come after a click, which then stands on the restricted record; the planner has no button."""
    workspace, _ = imported
    at = page("addresses_page")
    button = next(button for button in at.button if button.label == "Tunjukkan hubungan")
    referral = button.key.removeprefix("contact-")
    words = {"actor": "Aminah", "now": NOW, "referral_ids": [referral]}
    button.click().run()
    assert not at.exception
    given = workspace.store.contacts(Role.JKM, **words)
    told = " ".join(text.value.replace("\\", "") for text in at.markdown)
    assert given.empty or given["phone"][0] in told
    assert "Tunjukkan hubungan" not in {button.label for button in page("addresses_page", Role.PLANNER).button}
    log = page("audit_page").table
    assert len(log) == 1
    assert "Hubungan dibaca" in set(log[0].value["Tindakan"])
    assert "Hubungan dibaca" not in set(page("audit_page", Role.MINISTRY).table[0].value["Tindakan"])
    assert not page("audit_page", Role.PDRM).table
