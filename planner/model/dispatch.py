"""Words of dispatch: depots, vehicles, stops, patrol deliveries, and the plan that serves them.

All times of day are integer seconds since midnight, durations seconds, loads grams and whole baskets. Days are
indices from 0 (the plan's first date). A problem holds everything its plan can be judged by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planner.model.kinds import OverrideKind, RuleKind, VisitKind
from planner.model.reason import Detail
from planner.model.travel import TravelMatrix

VISITED_SCHEMA = "kembara-plan/1 visited stops only"
"""Schema of a plan cut to what it visits: nobody can take it for a whole one."""


class VehicleKind(StrEnum):
    """What drives: lorries and vans carry food, offices and counters carry services, patrol cars deliver."""

    LORRY = "lorry"
    VAN = "van"
    MOBILE_OFFICE = "mobile_office"  # JKM's van: registers clients
    MOBILE_COUNTER = "mobile_counter"  # PDRM's: police services
    PATROL_CAR = "patrol_car"


class Status(StrEnum):
    """How a search ended. Infeasible is a result with reasons, not an exception."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_TIME = "no_time"


class UnservedReason(StrEnum):
    """Why a stop or household is not in the plan."""

    NOT_WORTH = "not_worth"  # it could be reached, but other stops meet more need with the same means
    NO_CAPACITY = "no_capacity"
    NO_STOCK = "no_stock"
    NO_TIME = "no_time"
    NO_WINDOW = "no_window"
    NO_DAY = "no_day"
    NO_SERVICE_VEHICLE = "no_service_vehicle"
    NO_ESCORT = "no_escort"
    UNREACHABLE = "unreachable"
    RULE = "rule"  # a dated rule forbids it
    NO_CONVOY = "no_convoy"  # a patrol delivery whose convoy stop is not served


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Service may start from ``open_s`` and must end by ``close_s`` on ``day`` (None: every day)."""

    open_s: int
    close_s: int
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Depot:
    """A district police headquarters (IPD): vehicles start and end here and food is stored here."""

    depot_id: str
    name: str
    lon: float
    lat: float
    police_district: str
    stock_baskets: int


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle of the fleet, stationed at a depot."""

    vehicle_id: str
    kind: VehicleKind
    depot_id: str
    capacity_g: int
    capacity_baskets: int
    shift_start_s: int
    shift_end_s: int
    crew: int = 2
    days: tuple[int, ...] | None = None  # None: every day of the plan
    police_district: str = ""

    def is_on_duty(self, day: int) -> bool:
        """Whether it drives on ``day`` at all, however many are aboard."""
        return self.days is None or day in self.days


@dataclass(frozen=True, slots=True)
class Stop:
    """A candidate convoy stop. ``prize`` is the need met there as an integer; ``required`` must be visited.

    ``households`` come and queue; ``baskets`` are theirs and those of the place's households that cannot come, which a
    patrol car fetches. ``services`` names vehicle kinds that must be there together with the food (mobile counter,
    mobile office). Service takes ``setup_s`` plus ``service_s_per_household`` for each household served.
    """

    stop_id: str
    name: str
    lon: float
    lat: float
    police_district: str
    parliament: str
    households: int
    baskets: int
    prize: int
    setup_s: int
    service_s_per_household: int
    windows: tuple[TimeWindow, ...]
    days: tuple[int, ...] | None = None
    services: tuple[VehicleKind, ...] = ()
    required: bool = False
    may_split: bool = True
    place_id: str = ""
    hotspot_id: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """No service and no driving for the crew in this span on these days (the Friday prayer break)."""

    start_s: int
    end_s: int
    days: tuple[int, ...]
    name: str


OPEN_END = date(2999, 12, 31)
"""The ``end`` of a rule that holds until further notice."""


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule that holds from ``start`` to ``end`` (both included): change the date, change the plan.

    Its :class:`RuleKind` says which of ``places``, ``at_s`` (seconds since midnight) and ``limit`` it looks at.
    """

    rule_id: str
    kind: RuleKind
    start: date
    end: date
    places: tuple[str, ...] = ()
    at_s: int | None = None
    limit: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LostVehicle:
    """A vehicle that is gone since ``at_s`` on ``day``: a replan said so, and later ones know it."""

    vehicle_id: str
    day: int
    at_s: int


@dataclass(frozen=True, slots=True)
class ClosedRoad:
    """No driving between two places, either way, since ``at_s`` on ``day``."""

    places: tuple[str, str]
    day: int
    at_s: int


@dataclass(frozen=True, slots=True)
class ConvoyProblem:
    """Everything needed to plan convoys and to judge the plan.

    ``travel`` covers every depot and stop by id. ``basket_g`` is the weight of one packed basket. ``reload_s`` is
    the time to load or reload at a depot. ``curfew_s[day]`` is when all vehicles must be home.
    """

    start: date
    days: int
    depots: tuple[Depot, ...]
    vehicles: tuple[Vehicle, ...]
    stops: tuple[Stop, ...]
    travel: TravelMatrix
    basket_g: int
    reload_s: int
    curfew_s: tuple[int, ...]
    breaks: tuple[Break, ...] = ()
    rules: tuple[DatedRule, ...] = ()
    max_reloads: int = 1
    sync_s: int = 900  # service vehicles begin at most this long after the food does
    floors: tuple[tuple[str, int], ...] = ()  # (police district, fewest stops), served first
    metre_cost: int = 1  # what one metre of driving costs in prize units × 1000
    lost: tuple[LostVehicle, ...] = ()
    closed: tuple[ClosedRoad, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One household that cannot come: baskets from ``pickup_ids`` (any one of them) to its door.

    A pickup id is a convoy stop's or a depot's id; its :class:`PickupPoint` says when it is ready.
    Pickup and drop are kept or dropped together.
    """

    delivery_id: str
    household_id: str
    location_id: str
    lon: float
    lat: float
    police_district: str
    baskets: int
    prize: int
    service_s: int
    windows: tuple[TimeWindow, ...]
    pickup_ids: tuple[str, ...]
    day: int | None = None
    may_cross_district: bool = False
    name: str = ""  # the place it lies in, never a person
    place_id: str = ""  # of the same place, as dated rules may name it


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """Where patrol cars may load: a depot, or a convoy stop from the moment its convoy has come.

    At a stop ``stock_baskets`` is what is kept there for them, and nothing of what the queue is given.
    """

    pickup_id: str
    location_id: str
    police_district: str
    day: int | None
    ready_s: int
    load_s: int
    stock_baskets: int


@dataclass(frozen=True, slots=True)
class PatrolProblem:
    """Patrol pickups and deliveries of the plan's days; ``travel`` covers depots, pickups and doors."""

    start: date
    days: int
    depots: tuple[Depot, ...]
    vehicles: tuple[Vehicle, ...]
    pickups: tuple[PickupPoint, ...]
    deliveries: tuple[Delivery, ...]
    travel: TravelMatrix
    basket_g: int
    curfew_s: tuple[int, ...]
    breaks: tuple[Break, ...] = ()
    metre_cost: int = 1  # as in ConvoyProblem
    rules: tuple[DatedRule, ...] = ()
    lost: tuple[LostVehicle, ...] = ()
    closed: tuple[ClosedRoad, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One place on a route.

    ``baskets`` is the change of load: positive when taken aboard, negative when handed out. Service runs from
    ``start_s`` to ``departure_s``; between ``arrival_s`` and ``start_s`` the crew waits.
    """

    location_id: str
    kind: VisitKind
    arrival_s: int
    start_s: int
    departure_s: int
    baskets: int = 0
    households: int = 0
    serves_id: str = ""  # stop_id or delivery_id


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's day, from its depot and back."""

    route_id: str
    vehicle_id: str
    day: int
    visits: tuple[Visit, ...]
    distance_m: int
    driving_s: int
    convoy_id: str = ""  # vehicles with one convoy id travel together on that day


class Looked(StrEnum):
    """How far the search for a change went."""

    NOT = ""  # nobody looked, or a change was found
    ALL = "all"  # every change we can offer was tried; none of them serves it
    BUDGET = "budget"  # the number of tries that the time limit buys was used up: the same on every machine
    CLOCK = "clock"  # the hard limit came first: a quieter machine may find more


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop or delivery outside the plan, with the binding reason and the smallest change that would serve it.

    ``details`` say what is behind the reason, ``steps`` are the change; no steps: none was found.
    """

    serves_id: str
    name: str
    reason: UnservedReason
    details: tuple[Detail, ...] = ()
    steps: tuple[Detail, ...] = ()
    is_change_proved: bool = False
    looked: Looked = Looked.NOT


@dataclass(frozen=True, slots=True)
class Solution:
    """Routes and what they leave out. ``objective`` is prize met minus driving cost, larger is better.

    It is the sum of 1000 × prize × baskets handed out ÷ baskets wanted (rounded down, stop by stop) minus
    ``metre_cost`` × metres driven by all vehicles. Required stops and floors come before it.

    ``bound`` is proved: no plan can exceed it. ``gap`` is (bound - objective) / |objective|, None when unknown.
    ``is_cut``: the clock ended the search before its work was done, so another run may end elsewhere.
    """

    status: Status
    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    objective: int
    bound: int | None
    gap: float | None
    engine: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a plan was made of, so that anyone can make it again."""

    seed: int
    made_at: str
    time_limit_s: float
    versions: tuple[tuple[str, str], ...]
    hashes: tuple[tuple[str, str], ...]
    travel_source: str
    is_demonstration: bool = False
    is_by_district: bool = False  # each police district by itself, ``time_limit_s`` for each


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment a plan was made again for: whatever is earlier is over, and nothing can be changed there any more."""

    day: int
    now_s: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Convoys and patrols with the problems they solve: a plan file holds this and nothing outside it is needed."""

    plan_id: str
    title: str
    convoy_problem: ConvoyProblem
    convoys: Solution
    patrol_problem: PatrolProblem | None
    patrols: Solution | None
    receipt: Receipt
    schema: str = "kembara-plan/1"
    as_of: AsOf | None = None  # None: announced before anything has been driven

    @property
    def is_visited_only(self) -> bool:
        """Whether everything the plan does not visit was taken out (``planner.model.visited``)."""
        return self.schema == VISITED_SCHEMA


@dataclass(frozen=True, slots=True)
class Violation:
    """Something in a plan that breaks its problem, found by the independent checker."""

    code: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has happened to an announced plan. Everything before ``day``, ``now_s`` has been driven and stays.

    ``lost`` names vehicles gone from then on; ``closed`` pairs of location ids that can no longer be driven (both
    ways) until they are named in ``opened``; ``pins`` stops and the day that must stay; ``new_deliveries`` and
    ``new_stops`` need travel times in ``travel`` (a lorry's) and ``car_travel`` (a patrol car's; ``travel`` serves both
    where it is not given) when their locations are not in the plan's own matrix.
    """

    day: int = 0
    now_s: int = 0
    cancelled: tuple[str, ...] = ()  # stop or delivery ids
    lost: tuple[str, ...] = ()  # vehicle ids
    closed: tuple[tuple[str, str], ...] = ()
    pins: tuple[tuple[str, int], ...] = ()
    new_stops: tuple[Stop, ...] = ()
    new_deliveries: tuple[Delivery, ...] = ()
    travel: TravelMatrix | None = None
    note: str = ""
    car_travel: TravelMatrix | None = None
    opened: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A person's word above the search; a pinned stop must be served on ``day`` if one is given."""

    stop_id: str
    name: str
    kind: OverrideKind
    reason: str
    day: int | None = None
