"""Whatever town, fleet, rules and roads are given, the checker accepts the plan and what a replan makes of it."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from planner.model.dispatch import Plan, Receipt, Status
from planner.routing import check_convoys, check_plan, replan, solve_convoys
from tests.routing.any_town import any_changes, any_town

RECEIPT = Receipt(1, "2021-07-08", 1.0, (), (), "straight lines")


@pytest.mark.parametrize("seed", [*range(20), 84])
def test_any_plan_and_its_replan_hold(seed):
    rng = Random(seed)
    problem = any_town(rng, seed)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=seed)
    faults = {item.code for item in check_convoys(problem, solution)}
    assert faults <= ({"required"} if solution.status is Status.INFEASIBLE else set())
    assert solution.bound is None or solution.objective <= solution.bound
    closed = bool((np.array(problem.travel.duration_s.array) < 0).any())  # a cut route may have no way home there
    if solution.status is Status.INFEASIBLE or closed:
        return
    plan = Plan("p", "t", problem, solution, None, None, RECEIPT)
    made, _ = replan(plan, any_changes(rng, problem, solution), time_limit_s=1.0, seed=1)
    assert check_plan(made) == ()
