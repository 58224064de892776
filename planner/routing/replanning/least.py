"""Least change of core routes: what must be served is inserted; only what that cannot bring in moves anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.routing.build import ANNOUNCED, REQUIRED
from planner.routing.clock import Clock
from planner.routing.core import FAR, CoreProblem, Ints
from planner.routing.replanning.held import held_to
from planner.routing.solver import insert_only, iterations_for, solve_core

Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Announced:
    """Announced rows; ``is_touched[v]`` when something happened to shift ``v``; ``duty[j]`` what must be served."""

    rows: Rows
    is_touched: tuple[bool, ...]
    duty: Ints


def least_change(core: CoreProblem, told: Announced, clock: Clock, seed: int) -> tuple[Rows, str]:
    """Rows that serve every duty they can, and how they were found.

    First duties are inserted and nothing moves. If some are left, or a floor is lost, the shifts something happened to
    are searched again with the free ones; only if that still leaves some out, all are. Last, room that has come free in
    shifts that changed is filled with what the plan had left out; shifts nothing happened to stay as announced.
    """
    rows = inserted(core, told, seed)
    how = "inserted"
    if not _is_kept(core, rows, told):
        for may_change, words in ((_open_shifts(told, rows), "searched among what changed"), (None, "searched again")):
            found = _searched(core, told, rows, may_change, clock, seed)
            if _kept(core, found, told.duty) > _kept(core, rows, told.duty):
                rows, how = found, words
            if _is_kept(core, rows, told):
                break
    return _filled(core, told, rows, seed), how


def inserted(core: CoreProblem, told: Announced, seed: int) -> Rows:
    """The announced rows with as many duties as fit in while nothing moves."""
    strict = core._replace(job_prize=np.where(told.duty > 0, core.job_prize + ANNOUNCED, 0))
    return insert_only(strict, _loadable(strict, _permitted(core, told.rows), seed), seed).routes


def _permitted(core: CoreProblem, rows: Rows) -> Rows:
    """``rows`` less the jobs their shift may not do any more: its counter was lost, or a lorry, or no stock is left."""
    job, left = core.node_job.tolist(), core.resource_room.tolist()
    made = []
    for v, row in enumerate(rows):
        out: set[int] = set()
        held = 0
        for node in row:
            held = 0 if job[node] < 0 else held
            source = int(core.node_resource[node] if core.is_pairs[0] else core.shift_resource[v])
            load = int(core.node_load[node]) if source >= 0 and job[node] >= 0 else 0
            is_barred = job[node] >= 0 and not core.may_serve[core.shift_group[v], job[node]]
            is_full = not core.is_pairs[0] and held + load > core.shift_room[v]
            if is_barred or is_full or (load > 0 and load > left[source]):
                out.add(job[node])
                continue
            held += load
            if load > 0:
                left[source] -= load
        made.append(tuple(node for node in row if job[node] < 0 or job[node] not in out))
    return tuple(made)


def _loadable(core: CoreProblem, rows: Rows, seed: int) -> Rows:
    """Rows that can be driven: of one that cannot, as many of its visits, in their order, as can."""
    still = core._replace(job_prize=np.full_like(core.job_prize, -FAR), floor_need=np.zeros_like(core.floor_need))
    empty: Rows = ((),) * core.shifts
    made = []
    for v, row in enumerate(rows):
        kept: tuple[int, ...] = ()
        if row and insert_only(still, (*empty[:v], row, *empty[v + 1 :]), seed).routes[v] == row:
            kept = row
        elif row:
            for node in row:
                trial = (*kept, node)
                if insert_only(still, (*empty[:v], trial, *empty[v + 1 :]), seed).routes[v] == trial:
                    kept = trial
        made.append(_whole(core, row, kept))
    return tuple(made)


def _whole(core: CoreProblem, row: Sequence[int], kept: Sequence[int]) -> tuple[int, ...]:
    """``kept`` of ``row`` without a load whose drop could not stay: half a job is none."""
    job = core.node_job.tolist()
    told, left = Counter(job[node] for node in row), Counter(job[node] for node in kept)
    return tuple(node for node in kept if job[node] < 0 or left[job[node]] == told[job[node]])


def _served(core: CoreProblem, rows: Rows) -> set[int]:
    return {int(core.node_job[node]) for row in rows for node in row} - {-1}


def _kept(core: CoreProblem, rows: Rows, duty: Ints) -> tuple[int, int, int]:
    """Required jobs, stops of floors as far as they are asked for, and duties in ``rows``: the first counts most."""
    done = sorted(_served(core, rows))
    floors = Counter(int(core.job_floor[j]) for j in done)
    met = sum(min(int(need), floors[k]) for k, need in enumerate(core.floor_need))
    return int((core.job_prize[done] >= REQUIRED).sum()), met, int((duty[done] > 0).sum())


def _is_kept(core: CoreProblem, rows: Rows, told: Announced) -> bool:
    """Whether every floor is met, every duty done, and nothing required lost that was announced."""
    required, met, duties = _kept(core, rows, told.duty)
    is_done = duties == int((told.duty > 0).sum()) and met >= int(core.floor_need.sum())
    return is_done and required >= _kept(core, told.rows, told.duty)[0]


def _open_shifts(told: Announced, rows: Rows) -> list[bool]:
    """Shifts something happened to, and shifts that stood still."""
    return [
        touched or row != old or not old for touched, row, old in zip(told.is_touched, rows, told.rows, strict=True)
    ]


def _searched(
    core: CoreProblem, told: Announced, rows: Rows, may_change: list[bool] | None, clock: Clock, seed: int
) -> Rows:
    """Search from ``rows``; a shift that may not change keeps its row, its jobs and what they use of the stock."""
    duty = core._replace(job_prize=core.job_prize + ANNOUNCED * told.duty)
    if may_change is None:
        budget = iterations_for(clock, core.jobs)
        return solve_core(duty, clock=clock, seed=seed, iterations=budget, start=rows).routes
    chosen = [v for v, is_open in enumerate(may_change) if is_open]
    if not chosen:
        return rows
    part = _without(duty, [row for v, row in enumerate(rows) if not may_change[v]], rows, chosen)
    budget = max(200, iterations_for(clock, core.jobs) // 3)
    start = tuple(rows[v] for v in chosen)
    found = solve_core(part, clock=clock.until(0.5), seed=seed, iterations=budget, start=start).routes
    made = list(rows)
    for v, row in zip(chosen, found, strict=True):
        made[v] = row
    return tuple(made)


def _without(core: CoreProblem, fixed: list[tuple[int, ...]], rows: Rows, chosen: list[int]) -> CoreProblem:
    """The problem of the shifts ``chosen`` alone, less the jobs and the stock of the rows that stay."""
    taken = sorted(_served(core, tuple(fixed)))
    may_serve, prize, need = core.may_serve.copy(), core.job_prize.copy(), core.floor_need.copy()
    may_serve[:, taken] = 0
    prize[taken] = 0
    for j in taken:
        if core.job_floor[j] >= 0:
            need[core.job_floor[j]] = max(0, need[core.job_floor[j]] - 1)
    room = core.resource_room.copy()
    for v, row in enumerate(rows):
        for node in row if v not in set(chosen) else ():
            source = int(core.node_resource[node])
            if core.is_pairs[0] and source >= 0:
                room[source] -= core.node_load[node]
            elif not core.is_pairs[0] and core.shift_resource[v] >= 0:
                room[int(core.shift_resource[v])] -= core.node_load[node]
    names = [name for name in core._fields if name.startswith("shift_")]
    shifts = {name: getattr(core, name)[chosen] for name in names}
    out = [v for v, row in enumerate(rows) if row and v not in set(chosen)]
    fleet = core.fleet_size - core.shift_vehicles[out].sum(axis=0)
    return core._replace(
        may_serve=may_serve, job_prize=prize, floor_need=need, resource_room=room, fleet_size=fleet, **shifts
    )


def _filled(core: CoreProblem, told: Announced, rows: Rows, seed: int) -> Rows:
    """``rows`` with what fits in besides, in the shifts that have changed alone and where it makes nobody wait."""
    held = held_to(core._replace(job_prize=core.job_prize + ANNOUNCED * told.duty), rows, seed)
    full = insert_only(held, rows, seed).routes
    return tuple(
        more if touched or row != old else row
        for more, row, old, touched in zip(full, rows, told.rows, told.is_touched, strict=True)
    )
