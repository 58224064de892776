"""The whole way, stage by stage, as the referrals grow; and the plan beside what a spreadsheet would send out.

    python -m benchmarks.endtoend [--rows 1000,10000,100000] [--seconds 10] [--workers 2]
    python -m benchmarks.endtoend --command --rows 100000

``--command`` runs ``kembara demo`` as a user does, start and all. Memory is that of all processes together:
proportional set sizes added up.

The spreadsheet's plan takes the same stops, vehicles and roads: each lorry and van goes to the place with most baskets
still waiting and hands out what it carries and the hours allow, then to the next, until it is empty; day by day.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from benchmarks.memory import Peak
from planner.model.dispatch import ConvoyProblem, Solution, Stop, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.workspace import Workspace
from planner.workspace.running import heard, order_of
from planner.workspace.story import Demonstration

T = TypeVar("T")
FOOD = {VehicleKind.LORRY, VehicleKind.VAN}


@dataclass
class Laps:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        self.seconds[name] = time.perf_counter() - began
        return result


def by_size(problem: ConvoyProblem) -> tuple[int, int]:
    """Prize met and metres driven when every vehicle goes where most baskets wait, one trip a day."""
    waiting = {stop: stop.baskets for stop in problem.stops if stop.baskets and not _is_closed(problem, stop)}
    metres = 0
    for day in range(problem.days):
        for vehicle in problem.vehicles:
            if vehicle.kind in FOOD:
                metres += _trip(problem, vehicle, day, waiting)
    return sum(stop.prize * (stop.baskets - left) // stop.baskets for stop, left in waiting.items()), metres


def _is_closed(problem: ConvoyProblem, stop: Stop) -> bool:
    last = problem.start + timedelta(days=problem.days - 1)
    names = {stop.stop_id, stop.place_id, stop.name}
    return any(
        rule.kind == RuleKind.CORDON and rule.start <= last and rule.end >= problem.start and names & set(rule.places)
        for rule in problem.rules
    )


def _trip(problem: ConvoyProblem, vehicle: Vehicle, day: int, waiting: dict[Stop, int]) -> int:
    """Metres of one vehicle's day; what it hands out leaves ``waiting``."""
    index = {name: i for i, name in enumerate(problem.travel.location_ids)}
    table, road = problem.travel.duration_s, problem.travel.distance_m
    home = index[vehicle.depot_id]
    at, clock_s, metres = home, vehicle.shift_start_s + problem.reload_s, 0
    room = min(vehicle.capacity_baskets, vehicle.capacity_g // problem.basket_g)
    for stop in sorted(waiting, key=lambda one: (-waiting[one], one.stop_id)):
        there, back = table[at][index[stop.stop_id]], table[index[stop.stop_id]][home]
        latest_s = min(vehicle.shift_end_s - back, problem.curfew_s[day] - back, stop.windows[0].close_s)
        given, end_s = _handed(problem, stop, day, clock_s + there, latest_s, min(room, waiting[stop]))
        if there < 0 or not given:
            continue
        metres += road[at][index[stop.stop_id]]
        room, at, clock_s = room - given, index[stop.stop_id], end_s
        waiting[stop] -= given
    return metres + (road[at][home] if at != home else 0)


def _handed(problem: ConvoyProblem, stop: Stop, day: int, arrive_s: int, latest_s: int, most: int) -> tuple[int, int]:
    """Baskets that can be handed out before ``latest_s``, and when it ends."""
    a_household = stop.baskets / stop.households
    for given in range(most, 0, -1):
        begin = max(arrive_s, stop.windows[0].open_s)
        end = begin + stop.setup_s + math.ceil(given / a_household) * stop.service_s_per_household
        for pause in problem.breaks:
            if day in pause.days and begin < pause.end_s and end > pause.start_s:
                begin, end = pause.end_s, pause.end_s + end - begin
        if end <= latest_s:
            return given, end
    return 0, arrive_s


def met_by(problem: ConvoyProblem, convoys: Solution) -> int:
    """Prize met by a plan, in shares of the baskets each stop wanted."""
    stops = {stop.stop_id: stop for stop in problem.stops}
    handed: dict[str, int] = {}
    for route in convoys.routes:
        for visit in route.visits:
            if visit.baskets < 0:
                handed[visit.serves_id] = handed.get(visit.serves_id, 0) - visit.baskets
    return sum(stops[s].prize * baskets // stops[s].baskets for s, baskets in handed.items())


def run(rows: int, seconds: float, workers: int) -> None:
    with Peak(os.getpid()) as peak:
        cells, beside = stages(rows, seconds, workers)
    print(f"| {rows:,} | {cells} | {peak.gb:.2f} | {beside} |", flush=True)


def stages(rows: int, seconds: float, workers: int) -> tuple[str, str]:
    """The seconds of each stage and together, and the plan beside the spreadsheet's."""
    story = Demonstration(rows=rows, time_limit_s=seconds)
    workspace, laps = Workspace.open(), Laps()
    made = laps.time("generate", lambda: heard(workspace, story))
    raw = made.rows.assign(row=range(1, rows + 1))
    taken = laps.time("take", lambda: workspace.take(raw, channel=None, now=story.now, workers=workers))
    need = laps.time(
        "hotspots",
        lambda: workspace.find_need(taken.linkage.households, made.visited, now=story.now, seed=story.seed),
    )
    order = order_of(story)
    result = laps.time("plan", lambda: workspace.dispatch(need, fleet=workspace.fleet(), order=order))
    laps.time("files", lambda: workspace.files(replace(result, taken=taken), workers=workers))
    assert result.plan is not None
    problem, convoys = result.plan.convoy_problem, result.plan.convoys
    ours, (theirs, their_m) = met_by(problem, convoys), by_size(problem)
    our_m = sum(route.distance_m for route in convoys.routes if _carries(problem, route.vehicle_id))
    cells = " | ".join(f"{laps.seconds[name]:.1f}" for name in ("generate", "take", "hotspots", "plan", "files"))
    beside = f"{ours / theirs:.2f} | {our_m / their_m:.2f} | {100 * (convoys.gap or 0):.1f} %"
    return f"{cells} | {sum(laps.seconds.values()):.1f}", beside


def _carries(problem: ConvoyProblem, vehicle_id: str) -> bool:
    return any(v.vehicle_id == vehicle_id and v.kind in FOOD for v in problem.vehicles)


def command(rows: int, seconds: float) -> None:
    """``kembara demo`` in a process of its own, by the clock, by the processor and in memory."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["demo", "--rows", str(rows), "--time-limit", str(seconds), "--out", f"{folder}/out"]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        program = subprocess.Popen([sys.executable, "-m", "planner.cli", *words], stdout=subprocess.DEVNULL)
        with Peak(program.pid) as peak:
            assert program.wait() == 0
        took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    print(f"| {rows:,} | {took:.1f} | {user:.1f} | {system:.1f} | {peak.gb:.2f} |", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", default="1000,10000,100000")
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--workers", type=int, default=1, help="processes that share long lists")
    options.add_argument("--command", action="store_true", help="kembara demo in a process of its own")
    given = options.parse_args()
    sizes = [int(rows) for rows in given.rows.split(",")]
    if given.command:
        print(
            "| referrals | by the clock s | processor s | system s | peak GB of all processes |\n|---|---|---|---|---|"
        )
        for rows in sizes:
            command(rows, given.seconds)
        return
    stages = "generate s | take s | hotspots s | plan s | files s | total s | peak GB of all processes"
    print(f"| referrals | {stages} | need met ÷ by size | km ÷ by size | gap |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for rows in sizes:
        run(rows, given.seconds, given.workers)


if __name__ == "__main__":
    main()
