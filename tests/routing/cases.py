"""Small made-up dispatch problems: a plane town whose roads are straight lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from planner.model.dispatch import (
    Break,
    ConvoyProblem,
    Delivery,
    Depot,
    PatrolProblem,
    PickupPoint,
    Stop,
    TimeWindow,
    Vehicle,
    VehicleKind,
)
from planner.model.travel import TravelMatrix

H = 3600
FRIDAY = date(2021, 7, 9)
METRES_A_DEGREE = 111_000


def travel(points: dict[str, tuple[float, float]], metres_a_second: float = 8.0) -> TravelMatrix:
    """Straight-line metres on a plane, driven at a constant speed; rounded up, so the triangle inequality holds."""
    names = tuple(points)
    metres = tuple(
        tuple(int(-(-(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5) * METRES_A_DEGREE // 1)) for bx, by in points.values())
        for ax, ay in points.values()
    )
    seconds = tuple(tuple(int(-(-m // metres_a_second)) for m in row) for row in metres)
    return TravelMatrix(names, seconds, metres, "straight lines")


def lorry(name: str, depot: str = "ipd-a", room: int = 135, **more) -> Vehicle:
    return Vehicle(name, VehicleKind.LORRY, depot, 3_000_000, room, 8 * H, 18 * H, **more)


def helper(name: str, kind: VehicleKind, depot: str = "ipd-a", **more) -> Vehicle:
    return Vehicle(name, kind, depot, 0, 0, 8 * H, 18 * H, **more)


def stop(name: str, x: float, y: float, baskets: int = 40, prize: int = 40, **more) -> Stop:
    base = Stop(
        stop_id=name,
        name=name.upper(),
        lon=101.6 + x,
        lat=3.1 + y,
        police_district="A",
        parliament="P1",
        households=baskets,
        baskets=baskets,
        prize=prize,
        setup_s=900,
        service_s_per_household=60,
        windows=(TimeWindow(9 * H, 18 * H),),
    )
    return replace(base, **more)


def convoy_problem(
    stops: list[Stop], vehicles: list[Vehicle], *, days: int = 1, stock: int = 1000, two_depots: bool = False, **more
) -> ConvoyProblem:
    depots = [Depot("ipd-a", "IPD A", 101.6, 3.1, "A", stock)]
    if two_depots:
        depots.append(Depot("ipd-b", "IPD B", 101.7, 3.2, "B", stock))
    points = {place.depot_id: (place.lon, place.lat) for place in depots}
    points |= {place.stop_id: (place.lon, place.lat) for place in stops}
    base = ConvoyProblem(
        start=FRIDAY,
        days=days,
        depots=tuple(depots),
        vehicles=tuple(vehicles),
        stops=tuple(stops),
        travel=travel(points),
        basket_g=22_000,
        reload_s=1800,
        curfew_s=(20 * H,) * days,
    )
    return replace(base, **more)


FRIDAY_BREAK = Break(12 * H + 900, 14 * H + 2700, (0,), "Friday prayers")


def random_convoys(seed: int, stops: int = 12, days: int = 2) -> ConvoyProblem:
    """A mixed case: two depots, services wanted at some stops, some large schemes, a Friday break."""
    rng = Random(seed)
    made = []
    for i in range(stops):
        baskets = rng.choice([10, 25, 40, 60, 150, 260])
        services = rng.choice([(), (), (VehicleKind.MOBILE_COUNTER,)])
        windows = rng.choice([(TimeWindow(9 * H, 18 * H),), (TimeWindow(9 * H, 12 * H), TimeWindow(15 * H, 18 * H))])
        made.append(
            stop(
                f"s{i}",
                rng.uniform(-0.1, 0.1),
                rng.uniform(-0.1, 0.1),
                baskets,
                rng.randint(1, 100),
                windows=windows,
                services=services,
                police_district=rng.choice("AB"),
                may_split=rng.random() < 0.7,
                service_s_per_household=rng.choice([30, 60]),
            )
        )
    vehicles = [
        lorry("l1"),
        lorry("l2", "ipd-b"),
        Vehicle("v1", VehicleKind.VAN, "ipd-a", 1_000_000, 45, 8 * H, 17 * H),
        helper("c1", VehicleKind.MOBILE_COUNTER, rng.choice(["ipd-a", "ipd-b"])),
    ]
    return convoy_problem(
        made, vehicles, days=days, two_depots=True, breaks=(FRIDAY_BREAK,), floors=(("B", 1),), stock=400
    )


def patrol_problem(
    deliveries: list[tuple[float, float, int, int]], *, cars: int = 2, stock: int = 100, **more
) -> PatrolProblem:
    """Deliveries as (x, y, baskets, prize); food at the depot from 8:00 and at a convoy stop from 11:00."""
    depot = Depot("ipd-a", "IPD A", 101.6, 3.1, "A", 0)
    points = {"ipd-a": (101.6, 3.1), "s0": (101.62, 3.12)}
    made = []
    for i, (x, y, baskets, prize) in enumerate(deliveries):
        points[f"h{i}"] = (101.6 + x, 3.1 + y)
        made.append(
            Delivery(
                f"d{i}", f"H{i}", f"h{i}", 101.6 + x, 3.1 + y, "A", baskets, prize, 600,
                (TimeWindow(9 * H, 18 * H),), ("p-depot", "p-stop"),
            )
        )  # fmt: skip
    pickups = (
        PickupPoint("p-depot", "ipd-a", "A", None, 8 * H, 600, stock),
        PickupPoint("p-stop", "s0", "A", 0, 11 * H, 300, 20),
    )
    vehicles = tuple(
        Vehicle(f"car{k}", VehicleKind.PATROL_CAR, "ipd-a", 300_000, 10, 8 * H, 16 * H) for k in range(cars)
    )
    base = PatrolProblem(
        FRIDAY, 1, (depot,), vehicles, pickups, tuple(made), travel(points), 22_000, (20 * H,), (FRIDAY_BREAK,)
    )
    return replace(base, **more)


def beside(patrols: PatrolProblem, convoys: ConvoyProblem) -> PatrolProblem:
    """``patrols`` on the days, under the rules and breaks and from the depots of ``convoys``: halves of one plan."""
    own = {depot.depot_id for depot in patrols.depots}
    return replace(
        patrols,
        start=convoys.start,
        days=convoys.days,
        depots=tuple(depot for depot in convoys.depots if depot.depot_id in own),
        basket_g=convoys.basket_g,
        curfew_s=convoys.curfew_s,
        breaks=convoys.breaks,
        rules=convoys.rules,
    )
