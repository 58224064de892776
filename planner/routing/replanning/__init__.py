"""Replan after something has happened: what has been driven stays, what was announced changes as little as possible."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from planner.model.difference import Difference, differences
from planner.model.dispatch import AsOf, Changes, Plan
from planner.progress import Progress, silent
from planner.routing.clock import clock_of
from planner.routing.replanning.fit import fit
from planner.routing.replanning.memory import remembered
from planner.routing.replanning.patrols import replan_patrols
from planner.routing.replanning.promised import convoys_beside_doors


def replan(
    plan: Plan, changes: Changes, *, time_limit_s: float, seed: int, progress: Progress = silent
) -> tuple[Plan, tuple[Difference, ...]]:
    """The plan after ``changes``, and every stop and delivery that is served differently from what was announced.

    Convoys of earlier days, and convoys that are loading or on their way by ``now_s``, keep their times: only
    cancelled stops, closed roads and lost vehicles cut into them, and the rest of a convoy goes on where it can.
    Later routes start from the announced ones: what is new is inserted, and only if that leaves something announced
    unserved is anything moved. A route nothing happened to is the announced route, with its id.
    """
    clock = clock_of(time_limit_s, progress)
    changes = fit(plan, changes)
    plan, changes = remembered(plan, changes)
    problem, convoys = convoys_beside_doors(plan, changes, time_limit_s=time_limit_s, seed=seed, progress=progress)
    progress("replan", 0.6, "")
    patrol_problem, patrols = plan.patrol_problem, plan.patrols
    if patrol_problem is not None and patrols is not None:
        depots, came = plan.convoy_problem.depots, (plan.convoys, convoys)
        patrol_problem, patrols = replan_patrols(patrol_problem, patrols, changes, depots, came, clock, seed)
    made = replace(
        plan, plan_id=_renamed(plan, changes, time_limit_s, seed),
        convoy_problem=problem, convoys=convoys, patrol_problem=patrol_problem, patrols=patrols,
        receipt=replace(plan.receipt, seed=seed, time_limit_s=time_limit_s),
        as_of=AsOf(changes.day, changes.now_s),
    )  # fmt: skip
    return made, differences(plan, made)


def _renamed(plan: Plan, changes: Changes, time_limit_s: float, seed: int) -> str:
    """A name that tells which plan was changed, by what and how; papers of two plans must not be taken for one."""
    made_of = f"{plan.plan_id} {changes!r} {float(time_limit_s)!r} {seed}"
    return f"{plan.plan_id.split('+')[0]}+{sha256(made_of.encode()).hexdigest()[:6]}"
