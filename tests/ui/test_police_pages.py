"""What the pages hand to the police: the drive, and nothing exact of any other place, nor does a map's file."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner.model.need import NeedWeights
from planner.model.reason import told
from planner.report.words import word
from planner.roles import Role
from planner.ui import official_views, plan_page, planning, seen, session
from planner.ui.map_component import MapServer
from tests.scoring.town import make_households
from tests.ui.conftest import result

SECRET = 3141  # households that wait where the plan does not go


def shown(households: int = SECRET):
    """The hand-written result with so many households at the place that the plan leaves out."""
    base = result()
    spots = base.hotspots.assign(households=base.hotspots["households"].mask(base.hotspots["rank"] == 3, households))
    problem = base.plan.convoy_problem
    stops = tuple(replace(s, households=households) if s.stop_id == "S3" else s for s in problem.stops)
    item = base.plan.convoys.unserved[0]
    convoys = replace(
        base.plan.convoys, unserved=(replace(item, details=(told("brought", brought=0, wanted=households),)),)
    )
    plan = replace(base.plan, convoy_problem=replace(problem, stops=stops), convoys=convoys)
    return replace(base, need=replace(base.need, hotspots=spots), plan=plan, key=uuid4().hex)


@pytest.fixture
def opened(monkeypatch, store):
    """Opens a page as a role; gives all that it shows, and every file its maps lay ready for the browser."""
    files: list[str] = []
    put = MapServer.put

    def noted(self, data):
        files.append(json.dumps(data))
        return put(self, data)

    monkeypatch.setattr(MapServer, "put", noted)
    monkeypatch.setattr(session, "store_if_any", lambda: store)

    def open_page(name: str, role: Role, whole, **state: object) -> str:
        files.clear()
        monkeypatch.setattr(session, "load_result", lambda: whole)
        script = f"from importlib import import_module\nimport_module('planner.ui.{name}_page').page()\n"
        at = AppTest.from_string(script, default_timeout=120)
        at.session_state["role"], at.session_state["actor"] = role, "Insp. Lee"
        for key, value in state.items():
            at.session_state[key] = value
        at.run()
        assert not at.exception
        return "\n".join([*_words(at), *files])

    return open_page


def _words(at: AppTest) -> list[str]:
    tables = (frame.value.reset_index().to_string() for frame in (*at.dataframe, *at.table))
    found = [text.replace("\\", "") for text in tables]
    for kind in ("markdown", "caption", "info", "success", "metric", "error", "warning"):
        found += [f"{getattr(item, 'label', '')} {item.value}" for item in getattr(at, kind)]
    return found + [str(box.options) for box in (*at.selectbox, *at.multiselect)]


@pytest.mark.parametrize("tab", plan_page.TABS)
def test_plan_page_names_no_place_left_out(opened, tab):
    """On no tab, and in no file of the map, is there a place the plan leaves out, or a count of one."""
    whole = shown()
    text = opened("plan", Role.PDRM, whole, plan_tab=tab, scenarios=[("A", whole), ("B", replace(whole, key="b"))])
    for word_ in ("Batu Muda", "Seri Alam", "Sri Sabah", str(SECRET), "3,141", "one more lorry"):
        assert word_ not in text
    assert ("PPR Jelatek" in text) == (tab == "routes")
    assert (word("ui.plan.not_shown", "ms") in text) == (tab == "unserved")


def test_the_planner_still_sees_all(opened):
    """The same page tells the planner what is left out and why."""
    text = opened("plan", Role.PLANNER, shown(), plan_tab="unserved", language="en")
    assert "Batu Muda" in text
    assert "one more lorry" in text


@pytest.mark.parametrize("name", ["sheets", "outcomes"])
def test_papers_and_outcomes_hold_no_count_of_places_left_out(opened, name):
    """A run sheet may name the place to go to instead; no page of the police holds a count of it."""
    text = opened(name, Role.PDRM, shown())
    assert "PPR Jelatek" in text
    assert str(SECRET) not in text
    assert "one more lorry" not in text


@pytest.mark.parametrize("name", ["plan", "sheets", "outcomes"])
def test_no_difference_tells_of_places_left_out(opened, name):
    """Two worlds that differ only where the plan does not go give the police the same page, files and all."""
    seen_in = {n: opened(name, Role.PDRM, shown(n)) for n in (0, 7, SECRET)}
    assert len(set(seen_in.values())) == 1


def test_sheets_of_a_cut_result_are_the_crews_sheets():
    """Items, services, times and plan B on the police's papers are everybody's: one paper in the field."""
    from planner.ui import sheet_views  # noqa: PLC0415

    whole = shown()
    cut = seen.result_for(Role.PDRM, whole)
    assert sheet_views.archive(cut, "ms") == sheet_views.archive(whole, "ms")
    assert all(rec.why == () and rec.score == 0 for rec in cut.recommended)


def test_the_brief_counts_nothing_that_is_left_out():
    """Nobody's brief changes with the number of places that wait outside the plan, or with their reasons."""
    whole = shown()
    more = replace(whole.plan.convoys, unserved=whole.plan.convoys.unserved * 9)
    other = replace(whole, plan=replace(whole.plan, convoys=more))
    for role in Role:
        papers = {
            official_views.brief(official_views.published(each, role, NeedWeights()), each.plan, "en")
            for each in (whole, other)
        }
        assert len(papers) == 1


def test_a_cut_result_holds_no_household():
    """Neither the police's result nor a published one has anybody in its need; the gazetteer's places stay."""
    base = shown()
    whole = replace(base, need=replace(base.need, households=make_households(["p0"] * 3)))
    assert whole.need.has_people
    for cut in (seen.result_for(Role.PDRM, whole), official_views.published(whole, Role.MINISTRY, NeedWeights())):
        assert not cut.need.has_people
        assert cut.places is whole.places
        assert cut.key != whole.key


def test_who_may_see_more_can_open_the_whole_plan_again(monkeypatch, store):
    """A plan that the police had open in this session is read anew for the planner, whole."""
    whole = shown()
    store.save_plan(whole.plan, role=Role.PLANNER, actor="Aminah", now=session.now())
    kept: dict[str, object] = {}
    monkeypatch.setattr(session, "store_if_any", lambda: store)
    monkeypatch.setattr(session, "workspace_if_any", lambda: None)
    monkeypatch.setattr(session, "keep", kept.__setitem__)
    monkeypatch.setattr(planning, "_with_plan", lambda base, plan: replace(base, plan=plan, key="opened"))
    monkeypatch.setattr(planning, "scenarios", list)
    monkeypatch.setattr(session, "load_result", lambda: seen.result_for(Role.PDRM, whole))
    for role, has_left_out in ((Role.PDRM, False), (Role.PLANNER, True)):
        kept.clear()
        monkeypatch.setattr(session, "role", lambda role=role: role)
        planning.open_plan(whole.plan.plan_id)
        assert ("own_result" in kept) == has_left_out
    made = kept["own_result"]
    assert len(made.plan.convoy_problem.stops) == 4
    assert isinstance(made.hotspots, pd.DataFrame)
