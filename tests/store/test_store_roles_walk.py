"""Every public function of the store, called as every role: what the table does not list is refused and undone."""

import inspect
from datetime import date

import pytest
from store_people import KEY, NOW, intake, onward, plan
from test_store_derived import RUN

from planner.errors import PlannerError
from planner.model.dispatch import DatedRule
from planner.model.kinds import RuleKind
from planner.roles import Act, Role, Thing, may_do, may_see
from planner.store import audit, open_store

WHO = {"actor": "aminah", "now": NOW}
MET = onward("a problem", "a door", "soon")
RULE = DatedRule("r1", RuleKind.CURFEW, date(2021, 7, 1), date(2021, 7, 2))

# Desk and method → what it needs, and how it is called as a role.
ASKED = {
    "referrals": (Thing.REFERRALS, lambda s, r: s.referrals(r)),
    "placements": (Thing.REFERRALS, lambda s, r: s.placements(r)),
    "contacts": (Thing.CONTACTS, lambda s, r: s.contacts(r, referral_ids=["r00000001"], **WHO)),
    "quarantined": (Thing.QUARANTINE, lambda s, r: s.quarantined(r)),
    "quarantined_rows": (Thing.CONTACTS, lambda s, r: s.quarantined_rows(r, **WHO)),
    "drop_quarantined": (Act.RESOLVE, lambda s, r: s.drop_quarantined("q", role=r, reason="nobody answers", **WHO)),
    "protection": (Thing.PROTECTION, lambda s, r: s.protection(r, **WHO)),
    "take_case": (Act.HANDLE_CASE, lambda s, r: s.take_case("c000000", role=r, **WHO)),
    "close_case": (Act.HANDLE_CASE, lambda s, r: s.close_case("c000000", role=r, **WHO)),
    "release_case": (Act.HANDLE_CASE, lambda s, r: s.release_case("c000000", role=r, **WHO)),
    "households": (Thing.LINKS, lambda s, r: s.households(r)),
    "links": (Thing.LINKS, lambda s, r: s.links(r)),
    "link_review": (Thing.LINKS, lambda s, r: s.link_review(r)),
    "hotspots": (Thing.HOTSPOTS, lambda s, r: s.hotspots(r)),
    "runs": (Thing.AGGREGATES, lambda s, r: s.runs(r)),
    "save_plan": (Act.SAVE_PLAN, lambda s, r: s.save_plan(plan("p2"), role=r, **WHO)),
    "plan": (Thing.PLAN, lambda s, r: s.plan("p1", r)),
    "plans": (Thing.PLAN, lambda s, r: s.plans(r)),
    "approvals": (Thing.PLAN, lambda s, r: s.approvals("p1", r)),
    "approve": (Act.APPROVE, lambda s, r: s.approve("p1", "aminah", r, "good", now=NOW)),
    "withdraw_approval": (Act.APPROVE, lambda s, r: s.withdraw_approval("p1", "aminah", r, "bad", now=NOW)),
    "record_override": (Act.SAVE_PLAN, lambda s, r: s.record_override("p1", "moved", "aminah", r, "closed", now=NOW)),
    "outcomes": (Thing.OUTCOMES, lambda s, r: s.outcomes(r)),
    "add_outcomes": (Act.RECORD_OUTCOME, lambda s, r: s.add_outcomes([], role=r, **WHO)),
    "rules": (Thing.PLAN, lambda s, r: s.rules(r)),
    "save_rules": (Act.SET_RULES, lambda s, r: s.save_rules([RULE], role=r, **WHO)),
    "drop_rule": (Act.SET_RULES, lambda s, r: s.drop_rule("r1", role=r, reason="over", **WHO)),
    "forget": (Act.FORGET, lambda s, r: s.forget("r00000001", role=r, reason="asked", **WHO)),
    "expire": (Act.FORGET, lambda s, r: s.expire(NOW, role=r, **WHO)),
    "audit_log": (Thing.AUDIT, lambda s, r: s.audit_log(r)),
    "audit_log, restricted": (Thing.RESTRICTED_AUDIT, lambda s, r: s.audit_log(r, chain=audit.RESTRICTED)),
    "accounts.all": (Thing.ACCOUNTS, lambda s, r: s.accounts.all(r)),
    "accounts.add": (
        Act.KEEP_ACCOUNTS,
        lambda s, r: s.accounts.add("x", Role.JKM, "a long enough one", role=r, **WHO),
    ),
    "accounts.set_enabled": (
        Act.KEEP_ACCOUNTS,
        lambda s, r: s.accounts.set_enabled("x", is_enabled=True, role=r, **WHO),
    ),
    "resolutions.all": (Thing.REFERRALS, lambda s, r: s.resolutions.all(r)),
    "resolutions.resolve": (Act.RESOLVE, lambda s, r: s.resolutions.resolve("r00000001", {}, role=r, **WHO)),
    "resolutions.undo": (Act.RESOLVE, lambda s, r: s.resolutions.undo("x", role=r, **WHO)),
    "link_decisions.all": (Thing.LINKS, lambda s, r: s.link_decisions.all(r)),
    "link_decisions.decide": (
        Act.LINK,
        lambda s, r: s.link_decisions.decide("a", "b", is_same=True, reason="same", role=r, **WHO),
    ),
    "link_decisions.undo": (Act.LINK, lambda s, r: s.link_decisions.undo("x", role=r, **WHO)),
    "onward_referrals.all": (Thing.ONWARD, lambda s, r: s.onward_referrals.all(r, **WHO)),
    "onward_referrals.record": (Act.RECORD_ONWARD, lambda s, r: s.onward_referrals.record(MET, role=r, **WHO)),
    "onward_referrals.take": (Act.HANDLE_CASE, lambda s, r: s.onward_referrals.take("x", role=r, **WHO)),
    "onward_referrals.close": (Act.HANDLE_CASE, lambda s, r: s.onward_referrals.close("x", role=r, **WHO)),
}
# What asks no role, and why that is no way around the table.
OPEN = {
    "add_intake": "writes what a file held and gives back four counts",
    "save_placements": "written by `kembara hotspots`; gives back a count",
    "save_linkage": "written by `kembara hotspots`, forget and expire; gives back nothing",
    "save_hotspots": "written by `kembara hotspots`; gives back a run's id",
    "visited": "places and counts of public deliveries, no person",
    "revision": "one number",
    "last_act": "one number",
    "changes_since": "one number",
    "has_real_data": "yes or no",
    "must_be_demonstration": "yes or no",
    "accounts.sign_in": "asks the password",
    "accounts.change_password": "asks the password",
    "reading": "the desks' own connection",
    "writing": "the desks' own connection",
    "log": "writes to the record, reads nothing",
    "close": "lets go",
    "is_empty": "yes or no",
    "delivered": "counts by stop for aggregates, as visited; no door and nobody in it",
    "accounts.admit": "asks what the account may, after the password",
    "accounts.is_open": "yes or no",
}
DESKS = ("accounts", "resolutions", "link_decisions", "onward_referrals")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with something to see."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('walk')}/k.db", key=KEY)
    opened.add_intake(intake(3, protected=1), **WHO)
    opened.save_plan(plan(), role=Role.PLANNER, **WHO)
    assert RUN
    yield opened
    opened.close()


def public(thing: object) -> set[str]:
    return {name for name, _ in inspect.getmembers(thing, callable) if not name.startswith("_")}


def test_the_walk_is_complete(store):
    """Every public function of the store and its desks is either walked below or listed as open with a reason."""
    found = public(store) - set(DESKS) | {f"{desk}.{name}" for desk in DESKS for name in public(getattr(store, desk))}
    walked = {name.split(",")[0] for name in ASKED}
    assert found == walked | OPEN.keys()
    assert not walked & OPEN.keys()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(ASKED))
def test_as_every_role(store, name, role):
    """A role that may is not turned away by E1701; one that may not always is, and nothing is written."""
    needed, call = ASKED[name]
    allowed = may_see(role, needed) if isinstance(needed, Thing) else may_do(role, needed)
    before = store.revision()
    try:
        call(store, role)
        codes = set()
    except PlannerError as error:
        codes = {fault.code for fault in error.faults}
    assert ("E1701" not in codes) == allowed
    if not allowed:
        assert store.revision() == before


@pytest.mark.parametrize("name", list(ASKED))
def test_a_word_that_is_no_role(store, name):
    """Neither an unknown role nor an empty one gets anything."""
    for word in ("", "admin", "PLANNER"):
        with pytest.raises(PlannerError, match="E1702"):
            ASKED[name][1](store, word)
