"""Planning from the page: a person's overrides, the search beside the page, and mending a plan after something."""

from __future__ import annotations

import streamlit as st

from planner.model.dispatch import Changes, Override, Plan
from planner.model.kinds import OverrideKind
from planner.roles import Act, may_do
from planner.ui import draft_views, plan_views, planning, scenario_views, session
from planner.ui.map_component import show_draft
from planner.ui.parts import attempt, escaped, named, say, show_table
from planner.ui.shown import Shown
from planner.ui.solving import Draft, Job, Wish


def tab(plan: Plan | None) -> None:
    """Overrides and the form to plan again; while a search runs, its progress instead."""
    if not may_do(session.role(), Act.SAVE_PLAN):
        st.info(say("plan.not_yours"))
        return
    if planning.job() is not None:
        _live()
        return
    if plan is not None:
        _overrides(plan)
    _form(plan)


@st.fragment(run_every=0.7)
def _live() -> None:
    """How far the search is; runs by itself, and alone, until the search has ended."""
    job = planning.job()
    if job is None:
        return
    if job.is_done:
        st.rerun()  # the page takes what was found
    st.progress(job.heard.share, say("plan.solving"))
    one, two = st.columns([3, 1], vertical_alignment="center")
    one.markdown(_told(job))
    is_asked = job.heard.is_stopped()
    label = say("plan.stopping") if is_asked else say("plan.stop")
    two.button(
        label, on_click=job.heard.stop, disabled=is_asked, key="stop_job", width="stretch", help=say("plan.stop_help")
    )
    result = session.load_result()
    if job.heard.draft is not None and result is not None:
        _so_far(job.heard.draft, result)


def _so_far(draft: Draft, result: Shown) -> None:
    """The best plan so far: its numbers, its routes on the map, and its stops in order."""
    language = session.language()
    plan = draft_views.draft_plan(draft, session.now().isoformat())
    st.subheader(say("plan.so_far"))
    st.caption(say("plan.so_far_help"))
    with st.container(horizontal=True, gap="large"):
        for label, value in draft_views.draft_figures(plan, language):
            st.metric(label, value, width="content")
    show_draft(result, plan, draft.number, language)
    show_table(draft_views.routes_table(plan, language))


def _told(job: Job) -> str:
    found = job.heard.best
    best = say("plan.no_best") if found is None else say("plan.best", done=found.done, whole=found.whole)
    return escaped(f"{job.name} · {scenario_views.seconds_text(job.seconds)} s · {best}")


def _kept() -> tuple[Override, ...]:
    return session.kept("overrides", tuple, ())


def _overrides(plan: Plan) -> None:
    st.subheader(say("override.title"))
    st.caption(say("override.help"))
    for at, item in enumerate(_kept()):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(escaped(scenario_views.override_text(plan, item, session.language())))
        right.button(say("override.drop"), key=f"drop-{at}", on_click=_drop, args=(item,), width="stretch")
    if not named():
        return
    stops, days = scenario_views.stop_choices(plan), plan_views.day_choices(plan, session.language())
    kinds = tuple(OverrideKind)
    with st.form("override", clear_on_submit=True):
        one, two, three = st.columns([3, 2, 2])
        stop = one.selectbox(say("override.stop"), list(stops), format_func=lambda key: stops[key])
        kind = two.selectbox(say("override.kind"), kinds, format_func=lambda key: say(f"override.{key}"))
        day = three.selectbox(
            say("override.day"),
            (None, *days),
            format_func=lambda at: say("override.any_day") if at is None else days[at],
        )
        reason = st.text_input(say("override.reason"), max_chars=300)
        if st.form_submit_button(say("override.add")):
            attempt(
                _add,
                plan,
                Override(stop, stops[stop], kind, reason, day if kind == OverrideKind.PIN and day in days else None),
            )
            st.rerun()


def _add(plan: Plan, item: Override) -> None:
    """On record first: an override without a reason, or without a name to it, is refused there and holds nowhere."""
    role, actor, now = session.role(), session.actor(), session.now()
    told = f"{item.kind} {item.stop_id}"
    session.the_store().record_override(plan.plan_id, told, reason=item.reason, role=role, actor=actor, now=now)
    session.keep("overrides", (*(old for old in _kept() if old.stop_id != item.stop_id), item))


def _drop(item: Override) -> None:
    session.keep("overrides", tuple(old for old in _kept() if old != item))


def _form(plan: Plan | None) -> None:
    asked = say("plan.solve_first" if plan is None else "plan.solve")
    st.subheader(asked)
    with st.form("solve"):
        one, two, three = st.columns(3)
        days = one.number_input(say("plan.days"), 1, 14, plan.convoy_problem.days if plan else 3)
        seconds = two.number_input(say("plan.seconds"), 2, 120, 10, help=say("plan.seconds_help"))
        seed = three.number_input(
            say("plan.seed"), 0, 2**31 - 1, plan.receipt.seed if plan else 1, help=say("plan.seed_help")
        )
        if st.form_submit_button(asked, type="primary"):
            wish = Wish(int(days), int(seed), float(seconds), _kept())
            attempt(planning.begin, wish, scenario_views.wish_text(wish, session.language()))
            st.rerun()


def change_tab(plan: Plan) -> None:
    """Something happened: a vehicle is lost, a stop is off. Mend the plan and change as little as possible."""
    if not may_do(session.role(), Act.SAVE_PLAN):
        st.info(say("plan.not_yours"))
        return
    if planning.job() is not None:
        _live()
        return
    st.caption(say("change.help"))
    stops, days = scenario_views.stop_choices(plan), plan_views.day_choices(plan, session.language())
    cars, none = scenario_views.vehicle_choices(plan, session.language()), say("outcomes.choose")
    with st.form("change"):
        one, two = st.columns(2)
        day = one.selectbox(say("change.day"), list(days), format_func=lambda at: days[at])
        clock = two.time_input(say("change.time"), scenario_views.START_OF_DAY, step=900, help=say("change.time_help"))
        lost = st.multiselect(say("change.lost"), list(cars), format_func=lambda key: cars[key], placeholder=none)
        off = st.multiselect(say("change.cancelled"), list(stops), format_func=lambda key: stops[key], placeholder=none)
        if st.form_submit_button(say("change.mend"), type="primary"):
            changes = Changes(day, scenario_views.seconds_of(clock), tuple(off), tuple(lost))
            name = say("change.name", number=len(planning.scenarios()) + 1)
            attempt(planning.begin_change, plan, changes, 10.0, name)
            st.rerun()
