"""While the search is being compiled for the first time: another library where it can, else plain insertion."""

from __future__ import annotations

from collections.abc import Callable

from planner.routing.clock import Clock
from planner.routing.core import CoreProblem, CoreSolution
from planner.routing.engines.greedy import cost_of_rows, insert_all
from planner.routing.engines.native.warm import compile_aside
from planner.routing.engines.plain import is_plain

LEAST_S = 3.0  # with less left after compiling, starting the search is not worth it


def stand_in(
    problem: CoreProblem, clock: Clock, seed: int, start: tuple[tuple[int, ...], ...] | None = None
) -> CoreSolution | None:
    """Compile aside; None as soon as the search is ready with time left, otherwise an answer at the clock's end."""
    compiling = compile_aside()

    def is_over() -> bool:
        return clock.left < 0.15 or (compiling.poll() is not None and clock.left > LEAST_S)

    answers = [(insert_all(problem, clock), "insertion")]
    if start is not None:
        answers.append((start, "insertion"))
    if is_plain(problem):
        from planner.routing.engines.pyvrp_engine import propose  # noqa: PLC0415  # slow to import, seldom needed

        found = propose(problem, seed, is_over)
        if found is not None:
            answers.append((found, "PyVRP"))
    else:
        _wait(is_over)
    if clock.left > LEAST_S:
        return None
    rows, name = min(answers, key=lambda answer: cost_of_rows(problem, answer[0]))
    return CoreSolution(rows, cost_of_rows(problem, rows), f"{name}, while compiling", is_cut=True)


def _wait(is_over: Callable[[], bool]) -> None:
    from time import sleep  # noqa: PLC0415

    while not is_over():
        sleep(0.05)
