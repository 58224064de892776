"""Plan convoys: form teams, search, and put the best routes into words with their bound."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import ConvoyProblem, Route, Solution, Status, Unserved
from planner.progress import Progress, silent
from planner.routing.clock import Pace
from planner.routing.convoy.bound import convoy_bound
from planner.routing.convoy.lower import Lowered, lower
from planner.routing.convoy.reasons import reasons_of
from planner.routing.convoy.schedule import routes_of
from planner.routing.convoy.teams import Team, formations
from planner.routing.core import CoreSolution
from planner.routing.listening import listening
from planner.routing.result import finish, if_out_of_time
from planner.routing.solver import Clock, clock_of, iterations_for, solve_core
from planner.routing.validate import validate_convoys

TRIAL_SHARE = 0.15  # of the time, to compare ways of forming convoys
TRIAL_LEAST = 50  # iterations, and as many as there are jobs; a shorter trial tells nothing and costs its start
TAIL_S = 0.0006  # a stop, at the end: times, reasons and totals of the plan found
TAIL_MOST = 0.3  # of the time
TAIL_AT_WORST = 0.7  # of it, where other work slows this one down
BOUND_S = 0.002  # seconds a stop from which the relaxation is worth its time; below, everything served is the bound


def solve_convoys(problem: ConvoyProblem, *, time_limit_s: float, seed: int, progress: Progress = silent) -> Solution:
    """The best convoys found in ``time_limit_s``; same problem, limit and seed give the same plan.

    Raises :class:`planner.errors.PlannerError` (E15…) for a problem that contradicts itself. A stop that cannot be
    served is in ``unserved`` with its reason.
    """
    clock, pace = clock_of(time_limit_s, progress), Pace()
    validate_convoys(problem)
    bound = _all_worth(problem)
    if time_limit_s >= BOUND_S * len(problem.stops):
        bound = min(bound, convoy_bound(problem, time_limit_s))
    ways = formations(problem)
    if not ways or not problem.stops:
        return solution_of(problem, (), bound, "no vehicles" if problem.stops else "nothing to do")
    lowered, solved = _search(problem, ways, clock, pace, seed, progress)
    made = as_solution(problem, lowered, solved.routes, bound, solved.engine)
    if not solved.is_cut:
        return made
    return if_out_of_time(replace(made, is_cut=True), {s.stop_id for s in problem.stops if s.required})


def _all_worth(problem: ConvoyProblem) -> int:
    """Every stop served without driving: no plan is worth more."""
    return sum(1000 * stop.prize for stop in problem.stops)


def as_solution(
    problem: ConvoyProblem, lowered: Lowered, rows: tuple[tuple[int, ...], ...], bound: int | None, engine: str
) -> Solution:
    """Core routes as a solution of ``problem``."""
    return solution_of(problem, routes_of(problem, lowered, rows), bound, engine)


def _search(
    problem: ConvoyProblem, ways: list[list[Team]], clock: Clock, pace: Pace, seed: int, progress: Progress
) -> tuple[Lowered, CoreSolution]:
    """Try every way of forming convoys briefly, if there is time to, then search on with the best.

    The work is told by the limit alone; the hard end comes earlier on a busy machine, where the tail takes longer.
    """
    first = lower(problem, ways[0])
    limit_s = clock.ends - clock.begun
    tail_s = min(TAIL_MOST * limit_s, TAIL_S * len(problem.stops))
    budget = iterations_for(replace(clock, ends=clock.ends - tail_s), len(first.parts))
    clock = replace(clock, ends=clock.ends - min(TAIL_AT_WORST * limit_s, tail_s * pace.slowdown))
    best: tuple[Lowered, CoreSolution] | None = None
    trial = int(budget * TRIAL_SHARE / len(ways))
    is_cut = False
    if len(ways) > 1 and trial >= max(TRIAL_LEAST, len(first.parts)):
        for teams in ways:
            lowered = first if teams is ways[0] else lower(problem, teams)
            turn = clock.until(TRIAL_SHARE)
            solved = solve_core(lowered.core, clock=turn, seed=seed, iterations=trial, progress=progress)
            is_cut = is_cut or solved.is_cut
            if best is None or solved.cost < best[1].cost:
                best = (lowered, solved)
        budget -= int(budget * TRIAL_SHARE)
    lowered, start = best if best else (first, None)
    routes = start.routes if start else None
    heard = listening(progress, problem, lambda rows: routes_of(problem, lowered, rows))
    solved = solve_core(lowered.core, clock=clock, seed=seed, iterations=budget, start=routes, progress=heard)
    return lowered, replace(solved, is_cut=solved.is_cut or is_cut)


def solution_of(problem: ConvoyProblem, routes: tuple[Route, ...], bound: int | None, engine: str) -> Solution:
    """Routes as a solution of ``problem``, with objective, reasons and status."""
    handed: dict[str, int] = {}
    for route in routes:
        for visit in route.visits:
            if visit.kind == "stop":
                handed[visit.serves_id] = handed.get(visit.serves_id, 0) - visit.baskets
    worth = sum(
        _worth(stop.prize, stop.baskets, handed[stop.stop_id]) for stop in problem.stops if stop.stop_id in handed
    )
    objective = worth - problem.metre_cost * sum(route.distance_m for route in routes)
    unserved: tuple[Unserved, ...] = reasons_of(problem, routes, handed)
    is_possible = all(stop.stop_id in handed for stop in problem.stops if stop.required)
    return finish(routes, unserved, objective, bound, engine, None if is_possible else Status.INFEASIBLE)


def _worth(prize: int, baskets: int, handed: int) -> int:
    return 1000 * prize * handed // baskets if baskets else 1000 * prize
