"""Dated rules in the store: set from a file, kept by what is worked out from the store, dropped with a reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import PlannerError
from planner.roles import Role
from planner.settings import read_settings
from planner.units import ZONE
from planner.workspace import Workspace

RUN = CliRunner()
RULES = """
[[rule]]
id = "cordon-jelatek"
kind = "cordon"
start = 2021-07-06
end = 2021-07-20
places = ["PPR Jelatek", "Taman Tiada Siapa"]

[[rule]]
id = "early"
kind = "curfew"
start = 2021-08-01
at = "17:00"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    return tmp_path


def _run(*words: object):
    return RUN.invoke(app, ["rules", *map(str, words)])


def test_set_listed_by_day_and_taken_away(home: Path) -> None:
    """An unknown place is told, the list asks for a day, a drop needs a reason, and all of it is on record."""
    said = _run("add", home / "rules.toml")
    assert said.exit_code == 0, said.output
    assert "Taman Tiada Siapa" in said.stderr
    assert "Jelatek" not in said.stderr
    assert [line.split("\t")[0] for line in _run("list").stdout.splitlines()] == ["cordon-jelatek", "early"]
    assert [line.split("\t")[0] for line in _run("list", "--on", "2021-07-20").stdout.splitlines()] == [
        "cordon-jelatek"
    ]
    for words, code in (
        (("add", home / "rules.toml", "--role", "pdrm"), "E1701"),
        (("list", "--role", "analyst"), "E1701"),
        (("drop", "early", "--reason", ""), "E1708"),
        (("drop", "late", "--reason", "over"), "E1723"),
    ):
        assert isinstance(_run(*words).exception, PlannerError)
        assert _run(*words).exception.faults[0].code == code
    assert _run("drop", "early", "--reason", "the curfew was lifted").exit_code == 0
    assert len(_run("list").stdout.splitlines()) == 1
    log = _workspace(home).store.audit_log(Role.PLANNER)
    assert log["action"].tolist() == ["rule.saved", "rule.saved", "rule.dropped"]


@pytest.mark.parametrize("places", ['"PPR Jelatek"', '["PPR Jelatek", 7]', "true"])
def test_places_are_a_list_of_names(home: Path, places: str) -> None:
    """A cordon whose places are one bare name is refused: read letter by letter it would close nothing."""
    (home / "bare.toml").write_text(RULES.replace('["PPR Jelatek", "Taman Tiada Siapa"]', places), "utf-8")
    said = _run("add", home / "bare.toml")
    assert [fault.code for fault in said.exception.faults] == ["E1522"]
    assert not _run("list").stdout


def test_a_bad_file_is_refused_whole(home: Path) -> None:
    """Every fault at once, and none of its rules is kept."""
    (home / "rules.toml").write_text(RULES.replace('id = "early"', "").replace("2021-07-20", "2021-07-01"), "utf-8")
    said = _run("add", home / "rules.toml")
    assert {fault.code for fault in said.exception.faults} == {"E1522", "E1529"}
    (home / "rules.toml").write_text(RULES.replace('"early"', '"cordon-jelatek"'), "utf-8")
    assert [fault.code for fault in _run("add", home / "rules.toml").exception.faults] == ["E1525"]
    assert not _run("list").stdout


def test_what_is_worked_out_from_the_store_keeps_them(home: Path) -> None:
    """The fleet of a plan from the store has them, tied to the place's id; a plan from files does not."""
    workspace, now = _workspace(home), datetime(2021, 7, 6, 20, tzinfo=ZONE)
    own = workspace.fleet().rules
    assert workspace.fleet(is_stored=True).rules == own
    workspace.add_rules(home / "rules.toml", role=Role.PLANNER, actor="aminah", now=now)
    assert workspace.fleet().rules == own
    kept = workspace.fleet(is_stored=True).rules
    assert [rule.rule_id for rule in kept[len(own) :]] == ["cordon-jelatek", "early"]
    assert "ppr-jelatek" in kept[len(own)].places
    taken = own[0].rule_id
    (home / "rules.toml").write_text(
        f'[[rule]]\nid = "{taken}"\nkind = "curfew"\nstart = 2021-07-01\nat = "17:00"\n', "utf-8"
    )
    workspace.add_rules(home / "rules.toml", role=Role.PLANNER, actor="aminah", now=now)
    again = workspace.fleet(is_stored=True).rules
    assert len(again) == len(kept)
    assert next(rule for rule in again if rule.rule_id == taken).start == date(2021, 7, 1)


def test_a_place_under_a_kept_cordon_is_told_as_such(home: Path) -> None:
    """Hotspots of the store's referrals know the cordon; lifted, they do not."""
    workspace, now = _workspace(home), datetime(2021, 7, 6, 20, tzinfo=ZONE)
    rows = workspace.synthetic(rows=150, seed=3, start=date(2021, 6, 22), days=14).rows
    workspace.import_rows(rows.assign(row=range(1, 151)), channel=None, actor="aminah", now=now)
    free = workspace.stored_need(now=now, seed=1).hotspots
    place = free.loc[~free["is_cordoned"], "name"].iloc[0]
    text = f'[[rule]]\nid = "c"\nkind = "cordon"\nstart = 2021-07-01\nplaces = ["{place}"]\n'
    (home / "rules.toml").write_text(text, "utf-8")
    workspace.add_rules(home / "rules.toml", role=Role.PLANNER, actor="aminah", now=now)
    bound = workspace.stored_need(now=now, seed=1).hotspots.set_index("name")
    assert bound.loc[place, "is_cordoned"]


def _workspace(home: Path) -> Workspace:
    return Workspace.open(read_settings({"KEMBARA_HOME": str(home / "home")}))
