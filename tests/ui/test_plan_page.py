"""The plan page's tabs on a real store: orders with reasons, planning beside the page, comparing, and two approvals."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from planner.model.dispatch import Changes
from planner.progress import BestSoFar
from planner.report.words import word
from planner.roles import Role
from planner.ui import plan_approve, planning, scenario_views, session
from planner.ui.shown import Shown
from planner.ui.solving import Job
from tests.routing.cases import convoy_problem, lorry, stop
from tests.routing.test_replan import plan_of
from tests.ui.conftest import page_script, result

LONGEST_S = 300  # beyond this something hangs, however busy the machine is


@pytest.fixture
def page(monkeypatch, store):
    """Opens the plan page at a tab, as a given reader."""
    monkeypatch.setattr(session, "store_if_any", lambda: store)
    shown = result()
    monkeypatch.setattr(session, "load_result", lambda: session.kept("own_result", Shown) or shown)

    def open_page(tab: str, role: Role = Role.PLANNER, actor: str = "Aminah", **state: object) -> AppTest:
        at = AppTest.from_string(page_script("plan_page"), default_timeout=120)
        at.session_state["role"], at.session_state["actor"] = role, actor
        at.session_state["plan_tab"] = tab
        for key, value in state.items():
            at.session_state[key] = value
        return at.run()

    return open_page


def tables(at: AppTest) -> str:
    """Every table of the page as text."""
    return "\n".join(frame.value.to_string().replace("\\", "") for frame in (*at.dataframe, *at.table))


def press(at: AppTest, label: str) -> AppTest:
    """Click the button with that label."""
    return next(button for button in at.button if button.label == label).click().run()


def test_numbers_stand_above_every_tab_and_reasons_in_theirs(page):
    """Three stops, 404 households; what is left out stands with its smallest change."""
    at = page("unserved")
    assert not at.exception
    assert [metric.value for metric in at.metric] == ["3", "404", "426", "37.4 km", "1"]
    assert "PPR Batu Muda" in tables(at)
    assert "sebuah lori lagi di IPD Sentul (terbukti)" in tables(at)


@pytest.mark.parametrize("tab", ["routes", "unserved", "means", "again", "change", "compare", "approve"])
def test_every_tab_opens(page, tab):
    """No tab breaks, and only the open one is worked out."""
    at = page(tab)
    assert not at.exception
    assert ("PPR Jelatek" in tables(at)) == (tab == "routes")


def test_an_order_needs_a_reason_and_goes_on_record(page, store):
    """Without a reason nothing holds; with one the order is kept, shown, and written down with who gave it."""
    at = page("again")
    at.selectbox[1].set_value("exclude")
    at = press(at, word("ui.override.add", "ms"))
    assert "E1708" in at.error[0].value
    assert not at.session_state["overrides"] if "overrides" in at.session_state else True
    at.selectbox[1].set_value("exclude")
    at.text_input[0].set_value("jalan runtuh")
    at = press(at, word("ui.override.add", "ms"))
    assert not at.error
    assert [item.kind for item in at.session_state["overrides"]] == ["exclude"]
    log = store.audit_log(Role.PLANNER)
    assert log["action"].to_list() == ["plan.override"]
    assert "jalan runtuh" in log["detail"][0]
    assert log["actor"][0] == "Aminah"
    assert any("jalan runtuh" in mark.value for mark in at.markdown)


def test_a_search_shows_its_progress_and_its_plan_is_shown_after(page):
    """While a search runs the tab holds progress, the best plan so far and a stop button; its plan stands beside."""
    told, go_on, other = Event(), Event(), result(key="other")
    plan = other.plan

    def work(progress: object) -> Shown:
        progress.hears_best(plan.convoy_problem, plan.convoys.routes)
        progress.hears_best(plan.patrol_problem, plan.patrols.routes)
        progress("dispatch", 0.4, BestSoFar(41, 60))
        told.set()
        go_on.wait(LONGEST_S)
        return other

    job = Job("2 hari", work)
    assert told.wait(LONGEST_S)
    assert page("change", job=job).button(key="stop_job")  # a plan that is mended is watched where it was asked for
    at = page("again", job=job)
    assert any("41 daripada 60" in mark.value for mark in at.markdown)
    assert [metric.value for metric in at.metric[-5:]] == ["3", "404", "426", "37.4 km", "3"]
    drawn = at.dataframe[-1].value
    assert len(drawn) == 3
    assert "PPR Jelatek" in drawn.to_string()
    assert drawn[word("ui.column.households", "ms")].sum() >= 404
    at.button(key="stop_job").click().run()
    assert job.heard.is_stopped()
    go_on.set()
    assert job.wait(LONGEST_S)
    at.run()
    assert not at.exception
    assert at.session_state["own_result"].key == "other"
    assert [name for name, _ in at.session_state["scenarios"]] == ["Rancangan asal", "2 hari"]


def test_a_search_that_fails_says_so_and_loses_nothing(page):
    """A refusal inside the search reaches the page with its code; the plan before stays."""
    from planner.errors import refuse  # noqa: PLC0415

    def work(_: object) -> Shown:
        raise refuse("E1035", "depot X has no coordinate", "name a place")

    job = Job("x", work)
    assert job.wait(LONGEST_S)
    at = page("again", job=job)
    assert "E1035" in at.error[0].value
    assert "own_result" not in at.session_state


def test_compare_lists_what_differs(page):
    """Two scenarios stand side by side, and each stop served otherwise has its line."""
    first = result()
    routes = first.plan.convoys.routes
    shorter = replace(first.plan, convoys=replace(first.plan.convoys, routes=routes[:1]))
    other = replace(first, plan=shorter, key="shorter")
    at = page("compare", scenarios=[("A", first), ("B", other)])
    shown = tables(at)
    assert "Digugurkan" in shown
    assert "PPR Seri Semarak" in shown
    same = scenario_views.differences_table(first.plan, first.plan, "en")
    assert same.empty
    back = scenario_views.differences_table(shorter, first.plan, "en")
    assert set(back["Difference"]) >= {"Added"}


def test_two_different_people_approve(page, store):
    """One person's second click is refused; a second person's approval stands, and then there is nothing to click."""
    plan = result().plan
    for words in ("semua disemak", "sekali lagi"):
        at = page("approve")
        at.text_input(key="approve_step-reason").set_value(words)
        at.button(key="approve_step").click().run()
    assert "E1714" in at.error[0].value
    assert len(store.approvals(plan.plan_id, Role.PLANNER)) == 1
    other = page("approve", role=Role.PDRM, actor="Insp. Lee")
    other.text_input(key="approve_step-reason").set_value("laluan selamat")
    other.button(key="approve_step").click().run()
    assert len(store.approvals(plan.plan_id, Role.PDRM)) == 2
    assert "approve_step" not in {button.key for button in page("approve").button}


def test_two_planners_who_click_at_once_do_not_both_take_the_first_step(page, store):
    """Who read "step 1" while another took it is asked to look again; no approval is lost or doubled."""
    plan = result().plan
    at = page("approve", actor="Lee")
    store.save_plan(plan, role=Role.PLANNER, actor="Aminah", now=session.now())
    store.approve(plan.plan_id, "Aminah", Role.PLANNER, "disemak", now=session.now())
    at.text_input(key="approve_step-reason").set_value("saya pun setuju")
    at.button(key="approve_step").click().run()
    assert "E1610" in at.error[0].value
    assert [item.actor for item in store.approvals(plan.plan_id, Role.PLANNER)] == ["Aminah"]
    assert any("Aminah" in item.value for item in at.success)


def test_an_approval_is_taken_back_with_a_reason(page, store):
    """Without a reason nothing changes; with one all are taken back, on record, and the first step is open again."""
    plan = result().plan
    at = page("approve")
    assert "withdraw_approval" not in {button.key for button in at.button}
    at.text_input(key="approve_step-reason").set_value("semua disemak")
    at.button(key="approve_step").click().run()
    at.button(key="withdraw_approval").click().run()
    assert "E1708" in at.error[0].value
    at.text_input(key="withdraw_approval-reason").set_value("jambatan runtuh")
    at.button(key="withdraw_approval").click().run()
    assert not at.exception
    assert store.approvals(plan.plan_id, Role.PLANNER) == ()
    assert store.audit_log(Role.PLANNER)["action"].tolist()[-1] == "plan.withdrawn"
    assert at.button(key="approve_step").label.endswith("1 daripada 2")


def test_link_to_a_plan_that_is_gone_is_a_message(page):
    """A bookmark of a plan that no longer exists says so, and the page still shows the plan of today."""
    script = "from planner.ui import plan_page\nplan_page.page()\n"
    at = AppTest.from_string(script, default_timeout=120)
    at.session_state["role"] = Role.PLANNER
    at.query_params["plan"] = "plan-gone"
    at.run()
    assert not at.exception
    assert "E1713" in at.error[0].value
    assert len(at.metric) == 5


def test_unused_names_stay_importable():
    """The pages' parts are plain modules: each can be imported alone."""
    assert plan_approve.tab
    assert planning.begin


def test_a_mended_plan_says_the_moment_it_was_made(monkeypatch):
    """A plan of the demonstration, changed for eleven: that is the hour on its papers, and its id is its own."""
    told = plan_of(convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")]))
    told = replace(told, receipt=replace(told.receipt, is_demonstration=True))
    kept: dict[str, object] = {}
    monkeypatch.setattr(session, "load_result", lambda: replace(result(), plan=told))
    monkeypatch.setattr(session, "workspace_if_any", object)
    monkeypatch.setattr(session, "kept", lambda name, _kind: kept.get(name))
    monkeypatch.setattr(session, "keep", kept.__setitem__)
    monkeypatch.setattr(planning, "_with_plan", lambda shown, plan: replace(shown, plan=plan))
    planning.begin_change(told, Changes(day=0, now_s=11 * 3600), 1.0, "x")
    assert kept["job"].wait(60)
    made = kept["job"].answer().plan
    assert made.receipt.made_at == "2021-07-09T11:00:00+08:00"
    assert made.plan_id != told.plan_id
