"""Towns with everything at once: rules, odd roads, short windows, riders from elsewhere; and what may happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np

from planner.model.dispatch import Changes, ConvoyProblem, DatedRule, Solution, Stop, TimeWindow, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.model.table import IntTable
from planner.model.travel import TravelMatrix
from tests.routing.cases import FRIDAY, H, helper, lorry, random_convoys, stop, travel

OFFICE, COUNTER = VehicleKind.MOBILE_OFFICE, VehicleKind.MOBILE_COUNTER


def any_town(rng: Random, seed: int) -> ConvoyProblem:
    """A problem with any of the rules; in half of them roads that are closed one way or break the triangle."""
    problem = random_convoys(seed, rng.randint(1, 16), rng.randint(1, 3))
    vehicles = (*problem.vehicles, *_more_vehicles(rng))
    stops = tuple(_odd(rng, one) for one in problem.stops)
    rules = tuple(_rules(rng, stops))
    roads = _odd_roads(rng, problem.travel) if rng.random() < 0.5 else problem.travel
    return replace(
        problem,
        vehicles=vehicles,
        stops=stops,
        rules=rules,
        travel=roads,
        max_reloads=rng.choice([0, 1, 2]),
        sync_s=rng.choice([0, 900]),
    )


def _more_vehicles(rng: Random) -> list[Vehicle]:
    homes = ["ipd-a", "ipd-b"]
    made = [lorry(f"x{k}", rng.choice(homes), rng.choice([90, 135])) for k in range(rng.randint(0, 2))]
    riders = range(rng.randint(0, 2))
    kinds = [OFFICE, COUNTER]
    return made + [helper(f"o{k}", rng.choice(kinds), rng.choice(homes), days=rng.choice([None, (0,)])) for k in riders]


def _odd(rng: Random, one: Stop) -> Stop:
    services = {*one.services, *([OFFICE] if rng.random() < 0.3 else [])}
    windows = one.windows if rng.random() < 0.8 else (TimeWindow(9 * H, 11 * H),)
    return replace(one, services=tuple(sorted(services)), required=rng.random() < 0.1, windows=windows)


def _rules(rng: Random, stops: tuple[Stop, ...]) -> list[DatedRule]:
    names = tuple(one.stop_id for one in stops)
    until = FRIDAY + timedelta(days=rng.randint(0, 2))
    rules = [
        DatedRule("e", RuleKind.ESCORT, FRIDAY, until, rng.choice([(), names[:3]])),
        DatedRule("d", RuleKind.DISTRICT_BAN, FRIDAY, until),
        DatedRule("c", RuleKind.CORDON, FRIDAY, FRIDAY, names[:1]),
        DatedRule("r", RuleKind.RADIUS, FRIDAY, until, limit=9000),
    ]
    return [rule for rule in rules if rng.random() < 0.25]


def _odd_roads(rng: Random, roads: TravelMatrix) -> TravelMatrix:
    seconds, metres = np.array(roads.duration_s.array), np.array(roads.distance_m.array)
    for _ in range(rng.randint(1, 2 * len(seconds))):
        i, j = rng.randrange(len(seconds)), rng.randrange(len(seconds))
        if i != j and rng.random() < 0.5:
            seconds[i, j] = metres[i, j] = -1
        elif i != j:
            seconds[i, j] *= rng.randint(2, 5)
    return replace(roads, duration_s=IntTable(seconds), distance_m=IntTable(metres))


def any_changes(rng: Random, problem: ConvoyProblem, plan: Solution) -> Changes:
    """Something that happens: a cancelled stop, a lost vehicle, a closed road, a new stop; at any hour."""
    served = [visit.serves_id for route in plan.routes for visit in route.visits if visit.serves_id]
    names = problem.travel.location_ids
    changes = Changes(
        day=rng.randrange(problem.days),
        now_s=rng.choice([0, 9 * H, 11 * H, 15 * H]),
        cancelled=tuple(rng.sample(served, 1)) if served and rng.random() < 0.4 else (),
        lost=(rng.choice(problem.vehicles).vehicle_id,) if rng.random() < 0.5 else (),
        closed=((names[0], names[-1]),) if rng.random() < 0.3 else (),
    )
    if rng.random() < 0.5:
        return changes
    new = stop("new", rng.uniform(-0.05, 0.05), rng.uniform(-0.05, 0.05), 10, services=rng.choice([(), (COUNTER,)]))
    points = {depot.depot_id: (depot.lon, depot.lat) for depot in problem.depots}
    points |= {one.stop_id: (one.lon, one.lat) for one in (*problem.stops, new)}
    return replace(changes, new_stops=(new,), travel=travel(points))
