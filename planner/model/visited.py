"""A plan as it is driven: what those may see who escort the convoys and do not decide where they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from planner.model.dispatch import VISITED_SCHEMA, ConvoyProblem, PatrolProblem, Plan, Route, Solution, Stop
from planner.model.kinds import SERVED, VisitKind
from planner.model.table import IntTable
from planner.model.travel import TravelMatrix

_PUBLIC_HASHES = frozenset({"gazetteer", "fleet", "weights", "roads"})
Given = dict[str, tuple[int, int]]
"""Households and baskets handed out, by stop or delivery id."""


def visited_only(plan: Plan) -> Plan:
    """``plan`` without any place that it does not visit, and without any count but what is handed out there.

    Gone are the other candidate stops and doors, their travel times and reasons, every prize, objective and bound (sums
    over them), rules that name an excluded stop, and fingerprints of tables of households. Two plans with the same
    routes are the same here, whatever waits elsewhere. The result has schema :data:`VISITED_SCHEMA`: it can be shown
    and driven, not judged, mended or saved.
    """
    if plan.is_visited_only:
        return plan
    hashes = tuple(pair for pair in plan.receipt.hashes if pair[0] in _PUBLIC_HASHES)
    patrols = plan.patrols
    return replace(
        plan,
        convoy_problem=_convoys(plan.convoy_problem, plan.convoys),
        convoys=_bare(plan.convoys),
        patrol_problem=_patrols(plan.patrol_problem, patrols) if plan.patrol_problem and patrols else None,
        patrols=_bare(patrols) if plan.patrol_problem and patrols else None,
        receipt=replace(plan.receipt, hashes=hashes),
        schema=VISITED_SCHEMA,
    )


def _bare(solution: Solution) -> Solution:
    return replace(solution, unserved=(), objective=0, bound=None, gap=None)


def handed_out(routes: Iterable[Route]) -> Given:
    """What ``routes`` hand out at each stop or door they serve."""
    given: Given = {}
    for route in routes:
        for visit in route.visits:
            if visit.kind in SERVED:
                households, baskets = given.get(visit.serves_id, (0, 0))
                given[visit.serves_id] = households + visit.households, baskets + max(0, -visit.baskets)
    return given


def _convoys(problem: ConvoyProblem, solution: Solution) -> ConvoyProblem:
    given = handed_out(solution.routes)
    stops = tuple(_driven(stop, given[stop.stop_id]) for stop in problem.stops if stop.stop_id in given)
    known = {depot.depot_id for depot in problem.depots} | given.keys()
    rules = tuple(rule for rule in problem.rules if not rule.rule_id.startswith("exclude-"))
    closed = tuple(road for road in problem.closed if set(road.places) <= known)
    return replace(problem, stops=stops, travel=_between(problem.travel, known), rules=rules, closed=closed)


def _driven(stop: Stop, given: tuple[int, int]) -> Stop:
    households, baskets = given
    return replace(stop, households=households, baskets=baskets, prize=0, required=False, days=None)


def _patrols(problem: PatrolProblem, solution: Solution) -> PatrolProblem:
    given = handed_out(solution.routes)
    used = {visit.serves_id for route in solution.routes for visit in route.visits if visit.kind == VisitKind.PICKUP}
    pickups = tuple(pickup for pickup in problem.pickups if pickup.pickup_id in used)
    doors = tuple(
        replace(door, prize=0, pickup_ids=tuple(name for name in door.pickup_ids if name in used))
        for door in problem.deliveries
        if door.delivery_id in given
    )
    known = {depot.depot_id for depot in problem.depots} | {pickup.location_id for pickup in pickups}
    known |= {door.location_id for door in doors}
    closed = tuple(road for road in problem.closed if set(road.places) <= known)
    rules = tuple(rule for rule in problem.rules if not rule.rule_id.startswith("exclude-"))
    travel = _between(problem.travel, known)
    return replace(problem, deliveries=doors, pickups=pickups, travel=travel, rules=rules, closed=closed)


def _between(travel: TravelMatrix, known: Iterable[str]) -> TravelMatrix:
    wanted = set(known)
    kept = [at for at, name in enumerate(travel.location_ids) if name in wanted]
    return replace(
        travel,
        location_ids=tuple(travel.location_ids[at] for at in kept),
        duration_s=_only(travel.duration_s, kept),
        distance_m=_only(travel.distance_m, kept),
    )


def _only(table: IntTable, kept: list[int]) -> IntTable:
    return table.only(kept) if kept else IntTable(())
