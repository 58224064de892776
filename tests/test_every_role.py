"""Every page and everything that ``import planner`` offers, walked as every role: the table is the only word."""

from __future__ import annotations

import inspect
import io
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import planner
from planner.errors import PlannerError
from planner.frames import VISITED
from planner.model.onward import OnwardNote
from planner.roles import Act, Role, Thing, may_do, may_see
from planner.settings import read_settings
from planner.store import open_store
from planner.ui import pages, session
from planner.units import ZONE
from planner.workspace import Workspace
from tests.report import fixtures

NOW = datetime(2021, 7, 6, 20, tzinfo=ZONE)
EXACT = "households"
TABLE = {"id": "c2", "kind": "curfew", "start": date(2021, 7, 3), "at": "18:00"}

# What of the workspace takes a role: it is walked below.
ASKS = {"hotspots_for", "export", "hand_on", "rows_to_correct", "add_rules"}
# What of it takes none, and why that lets nobody see more: whoever calls Python has the files or the key already.
OPEN = {
    "open": "opens the workspace",
    "read_rows": "reads the caller's own files",
    "import_rows": "writes; gives back counts",
    "take": "works on rows the caller holds",
    "told": "works on rows the caller holds",
    "need": "from files the caller holds, or with the store's key as the planner",
    "keep_need": "with the store's key, as the planner",
    "stored_need": "with the store's key, as the planner",
    "kept": "with the store's key, as the planner; the pages show it by their table",
    "find_need": "works on what the caller holds",
    "recommend": "works on what the caller holds",
    "dispatch": "works on what the caller holds",
    "demonstration": "made-up people",
    "synthetic": "made-up people",
    "files": "of a result the caller holds",
    "summary": "of a result the caller holds",
    "replan_files": "of plans the caller holds",
    "with_travel": "of a plan the caller holds",
    "hotspots_file": "of what hotspots_for gave",
    "recommended_file": "of stops the caller holds",
    "fleet": "vehicles and dated rules, nobody",
    "tied": "rules the caller holds",
    "store": "asks the role itself: tests/store/test_store_roles_walk.py",
    "has_store": "yes or no",
    "cluster": "workers",
    "gazetteer": "places",
    "reverse": "places and boundaries at points the caller holds",
    "geocoder": "places",
    "places": "places",
    "borders": "of districts, which are public",
    "constituencies": "census",
    "intake_rules": "settings",
    "need_settings": "settings",
    "network": "roads",
    "travel": "roads",
}
# What else is exported: words and pure functions of what the caller passes in.
PURE = {"check_plan", "fairness", "in_words", "points", "silent_places", "suppress"}
WORDS = {
    "Demonstration",
    "Need",
    "NeedWeights",
    "Order",
    "Plan",
    "RecommendedStop",
    "Result",
    "Role",
    "Taken",
    "Violation",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with a home of its own."""
    home = tmp_path_factory.mktemp("home")
    return Workspace.open(read_settings({"KEMBARA_HOME": str(home), "KEMBARA_KEY": "a key for tests"}))


@pytest.fixture(scope="module")
def need(workspace):
    """The need of a few made-up referrals: enough for cells that must be kept small."""
    made = workspace.synthetic(rows=300, seed=3, start=date(2021, 6, 22), days=15).rows
    taken = workspace.take(made.assign(row=range(1, len(made) + 1)), channel=None, now=NOW)
    return workspace.find_need(taken.linkage.households, VISITED.empty(), now=NOW, seed=3)


def test_everything_exported_is_walked_or_open_for_a_reason():
    """A new public function of the workspace or of ``planner`` stands in this file before it can be merged."""
    names = {name for name in dir(Workspace) if not name.startswith("_")}
    settled = {"settings"}  # a field
    assert names - settled == ASKS | OPEN.keys()
    assert set(planner.__all__) - {"__version__"} == PURE | WORDS | {"Workspace"}
    takes_role = {name for name in names if "role" in _parameters(getattr(Workspace, name))}
    assert takes_role == ASKS


def _parameters(thing: object) -> set[str]:
    return set(inspect.signature(thing).parameters) if callable(thing) else set()


@pytest.mark.parametrize("role", list(Role))
def test_hotspots_and_exports(workspace, need, role):
    """Exact counts come out for those the table names; for all others no count below the role's least comes out."""
    shown = workspace.hotspots_for(role, need)
    table = pd.read_csv(io.BytesIO(workspace.export(role, need, ".csv", now=NOW)))
    parquet = pd.read_parquet(io.BytesIO(workspace.export(role, need, ".parquet", now=NOW)))
    if may_see(role, Thing.HOTSPOTS):
        assert shown[EXACT].tolist() == need.hotspots[EXACT].tolist()
        assert len(table) == len(parquet) == len(need.hotspots)
        return
    least = 5 if role is Role.MINISTRY else 10
    for frame in (shown, table, parquet):
        told = pd.to_numeric(frame[EXACT], errors="coerce").dropna() if EXACT in frame else pd.Series(dtype=float)
        assert (told[told > 0] >= least).all()
    exact = {round(value, 9) for value in need.hotspots.loc[need.hotspots[EXACT] < least, "score"]}
    if "score" in shown:
        assert not exact & {round(value, 9) for value in shown["score"].dropna()}


@pytest.mark.parametrize("role", list(Role))
def test_handing_on(workspace, role):
    """A problem met on the way is recorded by those the table names, and gives nobody more than its number."""
    note = OnwardNote("other", "a hall", "normal", True, "papers lost", source_id=role.value)
    words = {"role": role, "actor": "aminah", "now": NOW}
    if may_do(role, Act.RECORD_ONWARD):
        assert workspace.hand_on(note, **words).startswith("onward-")
    else:
        with pytest.raises(PlannerError, match="E1701"):
            workspace.hand_on(note, **words)


@pytest.mark.parametrize("role", list(Role))
def test_rows_to_correct(workspace, role):
    """Rows as they were sent go to those who may see contacts, to nobody else."""
    words = {"actor": "aminah", "now": NOW}
    if may_see(role, Thing.CONTACTS):
        assert workspace.rows_to_correct(role, ".csv", **words)[0] == 0
    else:
        with pytest.raises(PlannerError, match="E1701"):
            workspace.rows_to_correct(role, ".csv", **words)


@pytest.mark.parametrize("role", list(Role))
def test_dated_rules(workspace, tmp_path, role):
    """Rules for every plan are set by those the table names."""
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\nid = "c1"\nkind = "curfew"\nstart = 2021-07-03\nat = "18:00"\n', "utf-8")
    words = {"role": role, "actor": "aminah", "now": NOW}
    if may_do(role, Act.SET_RULES):
        assert workspace.add_rules(file, **words)[0][0].rule_id == "c1"
        assert workspace.add_rules([TABLE], **words)[0][0].rule_id == "c2"
    else:
        for given in (file, [TABLE]):
            with pytest.raises(PlannerError, match="E1701"):
                workspace.add_rules(given, **words)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_as_every_role(tmp_path, monkeypatch, role):
    """A page that the table lists opens without a fault; one that it does not list has no address for this role."""
    store = open_store(f"sqlite:///{tmp_path / 'k.db'}", key=b"a key for tests only, long enough")
    monkeypatch.setattr(session, "store_if_any", lambda: store)
    monkeypatch.setattr(session, "load_result", fixtures.shown)
    reachable = {entry.name for entry in pages.pages_of(role)}
    assert {f"{entry.name}_page" for entry in pages.PAGES} == _page_modules()
    for entry in pages.PAGES:
        assert (entry.name in reachable) == any(may_see(role, thing) for thing in entry.things)
        if entry.name in reachable:
            at = _opened(f"planner.ui.{entry.name}_page", role)
            assert not at.exception, entry.name
            assert not any("E1701" in error.value for error in at.error), entry.name
    store.close()


def _page_modules() -> set[str]:
    return {path.stem for path in Path(pages.__file__).parent.glob("*_page.py")}


def _opened(module: str, role: Role) -> AppTest:
    script = f"from importlib import import_module\nimport_module({module!r}).page()\n"
    at = AppTest.from_string(script, default_timeout=120)
    at.session_state["role"], at.session_state["actor"] = role, "Aminah"
    return at.run()
