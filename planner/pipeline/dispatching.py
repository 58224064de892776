"""From a situation and an order to a checked plan of convoys and patrol pickups."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from planner import routing
from planner.model.dispatch import Plan, Receipt
from planner.pipeline.judging import must_pass
from planner.pipeline.order import Order, Situation
from planner.pipeline.problems import convoy_problem, patrol_problem
from planner.pipeline.searching import explained, solvers_of
from planner.ports import Cluster
from planner.progress import Progress, silent


def make_plan(
    situation: Situation, order: Order, receipt: Receipt, *, progress: Progress = silent, cluster: Cluster | None = None
) -> Plan:
    """Convoys, then patrols, then why the rest is left out; checked before anyone sees it.

    ``cluster`` works on the districts of an order by district; the plan is the same without one.

    :class:`PlannerError` E9001 when the independent checker finds a violation, which is a bug of ours.
    """
    routing.prepare(progress)  # before the clock starts: a first plan must equal every later one
    problem = convoy_problem(situation, order, progress)
    solvers = solvers_of(order, cluster, progress)
    convoys = solvers.convoys(problem)
    patrol = patrol_problem(situation, order, problem, convoys, progress)
    patrols = None if patrol is None else solvers.patrols(patrol)
    convoys, patrols = explained(solvers, problem, convoys, patrol, patrols, order.time_limit_s)
    plan = Plan("", order.title, problem, convoys, patrol, patrols, receipt)
    plan = replace(plan, plan_id=_plan_id(plan))
    must_pass(plan)
    return plan


def _plan_id(plan: Plan) -> str:
    """A short name that depends on what the plan was made of, not on when."""
    made_of = [plan.receipt.seed, plan.receipt.hashes, plan.convoy_problem.start.isoformat(), plan.convoy_problem.days]
    made_of += [plan.convoys.objective, [r.route_id for r in plan.convoys.routes]]
    told = [rule.rule_id for rule in plan.convoy_problem.rules if rule.rule_id.startswith("exclude-")]
    told += [f"{stop.stop_id} {stop.days}" for stop in plan.convoy_problem.stops if stop.required]
    if told:
        made_of.append(told)
    return "plan-" + hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:10]
