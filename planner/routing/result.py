"""Routes, what they leave out, objective and bound as one solution with its status and gap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from planner.model.dispatch import Route, Solution, Status, Unserved, UnservedReason


def finish(
    routes: tuple[Route, ...],
    unserved: tuple[Unserved, ...],
    objective: int,
    bound: int | None,
    engine: str,
    status: Status | None = None,
) -> Solution:
    """A solution with status (given, or optimal when the bound is met) and gap."""
    gap = (bound - objective) / abs(objective) if objective and bound is not None else None
    if status is None:
        status = Status.OPTIMAL if bound == objective else Status.FEASIBLE
    return Solution(status, routes, unserved, objective, bound, gap, engine)


def if_out_of_time(solution: Solution, required: Collection[str] = ()) -> Solution:
    """``solution`` of a search that the clock cut: with what could have been served missing, it is no answer yet.

    That is so when it has no route at all, or lacks something ``required``, though by its reason nothing forbids it.
    """
    possible = {entry.serves_id for entry in solution.unserved if entry.reason is UnservedReason.NOT_WORTH}
    missing = {entry.serves_id for entry in solution.unserved} & set(required)
    is_open = bool(missing) and missing <= possible
    if is_open or (not solution.routes and possible):
        return replace(solution, status=Status.NO_TIME)
    return solution
