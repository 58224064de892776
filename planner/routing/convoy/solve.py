"""Plan convoys: search among all that could be formed, and put the best routes into words with their bound."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import ConvoyProblem, Route, Solution, Status, Unserved
from planner.progress import Progress, silent
from planner.routing.clock import Pace
from planner.routing.convoy.bound import convoy_bound
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.lower import Lowered, lower
from planner.routing.convoy.near_first import Bound
from planner.routing.convoy.reasons import reasons_of
from planner.routing.convoy.schedule import routes_of
from planner.routing.convoy.teams import Team
from planner.routing.core import CoreSolution
from planner.routing.listening import listening
from planner.routing.result import finish, if_out_of_time
from planner.routing.solver import Clock, clock_of, iterations_for, solve_core
from planner.routing.validate import validate_convoys

TAIL_S = 0.0006  # a stop, at the end: times, reasons and totals of the plan found
TAIL_MOST = 0.3  # of the time
TAIL_AT_WORST = 0.7  # of it, where other work slows this one down


def solve_convoys(problem: ConvoyProblem, *, time_limit_s: float, seed: int, progress: Progress = silent) -> Solution:
    """The best convoys found in ``time_limit_s``; same problem, limit and seed give the same plan.

    Raises :class:`planner.errors.PlannerError` (E15…) for a problem that contradicts itself. A stop that cannot be
    served is in ``unserved`` with its reason.
    """
    clock, pace = clock_of(time_limit_s, progress), Pace()
    validate_convoys(problem)
    bound = convoy_bound(problem, clock)
    teams = possible_teams(problem)
    if not teams or not problem.stops:
        return solution_of(problem, (), bound, "no vehicles" if problem.stops else "nothing to do")
    lowered, solved = _search(problem, teams, clock, pace, seed, progress)
    made = as_solution(problem, lowered, solved.routes, bound, solved.engine)
    if not solved.is_cut:
        return made
    return if_out_of_time(replace(made, is_cut=True), {s.stop_id for s in problem.stops if s.required})


def as_solution(
    problem: ConvoyProblem, lowered: Lowered, rows: tuple[tuple[int, ...], ...], bound: Bound | None, engine: str
) -> Solution:
    """Core routes as a solution of ``problem``."""
    return solution_of(problem, routes_of(problem, lowered, rows), bound, engine)


def _search(
    problem: ConvoyProblem, teams: list[Team], clock: Clock, pace: Pace, seed: int, progress: Progress
) -> tuple[Lowered, CoreSolution]:
    """Search for as long as the limit buys, less what telling the plan takes.

    The work is told by the limit alone; the hard end comes earlier on a busy machine, where the tail takes longer.
    """
    lowered = lower(problem, teams)
    limit_s = clock.ends - clock.begun
    tail_s = min(TAIL_MOST * limit_s, TAIL_S * len(problem.stops))
    budget = iterations_for(replace(clock, ends=clock.ends - tail_s), len(lowered.parts))
    clock = replace(clock, ends=clock.ends - min(TAIL_AT_WORST * limit_s, tail_s * pace.slowdown))
    heard = listening(progress, problem, lambda rows: routes_of(problem, lowered, rows))
    return lowered, solve_core(lowered.core, clock=clock, seed=seed, iterations=budget, progress=heard)


def solution_of(
    problem: ConvoyProblem,
    routes: tuple[Route, ...],
    bound: Bound | None,
    engine: str,
    still: ConvoyProblem | None = None,
) -> Solution:
    """Routes as a solution of ``problem``, with objective, reasons and status.

    ``still`` has the vehicles and roads that are left on a day that has begun: reasons are given by those.
    """
    handed: dict[str, int] = {}
    for route in routes:
        for visit in route.visits:
            if visit.kind == "stop":
                handed[visit.serves_id] = handed.get(visit.serves_id, 0) - visit.baskets
    worth = sum(
        _worth(stop.prize, stop.baskets, handed[stop.stop_id]) for stop in problem.stops if stop.stop_id in handed
    )
    objective = worth - problem.metre_cost * sum(route.distance_m for route in routes)
    unserved: tuple[Unserved, ...] = reasons_of(still or problem, routes, handed)
    is_possible = all(stop.stop_id in handed for stop in problem.stops if stop.required)
    most, is_cut = (None, False) if bound is None else (int(bound.most), bound.is_cut)
    status = None if is_possible else Status.INFEASIBLE
    return replace(finish(routes, unserved, objective, most, engine, status), is_cut=is_cut)


def _worth(prize: int, baskets: int, handed: int) -> int:
    return 1000 * prize * handed // baskets if baskets else 1000 * prize
