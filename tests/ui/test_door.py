"""The door: open on made-up people alone, a sign-in on real ones, and pages by the role of the account."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner.errors import PlannerError
from planner.frames import CONTACTS, LEDGER, PROTECTION, QUARANTINED, REFERRALS
from planner.model.referral import Intake
from planner.roles import Role
from planner.ui import door, pages, session
from planner.workspace import Workspace
from tests.ui.conftest import NOW, result
from tests.ui.test_map_page import texts

ROOT = Path(__file__).parents[2]
PASSWORD = "pagi yang tenang di kampung"
BY = {"role": Role.PLANNER, "actor": "keeper", "now": NOW}


def keep_people(workspace, *, is_synthetic: bool) -> None:
    """Import one referral."""
    row = {"channel": "jkm_ops", "received_at": pd.Timestamp(NOW), "needs": "food", "is_bedridden": False}
    blank = {c.name: pd.NA if c.is_nullable else "" for c in REFERRALS.columns if not c.is_optional}
    people = pd.DataFrame([{**blank, "referral_id": "R1", "address_text": "PPR Jelatek", **row}])
    for name in ("lon", "lat"):
        people[name] = people[name].astype("Float64").astype(float)
    for name in ("household_size", "children", "elderly", "disabled", "infants"):
        people[name] = people[name].astype("Int64")
    intake = Intake(LEDGER.empty(), people, QUARANTINED.empty(), PROTECTION.empty(), CONTACTS.empty())
    workspace.store.add_intake(intake, now=NOW, actor="keeper", is_synthetic=is_synthetic)


@pytest.fixture
def opened(monkeypatch):
    """Opens the app; ``seen`` counts how often data were asked for."""
    seen: list[int] = []

    def load() -> object:
        seen.append(1)
        return result()

    monkeypatch.setattr(session, "load_result", load)
    return lambda: (AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run(), seen)


def sign_in(at: AppTest, name: str, password: str) -> AppTest:
    """Fill the form in and send it."""
    at.text_input[0].set_value(name)
    at.text_input[1].set_value(password)
    return at.button[0].click().run()


def test_made_up_people_open_without_sign_in(workspace, opened):
    """A workspace without a store, and one with made-up people only, show the demonstration and the role picker."""
    assert not workspace.has_store
    at, seen = opened()
    assert not at.exception
    assert seen
    assert at.sidebar.radio(key="role-ms")
    assert not workspace.has_store  # looking made none
    keep_people(workspace, is_synthetic=True)
    assert opened()[0].sidebar.radio(key="role-ms")


def test_real_people_show_nothing_before_the_sign_in(workspace, opened):
    """With real data there is a form, no role picker, no page, and nothing was even loaded."""
    keep_people(workspace, is_synthetic=False)
    at, seen = opened()
    assert not at.exception
    assert seen == []
    assert [title.value for title in at.title] == ["Log masuk"]
    assert [box.key for box in at.sidebar.radio] == ["language"]
    assert "Jelatek" not in texts(at)
    assert not at.dataframe


def test_a_key_alone_asks_for_a_sign_in(monkeypatch, workspace, opened):
    """Whoever sets KEMBARA_KEY means it: the open demonstration is closed before the first import."""
    settings = replace(workspace.settings, key=b"a key for tests only", is_demonstration_key=False)
    monkeypatch.setattr(session, "_workspace", lambda: Workspace(settings))
    at, seen = opened()
    assert seen == []
    assert at.title[0].value == "Log masuk"


def test_real_import_closes_a_session_that_was_open(workspace, opened):
    """A session of the open demonstration meets the sign-in at its next click once real people are in the store."""
    at, _ = opened()
    assert at.button(key="stop-S1")
    keep_people(workspace, is_synthetic=False)
    at.run()
    assert at.title[0].value == "Log masuk"


def test_wrong_password_is_refused(workspace, opened):
    """A wrong password gives E1718 and no data; the right one opens the page."""
    keep_people(workspace, is_synthetic=False)
    workspace.store.accounts.add("Aminah", Role.PLANNER, PASSWORD, **BY)
    at, seen = opened()
    sign_in(at, "aminah", "salah sama sekali")
    assert "E1718" in at.error[0].value
    assert seen == []
    sign_in(at, "aminah", PASSWORD)
    assert not at.exception
    assert at.title[0].value == "Ke mana Kembara seterusnya?"
    assert [box.key for box in at.sidebar.radio] == ["language"]


@pytest.mark.parametrize("role", list(Role))
def test_each_account_sees_its_pages_and_cannot_choose_another_role(workspace, opened, monkeypatch, role):
    """The account's role decides the pages, whatever a session claims beside it."""
    keep_people(workspace, is_synthetic=False)
    workspace.store.accounts.add("orang", role, PASSWORD, **BY)
    shown: list[list[str]] = []
    real = pages.st.navigation
    monkeypatch.setattr(pages.st, "navigation", lambda made: shown.append([p.url_path for p in made]) or real(made))
    at, _ = opened()
    at.session_state["role"] = Role.JKM
    sign_in(at, "orang", PASSWORD)
    assert not at.exception
    names = [entry.name for entry in pages.pages_of(role)]
    assert len(shown[-1]) == len(names)
    assert shown[-1][1:] == names[1:]  # the first page is the address without a path
    exact = {"map", "plan", "sheets", "outcomes"} & set(names)
    assert exact == (set() if role in {Role.MINISTRY, Role.ANALYST} else exact)
    assert ("map" in names) == (role in {Role.PLANNER, Role.JKM})


def test_closed_account_and_long_silence_end_a_session(workspace, opened, monkeypatch):
    """Disabling an account ends its sessions at the next click; so does an hour without one."""
    keep_people(workspace, is_synthetic=False)
    workspace.store.accounts.add("aminah", Role.PLANNER, PASSWORD, **BY)
    at, _ = opened()
    sign_in(at, "aminah", PASSWORD)
    workspace.store.accounts.set_enabled("aminah", is_enabled=False, **BY)
    at.run()
    assert at.title[0].value == "Log masuk"
    workspace.store.accounts.set_enabled("aminah", is_enabled=True, **BY)
    sign_in(at, "aminah", PASSWORD)
    later = session.now() + door.IDLE * 2
    monkeypatch.setattr(session, "now", lambda: later)
    at.run()
    assert at.title[0].value == "Log masuk"


def test_sign_out_leaves_nothing_behind(workspace, opened):
    """After signing out the session holds its language alone."""
    keep_people(workspace, is_synthetic=False)
    workspace.store.accounts.add("aminah", Role.PLANNER, PASSWORD, **BY)
    at, _ = opened()
    sign_in(at, "aminah", PASSWORD)
    at.button(key="sign_out").click().run()
    assert at.title[0].value == "Log masuk"
    assert "account" not in at.session_state


def test_provider_vouches_and_the_account_gives_the_role(workspace):
    """An identity provider's word opens the account of that name, in its role, and none that is closed or unknown."""
    desk = workspace.store.accounts
    desk.add("aminah@kpwkm.example", Role.JKM, PASSWORD, **BY)
    known = desk.admit("Aminah@kpwkm.example", now=NOW)
    assert known.role == Role.JKM
    assert desk.is_open(known)
    desk.set_enabled(known.name, is_enabled=False, **BY)
    assert not desk.is_open(known)
    for name in (known.name, "nobody@kpwkm.example"):
        with pytest.raises(Exception, match="E1718"):
            desk.admit(name, now=NOW)


def test_who_is_signed_in_changes_the_password(workspace, opened):
    """A wrong one, two that differ and a weak one are refused; then the old one opens nothing and the new one does."""
    keep_people(workspace, is_synthetic=False)
    workspace.store.accounts.add("aminah", Role.PLANNER, PASSWORD, **BY)
    at, _ = opened()
    sign_in(at, "aminah", PASSWORD)
    better = PASSWORD + " dua"
    for old, new, again, said in (
        ("salah sama sekali", better, better, "E1718"),
        (PASSWORD, better, better + "!", "berbeza"),
        (PASSWORD, "pendek", "pendek", "E1720"),
    ):
        assert said in _change(at, old, new, again).sidebar.error[0].value
    assert not _change(at, PASSWORD, better, better).sidebar.error
    assert not at.exception
    with pytest.raises(PlannerError, match="E1718"):
        workspace.store.accounts.sign_in("aminah", PASSWORD, now=NOW)
    assert workspace.store.accounts.sign_in("aminah", better, now=NOW).name == "aminah"


def _change(at: AppTest, *words: str) -> AppTest:
    for key, word in zip(("old_password", "new_password", "new_again"), words, strict=True):
        at.sidebar.text_input(key=key).set_value(word)
    return at.button(key="change_it").click().run()
