"""Convoys whose company the search chooses, beside the same search with company given as a person would give it.

``python -m benchmarks.convoys [--stops 20,60,150,400] [--seeds 3] [--seconds 5]`` makes towns of two police districts
with stops that want food, a police counter, a JKM office or both, and plans each twice with the same work:

- *given*: every morning the counter and the office go to the largest lorry of their own depot, or of the other one
  where there is none, and every other vehicle drives alone; that is how a duty officer writes it on a board.
- *chosen*: ``solve_convoys`` as it is.

Both are judged by the independent checker. What is told is the objective (need met, less driving) as a share of the
proved bound. Work is counted, so the plans are the same on every machine that is fast enough.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from statistics import mean
from time import monotonic

from benchmarks.towns import town
from planner.model.dispatch import ConvoyProblem, Solution, Vehicle
from planner.routing import check_convoys, prepare, solve_convoys
from planner.routing.convoy.forming import possible_teams
from planner.routing.convoy.lower import lower
from planner.routing.convoy.solve import as_solution
from planner.routing.convoy.teams import Team
from planner.routing.rules import FOOD_KINDS, room_of, today
from planner.routing.solver import clock_of, iterations_for, solve_core

DAYS = 3


def given_teams(problem: ConvoyProblem) -> list[Team]:
    """Each service vehicle with the largest lorry of its depot that has none of its kind yet."""
    teams: list[Team] = []
    for day in range(problem.days):
        rules = today(problem, day)
        ready = [vehicle for vehicle in problem.vehicles if rules.works(vehicle)]
        made = [Team(day, (vehicle,), ()) for vehicle in ready if vehicle.kind in FOOD_KINDS]
        made.sort(key=lambda team: (-room_of(team.food[0], problem.basket_g), team.food[0].vehicle_id))
        for rider in (vehicle for vehicle in ready if vehicle.kind not in FOOD_KINDS):
            place = _place(made, rider)
            made[place] = replace(made[place], service=(*made[place].service, rider))
        teams += made
    return teams


def _place(teams: list[Team], rider: Vehicle) -> int:
    free = [k for k, team in enumerate(teams) if rider.kind not in team.kinds] or list(range(len(teams)))
    return next((k for k in free if teams[k].depot_id == rider.depot_id), free[0])


def with_given_company(problem: ConvoyProblem, seconds: float, seed: int) -> Solution:
    """The same search and work, with company that is not its choice."""
    lowered = lower(problem, given_teams(problem))
    clock = clock_of(seconds)
    work = iterations_for(clock, len(lowered.parts))
    solved = solve_core(lowered.core, clock=clock_of(60 * seconds), seed=seed, iterations=work)
    return as_solution(problem, lowered, solved.routes, None, "given")


def main() -> None:
    given = _arguments()
    prepare()
    print("stops  teams  given   chosen  given s  chosen s  (share of the bound, means; seconds by the clock)")
    for stops in given.stops:
        rows = [_pair(town(seed, stops, DAYS), given.seconds, seed) for seed in range(1, given.seeds + 1)]
        teams, *figures = (mean(column) for column in zip(*rows, strict=True))
        print(f"{stops:5d}  {teams:5.0f}  " + "  ".join(f"{100 * x:5.1f} %" for x in figures[:2])
              + f"  {figures[2]:7.2f}  {figures[3]:8.2f}", flush=True)  # fmt: skip


def _pair(problem: ConvoyProblem, seconds: float, seed: int) -> tuple[float, ...]:
    begun = monotonic()
    chosen = solve_convoys(problem, time_limit_s=seconds, seed=seed)
    between = monotonic()
    board = with_given_company(problem, seconds, seed)
    ended = monotonic()
    for plan in (chosen, board):
        faults = check_convoys(problem, plan)
        if faults:
            raise SystemExit(f"the checker refuses a plan: {faults[:3]}")
    bound = chosen.bound or 1
    teams = len(possible_teams(problem))
    return teams, board.objective / bound, chosen.objective / bound, ended - between, between - begun


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--stops", type=lambda text: [int(part) for part in text.split(",")], default=[20, 60, 150, 400]
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
