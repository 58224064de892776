"""The one entry to all engines: a core problem, a clock and a seed in; the best routes found out."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import numpy as np

from planner.progress import Progress, silent
from planner.routing.core import CoreProblem, CoreSolution


@dataclass(frozen=True, slots=True)
class Clock:
    """A hard end in the monotonic clock's seconds."""

    begun: float
    ends: float

    @property
    def left(self) -> float:
        """Seconds left; negative when over."""
        return self.ends - monotonic()

    @property
    def share(self) -> float:
        """How much of the time is gone, 0 … 1."""
        whole = self.ends - self.begun
        return 1.0 if whole <= 0 else min(1.0, max(0.0, (monotonic() - self.begun) / whole))


def clock_of(time_limit_s: float) -> Clock:
    """A clock that starts now."""
    now = monotonic()
    return Clock(now, now + time_limit_s)


WORK = 100_000  # iterations × jobs a second that a supported machine manages with half its time to spare
STEPS = 200  # the search cools in so many steps
STEP_S = 0.05  # no step should take longer, so that the clock is kept


def heats(problem: CoreProblem) -> tuple[float, float]:
    """Start and end temperature in cost units: shares of what a neighbouring leg or a small prize is worth."""
    locations = problem.node_loc[problem.job_node]
    legs = problem.distance[np.ix_(locations, locations)].astype(np.float64)
    np.fill_diagonal(legs, np.inf)
    nearest = np.sort(legs, axis=1)[:, : min(5, legs.shape[1] - 1)]
    usable = nearest[nearest < 1e12]
    leg = float(np.median(usable)) * float(np.median(problem.shift_unit)) if usable.size else 1.0
    prizes = problem.job_prize[(problem.job_prize > 0) & (problem.job_prize < 1 << 40)]
    prize = float(np.median(prizes)) if len(prizes) else 0.0
    scale = max(1.0, leg, 0.3 * prize)
    return scale, scale / 100.0


def solve_core(
    problem: CoreProblem,
    *,
    clock: Clock,
    seed: int,
    iterations: int | None = None,
    start: tuple[tuple[int, ...], ...] | None = None,
    progress: Progress = silent,
    stage: str = "dispatch",
) -> CoreSolution:
    """Search until ``iterations`` are done or the clock has run out, whichever comes first.

    With ``iterations`` the result depends on problem and seed alone unless ``is_cut`` says the clock came first.
    """
    from planner.routing.engines.native.run import NativeSearch  # noqa: PLC0415  # compiled on first use

    search = NativeSearch(problem, seed)
    if start is not None:
        search.load(start)
    hot, cold = heats(problem)
    done = 0
    total = iterations if iterations is not None else 1 << 60
    batch = max(1, min(200, total // STEPS)) if iterations else 20
    while done < total and clock.left > STEP_S:
        share = done / total if iterations else clock.share
        heat = hot * (cold / hot) ** share
        before = monotonic()
        search.improve(min(batch, total - done), heat, heat)
        done += min(batch, total - done)
        took = monotonic() - before
        if iterations is None:
            batch = max(1, min(2000, int(batch * STEP_S / max(took, 1e-4))))
        progress(stage, share, f"{search.best_cost}")
    return CoreSolution(search.routes(), search.best_cost, "native", is_cut=iterations is not None and done < total)


def iterations_for(clock: Clock, jobs: int) -> int:
    """Work that fits into the clock with room to spare, so that the end does not depend on the machine."""
    return max(200, int((clock.ends - clock.begun) * WORK / max(10, jobs)))
