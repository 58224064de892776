"""Plan patrol pickups and deliveries."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import PatrolProblem, Route, Solution
from planner.model.kinds import VisitKind
from planner.progress import Progress, silent
from planner.routing.listening import listening
from planner.routing.patrol.bound import patrol_bound
from planner.routing.patrol.lower import LoweredPatrols, lower_patrols
from planner.routing.patrol.reasons import patrol_reasons
from planner.routing.patrol.schedule import patrol_routes
from planner.routing.result import finish, if_out_of_time
from planner.routing.solver import clock_of, iterations_for, solve_core
from planner.routing.validate import validate_patrols


def solve_patrols(problem: PatrolProblem, *, time_limit_s: float, seed: int, progress: Progress = silent) -> Solution:
    """The best patrols found in ``time_limit_s``; same problem, limit and seed give the same plan.

    Raises :class:`planner.errors.PlannerError` (E15…) for a problem that contradicts itself.
    """
    clock = clock_of(time_limit_s, progress)
    validate_patrols(problem)
    bound = patrol_bound(problem)
    lowered = lower_patrols(problem)
    if not lowered.core.jobs or not lowered.core.shifts:
        engine = "nothing to do" if not lowered.core.jobs else "no vehicles"
        return patrol_solution_of(problem, (), bound, engine)
    budget = iterations_for(clock, lowered.core.jobs)
    heard = listening(progress, problem, lambda rows: patrol_routes(problem, lowered, rows))
    solved = solve_core(lowered.core, clock=clock, seed=seed, iterations=budget, progress=heard, stage="patrols")
    made = as_patrol_solution(problem, lowered, solved.routes, bound, solved.engine)
    return if_out_of_time(replace(made, is_cut=True)) if solved.is_cut else made


def as_patrol_solution(
    problem: PatrolProblem,
    lowered: LoweredPatrols,
    rows: tuple[tuple[int, ...], ...],
    bound: int | None,
    engine: str,
) -> Solution:
    """Core routes as a solution of ``problem``."""
    return patrol_solution_of(problem, patrol_routes(problem, lowered, rows), bound, engine)


def patrol_solution_of(
    problem: PatrolProblem,
    routes: tuple[Route, ...],
    bound: int | None,
    engine: str,
    still: PatrolProblem | None = None,
) -> Solution:
    """Routes as a solution of ``problem``, with objective, reasons and status; ``still`` as for convoys."""
    served = {visit.serves_id for route in routes for visit in route.visits if visit.kind == VisitKind.DROP}
    worth = sum(1000 * delivery.prize for delivery in problem.deliveries if delivery.delivery_id in served)
    objective = worth - problem.metre_cost * sum(route.distance_m for route in routes)
    return finish(routes, patrol_reasons(still or problem, routes, served), objective, bound, engine)
