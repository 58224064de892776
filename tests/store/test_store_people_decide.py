"""Outcomes, addresses, duplicates and onward referrals: kept, corrected, undone, and seen by the right people."""

from datetime import timedelta

import pandas as pd
import pytest
from store_people import NOW, intake, onward

from planner.errors import PlannerError
from planner.frames import VISITED, check
from planner.model.record import Outcome, OutcomeKind
from planner.roles import Role
from planner.store import audit

WORDS = {"role": Role.PLANNER, "actor": "aminah", "now": NOW}
CASE_TEAM = {"role": Role.JKM, "actor": "badrul", "now": NOW}


def outcome(households=20, kind=OutcomeKind.DELIVERED, *, serves="s1", place="ppr-1", hours=0, household="") -> Outcome:
    baskets = households if kind is OutcomeKind.DELIVERED else 0
    return Outcome("p1", serves, place, kind, NOW + timedelta(hours=hours), households, baskets, household)


def test_outcomes_feed_the_next_recommendation(store):
    """Served households are counted by place and day; doors without delivery and nameless places are not."""
    given = [
        outcome(20),
        outcome(5, serves="s2", hours=2),
        outcome(7, serves="s3", place="ppr-2", hours=30),
        outcome(1, OutcomeKind.ABSENT, serves="s4", place="ppr-3"),
        outcome(1, OutcomeKind.REFUSED, serves="s5", place="ppr-3"),
        outcome(1, serves="s6", place=""),
    ]
    assert store.add_outcomes(given, **WORDS) == 6
    seen = check(store.visited(), VISITED)
    expected = pd.DataFrame(
        {"place_id": ["ppr-1", "ppr-2"], "visited_at": [NOW, NOW + timedelta(hours=30)], "households": [25, 7]}
    )
    pd.testing.assert_frame_equal(seen, expected, check_dtype=False)


def test_no_outcome_no_visit(store):
    """An empty store has been nowhere, in a frame that passes its schema."""
    assert check(store.visited(), VISITED).empty


def test_outcomes_sent_twice_count_once_and_corrections_correct(store):
    """A phone that sends again adds nothing; another figure for the same stop and day takes the first one's place."""
    store.add_outcomes([outcome(20)], **WORDS)
    assert store.add_outcomes([outcome(20)], **WORDS) == 0
    assert store.add_outcomes([outcome(18)], **WORDS) == 1
    assert store.add_outcomes([outcome(20)], **WORDS) == 0  # a late repetition of the first message
    assert store.visited()["households"].tolist() == [18]
    assert len(store.outcomes(Role.PDRM)) == 1
    store.add_outcomes([outcome(9, hours=24)], **WORDS)  # the next day is another visit
    assert store.visited()["households"].tolist() == [18, 9]


def test_kinds_stand_side_by_side_at_a_stop_and_replace_each_other_at_a_door(store):
    """At a stop 190 delivered and 10 absent hold, each corrected by itself; a door has one outcome a day."""
    store.add_outcomes([outcome(10, OutcomeKind.ABSENT), outcome(190)], **WORDS)
    assert _held(store) == {("absent", "", 10), ("delivered", "", 190)}
    store.add_outcomes([outcome(12, OutcomeKind.ABSENT)], **WORDS)
    assert _held(store) == {("absent", "", 12), ("delivered", "", 190)}
    store.add_outcomes([outcome(1, OutcomeKind.ABSENT, household="h1")], **WORDS)
    store.add_outcomes([outcome(1, household="h1", hours=2)], **WORDS)
    assert _held(store) == {("absent", "", 12), ("delivered", "", 190), ("delivered", "h1", 1)}


def _held(store) -> set:
    """What the outcomes that hold say: kind, household, how many."""
    found = store.outcomes(Role.PLANNER)
    return set(found[["kind", "household_id", "households"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "wrong", [{"households": -1}, {"kind": OutcomeKind.ABSENT, "baskets": 1}, {"visited_at": NOW.replace(tzinfo=None)}]
)
def test_outcomes_that_cannot_be(wrong):
    """Negative counts, baskets without delivery and times without zone are refused."""
    good = {"kind": OutcomeKind.DELIVERED, "visited_at": NOW, "households": 1, "baskets": 1}
    with pytest.raises(ValueError, match=r"."):
        Outcome("p1", "s1", "x", **{**good, **wrong})


def test_link_decisions_hold_until_undone(store):
    """The last decision on a pair holds, in whichever order it is named; undone, none does."""
    decide = store.link_decisions.decide
    decide("r2", "r1", is_same=True, reason="same phone", **WORDS)
    second = decide("r1", "r2", is_same=False, reason="two sisters", **WORDS)
    held = store.link_decisions.all(Role.JKM)
    assert held[["left_id", "right_id", "decision"]].to_numpy().tolist() == [["r1", "r2", "different"]]
    store.link_decisions.undo(second, **WORDS)
    assert store.link_decisions.all(Role.PLANNER).empty
    with pytest.raises(PlannerError, match="E1716"):
        store.link_decisions.undo(second, **WORDS)
    with pytest.raises(PlannerError, match="E1715"):
        decide("r1", "r1", is_same=True, reason="itself", **WORDS)


def test_resolutions_hold_until_undone(store):
    """A person's placing of an address survives a re-import, is replaced by the next, and can be undone."""
    store.add_intake(intake(3), now=NOW, actor="aminah")
    place = {"place_id": "ppr-1", "place_name": "PPR Rekaan", "lon": 101.7, "lat": 3.1, "level": "block", "unit": ""}
    store.resolutions.resolve("r00000001", place, **WORDS)
    second = store.resolutions.resolve("r00000001", {**place, "place_id": "ppr-2"}, **WORDS)
    store.add_intake(intake(3), now=NOW, actor="aminah")
    held = store.resolutions.all(Role.PLANNER)
    assert held[["referral_id", "place_id", "actor"]].to_numpy().tolist() == [["r00000001", "ppr-2", "aminah"]]
    store.resolutions.undo(second, **WORDS)
    assert store.resolutions.all(Role.PLANNER).empty
    with pytest.raises(PlannerError, match="E1717"):
        store.resolutions.resolve("nobody", place, **WORDS)


def test_a_social_problem_reaches_the_case_team_alone(store):
    """A police officer records it and cannot read it; the case team sees it with who took it up and when."""
    met = onward("a child is left alone", "Blok 3, PPR Rekaan", "emergency")
    store.onward_referrals.record(onward("papers", "hall", "normal"), **WORDS)
    key = store.onward_referrals.record(met, role=Role.PDRM, actor="sjn rekaan", now=NOW)
    for role in set(Role) - {Role.JKM}:
        with pytest.raises(PlannerError, match="E1701"):
            store.onward_referrals.all(role, actor="x", now=NOW)
    queue = store.onward_referrals.all(**CASE_TEAM)
    assert queue["what"].tolist() == ["a child is left alone", "papers"]
    assert queue["recorded_by"].tolist() == ["sjn rekaan", "aminah"]
    store.onward_referrals.take(key, **CASE_TEAM)
    with pytest.raises(PlannerError, match="E1710"):
        store.onward_referrals.take(key, role=Role.JKM, actor="chong", now=NOW)
    taken = store.onward_referrals.all(**CASE_TEAM).iloc[0]
    assert (taken["status"], taken["taken_by"], taken["taken_at"]) == ("taken", "badrul", NOW)
    store.onward_referrals.close(key, **CASE_TEAM)
    assert len(store.onward_referrals.all(**CASE_TEAM)) == 1
    assert store.audit_log(Role.MINISTRY).empty
    assert set(store.audit_log(Role.JKM, chain=audit.RESTRICTED)["action"]) >= {"onward.recorded", "onward.taken"}
