"""Intakes go in whole and come out as they were."""

from datetime import timedelta

import pandas as pd
import pytest
from store_people import KEY, NOW, contacts, intake, referrals

from planner.errors import PlannerError
from planner.frames import CONTACTS, PROTECTION, REFERRALS, check
from planner.model.record import ImportReport
from planner.roles import Role
from planner.store import Source, audit, open_store
from planner.store.tables import metadata


def everything(store) -> dict[str, list]:
    """All rows of all tables, for comparing."""
    with store.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all())) for table in metadata.sorted_tables
        }


def test_what_went_in_comes_out(store):
    """Referrals come back equal in every cell, in order of time, and pass their schema."""
    given = referrals(50)
    store.add_intake(intake(50), now=NOW, actor="aminah")
    back = check(store.referrals(Role.PLANNER), REFERRALS)
    pd.testing.assert_frame_equal(back[list(given.columns)], given, check_dtype=False)


def test_columns_that_intake_adds_later_survive(store):
    """A column beyond the schema is kept and given back."""
    given = intake(3)
    given.referrals["consent"] = ["ya", "tidak", "ya"]
    store.add_intake(given, now=NOW, actor="aminah")
    assert list(store.referrals(Role.PLANNER)["consent"]) == ["ya", "tidak", "ya"]


def test_importing_twice_changes_nothing(store):
    """The second time every row is known and not one byte of any table differs."""
    given = intake(20, protected=3, quarantined=4)
    assert store.add_intake(given, now=NOW, actor="aminah") == ImportReport(20, 0, 4, 3)
    before = everything(store)
    assert store.add_intake(given, now=NOW + timedelta(days=1), actor="badrul") == ImportReport(0, 20, 0, 0)
    assert everything(store) == before


def test_overlapping_exports_add_only_the_new(store):
    """Two files that share rows give each referral once."""
    store.add_intake(intake(20), now=NOW, actor="aminah")
    assert store.add_intake(intake(20, start=10), now=NOW, actor="aminah") == ImportReport(10, 10, 0, 0)
    assert len(store.referrals(Role.PLANNER)) == 30


def test_nothing_of_a_refused_intake_is_kept(store):
    """An intake with one frame that breaks its schema leaves the store as it was."""
    given = intake(5)
    broken = given.protection.drop(columns="due_at")
    before = everything(store)
    with pytest.raises(PlannerError, match="due_at"):
        store.add_intake(
            type(given)(given.ledger, given.referrals, given.quarantined, broken, given.contacts), now=NOW, actor="a"
        )
    assert everything(store) == before


def test_a_choice_of_referrals(store):
    """Referrals can be asked for by id and by time."""
    store.add_intake(intake(20), now=NOW, actor="aminah")
    named = store.referrals(Role.JKM, referral_ids=["r00000003", "r00000001", "nobody"])
    assert list(named["referral_id"]) == ["r00000001", "r00000003"]
    recent = store.referrals(Role.JKM, since=NOW + timedelta(minutes=15))
    assert list(recent["referral_id"]) == [f"r{n:08d}" for n in range(15, 20)]


def test_contacts_are_for_the_case_team_and_each_reading_is_logged(store):
    """The case team reads the vault, the planner does not, and the restricted log names what was read by whom."""
    store.add_intake(intake(5), now=NOW, actor="aminah")
    with pytest.raises(PlannerError) as refused:
        store.contacts(Role.PLANNER, actor="aminah", now=NOW, referral_ids=["r00000001"])
    assert refused.value.faults[0].code == "E1701"
    got = store.contacts(Role.JKM, actor="badrul", now=NOW, referral_ids=["r00000002", "r00000001"])
    pd.testing.assert_frame_equal(check(got, CONTACTS), contacts(2, 1), check_dtype=False)
    log = store.audit_log(Role.JKM, chain=audit.RESTRICTED)
    assert list(log["action"]) == ["contacts.read"]
    assert log["actor"][0] == "badrul"
    assert "r00000001" in log["detail"][0]


def test_protected_cases_are_the_case_teams_alone(store):
    """Only the case team sees the queue, the one due first on top; each look is on the restricted log."""
    store.add_intake(intake(protected=4), now=NOW, actor="aminah")
    for role in set(Role) - {Role.JKM}:
        with pytest.raises(PlannerError, match="E1701"):
            store.protection(role, actor="x", now=NOW)
    queue = check(store.protection(Role.JKM, actor="badrul", now=NOW), PROTECTION)
    assert list(queue["case_id"]) == ["c000003", "c000002", "c000001", "c000000"]
    assert queue["text"][0] == "teks terlindung 3"
    assert list(store.audit_log(Role.JKM, chain=audit.RESTRICTED)["action"]) == ["import", "protection.read"]


def test_a_protected_case_leaves_no_trace_outside(store, new_url):
    """Stores that differ by protected cases alone give planner and ministry the same, log included."""
    plain = open_store(new_url("sqlite"), key=KEY)
    plain.add_intake(intake(5, quarantined=1), now=NOW, actor="aminah")
    store.add_intake(intake(5, quarantined=1, protected=3), now=NOW, actor="aminah")
    store.protection(Role.JKM, actor="badrul", now=NOW)
    pd.testing.assert_frame_equal(store.audit_log(Role.MINISTRY), plain.audit_log(Role.MINISTRY))
    pd.testing.assert_frame_equal(store.referrals(Role.PLANNER), plain.referrals(Role.PLANNER))
    pd.testing.assert_frame_equal(store.quarantined(Role.PLANNER), plain.quarantined(Role.PLANNER))


def test_a_case_is_taken_once(store):
    """Two people cannot take the same case; a closed one leaves the queue."""
    store.add_intake(intake(protected=1), now=NOW, actor="aminah")
    store.take_case("c000000", role=Role.JKM, actor="badrul", now=NOW)
    with pytest.raises(PlannerError, match="E1710"):
        store.take_case("c000000", role=Role.JKM, actor="chong", now=NOW)
    assert list(store.protection(Role.JKM, actor="chong", now=NOW)["taken_by"]) == ["badrul"]
    store.close_case("c000000", role=Role.JKM, actor="badrul", now=NOW)
    assert store.protection(Role.JKM, actor="chong", now=NOW).empty


def test_refused_rows_wait_for_correction(store):
    """A quarantined row is kept with its content, is known again wherever it stands, and closes once."""
    raw = pd.DataFrame({"row": [1, 2], "Nama": ["Orang Rekaan", "Lain"], "Tarikh": ["31/02/2021", "?"]})
    store.add_intake(intake(quarantined=2), now=NOW, actor="aminah", source=Source("abc"), raw=raw)
    moved = raw.assign(row=[2, 1])
    again = store.add_intake(intake(quarantined=2), now=NOW, actor="aminah", source=Source("def"), raw=moved)
    assert again.quarantined == 0
    listed = store.quarantined(Role.PLANNER)
    assert "Orang Rekaan" not in listed.to_csv()
    first = listed["quarantine_id"][0]
    (opened,) = store.quarantined_rows(Role.JKM, actor="badrul", now=NOW, quarantine_ids=[first])
    assert opened["content"]["Tarikh"] == "31/02/2021"
    words = {"role": Role.PLANNER, "actor": "aminah", "now": NOW, "reason": "nobody answers"}
    store.drop_quarantined(first, **words)
    assert len(store.quarantined(Role.PLANNER)) == 1
    with pytest.raises(PlannerError, match="E1709"):
        store.drop_quarantined(first, **words)
    with pytest.raises(PlannerError, match="E1709"):
        store.quarantined_rows(Role.JKM, actor="badrul", now=NOW, quarantine_ids=[first])


def test_nothing_of_a_person_is_readable_in_the_file(tmp_path):
    """Names, phones, addresses, notes and protected texts are nowhere in the bytes of the database."""
    store = open_store(f"sqlite:///{tmp_path}/k.db", key=KEY)
    raw = pd.DataFrame({"row": [1], "Nama": ["Orang Terkuarantin"]})
    store.add_intake(intake(30, protected=3, quarantined=1), now=NOW, actor="aminah", raw=raw)
    store.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for word in ("Orang", "+60100", "PPR Rekaan", "nota ", "terlindung", "rahsia-bukti", "Blok"):
        assert word.encode() not in content


def test_hostile_text_is_only_text(store):
    """SQL, markup, NUL, lone surrogates and right-to-left marks go in and come out as text."""
    given = intake(5)
    hostile = ["'; DROP TABLE referrals; --", "<script>", "a\0b", "\ud83d", "\u202eabc"]
    given.referrals["text"] = pd.Series(hostile, dtype=object)
    given.referrals["needs"] = given.referrals["text"]
    store.add_intake(given, now=NOW, actor="aminah")
    back = list(store.referrals(Role.PLANNER)["text"])
    assert back == ["'; DROP TABLE referrals; --", "<script>", "a\ufffdb", "?", "\u202eabc"]
