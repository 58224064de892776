"""Where baskets are short, routes are filled by an exact choice of load."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from planner.routing.build import Builder, Job, Node, Shift
from planner.routing.core import CoreProblem
from planner.routing.engines.greedy import cost_of_row, cost_of_rows
from planner.routing.engines.native.run import NativeSearch

PROFIT = 10_000


def crowded(seed: int, jobs: int = 60, shifts: int = 3, room: int = 100, close_s: int = 36_000) -> CoreProblem:
    """More baskets wanted than three vehicles carry, all within a short drive; driving counts little."""
    rng = Random(seed)
    xy = np.array([(rng.uniform(0, 900), rng.uniform(0, 900)) for _ in range(jobs + 1)])
    table = np.ceil(np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))).astype(np.int64)
    build = Builder(table, table, np.zeros((1, 0, 2), np.int64))
    for k in range(jobs):
        load = rng.randint(3, 30)
        build.nodes.append(Node(k + 1, load, 300, (((0, close_s),),)))
        build.jobs.append(Job(k, PROFIT * rng.randint(load // 2 + 1, 2 * load)))
    build.shifts = [Shift(table[0], table[0], table[:, 0], table[:, 0], 0, close_s, room)] * shifts
    return build.build()


def most_worth(problem: CoreProblem) -> int:
    """The prizes of the best set that all vehicles' room together holds: no plan can have more."""
    best = np.zeros(int(problem.shift_room.sum()) + 1, np.int64)
    for j in range(problem.jobs):
        load = int(problem.node_load[problem.job_node[j]])
        best[load:] = np.maximum(best[load:], best[: len(best) - load] + problem.job_prize[j])
    return int(best[-1])


@pytest.mark.parametrize("seed", range(6))
def test_the_best_load_of_all_is_found(seed):
    """With time enough on every route the search reaches the knapsack's bound, which no plan exceeds."""
    problem = crowded(seed)
    search = NativeSearch(problem, seed)
    for heat in (30_000.0, 10_000.0, 3_000.0, 1_000.0):
        search.improve(600, heat, heat, 6.0)
    rows = search.routes()
    met = sum(int(problem.job_prize[problem.node_job[node]]) for row in rows for node in row)
    assert met == most_worth(problem)
    assert cost_of_rows(problem, rows) == search.best_cost
    assert all(cost_of_row(problem, v, row) is not None for v, row in enumerate(rows))


@pytest.mark.parametrize("seed", range(4))
def test_short_shifts_are_kept_when_filled(seed):
    """With shifts too short for a full vehicle every route still holds, by the plain second opinion."""
    problem = crowded(seed, close_s=4_000)
    search = NativeSearch(problem, seed)
    search.improve(800, 20_000.0, 2_000.0, 6.0)
    rows = search.routes()
    assert sum(map(len, rows)) == len({node for row in rows for node in row})
    assert all(cost_of_row(problem, v, row) is not None for v, row in enumerate(rows))
    assert cost_of_rows(problem, rows) == search.best_cost


def test_nothing_is_filled_anew_where_load_is_not_short():
    """Enough room for everything, or a reload: no tables, no moves of this kind."""
    assert not len(NativeSearch(crowded(1, room=10_000), 1).pack.order)
    short = crowded(1)
    again = short._replace(shift_reload_node=np.zeros_like(short.shift_room), shift_reloads=short.shift_reloads + 1)
    assert not len(NativeSearch(again, 1).pack.order)
