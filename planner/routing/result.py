"""Routes, what they leave out, objective and bound as one solution with its status and gap."""

from __future__ import annotations

from planner.model.dispatch import Route, Solution, Status, Unserved


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
