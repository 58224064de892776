"""Put a core problem together piece by piece, so that callers name only what their problem has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from planner.routing.core import FAR, CoreProblem, Ints

REQUIRED = 1 << 44
"""Prize of a job that must be done: more than any plan's driving and prizes together."""

FLOOR = 1 << 41
"""Worth of one stop of a floor: less than a required stop, more than everything that was announced."""

ANNOUNCED = 1 << 30
"""Worth of keeping what people were told, in a replan: less than a floor for up to 2,000 of them, more than a prize."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something done at a location. ``windows[day]`` lists (earliest, latest) starts of service."""

    location: int
    load: int
    service_s: int
    windows: tuple[tuple[tuple[int, int], ...], ...]
    leave_s: int = 0
    resource: int = -1


@dataclass(frozen=True, slots=True)
class Job:
    """One drop, with the pickups that may come before it in a problem of pairs."""

    node: int
    prize: int
    pickups: tuple[int, ...] = ()
    floor: int = -1
    riders: tuple[tuple[int, ...], ...] = ()  # kinds of rider wanted, day by day


@dataclass(frozen=True, slots=True)
class Shift:
    """One vehicle or convoy on one day. Shifts of one ``group`` are equal in everything."""

    start_duration: Ints
    start_distance: Ints
    end_duration: Ints
    end_distance: Ints
    opens: int
    closes: int
    room: int
    day: int = 0
    unit: int = 1
    fixed: int = 0
    reloads: int = 0
    reload_node: int = -1
    resource: int = -1
    class_id: int = 0
    group: int = 0
    vehicles: tuple[tuple[int, int], ...] = ()  # (kind, how many), where shifts share a fleet
    riders: tuple[tuple[int, int], ...] = ()  # (kind, home)


@dataclass
class Builder:
    """Collects nodes, jobs and shifts; :meth:`build` makes the arrays."""

    duration: Ints
    distance: Ints
    pause: Ints
    nodes: list[Node] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    floors: list[int] = field(default_factory=list)
    resources: list[int] = field(default_factory=list)
    fleet: list[int] = field(default_factory=list)  # vehicles of each kind
    rider_kinds: int = 0
    rider_homes: list[tuple[Ints, Ints]] = field(default_factory=list)  # distances out and back
    rider_unit: int = 0
    barred: dict[int, Ints] = field(default_factory=dict)  # jobs that a group of shifts may not do
    floor_weight: int = 0
    time_weight: int = 0
    is_pairs: bool = False

    def build(self) -> CoreProblem:
        """The problem as arrays."""
        opens, closes = self._windows()
        node_job = np.full(len(self.nodes), -1, np.int64)
        for j, job in enumerate(self.jobs):
            node_job[[job.node, *job.pickups]] = j
        classes = {shift.class_id: shift for shift in self.shifts}
        if sorted(classes) != list(range(len(classes))):
            raise ValueError("classes must be numbered from 0 without a gap")
        ends = [classes[k] for k in range(len(classes))]
        shape = (0, len(self.duration))
        return CoreProblem(
            duration=self.duration.astype(np.int64, copy=False),
            distance=self.distance.astype(np.int64, copy=False),
            node_loc=_ints(node.location for node in self.nodes),
            node_load=_ints(node.load for node in self.nodes),
            service_s=_ints(node.service_s for node in self.nodes),
            leave_s=_ints(node.leave_s for node in self.nodes),
            window_open=opens,
            window_close=closes,
            pause=self.pause.astype(np.int64),
            node_job=node_job,
            node_resource=_ints(node.resource for node in self.nodes),
            job_node=_ints(job.node for job in self.jobs),
            job_pickups=self._pickups(),
            job_prize=_ints(job.prize for job in self.jobs),
            job_floor=_ints(job.floor for job in self.jobs),
            floor_need=_ints(self.floors),
            floor_weight=_ints([self.floor_weight]),
            shift_class=_ints(shift.class_id for shift in self.shifts),
            shift_group=_ints(shift.group for shift in self.shifts),
            shift_unit=_ints(shift.unit for shift in self.shifts),
            shift_fixed=_ints(shift.fixed for shift in self.shifts),
            shift_open=_ints(shift.opens for shift in self.shifts),
            shift_close=_ints(shift.closes for shift in self.shifts),
            shift_day=_ints(shift.day for shift in self.shifts),
            shift_room=_ints(shift.room for shift in self.shifts),
            shift_reloads=_ints(shift.reloads for shift in self.shifts),
            shift_reload_node=_ints(shift.reload_node for shift in self.shifts),
            shift_resource=_ints(shift.resource for shift in self.shifts),
            shift_vehicles=self._vehicles(),
            shift_riders=self._riders(),
            start_duration=np.array([end.start_duration for end in ends], np.int64).reshape(-1, shape[1]),
            start_distance=np.array([end.start_distance for end in ends], np.int64).reshape(-1, shape[1]),
            end_duration=np.array([end.end_duration for end in ends], np.int64).reshape(-1, shape[1]),
            end_distance=np.array([end.end_distance for end in ends], np.int64).reshape(-1, shape[1]),
            rider_out=np.array([out for out, _ in self.rider_homes], np.int64).reshape(-1, shape[1]),
            rider_back=np.array([back for _, back in self.rider_homes], np.int64).reshape(-1, shape[1]),
            rider_unit=_ints([self.rider_unit]),
            job_riders=self._wanted(),
            may_serve=self._may_serve(),
            resource_room=_ints(self.resources),
            fleet_size=_ints(self.fleet),
            time_weight=_ints([self.time_weight]),
            is_pairs=_ints([int(self.is_pairs)]),
        )

    def _windows(self) -> tuple[Ints, Ints]:
        days = len(self.pause)
        width = max((len(spans) for node in self.nodes for spans in node.windows), default=1) or 1
        opens = np.full((days, len(self.nodes), width), 1, np.int64)
        closes = np.full((days, len(self.nodes), width), 0, np.int64)
        for i, node in enumerate(self.nodes):
            for day, spans in enumerate(node.windows):
                for w, (first, last) in enumerate(sorted(spans)):
                    opens[day, i, w], closes[day, i, w] = first, last
        return opens, closes

    def _pickups(self) -> Ints:
        width = max((len(job.pickups) for job in self.jobs), default=0) or 1
        table = np.full((len(self.jobs), width), -1, np.int64)
        for j, job in enumerate(self.jobs):
            table[j, : len(job.pickups)] = job.pickups
        return table

    def _vehicles(self) -> Ints:
        table = np.zeros((len(self.shifts), len(self.fleet)), np.int64)
        for v, shift in enumerate(self.shifts):
            for kind, count in shift.vehicles:
                table[v, kind] = count
        return table

    def _riders(self) -> Ints:
        table = np.full((len(self.shifts), self.rider_kinds), -1, np.int64)
        for v, shift in enumerate(self.shifts):
            for kind, home in shift.riders:
                table[v, kind] = home
        return table

    def _wanted(self) -> Ints:
        table = np.zeros((len(self.pause), len(self.jobs), self.rider_kinds), np.int64)
        for j, job in enumerate(self.jobs):
            for day, kinds in enumerate(job.riders):
                table[day, j, list(kinds)] = 1
        return table

    def _may_serve(self) -> Ints:
        groups = max((shift.group for shift in self.shifts), default=-1) + 1
        table = np.ones((groups, len(self.jobs)), np.int64)
        for group, jobs in self.barred.items():
            table[group, jobs] = 0
        return table


def _ints(values: object) -> Ints:
    return np.array(list(values), np.int64)  # type: ignore[call-overload]


def reachable(table: Ints) -> Ints:
    """The table with every negative entry (no way) made :data:`FAR`."""
    return np.where(table < 0, FAR, table)
