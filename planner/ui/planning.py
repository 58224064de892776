"""Planning in one session: the search that runs, the plans it has made, and the one that is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from planner.model.dispatch import Changes, Plan
from planner.pipeline.again import replanned
from planner.pipeline.order import Order
from planner.progress import Progress
from planner.report.words import word
from planner.roles import Thing, may_see
from planner.ui import session
from planner.ui.shown import Shown, shown
from planner.ui.solving import Job, Wish

MOST_SCENARIOS = 6


def begin(wish: Wish, name: str) -> None:
    """Begin to plan again on the shown need as ``wish`` says, beside the page; :func:`job` tells how it goes."""
    result, workspace = session.load_result(), session.workspace_if_any()
    if result is None or workspace is None or job() is not None:
        return
    plan = result.plan
    order = Order(
        start=plan.convoy_problem.start if plan else session.now().date() + timedelta(days=1),
        days=wish.days,
        time_limit_s=wish.seconds,
        seed=wish.seed,
        overrides=wish.overrides,
        now=datetime.fromisoformat(plan.receipt.made_at) if plan else session.now(),
        is_demonstration=plan.receipt.is_demonstration if plan else not workspace.store.has_real_data(),
    )
    fleet = workspace.fleet(is_stored=session.keeps_decisions())

    def work(progress: Progress) -> Shown:
        made = workspace.dispatch(result.need, fleet=fleet, order=order, progress=progress)
        return replace(shown(made), taken=result.taken)

    session.keep("job", Job(name, work))


def begin_change(plan: Plan, changes: Changes, seconds: float, name: str) -> None:
    """Begin to mend the shown plan after ``changes``, with as little change as possible."""
    result, seed, now = session.load_result(), plan.receipt.seed, session.now()
    if result is None or session.workspace_if_any() is None or job() is not None:
        return

    def work(progress: Progress) -> Shown:
        from planner.workspace.running import receipt_after  # noqa: PLC0415 - slow to load

        made_of = receipt_after(plan, changes, time_limit_s=seconds, seed=seed, now=now)
        made, _ = replanned(plan, changes, made_of, progress=progress)
        return _with_plan(result, made)

    session.keep("job", Job(name, work))


def _with_plan(result: Shown, plan: Plan) -> Shown:
    from planner.workspace.running import paths  # noqa: PLC0415 - slow to load

    return replace(result, plan=plan, paths=paths(session.the_workspace(), plan), key=uuid4().hex)


def open_plan(plan_id: str) -> None:
    """Show a plan that the store keeps, on the need of today. E1713 when it is gone."""
    result = session.load_result()
    if result is None or (result.plan is not None and _is_shown(result.plan, plan_id)):
        return
    plan = session.the_store().plan(plan_id, session.role())
    show(plan.plan_id, _with_plan(result, plan))


def _is_shown(plan: Plan, plan_id: str) -> bool:
    """Whether ``plan`` is that plan, and as much of it as the reader may see."""
    is_whole = not plan.is_visited_only or not may_see(session.role(), Thing.CANDIDATES)
    return plan.plan_id == plan_id and is_whole


def job() -> Job | None:
    """The search that runs for this session, if any."""
    return session.kept("job", Job)


def finish() -> None:
    """Take what an ended search found as the shown plan, beside the one before; what went wrong is raised again.

    A search that still runs is left to run.
    """
    done = job()
    if done is None or not done.is_done:
        return
    session.keep("job", None)
    before = session.load_result()
    if not scenarios() and before is not None and before.plan is not None:
        session.keep("scenarios", [(word("ui.compare.first", session.language()), before)])
    show(done.name, done.answer())
    session.keep("plan_tab", "compare" if len(scenarios()) > 1 else "routes")


def show(name: str, result: Shown) -> None:
    """Show ``result`` and keep it among the session's scenarios under ``name``."""
    kept_plans = [item for item in scenarios() if item[1].key != result.key]
    session.keep("scenarios", [*kept_plans, (name, result)][-MOST_SCENARIOS:])
    session.keep("own_result", result)


def scenarios() -> list[tuple[str, Shown]]:
    """The plans of this session by name, the oldest first."""
    return session.kept("scenarios", list, [])
