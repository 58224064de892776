"""Drive the compiled search from Python: neighbours, start, steps of some iterations, routes out and in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.routing.core import CoreProblem, Ints, has_vehicles
from planner.routing.engines.native.recreate import recreate
from planner.routing.engines.native.repack import new_pack
from planner.routing.engines.native.routes import cost_of, leave_out, prune, refresh, take_on
from planner.routing.engines.native.ruin import Scratch
from planner.routing.engines.native.search import forget, improve, squeeze
from planner.routing.engines.native.shed import shed
from planner.routing.engines.native.state import new_state

NEIGHBOURS = 120
MEAN_OUT = 10.0
TRIED = 10  # jobs left out that are tried in an iteration beside those just taken out
ALL_SHARE = 0.02  # how often all are tried
PACK_SHARE = 0.25  # how often routes are filled by choice of load where load is short
WAIT_SHARE = 0.2  # what a second of sure waiting counts beside a metre when neighbours are chosen

Routes = tuple[tuple[int, ...], ...]


def neighbours(problem: CoreProblem, width: int = NEIGHBOURS) -> Ints:
    """For each job the jobs nearest to any of its nodes, nearest first, as [J, width]; −1 where there are no more."""
    locations = problem.node_loc[problem.job_node]
    near = _both_ways(problem, locations)
    near += WAIT_SHARE * _waiting(problem)
    if problem.is_pairs[0]:
        near = np.minimum(near, _both_ways(problem, problem.node_loc[problem.job_pickups[:, 0]]))
    np.fill_diagonal(near, np.inf)
    if problem.jobs == 1:
        return np.full((1, 1), -1, np.int64)
    width = min(width, problem.jobs - 1)
    chosen = np.sort(np.argpartition(near, width - 1, axis=1)[:, :width], axis=1)  # far cheaper than sorting whole rows
    order = np.argsort(np.take_along_axis(near, chosen, axis=1), axis=1, kind="stable")
    return np.ascontiguousarray(np.take_along_axis(chosen, order, axis=1), dtype=np.int64)


def _both_ways(problem: CoreProblem, locations: Ints) -> NDArray[np.float64]:
    """Metres between all of ``locations``, in the shorter direction."""
    there = problem.distance[np.ix_(locations, locations)]
    both: NDArray[np.float64] = np.minimum(there, there.T).astype(np.float64)
    return both


def _waiting(problem: CoreProblem) -> NDArray[np.float64]:
    """Least waiting between two jobs served one after the other on the first day, in the better direction."""
    opens = problem.window_open[0, problem.job_node, 0]
    closes = problem.window_close[0, problem.job_node, 0] + problem.service_s[problem.job_node]
    wait = (opens[None, :] - closes[:, None]).astype(np.float64)
    both: NDArray[np.float64] = np.clip(np.minimum(wait, wait.T), 0, 1e6)
    return both


class NativeSearch:
    """One search with its own state and chance. ``best_cost`` and :meth:`routes` tell what it has found."""

    def __init__(
        self, problem: CoreProblem, seed: int, near: Ints | None = None, start: Sequence[Sequence[int]] | None = None
    ) -> None:
        self.problem = problem._replace(shift_room=problem.shift_room.copy())
        self.near = neighbours(problem) if near is None else near
        self.rng = np.array([(seed * 2654435761 + 88172645463325252) % (1 << 63) | 1], np.uint64)
        self.state = new_state(problem)
        self.scratch = _new_scratch(problem)
        self.pack = new_pack(problem)
        self.best_route = self.state.route.copy()
        self.best_size = self.state.size.copy()
        self.best_cost = int(cost_of(self.problem, self.state))
        if start is None or not self.load(start):
            self.fill(at_any_cost=True)

    def fill(self, *, at_any_cost: bool) -> None:
        """Try to place every job left out once, greedily, in an order drawn at random.

        ``at_any_cost`` makes a start: a route's first stop seldom pays for itself, several together do; what of
        it pays is kept as the best so far, so that no answer is worse than doing nothing, however short the search.
        """
        left = np.flatnonzero(self.state.job_shift < 0)
        forget(self.scratch)
        self.scratch.out[: len(left)] = left
        self.scratch.counts[0] = len(left)
        self.scratch.counts[3] = int(at_any_cost)
        recreate(self.problem, self.state, self.scratch, self.near, 0.0, self.rng, np.zeros(7, np.int64))
        self.scratch.counts[3] = 0
        forget(self.scratch)
        if at_any_cost:
            self._note_paying()
        self._note_best()

    def _note_paying(self) -> None:
        """Keep what pays of the routes as the best so far, and stand where it stood: all routes can still shrink."""
        before = self.current()
        for v in range(self.problem.shifts):
            shed(self.problem, self.state, self.scratch, v)
        self._note_best()
        self._write(before)
        for v in range(self.problem.shifts):
            refresh(self.problem, self.state, v)

    def _note_best(self) -> None:
        cost = int(cost_of(self.problem, self.state))
        if cost < self.best_cost:
            self.best_cost = cost
            self.best_route[:] = self.state.route
            self.best_size[:] = self.state.size

    def improve(self, iterations: int, hot: float, cold: float, mean_out: float = MEAN_OUT) -> int:
        """Run ``iterations`` while cooling from ``hot`` to ``cold`` (cost units); returns the best cost known."""
        share = PACK_SHARE if len(self.pack.order) else 0.0
        knobs = np.array([iterations, hot, cold, mean_out, self.best_cost, TRIED, ALL_SHARE, share], np.float64)
        best = (self.best_route, self.best_size)
        self.best_cost = int(
            improve(self.problem, self.state, self.scratch, self.near, self.pack, knobs, self.rng, *best)
        )
        return self.best_cost

    def routes(self) -> Routes:
        """The best routes found, one tuple of nodes for each shift."""
        return tuple(
            tuple(int(node) for node in row[:size]) for row, size in zip(self.best_route, self.best_size, strict=True)
        )

    def current(self) -> Routes:
        """The routes the search stands at."""
        rows = zip(self.state.route, self.state.size, strict=True)
        return tuple(tuple(int(node) for node in row[:size]) for row, size in rows)

    def load(self, routes: Sequence[Sequence[int]]) -> bool:
        """Stand at ``routes`` (one for each shift); False, and back where it stood, if one cannot be driven."""
        if not has_vehicles(self.problem, routes):
            return False
        before = self.current()
        self._write(routes)
        if all(refresh(self.problem, self.state, v) for v in range(self.problem.shifts)):
            self._note_best()
            return True
        self._write(before)
        for v in range(self.problem.shifts):
            refresh(self.problem, self.state, v)
        return False

    def _write(self, routes: Sequence[Sequence[int]]) -> None:
        problem, state = self.problem, self.state
        for served in np.flatnonzero(state.job_shift >= 0):
            leave_out(problem, state, int(served), int(self.scratch.source[served]))
        for v, nodes in enumerate(routes):
            state.size[v] = len(nodes)
            state.route[v, : len(nodes)] = nodes
            for node in nodes:
                j = int(problem.node_job[node])
                if j < 0 or state.job_shift[j] >= 0:
                    continue
                source = int(problem.node_resource[node] if problem.is_pairs[0] else problem.shift_resource[v])
                self.scratch.source[j] = source
                take_on(problem, state, v, j, source)

    def close_one(self) -> int:
        """Give up the shift whose jobs were left out least often; returns it, or −1 when none is in use."""
        state, problem = self.state, self.problem
        in_use = np.flatnonzero(state.size > 0)
        if not len(in_use):
            return -1
        problem.shift_room[state.size == 0] = -1
        weights = [int(self.scratch.absences[state.job_shift == v].sum()) for v in in_use]
        v = int(in_use[int(np.argmin(weights))])
        problem.shift_room[v] = -1
        for j in np.flatnonzero(state.job_shift == v):
            leave_out(problem, state, int(j), int(self.scratch.source[j]))
            self.scratch.source[j] = -1
        prune(problem, state, v)
        return v

    def squeeze(self, iterations: int, mean_out: float = MEAN_OUT) -> bool:
        """Try to do all jobs with the shifts still open; true once all are placed."""
        out = np.array([int((self.state.job_shift < 0).sum())], np.int64)
        return bool(squeeze(self.problem, self.state, self.scratch, self.near, out, iterations, mean_out, self.rng))

    def keep(self) -> None:
        """Take the routes the search stands at as its best, whatever they cost."""
        self.best_cost = int(cost_of(self.problem, self.state))
        self.best_route[:] = self.state.route
        self.best_size[:] = self.state.size


def _new_scratch(problem: CoreProblem) -> Scratch:
    shifts, jobs = problem.shifts, problem.jobs
    width = new_state(problem).route.shape[1]
    return Scratch(
        old_route=np.zeros((shifts, width), np.int64),
        old_size=np.zeros(shifts, np.int64),
        is_touched=np.zeros(shifts, np.int64),
        touched=np.zeros(shifts, np.int64),
        out=np.zeros(2 * jobs + 2, np.int64),
        counts=np.zeros(5, np.int64),
        mark=np.zeros(max(jobs, shifts) + 1, np.int64),
        source=np.full(jobs, -1, np.int64),
        is_open=np.ones(shifts, np.int64),
        weight=np.zeros(2 * jobs + 2, np.float64),
        near_place=np.zeros((shifts, width + 1), np.int64),
        stamp=np.zeros(1, np.int64),
        absences=np.ones(jobs, np.int64),
        in_use=np.zeros(len(problem.fleet_size), np.int64),
    )
