"""The page of dated rules: each kind's own fields, kept as the command keeps a file, ended with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from planner.model.dispatch import OPEN_END, DatedRule
from planner.model.kinds import RuleKind
from planner.report.words import LANGUAGES, catalogue, word
from planner.roles import Role
from planner.settings import read_settings
from planner.ui import rule_views, session
from planner.workspace import Workspace
from tests.ui.test_door import NOW

PAGE = "from planner.ui import rules_page\nrules_page.page()\n"
TODAY = NOW.date()


@pytest.fixture
def workspace(tmp_path):
    """A workspace of its own, on the demonstration key."""
    return Workspace(read_settings({"KEMBARA_HOME": str(tmp_path / "home")}))


@pytest.fixture
def page(monkeypatch, workspace):
    """Opens the page as a reader."""
    monkeypatch.setattr(session, "now", lambda: NOW)
    monkeypatch.setattr(session, "_workspace", lambda: workspace)

    def open_page(role: Role = Role.PLANNER, language: str = "en") -> AppTest:
        at = AppTest.from_string(PAGE, default_timeout=60)
        at.session_state["role"], at.session_state["actor"], at.session_state["language"] = role, "Aminah", language
        return at.run()

    return open_page


def choose(at: AppTest, kind: str) -> AppTest:
    """Choose the kind of the new rule."""
    return next(box for box in at.selectbox if str(box.key).startswith("rule_kind")).select(kind).run()


def field(at: AppTest, what: str):
    """The form's field by what it asks."""
    kinds = ("date_input", "text_area", "text_input", "time_input", "number_input")
    return next(each for kind in kinds for each in at.get(kind) if str(each.key).startswith(f"rule_{what}-"))


def press(at: AppTest, label: str) -> AppTest:
    """Press the button that says so."""
    return next(button for button in at.button if button.label == label).click().run()


def shown(at: AppTest) -> str:
    """Everything the page says."""
    kinds = ("markdown", "caption", "success", "warning", "error", "info", "subheader")
    return "\n".join(str(each.value).replace("\\", "") for kind in kinds for each in at.get(kind))


def test_every_kind_of_the_file_has_a_form_and_words():
    """The kinds that a fleet file knows, no other, each named and explained in both languages."""
    assert set(rule_views.ASKED) == set(RuleKind)
    for language in LANGUAGES:
        for kind in RuleKind:
            assert f"ui.rules.kind.{kind}" in catalogue(language)
            assert f"ui.rules.explained.{kind}" in catalogue(language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "answer", "written"),
    [
        ("cordon", "PPR Jelatek\n\n PPR Jelatek \nKampung Baru", 'places = ["PPR Jelatek", "Kampung Baru"]'),
        ("curfew", time(17, 30), 'at = "17:30"'),
        ("curfew", time(0, 0), 'at = "24:00"'),
        ("district_ban", None, ""),
        ("radius", 7.5, "limit = 7500"),
        ("crew", 3, "limit = 3"),
        ("escort", "", ""),
    ],
)
def test_each_kind_is_kept_as_the_command_keeps_a_file(page, workspace, tmp_path, kind, answer, written, language):
    """What the form asks makes the very rule, and the very entry on record, that a file of the same words makes."""
    at = choose(page(language=language), kind)
    asked = [*at.text_area, *at.time_input, *at.number_input]
    assert len(asked) == (0 if answer is None else 1)
    if answer is not None:
        field(at, "value").set_value(answer)
    field(at, "end").set_value(date(2021, 7, 30))
    field(at, "note").set_value("perintah 7")
    press(at, word("ui.rules.add", language))
    assert not at.exception
    (kept,) = workspace.store.rules(Role.PLANNER)
    file = tmp_path / "rules.toml"
    lines = ["[[rule]]", 'id = "as-a-file"', f'kind = "{kind}"', f"start = {TODAY}", "end = 2021-07-30", written]
    file.write_text("\n".join([*lines, 'note = "perintah 7"']), "utf-8")
    ((same,), _) = workspace.add_rules(file, role=Role.PLANNER, actor="Aminah", now=NOW)
    assert replace(kept, rule_id="as-a-file") == same
    log = workspace.store.audit_log(Role.PLANNER)
    assert log["subject"].tolist() == [kept.rule_id, "as-a-file"]
    assert log.loc[0, ["action", "actor", "role", "detail"]].equals(log.loc[1, ["action", "actor", "role", "detail"]])
    assert rule_views.kind_text(kind, language) in shown(at)


def test_a_kept_rule_binds_plans_from_the_store_and_can_be_taken_back(page, workspace):
    """It holds until further notice and binds the place it names; ended with a reason it binds nothing."""
    at = choose(page(), "cordon")
    field(at, "value").set_value("PPR Jelatek\nTaman Tiada Siapa")
    press(at, "Add this rule")
    assert "No known place is called “Taman Tiada Siapa”" in shown(at)
    assert "called “PPR Jelatek”" not in shown(at)
    (kept,) = workspace.store.rules(Role.PLANNER)
    assert kept.end == OPEN_END
    assert "until further notice" in shown(at)
    bound = {rule.rule_id: rule for rule in workspace.fleet(is_stored=True).rules}
    assert "ppr-jelatek" in bound[kept.rule_id].places
    at.text_input[-1].set_value("")
    press(at, "End this rule")
    assert "E1708" in shown(at)
    assert len(workspace.store.rules(Role.PLANNER)) == 1
    at.text_input[-1].set_value("the order was lifted")
    press(at, "End this rule")
    assert workspace.store.rules(Role.PLANNER) == ()
    assert kept.rule_id not in {rule.rule_id for rule in workspace.fleet(is_stored=True).rules}
    log = workspace.store.audit_log(Role.PLANNER)
    assert log["action"].tolist() == ["rule.saved", "rule.dropped"]
    assert "No dated rule is kept" in shown(at)


@pytest.mark.parametrize(("language", "told"), [("en", "names no place"), ("ms", "tidak menamakan tempat")])
def test_a_refusal_is_in_words_and_what_was_typed_stays(page, workspace, language, told):
    """A cordon without a place and days out of order: both told at once or in turn, nothing kept, nothing lost."""
    at = choose(page(language=language), "cordon")
    field(at, "note").set_value("perintah 7")
    press(at, word("ui.rules.add", language))
    assert "E1531" in shown(at)
    assert told in shown(at)
    assert field(at, "note").value == "perintah 7"
    field(at, "value").set_value("PPR Jelatek")
    field(at, "end").set_value(date(2021, 7, 1))
    press(at, word("ui.rules.add", language))
    assert "E1529" in shown(at)
    assert field(at, "value").value == "PPR Jelatek"
    assert not workspace.store.rules(Role.PLANNER)


def test_the_same_rule_twice_is_one_rule(page, workspace):
    """A second press, or a colleague's, adds nothing; another hour is another rule."""
    for hour in (17, 17, 18):
        at = choose(page(), "curfew")
        field(at, "value").set_value(time(hour))
        press(at, "Add this rule")
    assert sorted(rule.at_s for rule in workspace.store.rules(Role.PLANNER)) == [17 * 3600, 18 * 3600]


def test_a_rule_that_a_colleague_ended_first(page, workspace):
    """The second of two is told that there is no such rule any more, and no other rule ends in its place."""
    first, second = (DatedRule(name, RuleKind.CURFEW, TODAY, TODAY, at_s=61_200) for name in ("r1", "r2"))
    words = {"role": Role.PLANNER, "actor": "Lee", "now": NOW}
    workspace.store.save_rules([first, second], **words)
    at = page()
    at.text_input[-1].set_value("lifted")
    workspace.store.drop_rule("r1", reason="lifted", **words)
    press(at, "End this rule")
    assert not at.exception
    assert "E1723" in shown(at)
    assert workspace.store.rules(Role.PLANNER) == (second,)


@pytest.mark.parametrize("role", [Role.JKM, Role.PDRM])
def test_case_team_and_police_see_the_rules_and_change_none(page, workspace, role):
    """They read what holds, what comes and what is over, and have no form."""
    spans = {"a": (1, 30), "b": (20, 30), "c": (1, 2)}
    rules = [
        DatedRule(name, RuleKind.CREW, date(2021, 7, first), date(2021, 7, last), limit=3)
        for name, (first, last) in spans.items()
    ]
    workspace.store.save_rules(rules, role=Role.PLANNER, actor="Aminah", now=NOW)
    at = page(role)
    assert [head.value for head in at.subheader] == ["Hold today", "Still to come"]
    assert any(box.label == "Over (1)" for box in at.expander)
    assert shown(at).count("at least 3 aboard") == 3
    assert not at.button
    assert not at.selectbox


def test_rules_are_told_by_name_not_by_id():
    """A tied rule holds the ids of what lies in its places: names are shown, ids alone by the names they stand for."""
    names = {"ppr-x": "PPR X", "ppr-x-a": "Blok A"}
    tied = DatedRule("r", RuleKind.CORDON, TODAY, TODAY, ("PPR X", "ppr-x", "ppr-x-a"))
    assert rule_views.what(tied, names, "en") == "PPR X"
    assert rule_views.what(replace(tied, places=("ppr-x",)), names, "en") == "PPR X"
    assert rule_views.what(replace(tied, kind="escort", places=()), names, "en") == "every stop"
