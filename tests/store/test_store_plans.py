"""Plans are kept as they are, anchored, and need two people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from store_people import NOW, plan

from planner.errors import PlannerError
from planner.roles import Role
from planner.store import audit

P = Role.PLANNER
WORDS = {"role": P, "actor": "aminah", "now": NOW}


def test_a_plan_comes_back_equal(store):
    """What was saved is what is read, to the last record, and its receipt is anchored."""
    store.save_plan(plan(), **WORDS)
    assert store.plan("p1", Role.JKM) == plan()
    assert audit.verify(store) == ()
    assert list(store.audit_log(P)["action"]) == ["plan.saved"]


def test_saving_again_changes_nothing_but_another_takes_its_place(store):
    """The same plan is not logged twice; a changed draft is, and voids the first approval."""
    store.save_plan(plan(), **WORDS)
    store.save_plan(plan(), **WORDS)
    assert len(store.audit_log(P)) == 1
    store.approve("p1", "aminah", P, "good", now=NOW)
    store.save_plan(replace(plan(), title="another"), **WORDS)
    assert store.approvals("p1", P) == ()
    assert audit.verify(store) == ()


def test_two_different_people_approve(store):
    """One person cannot approve twice, however the name is written; two can, and then the plan stands still."""
    store.save_plan(plan(), **WORDS)
    assert store.approve("p1", "Aminah", P, "tested on the road", now=NOW).step == 1
    for same in ("Aminah", "aminah ", "AMINAH"):
        with pytest.raises(PlannerError, match="E1714"):
            store.approve("p1", same, P, "again", now=NOW)
    assert store.plans(P)["is_approved"].tolist() == [False]
    assert store.approve("p1", "badrul", Role.PDRM, "escort is there", now=NOW + timedelta(hours=1)).step == 2
    assert store.plans(P)["is_approved"].tolist() == [True]
    assert [given.reason for given in store.approvals("p1", P)] == ["tested on the road", "escort is there"]
    with pytest.raises(PlannerError, match="E1712"):
        store.save_plan(replace(plan(), title="another"), **WORDS)
    store.withdraw_approval("p1", "badrul", Role.PDRM, "the road is flooded", now=NOW)
    store.save_plan(replace(plan(), title="another"), **WORDS)


def test_a_reason_is_on_record(store):
    """Approvals and overrides carry their reason into the log."""
    store.save_plan(plan(), **WORDS)
    store.approve("p1", "aminah", P, "because of the flood", now=NOW)
    store.record_override("p1", "stop moved", "aminah", P, "the hall is closed", now=NOW)
    log = store.audit_log(Role.MINISTRY).set_index("action")["detail"]
    assert "because of the flood" in log["plan.approved"]
    assert "the hall is closed" in log["plan.override"]
    with pytest.raises(PlannerError, match="E1708"):
        store.approve("p1", "badrul", P, " ", now=NOW)


def test_no_such_plan(store):
    """Asking for an unknown plan says so."""
    with pytest.raises(PlannerError, match="E1713"):
        store.plan("nothing", P)
    with pytest.raises(PlannerError, match="E1713"):
        store.approve("nothing", "aminah", P, "why not", now=NOW)


@pytest.mark.parametrize("column", ["body_hash", "receipt_hash"])
def test_a_swapped_plan_is_found(store, column):
    """A plan that is not the one anchored in the record breaks the verification."""
    store.save_plan(plan(), **WORDS)
    with store.writing() as connection:
        connection.execute(text(f"UPDATE plans SET {column} = 'f'"))
    assert [found.cause for found in audit.verify(store)] == ["plan p1 is not the one anchored here"]


def test_plans_are_listed_newest_first(store):
    """The list tells title, dates, who saved it and how far the approval is."""
    store.save_plan(plan(), **WORDS)
    store.save_plan(replace(plan(), plan_id="p2"), role=P, actor="badrul", now=NOW + timedelta(days=1))
    listed = store.plans(Role.PDRM)
    assert listed["plan_id"].tolist() == ["p2", "p1"]
    assert listed["saved_by"].tolist() == ["badrul", "aminah"]
    assert listed["start"].tolist() == [date(2021, 7, 7).isoformat()] * 2
