"""What a date allows, for the solvers: which rules hold on a day and what they close. The checker has its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from planner.model.dispatch import (
    Break,
    ConvoyProblem,
    DatedRule,
    Delivery,
    Depot,
    PatrolProblem,
    Stop,
    TimeWindow,
    Vehicle,
    VehicleKind,
)
from planner.model.kinds import RuleKind

EARTH_M = 6_371_008.8  # IUGG mean radius
WHOLE_DAY = (TimeWindow(0, 48 * 3600),)  # longer than any shift
FOOD_KINDS = frozenset({VehicleKind.LORRY, VehicleKind.VAN, VehicleKind.PATROL_CAR})


@dataclass(frozen=True, slots=True)
class Today:
    """The rules of one day, ready to be asked."""

    day: int
    home_by_s: int
    crew: int
    rules: tuple[DatedRule, ...]
    pauses: tuple[tuple[int, int], ...]
    by_kind: dict[RuleKind, list[DatedRule]] = field(init=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the rules by kind once: they are asked for at every stop."""
        for rule in self.rules:
            self.by_kind.setdefault(rule.kind, []).append(rule)

    def of_kind(self, kind: RuleKind) -> list[DatedRule]:
        """The rules of one kind that hold today; not to be changed."""
        return self.by_kind.get(kind, [])

    def cordons(self, place: Stop | Delivery) -> list[DatedRule]:
        """The cordons that close a stop or a door: inside them goods go through the operations centre."""
        rules = self.of_kind(RuleKind.CORDON)
        if not rules:
            return []
        names = _names(place)
        return [rule for rule in rules if names & {name.casefold() for name in rule.places}]

    def is_closed(self, stop: Stop) -> bool:
        """Whether a cordon keeps convoys away from ``stop``."""
        return bool(self.cordons(stop))

    def is_open(self, stop: Stop) -> bool:
        """Whether ``stop`` may be visited today at all."""
        return (stop.days is None or self.day in stop.days) and not self.is_closed(stop)

    def works(self, vehicle: Vehicle) -> bool:
        """Whether ``vehicle`` drives today with as many aboard as the rules want."""
        return vehicle.is_on_duty(self.day) and vehicle.crew >= self.crew

    def wanted(self, stop: Stop) -> frozenset[VehicleKind]:
        """The kinds that must come with the food to ``stop``."""
        kinds = set(stop.services)
        for rule in self.of_kind(RuleKind.ESCORT):
            if not rule.places or _names(stop) & {place.casefold() for place in rule.places}:
                kinds.add(VehicleKind.MOBILE_COUNTER)
        return frozenset(kinds)

    def may_reach(self, vehicle: Vehicle, depot: Depot, stop: Stop) -> bool:
        """Whether district and radius rules let a vehicle of ``depot`` come to ``stop``."""
        return not self.barriers(vehicle, depot, stop)

    def barriers(self, vehicle: Vehicle, depot: Depot, stop: Stop) -> list[DatedRule]:
        """The district and radius rules that keep a vehicle of ``depot`` away from ``stop``."""
        home = vehicle.police_district or depot.police_district
        bans = self.of_kind(RuleKind.DISTRICT_BAN) if home != stop.police_district else []
        rings = [(rule.limit, rule) for rule in self.of_kind(RuleKind.RADIUS) if rule.limit is not None]
        if not rings:
            return bans
        away = crow_fly_m(depot.lon, depot.lat, stop.lon, stop.lat)
        return bans + [rule for limit, rule in rings if away > limit]


def today(problem: ConvoyProblem | PatrolProblem, day: int) -> Today:
    """The rules of day ``day`` of ``problem``."""
    date_of_day = problem.start + timedelta(days=day)
    rules = tuple(rule for rule in problem.rules if rule.start <= date_of_day <= rule.end)
    curfews = [rule.at_s for rule in rules if rule.kind == RuleKind.CURFEW and rule.at_s is not None]
    crews = [rule.limit for rule in rules if rule.kind == RuleKind.CREW and rule.limit is not None]
    return Today(
        day=day,
        home_by_s=min([problem.curfew_s[day], *curfews]),
        crew=max(crews, default=0),
        rules=rules,
        pauses=pauses_of(problem.breaks, day),
    )


def pauses_of(breaks: Iterable[Break], day: int) -> tuple[tuple[int, int], ...]:
    """The breaks of one day in order; breaks that touch become one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((pause.start_s, pause.end_s) for pause in breaks if day in pause.days):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        elif end > start:
            spans.append((start, end))
    return tuple(spans)


def starts(
    windows: Iterable[TimeWindow], day: int, service_s: int, pauses: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """(earliest, latest) starts of a service of ``service_s`` on ``day`` that ends in its window and meets no pause."""
    spans = [(w.open_s, w.close_s - service_s) for w in windows if w.day in (None, day)]
    for start, end in pauses:
        cut = []
        for first, last in spans:
            cut += [(first, min(last, start - service_s)), (max(first, end), last)]
        spans = cut
    return tuple(sorted({(first, last) for first, last in spans if first <= last}))


def loaded_at(shift_start_s: int, load_s: int, pauses: tuple[tuple[int, int], ...]) -> int:
    """When loading that begins with the shift is done, if it may not run into a pause."""
    begin = shift_start_s
    for start, end in pauses:
        if begin < end and begin + load_s > start:
            begin = end
    return begin + load_s


def loading(problem: ConvoyProblem, vehicle: Vehicle) -> int:
    """Seconds a vehicle loads before it leaves: service vehicles have nothing to load."""
    return problem.reload_s if vehicle.kind in FOOD_KINDS else 0


def ready_s(problem: ConvoyProblem, vehicle: Vehicle, pauses: tuple[tuple[int, int], ...]) -> int:
    """When a vehicle may leave its depot at the soonest."""
    return loaded_at(vehicle.shift_start_s, loading(problem, vehicle), pauses)


def crow_fly_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle metres (haversine)."""
    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def _names(place: Stop | Delivery) -> set[str]:
    own = place.stop_id if isinstance(place, Stop) else place.location_id
    return {name.casefold() for name in (own, place.place_id, place.name) if name}


def room_of(vehicle: Vehicle, basket_g: int) -> int:
    """Whole baskets a vehicle may carry, by count and by weight; nothing for service vehicles."""
    if vehicle.kind not in FOOD_KINDS:
        return 0
    return min(vehicle.capacity_baskets, vehicle.capacity_g // basket_g if basket_g > 0 else vehicle.capacity_baskets)
