"""A small whole plan, convoy and patrols together, that holds: what is planted into it is the only fault."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from planner.model.dispatch import (
    ConvoyProblem,
    PatrolProblem,
    PickupPoint,
    Plan,
    Receipt,
    Route,
    Solution,
    Violation,
    Visit,
)
from planner.routing import check_plan, prepare, solve_convoys, solve_patrols
from tests.routing.cases import FRIDAY_BREAK, beside, convoy_problem, lorry, patrol_problem, stop

RECEIPT = Receipt(1, "2021-07-09T07:00:00+08:00", 1.0, (), (), "straight lines")


@cache
def whole() -> Plan:
    """s0 and s1 on the first day, s2 on the second, one nobody can reach; cars load at the depot and, later, at s0."""
    prepare()  # no clock cuts these searches short
    first_day, second_day = {"days": (0,)}, {"days": (1,)}
    stops = [
        stop("s0", 0.02, 0.02, 60, 500, **first_day),
        stop("s1", 0.02, 0.0, **first_day),
        stop("s2", 0.0, 0.03, **second_day),
        stop("far", 0.9, 0.9),
    ]
    problem = convoy_problem(stops, [lorry("l1"), lorry("l2")], days=2, breaks=(FRIDAY_BREAK,), stock=200)
    convoys = replace(solve_convoys(problem, time_limit_s=0.5, seed=1), is_cut=False)  # on a busy machine, it may be
    (first,) = [(r.day, v) for r in convoys.routes for v in r.visits if v.serves_id == "s0"]
    pickups = (
        PickupPoint("p-depot", "ipd-a", "A", None, 8 * 3600, 600, 2),
        PickupPoint("p-stop", "s0", "A", first[0], first[1].start_s, 300, 60),
    )
    doors = [(0.03, 0.03, 4, 90), (0.031, 0.03, 4, 90), (0.01, 0.0, 2, 90), (0.9, -0.9, 1, 50)]
    patrols = beside(patrol_problem(doors, pickups=pickups), problem)
    rounds = replace(solve_patrols(patrols, time_limit_s=0.5, seed=1), is_cut=False)
    plan = Plan("p", "t", problem, convoys, patrols, rounds, RECEIPT)
    assert check_plan(plan) == ()
    assert {entry.serves_id for entry in (*convoys.unserved, *rounds.unserved)} == {"far", "d3"}
    assert {v.location_id for v in visits(rounds, "pickup")} == {"ipd-a", "s0"}
    return plan


def route_to(solution: Solution, stop_id: str) -> Route:
    """The one route of a convoy that serves a stop."""
    (found,) = [route for route in solution.routes if stop_id in {visit.serves_id for visit in route.visits}]
    return found


def visits(solution: Solution, kind: str) -> list[Visit]:
    return [visit for route in solution.routes for visit in route.visits if visit.kind == kind]


def with_visits(solution: Solution, change) -> Solution:
    """Every visit of every route as ``change`` makes it."""
    routes = tuple(replace(r, visits=tuple(change(r, v) for v in r.visits)) for r in solution.routes)
    return replace(solution, routes=routes)


def worth(problem: ConvoyProblem | PatrolProblem, solution: Solution) -> Solution:
    """``solution`` with the objective and gap its routes really have, so that only what was planted is wrong."""
    if isinstance(problem, PatrolProblem):
        done = {visit.serves_id for visit in visits(solution, "drop")}
        total = sum(1000 * door.prize for door in problem.deliveries if door.delivery_id in done)
    else:
        given = {s.stop_id: -sum(v.baskets for v in visits(solution, "stop") if v.serves_id == s.stop_id)
                 for s in problem.stops}  # fmt: skip
        total = sum(1000 * s.prize * given[s.stop_id] // s.baskets for s in problem.stops if s.baskets)
    total -= problem.metre_cost * sum(route.distance_m for route in solution.routes)
    gap = None if solution.bound is None or not total else (solution.bound - total) / abs(total)
    return replace(solution, objective=total, gap=gap)


def codes(plan: Plan) -> set[str]:
    found: tuple[Violation, ...] = check_plan(plan)
    return {violation.code for violation in found}
