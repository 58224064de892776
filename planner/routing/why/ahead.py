"""What is still to be done of a plan that was made again: what is over, or on its way, is not there to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from planner.model.dispatch import AsOf, Break, Changes, ConvoyProblem, PatrolProblem, Route, Solution, Vehicle
from planner.routing.patrol.food import left_by
from planner.routing.replanning.frozen import close_roads, handed
from planner.routing.replanning.stock import stock_left
from planner.routing.replanning.underway import split_convoys
from planner.routing.replanning.waiting import remaining

Problem = ConvoyProblem | PatrolProblem
WHOLE_DAY_S = 48 * 3600  # longer than any shift


def ahead_of(problem: Problem, solution: Solution, as_of: AsOf) -> tuple[Problem, Solution]:
    """The rest of ``problem`` that is to be planned from ``as_of`` on, and the routes of ``solution`` that begin later.

    A vehicle that has left today is out until tomorrow, as a replan has it. The hours that are over are a break.
    """
    now = Changes(day=as_of.day, now_s=as_of.now_s)
    kept, ahead = split_convoys(solution, now)
    rest = replace(
        problem,
        vehicles=tuple(_free(problem.vehicles, kept, as_of, problem.days)),
        breaks=(*problem.breaks, *_over(as_of)),
        travel=close_roads(problem.travel, [road.places for road in problem.closed]),
    )
    rest = _convoys(rest, kept, now) if isinstance(rest, ConvoyProblem) else left_by(rest, kept)
    return rest, replace(solution, routes=tuple(ahead))


def _over(as_of: AsOf) -> tuple[Break, ...]:
    """The time before ``as_of``, in which nobody drives or serves, whatever is changed."""
    gone = tuple(range(as_of.day))
    return Break(0, WHOLE_DAY_S, gone, "over"), Break(0, as_of.now_s, (as_of.day,), "over")


def _free(vehicles: Iterable[Vehicle], kept: Sequence[Route], as_of: AsOf, days: int) -> Iterable[Vehicle]:
    busy = {(route.vehicle_id, route.day) for route in kept}
    for vehicle in vehicles:
        left = (day for day in range(as_of.day, days) if vehicle.is_on_duty(day))
        yield replace(vehicle, days=tuple(day for day in left if (vehicle.vehicle_id, day) not in busy))


def _convoys(problem: ConvoyProblem, kept: Sequence[Route], now: Changes) -> ConvoyProblem:
    had = handed(kept)
    left = stock_left(problem, kept, now)
    stops = [remaining(stop, had.get(stop.stop_id), now) for stop in problem.stops]
    return replace(
        problem,
        stops=tuple(stop for stop in stops if stop is not None),
        depots=tuple(replace(d, stock_baskets=left[d.depot_id]) for d in problem.depots),
    )
