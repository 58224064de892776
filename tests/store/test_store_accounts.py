"""Passwords are kept as scrypt hashes, tries are limited, and the demonstration stays away from real people."""

import base64
import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from store_people import NOW, intake

from planner.errors import PlannerError
from planner.model.dispatch import DatedRule
from planner.model.kinds import RuleKind
from planner.roles import Role
from planner.store import passwords

P = Role.PLANNER
BY = {"role": P, "actor": "ketua", "now": NOW}
GOOD = "hujan di tengah hari"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """A light cost: the tests try many passwords. The real one is judged below."""
    monkeypatch.setattr(passwords, "_LOG_N", 4)


def test_the_real_cost_is_owasps():
    """As shipped, a hash has N = 2^17, r = 8, p = 1 and is what hashlib's scrypt gives for them."""
    import importlib  # noqa: PLC0415

    fresh = importlib.reload(passwords)
    kept = fresh.hash_password(GOOD)
    _, kind, parameters, salt, made = kept.split("$")
    assert (kind, parameters) == ("scrypt", "ln=17,r=8,p=1")
    salt_bytes = base64.b64decode(salt + "==")
    expected = hashlib.scrypt(GOOD.encode(), salt=salt_bytes, n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
    assert base64.b64decode(made + "=") == expected
    assert fresh.is_password(GOOD, kept)
    assert not fresh.is_password(GOOD + " ", kept)


def test_sign_in(store):
    """The right password opens the account, whatever the case of the name; anything else gives the same answer."""
    store.accounts.add("Aminah", Role.JKM, GOOD, **BY)
    assert store.accounts.sign_in("aminah ", GOOD, now=NOW).role == "jkm"
    answers = set()
    for name, password in (("aminah", "wrong password"), ("nobody", GOOD), ("aminah", "")):
        with pytest.raises(PlannerError) as refused:
            store.accounts.sign_in(name, password, now=NOW)
        answers.add(str(refused.value))
    assert len(answers) == 1
    assert "E1718" in answers.pop()


def test_ten_wrong_tries_wait(store):
    """After ten wrong passwords even the right one waits fifteen minutes."""
    store.accounts.add("aminah", P, GOOD, **BY)
    for _ in range(10):
        with pytest.raises(PlannerError):
            store.accounts.sign_in("aminah", "not the password", now=NOW)
    with pytest.raises(PlannerError, match="E1718"):
        store.accounts.sign_in("aminah", GOOD, now=NOW + timedelta(minutes=14))
    assert store.accounts.sign_in("aminah", GOOD, now=NOW + timedelta(minutes=16)).name == "aminah"
    assert "account.locked" in set(store.audit_log(P)["action"])


def test_a_disabled_account_stays_out(store):
    """Disabled it does not open, enabled it does; there is no silent second account of the name."""
    store.accounts.add("aminah", P, GOOD, **BY)
    store.accounts.set_enabled("aminah", is_enabled=False, **BY)
    with pytest.raises(PlannerError, match="E1718"):
        store.accounts.sign_in("aminah", GOOD, now=NOW)
    assert [account.is_disabled for account in store.accounts.all(P)] == [True]
    with pytest.raises(PlannerError, match="E1719"):
        store.accounts.add("AMINAH", P, GOOD, **BY)
    store.accounts.set_enabled("aminah", is_enabled=True, **BY)
    store.accounts.sign_in("aminah", GOOD, now=NOW)
    with pytest.raises(PlannerError, match="E1721"):
        store.accounts.set_enabled("nobody", is_enabled=True, **BY)


def test_changing_ones_password(store):
    """The old password is asked and no longer opens afterwards."""
    store.accounts.add("aminah", P, GOOD, **BY)
    with pytest.raises(PlannerError, match="E1718"):
        store.accounts.change_password("aminah", "a wrong old one", "petang yang tenang", now=NOW)
    store.accounts.change_password("aminah", GOOD, "petang yang tenang", now=NOW)
    with pytest.raises(PlannerError, match="E1718"):
        store.accounts.sign_in("aminah", GOOD, now=NOW)
    store.accounts.sign_in("aminah", "petang yang tenang", now=NOW)


@pytest.mark.parametrize("weak", ["short", "x" * 300, "ababababababab", "my name is Aminah"])
def test_weak_passwords(store, weak):
    """Short, endless, repeated or telling passwords are refused."""
    with pytest.raises(PlannerError, match="E1720"):
        store.accounts.add("aminah", P, weak, **BY)


def test_no_password_is_in_the_database(store):
    """Neither table nor record holds the password."""
    store.accounts.add("aminah", P, GOOD, **BY)
    with store.reading() as connection:
        rows = [
            *connection.execute(text("SELECT * FROM accounts")),
            *connection.execute(text("SELECT body FROM audit")),
        ]
    assert GOOD not in repr(rows)


def test_the_open_demonstration_refuses_real_people(store):
    """Made-up people may be shown openly; one real import and no more."""
    store.add_intake(intake(2), now=NOW, actor="demo", is_synthetic=True)
    store.must_be_demonstration()
    store.add_intake(intake(2), now=NOW, actor="demo")  # the same rows: nothing came in
    store.must_be_demonstration()
    store.add_intake(intake(3), now=NOW, actor="aminah")
    with pytest.raises(PlannerError, match="E1722"):
        store.must_be_demonstration()


def test_rules_by_their_dates(store):
    """Rules are kept, replaced by id, chosen by day and dropped."""
    rule = DatedRule("r1", RuleKind.CORDON, date(2021, 7, 3), date(2021, 7, 16), ("Kampung Baru",))
    store.save_rules([rule], **BY)
    store.save_rules([DatedRule("r2", RuleKind.CURFEW, date(2021, 8, 1), date(2021, 8, 31), at_s=72_000)], **BY)
    assert store.rules(Role.PDRM, first=date(2021, 7, 16), last=date(2021, 7, 20)) == (rule,)
    assert len(store.rules(P)) == 2
    store.drop_rule("r1", reason="it is over", **BY)
    assert [kept.rule_id for kept in store.rules(P)] == ["r2"]
    with pytest.raises(PlannerError, match="E1723"):
        store.drop_rule("r1", reason="it is over", **BY)
