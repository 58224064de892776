"""The one entry to all engines: a core problem, a clock and a seed in; the best routes found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from planner.progress import BestSoFar, Progress, silent
from planner.routing.clock import Clock, clock_of
from planner.routing.core import CoreProblem, CoreSolution, rider_metres
from planner.routing.engines.choose import choose
from planner.routing.engines.native.warm import is_warm
from planner.routing.engines.native.worker import Team, Work, fewest, fewest_possible, hear, new_team, run
from planner.routing.engines.partner import Partner, cores, is_better, is_wanted
from planner.routing.engines.standby import stand_in
from planner.routing.listening import HearsRows

Rows = tuple[tuple[int, ...], ...]
PACE = 2_500  # iterations a second of one search: 5,000 to 10,000 were seen from 16 to 1,300 jobs, on a busy core
ENOUGH = 20  # iterations for each pair of jobs, beyond which a small problem has nothing left to find
LEAST_ENOUGH = 10_000
CHOICE_SHARE = 0.06  # of the time, for choosing among all routes met
CHOICE_MOST_S = 4.0
LEAST_CHOICE_S = 0.05  # less is not worth building the model for
CHOICE_EFFORT = 0.5  # of CP-SAT's deterministic time for each second: on an idle core it is a second or less
MANY_JOBS = 400  # from here on driving starts ten times as hot: with few rounds a job, only that rebuilds whole routes
MEAN_OUT = 10.0  # jobs taken out an iteration
FEW_OUT = 6.0  # the same where choosing counts more than ordering: more iterations for it
FIRST_SHARE = 0.75  # of the time, for a better partner on a single core; the search goes on from its plan
OTHER_SHARE = 0.4  # the same where the search is the better of the two, but each finds what the other misses
LATE_HEAT = 0.3  # of the start temperature, there
LONE_S = 0.03  # seconds a job, below which the partner has got nowhere when it must stop (C1_10_1: 21 % off after 10 s)
END_S = 0.05  # before the hard end, to take over the partner's last plan
FLEET_SHARE = 0.45  # of the time, to do without vehicles when fewer is better


def iterations_for(clock: Clock, jobs: int) -> int:
    """Work that fits into the clock with room to spare, so that the end does not depend on the machine.

    An iteration looks at a few jobs and their neighbours, so its time hardly grows with the problem. A small problem is
    given what it can use, not all the time there is.
    """
    enough = max(LEAST_ENOUGH, ENOUGH * jobs * jobs)
    return max(200, min(enough, int((clock.ends - clock.begun) * PACE)))


def usual(problem: CoreProblem) -> tuple[float, float]:
    """Cost of a leg to a neighbour and a prize, both as medians; the prize is 0 where all jobs are required."""
    locations = problem.node_loc[problem.job_node]
    legs = problem.distance[np.ix_(locations, locations)].astype(np.float64)
    np.fill_diagonal(legs, np.inf)
    width = min(5, legs.shape[1] - 1)
    nearest = np.partition(legs, max(0, width - 1), axis=1)[:, :width]
    usable = nearest[nearest < 1e12]
    leg = float(np.median(usable)) * float(np.median(problem.shift_unit)) if usable.size else 1.0
    prizes = problem.job_prize[(problem.job_prize > 0) & (problem.job_prize < 1 << 40)]
    return leg, float(np.median(prizes)) if len(prizes) else 0.0


def heats(problem: CoreProblem, leg: float, prize: float) -> tuple[float, float]:
    """Start and end temperature in cost units: shares of what a neighbouring leg or a small prize is worth."""
    scale = max(1.0, leg, 0.3 * prize)
    many = 10.0 if problem.jobs >= MANY_JOBS else 1.0
    return max(scale, many * leg), scale / 100.0


def solve_core(
    problem: CoreProblem,
    *,
    clock: Clock,
    seed: int,
    iterations: int | None = None,
    start: Rows | None = None,
    fewest_first: bool = False,
    progress: Progress = silent,
    stage: str = "dispatch",
) -> CoreSolution:
    """Search until ``iterations`` are done or the clock has run out, whichever comes first.

    ``progress`` hears how many jobs of all the best routes do; one that :class:`HearsRows` is given those routes.
    With ``iterations`` the result depends on problem and seed alone unless ``is_cut`` says the clock came first.
    ``fewest_first`` counts shifts in use before cost (all jobs must be required and all shifts alike).
    """
    if not is_warm():
        early = stand_in(problem, clock, seed, start)
        if early is not None:
            return early
    scale = usual(problem)
    with _beside(problem, clock, seed, scale[0], start, is_counted=iterations is not None) as partner:
        is_lone = partner is not None and cores() < 2
        if partner is not None and is_lone:
            partner.wait(partner.ends)
            partner.stop()
            start = partner.rows or start
        team = new_team(problem, seed, 2 if partner is None else 1)
        if start is not None:
            for search in team.searches:
                search.load(start)
        if fewest_first:
            team = _with_fewest(problem, team, clock, seed)
        choice_s = min(CHOICE_MOST_S, CHOICE_SHARE * (clock.ends - clock.begun))
        work = _work(problem, clock.before(choice_s), iterations, *scale)
        if is_lone:
            work.hot *= LATE_HEAT
        else:
            work.partner = partner
        run(team, work, _reporter(team, progress, stage))
        is_cut = _choose(team, clock, choice_s, is_counted=iterations is not None) or work.is_cut
        if partner is not None:
            partner.wait(clock.ends - END_S)
            hear(team, partner)
    best = team.best
    name = "native search and CP-SAT" if partner is None else "native search, PyVRP and CP-SAT"
    return CoreSolution(best.routes(), best.best_cost, name, is_cut=is_cut)


def _work(problem: CoreProblem, clock: Clock, iterations: int | None, leg: float, prize: float) -> Work:
    """What the searches are to do until ``clock`` ends."""
    hot, cold = heats(problem, leg, prize)
    return Work(clock, iterations, hot, cold, FEW_OUT if 0.3 * prize >= leg else MEAN_OUT)


@contextmanager
def _beside(
    problem: CoreProblem, clock: Clock, seed: int, leg: float, start: Rows | None, *, is_counted: bool
) -> Iterator[Partner | None]:
    """PyVRP beside the search, where it can be asked at all and the work is not counted, which PyVRP's cannot be.

    It has a core of its own. Where there is one core for both, it goes first if there is time for that, and longer if
    it is the better of the two for such a problem.
    """
    whole, is_lone = clock.ends - clock.begun, cores() < 2
    if is_counted or not is_wanted(problem, whole) or (is_lone and whole < LONE_S * problem.jobs):
        yield None
        return
    first = clock.left * (FIRST_SHARE if is_better(problem, leg) else OTHER_SHARE)
    partner = Partner(problem, seed, first if is_lone else clock.left - END_S, start)
    try:
        yield partner
    finally:
        partner.stop()


def _reporter(team: Team, progress: Progress, stage: str) -> Callable[[float, int], None]:
    def report(share: float, _: int) -> None:
        progress(stage, share, BestSoFar(_done(team), team.problem.jobs))
        if isinstance(progress, HearsRows):
            progress.hears_rows(team.best.routes())

    return report


def _done(team: Team) -> int:
    """How many jobs the best routes so far do."""
    return len({int(team.problem.node_job[node]) for row in team.best.routes() for node in row})


def insert_only(problem: CoreProblem, start: Rows, seed: int) -> CoreSolution:
    """``start`` with as much of what it leaves out as can be inserted without moving anything."""
    search = new_team(problem, seed, count=1).searches[0]
    empty: Rows = ((),) * problem.shifts
    if not search.load(start):
        search.load(
            tuple(row if search.load((*empty[:v], row, *empty[v + 1 :])) else () for v, row in enumerate(start))
        )
    search.fill(at_any_cost=False)
    search.keep()
    return CoreSolution(search.routes(), search.best_cost, "insertion")


def _with_fewest(problem: CoreProblem, team: Team, clock: Clock, seed: int) -> Team:
    """Find a plan with fewer shifts, then go on with exactly those."""
    count = fewest(team, clock.until(FLEET_SHARE), fewest_possible(problem))
    rows = sorted(team.best.routes(), key=lambda nodes: not nodes)[:count]
    smaller = first_shifts(problem, count)
    again = new_team(smaller, seed)
    for search in again.searches:
        search.load(rows)
        search.keep()
    return again


def first_shifts(problem: CoreProblem, count: int) -> CoreProblem:
    """The problem with its first ``count`` shifts alone."""
    fields = [name for name in problem._fields if name.startswith("shift_")]
    return problem._replace(**{name: getattr(problem, name)[:count] for name in fields})


def _choose(team: Team, clock: Clock, seconds: float, *, is_counted: bool) -> bool:
    """Let CP-SAT put routes of the pool together; the answer counts when it is better.

    Where work is counted, the limit alone tells how many routes and how much effort, and the clock is but the hard end;
    the answer is whether it came first.
    """
    meant_s, left_s = 0.8 * seconds, 0.8 * clock.left
    given_s = meant_s if is_counted else min(meant_s, left_s)
    best = team.best
    if given_s < LEAST_CHOICE_S or len(team.pool) < 2:
        return False
    if left_s < LEAST_CHOICE_S:
        return True
    problem = team.problem
    hint = {(int(problem.shift_group[v]), nodes) for v, nodes in enumerate(best.routes()) if nodes}
    most = int(4000 * min(1.0, given_s))  # building the model takes time too
    candidates = list(team.pool)[-max(200, most) :]
    candidates = sorted({*hint, *candidates}) if is_counted else list(dict.fromkeys([*hint, *candidates]))
    costs = [_cost(problem, group, nodes) for group, nodes in candidates]
    effort = CHOICE_EFFORT * given_s if is_counted else None
    chosen, is_cut = choose(
        problem, candidates, costs, hint, seconds=0.7 * (left_s if effort else given_s), effort=effort
    )
    rows = None if chosen is None else _rows(problem, chosen)
    if rows is not None:
        best.load(rows)
    return is_counted and is_cut


def _rows(problem: CoreProblem, chosen: list[tuple[int, tuple[int, ...]]]) -> Rows | None:
    free: dict[int, list[int]] = {}
    for v in range(problem.shifts - 1, -1, -1):
        free.setdefault(int(problem.shift_group[v]), []).append(v)
    rows: list[tuple[int, ...]] = [()] * problem.shifts
    for group, nodes in chosen:
        if not free[group]:
            return None
        rows[free[group].pop()] = nodes
    return tuple(rows)


def _cost(problem: CoreProblem, group: int, nodes: tuple[int, ...]) -> int:
    v = int(np.argmax(problem.shift_group == group))
    c = problem.shift_class[v]
    places = problem.node_loc[list(nodes)]
    metres = int(problem.start_distance[c, places[0]] + problem.end_distance[c, places[-1]])
    metres += int(problem.distance[places[:-1], places[1:]].sum())
    riding = int(problem.rider_unit[0]) * rider_metres(problem, v, nodes)
    return int(problem.shift_fixed[v]) + int(problem.shift_unit[v]) * metres + riding


__all__ = ["Clock", "clock_of", "first_shifts", "heats", "iterations_for", "solve_core"]
