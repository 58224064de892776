"""The one routing problem that convoys, patrols and published instances are all lowered to.

Everything is an integer array. *Locations* index the travel tables, *nodes* are things done at a location (a drop, a
pickup, a reload), *jobs* are what is kept or left out as a whole: one node, or one of several pickups and a drop.
Cost is ``sum(fixed) + sum(unit × distance) + sum(prize of jobs left out) + floor_weight × floors missed``; smaller
is better. A shift is one vehicle, or one convoy of vehicles, on one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FAR = 1 << 40
"""A time or distance that fits nowhere: marks what cannot be driven."""

Ints = NDArray[np.int64]


class CoreProblem(NamedTuple):
    """Arrays of a problem; D days, L locations, N nodes, J jobs, V shifts, C classes, G groups, R resources.

    ``window_*[D, N, W]`` hold the earliest and latest start of service (open > close: no such window). ``pause`` holds
    spans without driving. ``leave_s`` is spent at a node before leaving for another location. ``job_pickups`` holds
    −1 where a job has fewer alternatives. ``may_serve[G, J]`` says which groups of equal shifts may do a job.
    Where K, the number of kinds of vehicle, is not 0, shifts are ways to use the fleet, and those in use may not take
    more of a kind than there are. Riders go along with a shift to the jobs that want them and straight past the others;
    their driving is part of the cost, their times are not: ``start_duration`` and ``end_duration`` must allow for them.
    """

    duration: Ints  # [L, L]
    distance: Ints  # [L, L]
    node_loc: Ints
    node_load: Ints  # baskets; in a problem of pairs positive at pickups, negative at drops
    service_s: Ints
    leave_s: Ints
    window_open: Ints
    window_close: Ints
    pause: Ints  # [D, B, 2]
    node_job: Ints  # −1 for reload nodes
    node_resource: Ints  # −1: none
    job_node: Ints
    job_pickups: Ints  # [J, A]
    job_prize: Ints
    job_floor: Ints  # index of its floor, −1: none
    floor_need: Ints
    floor_weight: Ints  # one number
    shift_class: Ints
    shift_group: Ints
    shift_unit: Ints
    shift_fixed: Ints
    shift_open: Ints
    shift_close: Ints
    shift_day: Ints
    shift_room: Ints
    shift_reloads: Ints
    shift_reload_node: Ints  # −1: cannot reload
    shift_resource: Ints  # where single jobs' baskets come from, −1: unlimited
    shift_vehicles: Ints  # [V, K]: how many vehicles of each kind a shift takes while it is in use
    shift_riders: Ints  # [V, S]: the home of the rider of each kind, −1: none
    start_duration: Ints  # [C, L]
    start_distance: Ints
    end_duration: Ints
    end_distance: Ints
    rider_out: Ints  # [H, L], distance from a rider's home
    rider_back: Ints  # [H, L], distance to it
    rider_unit: Ints  # one number, as shift_unit
    job_riders: Ints  # [D, J, S]: 1 where a job wants a rider of the kind
    may_serve: Ints  # [G, J]
    resource_room: Ints
    fleet_size: Ints  # [K]: vehicles of each kind; K is 0 where every shift has its own
    time_weight: Ints  # one number: what a second of delay counts when a place on a route is chosen
    is_pairs: Ints  # one number, 0 or 1

    @property
    def jobs(self) -> int:
        """How many jobs there are."""
        return len(self.job_node)

    @property
    def shifts(self) -> int:
        """How many shifts there are."""
        return len(self.shift_class)


def has_vehicles(problem: CoreProblem, routes: Sequence[Sequence[int]]) -> bool:
    """Whether the fleet has the vehicles for all ``routes`` (one for each shift) that are not empty."""
    in_use = np.array([len(nodes) > 0 for nodes in routes], np.int64)
    return bool((in_use @ problem.shift_vehicles <= problem.fleet_size).all())


def rider_metres(problem: CoreProblem, v: int, nodes: Sequence[int]) -> int:
    """Metres that the riders of shift ``v`` drive when it does ``nodes``."""
    metres, day = 0, problem.shift_day[v]
    for k, home in enumerate(problem.shift_riders[v]):
        jobs = [(int(problem.node_job[node]), int(problem.node_loc[node])) for node in nodes]
        places = [place for job, place in jobs if job >= 0 and problem.job_riders[day, job, k]]
        if home >= 0 and places:
            metres += int(problem.rider_out[home, places[0]]) + int(problem.rider_back[home, places[-1]])
            metres += int(problem.distance[places[:-1], places[1:]].sum())
    return metres


@dataclass(frozen=True, slots=True)
class CoreSolution:
    """For every shift its nodes in order; ``cost`` as the module says."""

    routes: tuple[tuple[int, ...], ...]
    cost: int
    engine: str
    is_cut: bool = False  # the clock ended the search before its work was done
    proved: int | None = None
    """No solution can cost less than this."""
