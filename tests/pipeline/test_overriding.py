"""A person's word above the search: kept by solver and checker alike, and said among the reasons."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import Override, Status
from planner.model.kinds import OverrideKind
from planner.pipeline.overriding import overridden
from planner.routing import check_convoys, solve_convoys
from tests.report import fixtures


def served(solution: object) -> dict[str, set[int]]:
    """Days on which each stop is served."""
    found: dict[str, set[int]] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind == "stop":
                found.setdefault(visit.serves_id, set()).add(route.day)
    return found


def test_excluded_place_is_not_served_and_its_reason_is_told():
    """An excluded stop stands among the unserved because of a rule that carries the person's reason."""
    problem = fixtures.plan().convoy_problem
    chosen = problem.stops[0]
    told = overridden(problem, [Override(chosen.stop_id, chosen.name, OverrideKind.EXCLUDE, "jalan runtuh")])
    solution = solve_convoys(told, time_limit_s=2, seed=1)
    assert chosen.stop_id not in served(solution)
    assert next(item for item in solution.unserved if item.serves_id == chosen.stop_id).reason == "rule"
    assert [rule.note for rule in told.rules if rule.rule_id.startswith("exclude-")] == ["jalan runtuh"]
    assert check_convoys(told, solution) == ()


def test_pinned_place_is_served_on_its_day_whatever_it_is_worth():
    """A stop worth nothing is served on the pinned day; the checker knows that it must be."""
    problem = fixtures.plan().convoy_problem
    chosen = problem.stops[0]
    poor = replace(problem, stops=(replace(chosen, prize=1), *problem.stops[1:]))
    for day in range(poor.days):
        told = overridden(poor, [Override(chosen.stop_id, chosen.name, OverrideKind.PIN, "janji menteri", day)])
        solution = solve_convoys(told, time_limit_s=2, seed=1)
        assert served(solution).get(chosen.stop_id) == {day}
        assert check_convoys(told, solution) == ()


def test_pinned_and_forbidden_is_said_to_be_impossible():
    """A pin on a place that a rule closes gives an infeasible result with the reason, not a crash."""
    problem = fixtures.plan().convoy_problem
    chosen = problem.stops[0]
    both = [
        Override(chosen.stop_id, chosen.name, OverrideKind.EXCLUDE, "kepungan"),
        Override(chosen.stop_id, chosen.name, OverrideKind.PIN, "janji"),
    ]
    solution = solve_convoys(overridden(problem, both), time_limit_s=2, seed=1)
    assert solution.status is Status.INFEASIBLE


def test_no_overrides_change_nothing():
    """Without overrides, and with one of a stop that is not there, the problem's stops and rules stay."""
    problem = fixtures.plan().convoy_problem
    assert overridden(problem, ()) is problem
    assert overridden(problem, [Override("nowhere", "", OverrideKind.EXCLUDE, "x")]) == problem
