"""Made-up towns of two police districts for convoys: straight roads, mixed wishes, a mixed fleet, a Friday break."""

from __future__ import annotations

from datetime import date
from math import ceil, hypot
from random import Random

from planner.model.dispatch import Break, ConvoyProblem, Depot, Stop, TimeWindow, Vehicle, VehicleKind
from planner.model.travel import TravelMatrix

H = 3600
FRIDAY = date(2021, 7, 9)
SPEED = 8.0  # metres a second, as the lorry's town roads
TOWN_M = 22_000
COUNTER, OFFICE = VehicleKind.MOBILE_COUNTER, VehicleKind.MOBILE_OFFICE
WISHES = ((), (), (), (COUNTER,), (OFFICE,), (COUNTER, OFFICE))
STOPS_A_LORRY = 12  # over all days


def town(seed: int, stops: int, days: int) -> ConvoyProblem:
    """``stops`` candidate stops and a fleet that cannot serve them all in ``days`` days."""
    rng = Random(seed)
    depots = (Depot("ipd-a", "IPD A", 0.0, 0.0, "A", 40 * stops), Depot("ipd-b", "IPD B", 0.0, 0.0, "B", 40 * stops))
    points = {"ipd-a": (0.3 * TOWN_M, 0.4 * TOWN_M), "ipd-b": (0.7 * TOWN_M, 0.6 * TOWN_M)}
    made = []
    for k in range(stops):
        name = f"s{k}"
        points[name] = (rng.uniform(0, TOWN_M), rng.uniform(0, TOWN_M))
        made.append(_stop(rng, name, points[name]))
    lorries = max(2, round(stops / STOPS_A_LORRY / days))
    names = tuple(points)
    metres = tuple(tuple(ceil(hypot(a - c, b - d)) for c, d in points.values()) for a, b in points.values())
    seconds = tuple(tuple(ceil(m / SPEED) for m in row) for row in metres)
    return ConvoyProblem(
        start=FRIDAY,
        days=days,
        depots=depots,
        vehicles=tuple(_fleet(rng, lorries)),
        stops=tuple(made),
        travel=TravelMatrix(names, seconds, metres, "straight roads"),
        basket_g=22_000,
        reload_s=1800,
        curfew_s=(20 * H,) * days,
        breaks=(Break(12 * H + 900, 14 * H + 2700, (0,), "Friday prayers"),),
    )


def _stop(rng: Random, name: str, point: tuple[float, float]) -> Stop:
    baskets = rng.choice((10, 25, 40, 60, 90, 150))
    windows = rng.choice(((TimeWindow(9 * H, 18 * H),), (TimeWindow(9 * H, 12 * H), TimeWindow(15 * H, 18 * H))))
    return Stop(
        stop_id=name,
        name=name.upper(),
        lon=0.0,
        lat=0.0,
        police_district="A" if point[0] < TOWN_M / 2 else "B",
        parliament="P",
        households=baskets,
        baskets=baskets,
        prize=round(baskets * rng.uniform(0.5, 1.5)),
        setup_s=900,
        service_s_per_household=rng.choice((30, 45)),
        windows=windows,
        services=rng.choice(WISHES),
        may_split=rng.random() < 0.7,
    )


def _fleet(rng: Random, lorries: int) -> list[Vehicle]:
    hours = (8 * H, 18 * H)
    homes = ("ipd-a", "ipd-b")
    fleet = [
        Vehicle(f"lorry-{k}", VehicleKind.LORRY, homes[k % 2], 3_000_000, rng.choice((90, 135)), *hours)
        for k in range(lorries)
    ]
    fleet.append(Vehicle("van-1", VehicleKind.VAN, "ipd-a", 1_000_000, 45, *hours))
    for number in range(max(1, lorries // 3)):
        fleet.append(Vehicle(f"counter-{number}", COUNTER, homes[number % 2], 0, 0, *hours))
        fleet.append(Vehicle(f"office-{number}", OFFICE, homes[(number + 1) % 2], 0, 0, *hours))
    return fleet
