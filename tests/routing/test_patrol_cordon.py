"""Inside a cordon goods go through the operations centre: patrol cars leave its doors out, and say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planner.model.dispatch import DatedRule, PatrolProblem
from planner.model.kinds import RuleKind
from planner.routing import check_patrols, solve_patrols
from tests.routing.cases import FRIDAY, patrol_problem


def _problem(*, ends: date, days: int, named: str) -> PatrolProblem:
    """Two doors, the first at a place called PPR Seri Semarak."""
    rule = DatedRule("emco", RuleKind.CORDON, date(2021, 7, 3), ends, places=(named,))
    problem = patrol_problem([(0.01, 0.0, 1, 90), (0.02, 0.0, 1, 50)], days=days, curfew_s=(20 * 3600,) * days)
    inside = replace(problem.deliveries[0], name="PPR Seri Semarak", place_id="ppr-seri-semarak")
    return replace(problem, deliveries=(inside, problem.deliveries[1]), rules=(rule,))


@pytest.mark.parametrize("named", ["PPR Seri Semarak", "ppr-seri-semarak"])
def test_a_door_inside_a_cordon_is_left_out_with_its_rule(named):
    problem = _problem(ends=FRIDAY, days=1, named=named)
    solution = solve_patrols(problem, time_limit_s=1, seed=1)
    assert check_patrols(problem, solution) == ()
    assert {v.serves_id for route in solution.routes for v in route.visits if v.kind == "drop"} == {"d1"}
    assert solution.bound <= 1000 * problem.deliveries[1].prize  # and the bound knows that nobody can serve it
    (entry,) = solution.unserved
    assert (entry.serves_id, str(entry.reason)) == ("d0", "rule")
    assert dict(entry.details[0].figures)["rule"] == "emco"


def test_it_is_served_on_the_day_after_the_cordon():
    problem = _problem(ends=FRIDAY, days=2, named="ppr-seri-semarak")
    solution = solve_patrols(problem, time_limit_s=1, seed=1)
    assert check_patrols(problem, solution) == ()
    assert [r.day for r in solution.routes for v in r.visits if v.serves_id == "d0" and v.kind == "drop"] == [1]


def test_the_checker_sees_a_car_inside_a_cordon():
    problem = _problem(ends=FRIDAY, days=1, named="ppr-seri-semarak")
    free = solve_patrols(replace(problem, rules=()), time_limit_s=1, seed=1)
    assert "cordon" in {item.code for item in check_patrols(problem, free)}
