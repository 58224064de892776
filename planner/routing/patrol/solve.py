"""Plan patrol pickups and deliveries."""

from __future__ import annotations

from planner.model.dispatch import PatrolProblem, Route, Solution
from planner.progress import Progress, silent
from planner.routing.patrol.bound import patrol_bound
from planner.routing.patrol.lower import lower_patrols
from planner.routing.patrol.reasons import patrol_reasons
from planner.routing.patrol.schedule import patrol_routes
from planner.routing.result import finish
from planner.routing.solver import clock_of, iterations_for, solve_core
from planner.routing.validate import validate_patrols


def solve_patrols(problem: PatrolProblem, *, time_limit_s: float, seed: int, progress: Progress = silent) -> Solution:
    """The best patrols found in ``time_limit_s``; same problem, limit and seed give the same plan.

    Raises :class:`planner.errors.PlannerError` (E15…) for a problem that contradicts itself.
    """
    clock = clock_of(time_limit_s)
    validate_patrols(problem)
    bound = patrol_bound(problem)
    lowered = lower_patrols(problem)
    if not lowered.core.jobs or not lowered.core.shifts:
        engine = "nothing to do" if not lowered.core.jobs else "no vehicles"
        return _solution(problem, (), bound, engine)
    budget = iterations_for(clock, lowered.core.jobs)
    solved = solve_core(lowered.core, clock=clock, seed=seed, iterations=budget, progress=progress, stage="patrols")
    engine = solved.engine + (" (cut by the clock)" if solved.is_cut else "")
    return _solution(problem, patrol_routes(problem, lowered, solved.routes), bound, engine)


def _solution(problem: PatrolProblem, routes: tuple[Route, ...], bound: int, engine: str) -> Solution:
    served = {visit.serves_id for route in routes for visit in route.visits if visit.kind == "drop"}
    worth = sum(1000 * delivery.prize for delivery in problem.deliveries if delivery.delivery_id in served)
    objective = worth - problem.metre_cost * sum(route.distance_m for route in routes)
    return finish(routes, patrol_reasons(problem, routes, served), objective, bound, engine)
