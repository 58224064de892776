"""From need and a fleet to a checked plan of convoys and patrol pickups."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

import pandas as pd

from planner import routing
from planner.errors import refuse
from planner.model.dispatch import (
    Changes,
    ConvoyProblem,
    Depot,
    Difference,
    Override,
    PatrolProblem,
    PickupPoint,
    Plan,
    Receipt,
    Solution,
    VehicleKind,
    Violation,
)
from planner.model.fleet import Fleet
from planner.model.need import RecommendedStop
from planner.model.place import Place
from planner.pipeline import candidates, districts
from planner.pipeline.need import Need
from planner.pipeline.overriding import overridden
from planner.ports import Cluster, InTurn, TravelTimes
from planner.progress import Progress, silent

Problem = ConvoyProblem | PatrolProblem
# Shares of the search time: convoys, patrols, and finding out why places are left out.
CONVOY_SHARE, PATROL_SHARE, WHY_SHARE = 0.6, 0.2, 0.2

HEADQUARTERS_OPEN_S = 8 * 3600  # when patrol cars may load there
PATROL_HOUR = 10  # of the day whose traffic a round is timed in: most of it is driven about then


@dataclass(frozen=True, slots=True)
class Order:
    """What a plan is asked for: when it starts, for how many days, and how long to search."""

    start: date
    days: int
    time_limit_s: float
    seed: int
    now: datetime
    title: str = "Kembara Prihatin Negara @ OpBantu"
    is_demonstration: bool = False
    is_by_district: bool = False  # one problem for each police district, ``time_limit_s`` for each
    overrides: tuple[Override, ...] = ()


def convoy_problem(
    need: Need,
    recommended: tuple[RecommendedStop, ...],
    fleet: Fleet,
    places: Mapping[str, Place],
    travel: TravelTimes,
    order: Order,
    progress: Progress = silent,
) -> ConvoyProblem:
    """The convoy problem of ``order``: depots of the fleet, candidate stops of the hotspots, times of the roads."""
    depots = candidates.depots(fleet, places)
    stops = candidates.stops(need.hotspots, recommended, fleet)
    points = _points([(d.depot_id, d.lon, d.lat) for d in depots] + [(s.stop_id, s.lon, s.lat) for s in stops])
    matrix = travel.matrix(points, profile="lorry", depart_hour=fleet.open_s // 3600, progress=progress)
    return ConvoyProblem(
        start=order.start,
        days=order.days,
        depots=depots,
        vehicles=tuple(v for v in fleet.vehicles if v.kind is not VehicleKind.PATROL_CAR),
        stops=stops,
        travel=matrix,
        basket_g=fleet.basket_g,
        reload_s=fleet.reload_s,
        curfew_s=(fleet.curfew_s,) * order.days,
        breaks=fleet.breaks_of(candidates.weekdays(order.start, order.days)),
        rules=fleet.rules,
        max_reloads=fleet.max_reloads,
        floors=fleet.floors,
    )


def _points(rows: list[tuple[str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "lon", "lat"]).drop_duplicates("id", ignore_index=True)


def pickup_points(problem: ConvoyProblem, convoys: Solution) -> tuple[PickupPoint, ...]:
    """Where patrol cars may load: each headquarters in the morning, each served stop once its convoy has come.

    What is left at a headquarters is its stock less what the convoys took; at a stop a patrol may take as many
    baskets as the convoy handed out there, since those households' baskets are on the lorry.
    """
    taken: dict[str, int] = {}
    ready: dict[tuple[str, int], int] = {}
    handed: dict[tuple[str, int], int] = {}
    for route in convoys.routes:
        for visit in route.visits:
            if visit.baskets > 0:
                taken[visit.location_id] = taken.get(visit.location_id, 0) + visit.baskets
            elif visit.baskets < 0:
                at = (visit.serves_id, route.day)
                ready[at] = min(ready.get(at, visit.start_s), visit.start_s)
                handed[at] = handed.get(at, 0) - visit.baskets
    district = {stop.stop_id: stop.police_district for stop in problem.stops}
    load_s = problem.reload_s // 2
    at_depots = [
        PickupPoint(d.depot_id, d.depot_id, d.police_district, None, HEADQUARTERS_OPEN_S, load_s, _left(d, taken))
        for d in problem.depots
    ]
    at_stops = [
        PickupPoint(f"{stop}@{day}", stop, district[stop], day, ready[stop, day], load_s, handed[stop, day])
        for stop, day in sorted(ready)
    ]
    return (*at_depots, *at_stops)


def _left(depot: Depot, taken: Mapping[str, int]) -> int:
    return max(0, depot.stock_baskets - taken.get(depot.depot_id, 0))


def patrol_problem(
    problem: ConvoyProblem,
    convoys: Solution,
    need: Need,
    fleet: Fleet,
    travel: TravelTimes,
    progress: Progress = silent,
) -> PatrolProblem | None:
    """Deliveries to households that cannot come, after the convoys; None when nobody waits or no car is there."""
    pickups = pickup_points(problem, convoys)
    cars = tuple(v for v in fleet.vehicles if v.kind is VehicleKind.PATROL_CAR)
    by_district: dict[str, tuple[str, ...]] = {}
    for pickup in pickups:
        by_district[pickup.police_district] = (*by_district.get(pickup.police_district, ()), pickup.pickup_id)
    doors = candidates.deliveries(need.households, need.places, by_district, fleet, need.points)
    if not doors or not cars:
        return None
    where = {s.stop_id: (s.lon, s.lat) for s in problem.stops}
    points = _points(
        [(d.depot_id, d.lon, d.lat) for d in problem.depots]
        + [(p.location_id, *where[p.location_id]) for p in pickups if p.location_id in where]
        + [(d.location_id, d.lon, d.lat) for d in doors]
    )
    return PatrolProblem(
        start=problem.start,
        days=problem.days,
        depots=problem.depots,
        vehicles=cars,
        pickups=pickups,
        deliveries=doors,
        travel=travel.matrix(points, profile="car", depart_hour=PATROL_HOUR, progress=progress),
        basket_g=problem.basket_g,
        curfew_s=problem.curfew_s,
        breaks=problem.breaks,
        rules=problem.rules,
    )


def make_plan(  # noqa: PLR0913, PLR0917 — the way ends here: everything before meets
    need: Need,
    recommended: tuple[RecommendedStop, ...],
    fleet: Fleet,
    places: Mapping[str, Place],
    travel: TravelTimes,
    order: Order,
    receipt: Receipt,
    progress: Progress = silent,
    cluster: Cluster | None = None,
) -> Plan:
    """Convoys, then patrols, then why the rest is left out; checked before anyone sees it.

    ``cluster`` works on the districts of an order by district; the plan is the same without one.

    :class:`PlannerError` E9001 when the independent checker finds a violation, which is a bug of ours.
    """
    routing.prepare(progress)  # before the clock starts: a first plan must equal every later one
    problem = overridden(convoy_problem(need, recommended, fleet, places, travel, order, progress), order.overrides)
    solvers = _by_district(order, cluster, progress) if order.is_by_district else _whole(order, progress)
    convoys = solvers.convoys(problem)
    patrol = patrol_problem(problem, convoys, need, fleet, travel, progress)
    patrols = None if patrol is None else solvers.patrols(patrol)
    convoys, patrols = _explained(solvers, problem, convoys, patrol, patrols, order.time_limit_s)
    plan = Plan("", order.title, problem, convoys, patrol, patrols, receipt)
    plan = replace(plan, plan_id=_plan_id(plan))
    _must_pass(plan)
    return plan


def _explained(
    solvers: _Solvers,
    problem: ConvoyProblem,
    convoys: Solution,
    patrol: PatrolProblem | None,
    patrols: Solution | None,
    time_limit_s: float,
) -> tuple[Solution, Solution | None]:
    """Both solutions with the reason for everything left out and, where found, what would serve it."""
    stops_s, doors_s = shares(WHY_SHARE * time_limit_s, convoys, patrols)
    convoys = solvers.explained(problem, convoys, stops_s)
    if patrol is not None and patrols is not None:
        patrols = solvers.explained(patrol, patrols, doors_s)
    return convoys, patrols


@dataclass(frozen=True, slots=True)
class _Solvers:
    """How the three jobs of a plan are done."""

    convoys: Callable[[ConvoyProblem], Solution]
    patrols: Callable[[PatrolProblem], Solution]
    explained: Callable[[Problem, Solution, float], Solution]


def shares(time_limit_s: float, convoys: Solution, patrols: Solution | None) -> tuple[float, float]:
    """Seconds for explaining the convoys' and the patrols' rest: by how much each leaves out, a quarter at least."""
    whole = time_limit_s
    stops, doors = len(convoys.unserved), len(patrols.unserved) if patrols is not None else 0
    if not doors or not stops:
        return (whole, 0.0) if not doors else (0.0, whole)
    part = min(0.75, max(0.25, stops / (stops + doors)))
    return whole * part, whole * (1 - part)


def _whole(order: Order, progress: Progress) -> _Solvers:
    """Each problem in one piece."""
    limit, seed = order.time_limit_s, order.seed

    def explained(problem: Problem, made: Solution, seconds: float) -> Solution:
        told = routing.explain(problem, made, time_limit_s=seconds, seed=seed, progress=progress)
        return replace(made, unserved=told)

    return _Solvers(
        partial(routing.solve_convoys, time_limit_s=CONVOY_SHARE * limit, seed=seed, progress=progress),
        partial(routing.solve_patrols, time_limit_s=PATROL_SHARE * limit, seed=seed, progress=progress),
        explained,
    )


def _by_district(order: Order, cluster: Cluster | None, progress: Progress) -> _Solvers:
    """Each problem district by district, on the cluster if there is one."""
    workers, limit, seed = cluster or InTurn(), order.time_limit_s, order.seed

    def explained(problem: Problem, made: Solution, seconds: float) -> Solution:
        return districts.explain_by_district(problem, made, workers, time_limit_s=seconds, seed=seed)

    return _Solvers(
        partial(
            districts.solve_by_district,
            cluster=workers,
            time_limit_s=CONVOY_SHARE * limit,
            seed=seed,
            progress=progress,
        ),
        partial(
            districts.solve_patrols_by_district,
            cluster=workers,
            time_limit_s=PATROL_SHARE * limit,
            seed=seed,
            progress=progress,
        ),
        explained,
    )


def replanned(
    plan: Plan, changes: Changes, *, time_limit_s: float, seed: int, progress: Progress = silent
) -> tuple[Plan, tuple[Difference, ...]]:
    """``plan`` after ``changes``, checked and under an id of its own, and what is served differently.

    Raises :class:`PlannerError` E1545 when the new plan is wrong because the announced one was, E9001 when the fault is
    ours; nobody should drive by either.
    """
    must_know_its_names(plan)
    routing.prepare(progress)  # before the clock starts, as for a new plan
    made, found = routing.replan(plan, changes, time_limit_s=time_limit_s, seed=seed, progress=progress)
    if routing.check_plan(made) and (wrong := routing.check_plan(plan)):
        cause = f"the announced plan does not hold: {_said(wrong)}"
        raise refuse("E1545", cause, "run `kembara check` on the announced plan; no new plan was written")
    _must_pass(made)
    return made, found


def must_know_its_names(plan: Plan) -> None:
    """Refuse (E1545) a plan that names a day, vehicle, stop or household its own problem does not have."""
    wrong = tuple(item for item in routing.check_plan(plan) if item.code.startswith("unknown-"))
    if wrong:
        cause = f"the plan does not hold: {_said(wrong)}"
        raise refuse("E1545", cause, "run `kembara check` on the plan; nothing was written")


def replayed(plan: Plan, progress: Progress = silent, cluster: Cluster | None = None) -> Plan:
    """``plan`` made again from what is in it: its problems, and the receipt's seed and time limit.

    The same versions give the same plan in any process, unless the clock cut a search; its ``engine`` says so.
    :class:`PlannerError` E1547 for a plan that was made from another plan, whose file alone does not hold that one.
    """
    if "+" in plan.plan_id:
        cause = f"{plan.plan_id} was made by a replan, from a plan and changes that are not in its file"
        raise refuse("E1547", cause, "replay the announced plan, then give `kembara replan` the same changes")
    routing.prepare(progress)
    seed, limit = plan.receipt.seed, plan.receipt.time_limit_s
    made_at = datetime.fromisoformat(plan.receipt.made_at)
    problem, patrol = plan.convoy_problem, plan.patrol_problem
    order = Order(problem.start, problem.days, limit, seed, made_at, is_by_district=plan.receipt.is_by_district)
    solvers = _by_district(order, cluster, progress) if order.is_by_district else _whole(order, progress)
    convoys = solvers.convoys(problem)
    patrols = solvers.patrols(patrol) if patrol is not None else None
    convoys, patrols = _explained(solvers, problem, convoys, patrol, patrols, limit)
    return replace(plan, convoys=convoys, patrols=patrols)


def _plan_id(plan: Plan) -> str:
    """A short name that depends on what the plan was made of, not on when."""
    made_of = [plan.receipt.seed, plan.receipt.hashes, plan.convoy_problem.start.isoformat(), plan.convoy_problem.days]
    made_of += [plan.convoys.objective, [r.route_id for r in plan.convoys.routes]]
    told = [rule.rule_id for rule in plan.convoy_problem.rules if rule.rule_id.startswith("exclude-")]
    told += [f"{stop.stop_id} {stop.days}" for stop in plan.convoy_problem.stops if stop.required]
    if told:
        made_of.append(told)
    return "plan-" + hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:10]


def _must_pass(plan: Plan) -> None:
    violations = routing.check_plan(plan)
    if violations:
        cause = f"the independent checker found {len(violations)} violations: {_said(violations)}"
        raise refuse("E9001", cause, "please report it with the command you gave; no plan was written")


def _said(violations: tuple[Violation, ...]) -> str:
    """The first five in words."""
    return "; ".join(f"{v.code} at {v.where}: {v.detail}" for v in violations[:5])
