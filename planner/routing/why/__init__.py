"""Why something is not in the plan, and the smallest change that would bring it in, proved by solving again."""

from __future__ import annotations

from dataclasses import replace

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Solution, Unserved, UnservedReason
from planner.routing.clock import Clock, clock_of
from planner.routing.why.changes import convoy_changes, patrol_changes
from planner.routing.why.proof import convoys_serve, patrols_serve

NOTHING = "no change: it fits in, but its need counts less than the driving it costs"
POSSIBLE = (UnservedReason.NOT_WORTH, UnservedReason.NO_STOCK, UnservedReason.NO_TIME)


def explain(
    problem: ConvoyProblem | PatrolProblem, solution: Solution, *, time_limit_s: float, seed: int
) -> tuple[Unserved, ...]:
    """Every unserved entry with its smallest change; ``is_change_proved`` when a plan with that change was found.

    A change counts as proof only if the plan found with it keeps everything served before and serves this one too.
    Changes are tried from the smallest up; when the clock runs out the rest keep their reason without a change.
    """
    clock = clock_of(time_limit_s)
    found = []
    for place, entry in enumerate(solution.unserved):
        share = clock.until(1.0 / (len(solution.unserved) - place))
        found.append(_explained(problem, solution, entry, share, seed))
    return tuple(found)


def _explained(
    problem: ConvoyProblem | PatrolProblem, solution: Solution, entry: Unserved, clock: Clock, seed: int
) -> Unserved:
    if clock.left <= 0:
        return entry
    if isinstance(problem, ConvoyProblem):
        if entry.reason in POSSIBLE and convoys_serve(problem, solution, entry.serves_id, clock, seed):
            return replace(entry, change=NOTHING, is_change_proved=True)
        for change in convoy_changes(problem, solution, entry):
            if clock.left > 0 and convoys_serve(change.problem, solution, entry.serves_id, clock, seed):
                return replace(entry, change=change.text, is_change_proved=True)
    else:
        if entry.reason in POSSIBLE and patrols_serve(problem, solution, entry.serves_id, clock, seed):
            return replace(entry, change=NOTHING, is_change_proved=True)
        for step in patrol_changes(problem, entry):
            if clock.left > 0 and patrols_serve(step.problem, solution, entry.serves_id, clock, seed):
                return replace(entry, change=step.text, is_change_proved=True)
    return entry
