"""A run sheet as a record: one vehicle's day, stop by stop, free of names and numbers of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.model.dispatch import Break, Plan, Route, Vehicle, Visit
from planner.model.kinds import SERVED, VisitKind
from planner.model.need import RecommendedStop
from planner.model.papers import Replaced
from planner.report.route_layer import all_routes, locations, recommended_by_stop, vehicles, where
from planner.report.sheet_day import SheetDay, around, breaks_of, day_of, households_coming
from planner.report.sheet_handover import Handover, handovers

Blocks = Mapping[str, Sequence[tuple[str, int]]]

LONG_WAIT_S = 600  # a crew that stands this long before it may begin is told so in words
SLOT_S = 1800  # half an hour: long enough to announce by loudspeaker, short enough to keep a queue apart


@dataclass(frozen=True, slots=True)
class Slot:
    """Households asked to come between two clock times; no ``blocks`` where none are known, an empty one is unknown."""

    start_s: int
    end_s: int
    households: int
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetStop:
    """One line of a run sheet. ``order`` counts served places from 1 and is 0 for loading, breaks and the depot."""

    order: int
    kind: VisitKind
    name: str
    lon: float
    lat: float
    police_district: str
    arrival_s: int
    start_s: int
    departure_s: int
    households: int
    baskets: int
    items: tuple[tuple[str, int], ...] = ()
    services: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    alternative: tuple[str, str] = ("depot", "")  # which sentence of plan B, and the place it names
    reference: str = ""
    is_from_memory: bool = False
    around: tuple[str, str] = ("", "")  # a break: the places before and after it, one twice where the crew waits
    expected: int = 0  # households that the convoy's food is for, at a stop where this vehicle hands out none
    handovers: tuple[Handover, ...] = ()  # a lorry's stop: kept for cars; a car's pickup: from lorries

    @property
    def is_long_wait(self) -> bool:
        """Whether the crew is there long before it may load or hand out."""
        return self.start_s - self.arrival_s >= LONG_WAIT_S


@dataclass(frozen=True, slots=True)
class RunSheet:
    """One vehicle's day with everything its crew needs on paper."""

    kind: str
    vehicle: Vehicle
    day: date
    depot: str
    stops: tuple[SheetStop, ...]
    distance_m: int
    plan_id: str
    made_at: str
    is_demonstration: bool
    route_id: str
    today: SheetDay
    replaces: Replaced | None = None  # the announced plan, where this one was made by a replan

    @property
    def keeps_announced(self) -> bool:
        """Whether goods and blocks stand on the announced sheet alone, and still hold."""
        return self.replaces is not None and self.route_id in self.replaces.standing

    @property
    def served(self) -> tuple[SheetStop, ...]:
        """The places where something is handed out."""
        return tuple(stop for stop in self.stops if stop.order)

    @property
    def households(self) -> int:
        """Households to be served on this sheet."""
        return sum(stop.households for stop in self.served)

    @property
    def expected(self) -> int:
        """Households to expect where this vehicle hands out nothing itself."""
        return sum(stop.expected for stop in self.served)

    @property
    def baskets(self) -> int:
        """Baskets to be handed out on this sheet."""
        return sum(stop.baskets for stop in self.served)


def time_slots(start_s: int, end_s: int, households: int, blocks: Sequence[tuple[str, int]] = ()) -> tuple[Slot, ...]:
    """Half-hour slots from ``start_s`` to ``end_s`` that share ``households`` evenly, in the blocks' order.

    With ``blocks`` (name, households) each slot names the blocks called in it, and their numbers set its share;
    an empty name stands for households whose block nobody told.
    """
    if households <= 0 or end_s <= start_s:
        return ()
    count = max(1, round((end_s - start_s) / SLOT_S))
    edges = [start_s + (end_s - start_s) * at // count for at in range(count + 1)]
    marks = [households * at // count for at in range(count + 1)]
    return tuple(
        Slot(edges[at], edges[at + 1], marks[at + 1] - marks[at], _called(blocks, marks[at], marks[at + 1], households))
        for at in range(count)
    )


def _called(blocks: Sequence[tuple[str, int]], low: int, high: int, households: int) -> tuple[str, ...]:
    total, names, seen = sum(number for _, number in blocks), [], 0
    for name, number in blocks:
        first, last = seen * households / total, (seen + number) * households / total
        if last > low and first < high:
            names.append(name)
        seen += number
    return tuple(names)


def _share(items: tuple[tuple[str, int], ...], part: int, whole: int) -> tuple[tuple[str, int], ...]:
    """The part of a stop's items that this visit brings, rounded up so that nothing is short; none without baskets."""
    if part <= 0:
        return ()
    return items if part >= whole else tuple((name, -(-count * part // whole)) for name, count in items)


def _alternative(at: int, rec: RecommendedStop | None, next_names: Sequence[str], depot: str) -> tuple[str, str]:
    if rec is not None and rec.runner_up:
        return "runner", rec.runner_up
    later = next_names[at + 1 :]
    return ("next", later[0]) if later else ("depot", depot)


def _break(pause: Break, before: SheetStop, after: SheetStop) -> SheetStop:
    """A line for a break; it stands where the crew is when it begins."""
    times = (pause.start_s, pause.start_s, pause.end_s)
    names = (before.name, after.name)
    return SheetStop(0, VisitKind.BREAK, pause.name, before.lon, before.lat, "", *times, 0, 0, around=names)


class _Builder:
    """Looks things up in one plan while its sheets are made."""

    def __init__(
        self, plan: Plan, recommended: Sequence[RecommendedStop], blocks: Blocks, replaces: Replaced | None
    ) -> None:
        self.plan, self.blocks, self.replaces = plan, blocks, replaces
        self.coming = households_coming(plan)
        self.households: dict[str, str] = {}
        self.found, self.fleet = locations(plan), vehicles(plan)
        self.recommended = recommended_by_stop(plan, recommended)
        self.handovers = handovers(plan, self.fleet)
        self.districts = {stop.stop_id: stop.police_district for stop in plan.convoy_problem.stops}
        if plan.patrol_problem is not None:
            self.districts |= {door.delivery_id: door.police_district for door in plan.patrol_problem.deliveries}
            self.households = {door.delivery_id: door.household_id for door in plan.patrol_problem.deliveries}

    def stop(self, visit: Visit, order: int, day: int) -> SheetStop:
        name, lon, lat = where(visit, self.found) or (visit.location_id, 0.0, 0.0)
        rec = self.recommended.get(visit.serves_id)
        handed = abs(visit.baskets)
        slots: tuple[Slot, ...] = ()
        if visit.kind == VisitKind.STOP:
            blocks = self.blocks.get(visit.serves_id, ())
            slots = time_slots(visit.start_s, visit.departure_s, visit.households, blocks)
        return SheetStop(
            order=order,
            kind=visit.kind,
            name=name,
            lon=lon,
            lat=lat,
            police_district=self.districts.get(visit.serves_id, ""),
            arrival_s=visit.arrival_s,
            start_s=visit.start_s,
            departure_s=visit.departure_s,
            households=visit.households,
            baskets=handed,
            items=_share(rec.items, handed, rec.baskets) if rec else (),
            services=rec.services if rec else (),
            slots=slots,
            reference=self.households.get(visit.serves_id, "")[:8] if visit.kind == VisitKind.DROP else "",
            is_from_memory=bool(rec) and rec is not None and rec.grade == "memory",
            expected=self.coming.get((visit.serves_id, day), 0) if order and not visit.households else 0,
        )

    def sheet(self, kind: str, route: Route) -> RunSheet:
        stops, order = [], 0
        for place, visit in enumerate(route.visits):
            is_served = visit.kind in SERVED
            order += is_served
            passed = self.handovers.get((route.route_id, route.day, place), ())
            stop = self.stop(visit, order if is_served else 0, route.day)
            stops.append(replace(stop, handovers=passed))
        vehicle, receipt = self.fleet[route.vehicle_id], self.plan.receipt
        depot = self.found.get(vehicle.depot_id, (vehicle.depot_id, 0.0, 0.0))[0]
        return RunSheet(
            kind=kind,
            vehicle=vehicle,
            day=date.fromordinal(self.plan.convoy_problem.start.toordinal() + route.day),
            depot=depot,
            stops=self._with_breaks(self._with_plan_b(tuple(stops), route, depot), kind, route),
            distance_m=route.distance_m,
            plan_id=self.plan.plan_id,
            made_at=receipt.made_at,
            is_demonstration=receipt.is_demonstration,
            route_id=route.route_id,
            today=day_of(self.plan, kind, route, self.fleet, self.found),
            replaces=self.replaces,
        )

    def _with_plan_b(self, stops: tuple[SheetStop, ...], route: Route, depot: str) -> tuple[SheetStop, ...]:
        names = [stop.name for stop in stops if stop.kind == VisitKind.STOP]
        at, filled = 0, []
        for stop, visit in zip(stops, route.visits, strict=True):
            if stop.kind != VisitKind.STOP:
                filled.append(stop)
                continue
            rec = self.recommended.get(visit.serves_id)
            filled.append(replace(stop, alternative=_alternative(at, rec, names, depot)))
            at += 1
        return tuple(filled)

    def _with_breaks(self, stops: tuple[SheetStop, ...], kind: str, route: Route) -> tuple[SheetStop, ...]:
        lines = list(stops)
        for at, pause in reversed(breaks_of(self.plan, kind, route)):
            before, after = (self.stop(visit, 0, route.day) for visit in around(pause, at, route.visits))
            lines.insert(at, _break(pause, before, after))
        return tuple(lines)


def build_sheets(
    plan: Plan,
    recommended: Sequence[RecommendedStop],
    blocks: Blocks | None = None,
    replaces: Replaced | None = None,
) -> list[RunSheet]:
    """One sheet for each vehicle and day of ``plan``: convoys first, then patrols, by day and vehicle.

    ``blocks`` gives households by block for stops where they are known (stop_id → (block, households)).
    ``replaces`` is the announced plan when this one was made by a replan.
    """
    builder = _Builder(plan, recommended, blocks or {}, replaces)
    return [builder.sheet(kind, route) for kind, route in all_routes(plan) if route.visits]
