"""Forgotten means gone: rows, keys, files, backups, plans, and no way back by re-import."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from store_people import KEY, NOW, intake, onward, plan
from test_store_backup import fill
from test_store_derived import RUN, linkage

from planner.errors import PlannerError
from planner.model.record import Outcome, OutcomeKind
from planner.roles import Role
from planner.store import audit, backup, open_store, restore
from planner.store.tables import data_keys

P, J = Role.PLANNER, Role.JKM
WHO = {"actor": "aminah", "now": NOW}
ASKED = {"role": J, "reason": "asked for in writing", **WHO}


def secrets(store) -> dict[str, bytes]:
    with store.reading() as connection:
        return {row.subject_id: bytes(row.secret) for row in connection.execute(select(data_keys))}


def test_a_household_is_forgotten(store):
    """Its referrals, contacts and links go, the others stay, the certificate counts and the record verifies."""
    fill(store)
    proof = store.forget("h1", **ASKED)
    assert dict(proof.removed) | {"referrals": 2, "contacts": 2, "links": 2, "households": 1} == dict(proof.removed)
    assert proof.secrets == 3
    assert proof.is_wiped
    left = store.referrals(P)["referral_id"]
    assert len(left) == 28
    assert not {"r00000000", "r00000001"} & set(left)
    assert store.contacts(J, referral_ids=["r00000000"], **WHO).empty
    assert store.households(P)["household_id"].tolist() == ["h2"]
    assert audit.verify(store) == ()
    last = store.audit_log(Role.MINISTRY).iloc[-1]
    assert last["action"] == "forgotten"
    assert "h1" not in last["subject"] + last["detail"]
    with pytest.raises(PlannerError, match="E1728"):
        store.forget("h9", **ASKED)


def test_a_re_import_does_not_bring_it_back(store):
    """The same file imported again adds nothing of the forgotten."""
    fill(store)
    store.forget("h1", **ASKED)
    report = store.add_intake(intake(30, protected=3), **WHO)
    assert (report.added, report.known) == (0, 30)
    assert len(store.referrals(P)) == 28


def test_doors_leave_the_kept_plans(store):
    """A plan that delivered to the household stays, without its id and with a coarse door, anchored anew."""
    fill(store)
    proof = store.forget("h1", **ASKED)
    assert proof.plans == ("p1",)
    kept = store.plan("p1", P)
    door = kept.patrol_problem.deliveries[0]
    assert "h1" not in repr(kept)
    assert (door.lon, door.lat) == (101.71, 3.11)
    assert kept.convoys == plan().convoys
    assert audit.verify(store) == ()


def test_the_secrets_are_not_in_the_file_any_more(tmp_path):
    """After forgetting, the bytes of the keys are in neither the database nor its journal."""
    store = open_store(f"sqlite:///{tmp_path}/k.db", key=KEY)
    fill(store)
    before = secrets(store)
    gone = [before[subject] for subject in ("r00000000", "r00000001", "household:h1")]
    files = [tmp_path / "k.db", tmp_path / "k.db-wal"]
    assert all(any(secret in file.read_bytes() for file in files) for secret in gone)
    store.forget("h1", **ASKED)
    assert not any(secret in file.read_bytes() for file in files for secret in gone)
    assert before["r00000002"] == secrets(store)["r00000002"]


def test_backups_forget_too(url, new_url, tmp_path):
    """A backup made before the forgetting restores without the household; one out of reach is named."""
    store = open_store(url, key=KEY)
    fill(store)
    near, far = tmp_path / "near.zip", tmp_path / "far.zip"
    backup(url, near, key=KEY, **WHO)
    backup(url, far, key=KEY, actor="aminah", now=NOW + timedelta(hours=1))
    archive = near.read_bytes()
    before = secrets(store)
    Path(f"{far}.keys").rename(tmp_path / "on-a-stick")
    proof = store.forget("h1", **ASKED)
    assert proof.cleaned == (f"{near}.keys",)
    assert proof.unreached == (f"{far}.keys",)
    assert near.read_bytes() == archive  # the archive itself may be anywhere: only the keys had to go
    kept = Path(f"{near}.keys").read_text()
    assert base64.b64encode(before["r00000000"]).decode() not in kept
    assert json.loads(kept.splitlines()[1])["subject"]
    other = new_url("sqlite")
    report = restore(near, other, key=KEY, **WHO)
    assert report.forgotten >= 5
    copy = open_store(other, key=KEY)
    assert len(copy.referrals(P)) == 28
    assert "p1" not in copy.plans(P)["plan_id"].tolist()  # its old form held the door
    assert audit.verify(copy) == ()
    assert copy.add_intake(intake(2), **WHO).added == 0


def test_one_referral_or_one_case_can_be_forgotten(store):
    """A referral without household and a protected case go by their own ids, the case without trace in the main log."""
    fill(store)
    assert dict(store.forget("r00000020", **ASKED).removed)["referrals"] == 1
    entries = len(store.audit_log(P))
    assert dict(store.forget("c000001", **ASKED).removed)["protection_cases"] == 1
    assert len(store.audit_log(P)) == entries
    assert len(store.protection(J, **WHO)) == 2
    assert store.add_intake(intake(protected=3), **WHO).protection == 0


def test_what_is_old_expires(store):
    """Households last heard of before the day go, with closed cases and refused rows; younger ones stay whole."""
    fill(store)  # referrals one minute apart
    store.save_linkage(
        linkage(("r00000000", "old"), ("r00000001", "old"), ("r00000002", "mixed"), ("r00000029", "mixed")), RUN
    )
    store.close_case("c000000", role=J, **WHO)
    proof = store.expire(NOW + timedelta(minutes=10), role=J, actor="calendar", now=NOW + timedelta(days=400))
    left = set(store.referrals(P)["referral_id"])
    assert left == {"r00000002", *(f"r{n:08d}" for n in range(10, 30))}
    assert dict(proof.removed)["protection_cases"] == 1
    assert dict(proof.removed)["quarantine"] == 1
    assert len(store.protection(J, **WHO)) == 2
    assert audit.verify(store) == ()


def test_only_the_case_team_deletes(store):
    """No other role may."""
    fill(store)
    for role in set(Role) - {J}:
        with pytest.raises(PlannerError, match="E1701"):
            store.forget("h1", **{**ASKED, "role": role})


def test_the_only_referral_of_a_household_means_the_household(store):
    """Where it lives and who lives there was made of that referral alone, so it goes too; another's household stays."""
    fill(store)
    assert dict(store.forget("r00000002", **ASKED).removed)["households"] == 1
    assert store.households(P)["household_id"].tolist() == ["h1"]
    store.forget("r00000000", **ASKED)
    assert store.households(P)["household_id"].tolist() == ["h1"]


def test_outcomes_keep_no_name_of_the_household(store):
    """An outcome at its door still counts, and fits the redacted plan's door, under a name that leads nowhere."""
    fill(store)
    store.add_outcomes([Outcome("p1", "to-h1", "s1", OutcomeKind.DELIVERED, NOW, 1, 1, "h1")], role=P, **WHO)
    store.forget("h1", **ASKED)
    told = store.outcomes(P).iloc[0]
    door = store.plan("p1", P).patrol_problem.deliveries[0]
    assert (told["serves_id"], told["household_id"]) == (door.delivery_id, door.household_id)
    assert "h1" not in " ".join(map(str, told))
    assert len(store.delivered()) == 0  # a door is no public stop, also afterwards


def test_problems_passed_on_are_forgotten_and_expire(store):
    """By their id, and by the calendar once closed, without trace in the main log."""
    fill(store)  # one, still open
    entries = len(store.audit_log(P))
    old = store.onward_referrals.record(onward("another", "a door", "soon"), role=P, **WHO)
    store.onward_referrals.close(old, role=J, **WHO)
    later = {"role": J, "actor": "calendar", "now": NOW + timedelta(days=400)}
    assert dict(store.expire(NOW + timedelta(days=1), **later).removed)["onward_referrals"] == 1
    (left,) = store.onward_referrals.all(J, with_closed=True, **WHO)["onward_id"]
    entries = len(store.audit_log(P))
    assert dict(store.forget(left, **ASKED).removed)["onward_referrals"] == 1
    assert len(store.audit_log(P)) == entries
    assert store.onward_referrals.all(J, with_closed=True, **WHO).empty


def test_a_case_that_shares_its_id_with_a_referral_goes_on_both_chains(store):
    """The planners' record tells of the referral, the other one of the case; neither comes back, nor its contact."""
    both = intake(1, protected=1)
    both.protection["case_id"] = "r00000000"
    store.add_intake(both, **WHO)
    proof = dict(store.forget("r00000000", **ASKED).removed)
    assert (proof["referrals"], proof["protection_cases"], proof["contacts"]) == (1, 1, 1)
    assert json.loads(store.audit_log(P).iloc[-1]["detail"])["removed"] == {"contacts": 1, "referrals": 1}
    assert (store.add_intake(both, **WHO).added, store.add_intake(both, **WHO).protection) == (0, 0)
    assert store.contacts(J, referral_ids=["r00000000"], **WHO).empty


def test_a_forgotten_case_does_not_leave_its_contact_to_the_next_import(store):
    """The same file again brings back neither the case nor the phone and name that came with it."""
    given = intake(1, protected=1)
    given.contacts["referral_id"] = "c000000"
    given = replace(given, referrals=given.referrals.iloc[:0])
    store.add_intake(given, **WHO)
    store.forget("c000000", **ASKED)
    store.add_intake(given, **WHO)
    assert store.contacts(J, referral_ids=["c000000"], **WHO).empty


def test_the_same_again_reaches_what_was_out_of_reach(url, tmp_path):
    """A key file on a stick, or missed when the program was broken off, is cleaned by the next deletion of anything.

    A household that was linked away before it was forgotten is taken out too: its door lies in the old archive.
    """
    store = open_store(url, key=KEY)
    fill(store)
    secrets_before = secrets(store)
    backup(url, tmp_path / "b.zip", key=KEY, **WHO)
    keys, stick = tmp_path / "b.zip.keys", tmp_path / "stick"
    keys.rename(stick)
    store.save_linkage(linkage(("r00000000", "h3"), ("r00000001", "h3"), ("r00000002", "h2")), RUN)
    assert store.forget("h3", **ASKED).unreached == (str(keys),)
    stick.rename(keys)
    proof = store.forget("h3", **ASKED)
    assert (proof.cleaned, proof.unreached, sum(dict(proof.removed).values())) == ((str(keys),), (), 0)
    kept = keys.read_text()
    for subject in ("r00000000", "r00000001", "household:h1"):
        assert base64.b64encode(secrets_before[subject]).decode() not in kept
    for subject in ("r00000002", "household:h2"):
        assert base64.b64encode(secrets_before[subject]).decode() in kept
    store.close()


def test_a_refused_row_is_kept_until_it_is_closed(store):
    """Then its content and its secret go, and why it was refused stays."""
    fill(store)
    (row,) = store.quarantined(P)["quarantine_id"]
    assert store.quarantined_rows(J, **WHO)[0]["content"]["Nama"] == "Orang Rekaan"
    store.drop_quarantined(row, role=P, reason="nobody answers", **WHO)
    with pytest.raises(PlannerError, match="E1709"):
        store.quarantined_rows(J, quarantine_ids=[row], **WHO)
    assert f"quarantined:{row}" not in secrets(store)
    assert store.quarantined(P, status="dropped")["code"].tolist() == ["E1104"]
