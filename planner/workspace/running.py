"""The whole way, run on the workspace's tools."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path

import pandas as pd

import planner
from planner import scoring
from planner.errors import Fault, PlannerError, refuse
from planner.frames import PLACES, VISITED
from planner.geo import roads
from planner.model.dispatch import Changes, Plan, Receipt
from planner.model.fleet import Fleet
from planner.model.labels import MapLabels
from planner.model.need import Fairness, Recommendation, Tour
from planner.model.travel import TravelMatrix, with_places
from planner.pipeline.dispatching import make_plan
from planner.pipeline.need import Need, nobody
from planner.pipeline.order import Order, Situation
from planner.pipeline.result import Result
from planner.progress import Progress, silent
from planner.roles import Role
from planner.synthetic import SyntheticSet
from planner.units import ZONE
from planner.workspace import sources, storing
from planner.workspace.story import Demonstration
from planner.workspace.tools import Tools

SOLVERS = ("ortools", "pyvrp", "pyvroom", "numpy", "pandas")


def need(tools: Tools, files: Sequence[Path] | None, *, now: datetime, seed: int, progress: Progress = silent) -> Need:
    """Hotspots of the referrals in ``files``, or of the store's when there are none.

    What of the files could not be taken is told beside them; where nothing could, it is refused, every cause at once.
    """
    if not files:
        return storing.stored_need(tools, now=now, seed=seed, progress=progress)
    rows, broken = tools.read_rows(files)
    taken = tools.take(rows, channel=None, now=now, progress=progress)
    aside = (*broken, *sources.set_aside(taken.intake.quarantined))
    if taken.intake.referrals.empty and taken.intake.protection.empty:
        nothing = Fault("E1037", "no row below the headings", "give files with at least one referral")
        raise PlannerError(aside or (nothing,))
    found = tools.find_need(taken.linkage.households, VISITED.empty(), now=now, seed=seed, progress=progress)
    quarantined = len(taken.intake.quarantined)
    return replace(found, aside=aside, rows=(len(rows) - quarantined, quarantined))


def tour(tools: Tools, fleet: Fleet, *, k: int, start: date, days: int) -> Tour:
    """``k`` stops from ``start`` over ``days`` days under the floors, caps and rules of settings and ``fleet``."""
    own = tools.need_settings
    return Tour(k, start, days, floors=(*own.floors, *fleet.floors), caps=own.caps, rules=fleet.rules)


def recommend(tools: Tools, found: Need, asked: Tour, *, now: datetime, seed: int) -> Recommendation:
    """The next locations ``asked`` for, and what is left out and why."""
    return scoring.recommend(found.hotspots, asked, weights=tools.need_settings.weights, now=now, seed=seed)


def fairness(tools: Tools, found: Need, role: Role, *, now: datetime) -> Fairness:
    """What each area has received and how long it waits, as ``role`` may see it."""
    census = tools.constituencies
    return scoring.fairness(found.households, found.places, found.visited, now=now, constituencies=census, role=role)


def versions() -> tuple[tuple[str, str], ...]:
    """Versions a plan depends on: ours, Python's, the solvers'."""
    found = [("kembara-planner", planner.__version__), ("python", platform.python_version())]
    for name in SOLVERS:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "absent"))
    return tuple(found)


def frame_hash(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame's cells in hex.

    Times go in as whole microseconds: written out as words they took longer than the plan's reasons.
    """
    times = frame.select_dtypes(["datetime", "datetimetz"]).columns
    plain = frame.assign(**{name: frame[name].to_numpy("datetime64[us]").view("int64") for name in times})
    return hashlib.sha256(plain.to_csv(index=False).encode()).hexdigest()


def hashes(tools: Tools, found: Need, fleet: Fleet) -> tuple[tuple[str, str], ...]:
    """Fingerprints of everything a plan is made from."""
    return (
        ("households", frame_hash(found.households)),
        ("hotspots", frame_hash(found.hotspots)),
        ("gazetteer", frame_hash(found.places)),
        ("fleet", hashlib.sha256(repr(fleet).encode()).hexdigest()),
        ("weights", hashlib.sha256(repr(tools.need_settings).encode()).hexdigest()),
        ("roads", roads_hash(tools)),
    )


def roads_hash(tools: Tools) -> str:
    """The network's own fingerprint, or that of the engine's name where no network makes the minutes."""
    if tools.settings.roads:
        return hashlib.sha256(tools.travel.source.encode()).hexdigest()
    return str(tools.network.manifest.hash)


def receipt(tools: Tools, found: Need, fleet: Fleet, order: Order) -> Receipt:
    """What a plan is about to be made of."""
    return Receipt(
        seed=order.seed,
        made_at=order.now.isoformat(),
        time_limit_s=order.time_limit_s,
        versions=versions(),
        hashes=hashes(tools, found, fleet),
        travel_source=tools.travel.source,
        is_demonstration=order.is_demonstration,
        is_by_district=order.is_by_district,
    )


def receipt_after(plan: Plan, changes: Changes, *, time_limit_s: float, seed: int, now: datetime) -> Receipt:
    """What a plan made from ``plan`` after ``changes`` is made of: by what runs here, on what the first was made on.

    It is made ``now``; in a demonstration, at the moment its changes speak of.
    """
    if plan.receipt.is_demonstration:
        day = min(max(0, changes.day), plan.convoy_problem.days)  # a day outside the plan is refused by the replan
        midnight = datetime.combine(plan.convoy_problem.start, time(), ZONE)
        now = midnight + timedelta(days=day, seconds=changes.now_s)
    return replace(
        plan.receipt,
        seed=seed,
        made_at=now.isoformat(),
        time_limit_s=time_limit_s,
        versions=versions(),
        is_by_district=False,
    )


def dispatch(tools: Tools, found: Need, *, fleet: Fleet, order: Order, progress: Progress = silent) -> Result:
    """Recommend, plan, check, and trace the routes on the roads."""
    asked = tour(tools, fleet, k=5, start=order.start, days=order.days)
    advice = recommend(tools, found, asked, now=order.now, seed=order.seed)
    situation = Situation(found, advice.stops, fleet, tools.places, tools.travel)
    made_of = receipt(tools, found, fleet, order)
    plan = make_plan(situation, order, made_of, progress=progress, cluster=tools.cluster)
    return Result(
        need=found,
        recommended=advice.stops,
        left_out=advice.left_out,
        plan=plan,
        roads=roads.lines(tools.network),
        borders=tools.borders,
        paths=paths(tools, plan),
        labels=labels(tools, order.title, order.is_demonstration),
    )


def kept(tools: Tools, title: str, *, now: datetime, seed: int, progress: Progress = silent) -> Result:
    """What the store's referrals show today: need and the next locations from tomorrow on, and no plan yet."""
    taken = storing.stored_taken(tools, Role.PLANNER, progress=progress)
    visited = tools.store.visited()
    found = tools.find_need(taken.linkage.households, visited, now=now, seed=seed, is_stored=True, progress=progress)
    asked = tour(tools, tools.fleet(is_stored=True), k=5, start=now.date() + timedelta(days=1), days=7)
    advice = recommend(tools, found, asked, now=now, seed=seed)
    return Result(
        need=found,
        recommended=advice.stops,
        plan=None,
        roads=roads.lines(tools.network),
        borders=tools.borders,
        paths={},
        labels=labels(tools, title, not tools.store.has_real_data()),
        left_out=advice.left_out,
        taken=taken,
    )


def with_travel(tools: Tools, plan: Plan, changes: Changes) -> Changes:
    """``changes`` with travel times to new places; E1546 when the plan was made on other roads than those in use.

    Convoys and patrols have a table each, at the speeds and hour of the plan's own: a lorry's and a patrol car's.
    """
    stops = [(stop.stop_id, stop.lon, stop.lat) for stop in changes.new_stops]
    doors = [(door.location_id, door.lon, door.lat) for door in changes.new_deliveries]
    lorry = _missing(plan.convoy_problem.travel, stops) if changes.travel is None else []
    cars: list[Spot] = []
    if plan.patrol_problem is not None and changes.travel is None and changes.car_travel is None:
        cars = _missing(plan.patrol_problem.travel, doors)
    if not lorry and not cars:
        return changes
    if not _on_these_roads(tools, plan):
        cause = "the plan was made on other roads than those in use, so times to new places would not fit its own"
        raise refuse("E1546", cause, "import the roads the plan was made with, or give the travel times in the file")
    where = _coordinates(plan)
    if lorry:
        changes = replace(changes, travel=_with_spots(tools, plan.convoy_problem.travel, where, lorry))
    if cars and plan.patrol_problem is not None:
        changes = replace(changes, car_travel=_with_spots(tools, plan.patrol_problem.travel, where, cars))
    return changes


Spot = tuple[str, float, float]


def _missing(travel: TravelMatrix, spots: list[Spot]) -> list[Spot]:
    known = set(travel.location_ids)
    return [spot for spot in spots if spot[0] not in known]


def _with_spots(
    tools: Tools, own: TravelMatrix, where: dict[str, tuple[float, float]], new: list[Spot]
) -> TravelMatrix:
    """Times between all places of ``own`` that lie somewhere and ``new`` ones, for its kind of vehicle at its hour."""
    spots = {name: where[name] for name in own.location_ids if name in where} | {n: (lon, lat) for n, lon, lat in new}
    points = pd.DataFrame([(name, *at) for name, at in spots.items()], columns=["id", "lon", "lat"])
    made = tools.travel.matrix(points, profile=own.profile, depart_hour=own.depart_hour, progress=silent)
    return with_places(made, [name for name in own.location_ids if name not in where])


def _on_these_roads(tools: Tools, plan: Plan) -> bool:
    return dict(plan.receipt.hashes).get("roads") == roads_hash(tools)


def of_plan(tools: Tools, plan: Plan) -> Result:
    """What can be drawn of a plan alone: no need behind it; driven lines only on the roads it was made with."""
    return Result(
        need=nobody(PLACES.empty()),
        recommended=(),
        plan=plan,
        roads=roads.lines(tools.network),
        borders=tools.borders,
        paths=paths(tools, plan) if _on_these_roads(tools, plan) else {},
        labels=labels(tools, plan.title, plan.receipt.is_demonstration),
    )


def labels(tools: Tools, title: str, is_synthetic: bool) -> MapLabels:
    """What every picture must say about the data and roads behind it."""
    manifest = tools.network.manifest
    return MapLabels(
        title=title,
        data_note="DATA SINTETIK / SYNTHETIC DATA" if is_synthetic else "",
        network_note=manifest.label,
        attribution=manifest.attribution,
    )


def paths(tools: Tools, plan: Plan) -> dict[str, list[tuple[float, float]]]:
    """The driven line of every route, by route id."""
    where = _coordinates(plan)
    found = {}
    for solution, profile in ((plan.convoys, "lorry"), (plan.patrols, "car")):
        for route in solution.routes if solution else ():
            names = [visit.location_id for visit in route.visits if visit.location_id in where]
            stops = [where[name] for name, _ in groupby(names)]  # ten doors of one block are one place to drive to
            found[route.route_id] = tools.travel.path(stops, profile=profile)
    return found


def _coordinates(plan: Plan) -> dict[str, tuple[float, float]]:
    where = {d.depot_id: (d.lon, d.lat) for d in plan.convoy_problem.depots}
    where |= {s.stop_id: (s.lon, s.lat) for s in plan.convoy_problem.stops}
    if plan.patrol_problem is not None:
        where |= {d.location_id: (d.lon, d.lat) for d in plan.patrol_problem.deliveries}
    return where


def heard(tools: Tools, story: Demonstration, *, progress: Progress = silent) -> SyntheticSet:
    """The synthetic referrals of ``story``."""
    return tools.synthetic(
        rows=story.rows, seed=story.seed, start=story.first_day, days=story.heard_days, progress=progress
    )


def order_of(story: Demonstration) -> Order:
    """What ``story`` asks a plan for."""
    return Order(
        start=story.start,
        days=story.days,
        time_limit_s=story.time_limit_s,
        seed=story.seed,
        now=story.now,
        is_demonstration=True,
    )


def demonstration(tools: Tools, story: Demonstration, *, workers: int = 1, progress: Progress = silent) -> Result:
    """Synthetic referrals, and everything that follows from them. ``workers`` as in :meth:`Tools.take`."""
    made = heard(tools, story, progress=progress)
    rows = made.rows.assign(row=range(1, len(made.rows) + 1))
    taken = tools.take(rows, channel=None, now=story.now, workers=workers, progress=progress)
    found = tools.find_need(taken.linkage.households, made.visited, now=story.now, seed=story.seed, progress=progress)
    order = order_of(story)
    result = dispatch(tools, found, fleet=tools.fleet(), order=order, progress=progress)
    return replace(result, taken=taken)
