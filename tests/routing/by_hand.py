"""The best plan of a small escorted problem by trying every order: nothing of it comes from the solvers."""

from __future__ import annotations

from itertools import pairwise, permutations
from random import Random

from planner.model.dispatch import ConvoyProblem, TimeWindow, VehicleKind
from planner.routing.roads import RoadTable
from tests.routing.cases import H, convoy_problem, helper, lorry, stop

COUNTER = VehicleKind.MOBILE_COUNTER


def small_escorted(seed: int) -> ConvoyProblem:
    """Five whole stops, three of which want the counter; one lorry, one counter from another depot, one day."""
    rng = Random(seed)
    stops = [
        stop(f"s{k}", rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1), rng.choice([20, 40, 70]), rng.randint(20, 100),
             services=(COUNTER,) if k < 3 else (), may_split=False, service_s_per_household=90,
             windows=(TimeWindow(9 * H, rng.choice([13, 18]) * H),))
        for k in range(5)
    ]  # fmt: skip
    return convoy_problem(stops, [lorry("l"), helper("c", COUNTER, "ipd-b")], two_depots=True, max_reloads=0)


def best_by_hand(problem: ConvoyProblem) -> int:
    """Every order of every choice of stops: the counter makes those that want it, in the lorry's order."""
    best = 0
    for count in range(1, len(problem.stops) + 1):
        for order in permutations(problem.stops, count):
            best = max(best, _worth(problem, order))
    return best


def _worth(problem: ConvoyProblem, order) -> int:
    """What an order is worth, 0 when it does not fit; whoever comes first waits for the other."""
    roads = RoadTable(problem.travel)
    if sum(one.baskets for one in order) > 135:
        return 0
    at = {"l": ("ipd-a", 8 * H + problem.reload_s), "c": ("ipd-b", 8 * H)}
    for one in order:
        going = ("l", "c") if one.services else ("l",)
        reached = [at[v][1] + roads.seconds(at[v][0], one.stop_id) for v in going]
        late = [problem.sync_s if v == "c" else 0 for v in going]
        start = max(one.windows[0].open_s, *(r - s for r, s in zip(reached, late, strict=True)))
        done = start + one.setup_s + one.service_s_per_household * one.households
        if done > one.windows[0].close_s:
            return 0
        at |= dict.fromkeys(going, (one.stop_id, done))
    homes = {"l": "ipd-a", "c": "ipd-b"}
    if any(t + roads.seconds(place, homes[v]) > 18 * H for v, (place, t) in at.items()):
        return 0
    names = {"l": [one.stop_id for one in order], "c": [one.stop_id for one in order if one.services]}
    ways = [[homes[v], *stops, homes[v]] for v, stops in names.items() if stops]
    metres = sum(roads.metres(a, b) for way in ways for a, b in pairwise(way))
    return 1000 * sum(one.prize for one in order) - problem.metre_cost * metres
