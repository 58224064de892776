"""A small hand-written result: six hotspots, three recommended stops, one plan of two days, a few roads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from planner.frames import HOTSPOTS, PLACES, check
from planner.model.dispatch import (
    ConvoyProblem,
    Delivery,
    Depot,
    PatrolProblem,
    PickupPoint,
    Plan,
    Receipt,
    Route,
    Solution,
    Status,
    Stop,
    TimeWindow,
    Unserved,
    UnservedReason,
    Vehicle,
    VehicleKind,
    Visit,
)
from planner.model.kinds import VisitKind
from planner.model.labels import MapLabels
from planner.model.need import RecommendedStop
from planner.model.reason import Detail, cell_of, told
from planner.model.travel import TravelMatrix
from planner.pipeline.need import nobody
from planner.ui.shown import Shown

_SPOTS = [
    # name, kind, lon, lat, households, score, grade
    ("PPR Jelatek", "ppr", 101.735, 3.164, 200, 81.5, "medium"),
    ("PPR Seri Semarak", "ppr", 101.721, 3.189, 143, 77.2, "medium"),
    ("PPR Batu Muda", "ppr", 101.684, 3.209, 96, 64.0, "low"),
    ("PPR Kampung Baru Air Panas", "ppr", 101.714, 3.193, 61, 52.5, "memory"),
    ("PPR Seri Alam", "ppr", 101.716, 3.092, 34, 38.1, "high"),
    ("Flat Sri Sabah", "flat", 101.718, 3.126, 12, 21.4, "medium"),
]


def hotspots() -> pd.DataFrame:
    """Six hotspots under schema HOTSPOTS."""
    rows = []
    for at, (name, kind, lon, lat, households, score, grade) in enumerate(_SPOTS, start=1):
        rows.append(
            {
                "hotspot_id": f"H{at}",
                "place_id": f"P{at}",
                "name": name,
                "kind": kind,
                "lon": lon,
                "lat": lat,
                "police_district": "Wangsa Maju" if at < 3 else "Sentul",
                "parliament": "P.119 Titiwangsa",
                "households": households,
                "referrals": households + 20,
                "units": 632 if at != 4 else None,
                "score": score,
                "part_volume": score * 0.2,
                "part_vulnerability": score * 0.45,
                "part_urgency": score * 0.2,
                "part_access": score * 0.15,
                "rate": households / 6.32,
                "rate_low": households / 8,
                "rate_high": households / 5,
                "grade": grade,
                "rank": at,
                "rank_low": max(1, at - 1),
                "rank_high": at + 2,
                "p_top_k": max(0.0, 1.02 - at * 0.12),
                "cluster_q": 0.04 * at,
                "cluster": "high" if at < 3 else "none",
                "why": cell_of(_why(name, households)),
            }
        )
    return check(pd.DataFrame(rows).astype({"units": "Int64"}), HOTSPOTS)


def _why(name: str, households: int) -> tuple[Detail, ...]:
    waiting = told("waiting", name=name, stands="at", households=households)
    return waiting, told("fragile", count=households // 2, households=households)


def recommended() -> tuple[RecommendedStop, ...]:
    """Three recommended stops at the first, second and fourth hotspot."""
    first = RecommendedStop(
        stop_id="S1",
        rank=1,
        hotspot_id="H1",
        place_id="P1",
        name="PPR Jelatek",
        lon=101.735,
        lat=3.164,
        police_district="Wangsa Maju",
        parliament="P.119 Titiwangsa",
        score=81.5,
        households=200,
        baskets=212,
        items=(("bakul_makanan", 212), ("susu_bayi", 18)),
        services=("police_counter", "jkm_registration"),
        day=date(2021, 7, 6),
        hour=9,
        p_top_k=0.94,
        why=(*_why("PPR Jelatek", 200), told("visited", days=12)),
        runner_up="PPR Seri Semarak",
        grade="medium",
    )
    second = replace(
        first,
        stop_id="S2",
        rank=2,
        hotspot_id="H2",
        place_id="P2",
        name="PPR Seri Semarak",
        lon=101.721,
        lat=3.189,
        score=77.2,
        households=143,
        baskets=150,
        p_top_k=0.81,
        runner_up="PPR Batu Muda",
        hour=14,
        why=(*_why("PPR Seri Semarak", 143), told("never_visited")),
    )
    third = replace(
        second,
        stop_id="S4",
        rank=3,
        hotspot_id="H4",
        place_id="P4",
        name="PPR Kampung Baru Air Panas",
        lon=101.714,
        lat=3.193,
        households=61,
        baskets=64,
        day=None,
        p_top_k=0.55,
        grade="memory",
        runner_up="",
    )
    return (first, second, third)


def _stop(stop: RecommendedStop) -> Stop:
    return Stop(
        stop_id=stop.stop_id,
        name=stop.name,
        lon=stop.lon,
        lat=stop.lat,
        police_district=stop.police_district,
        parliament=stop.parliament,
        households=stop.households,
        baskets=stop.baskets,
        prize=1000,
        setup_s=1200,
        service_s_per_household=60,
        windows=(TimeWindow(8 * 3600, 18 * 3600),),
        place_id=stop.place_id,
        hotspot_id=stop.hotspot_id,
    )


def _matrix(ids: tuple[str, ...]) -> TravelMatrix:
    size = len(ids)
    table = tuple(tuple(0 if i == j else 900 for j in range(size)) for i in range(size))
    metres = tuple(tuple(0 if i == j else 6000 for j in range(size)) for i in range(size))
    return TravelMatrix(ids, table, metres, "schematic network, hash 00")


def _convoys() -> tuple[Route, ...]:
    h = 3600
    first = Route(
        "R1",
        "L1",
        0,
        (
            Visit("D1", VisitKind.LOAD, 8 * h, 8 * h, 8 * h + 1800, baskets=212),
            Visit(
                "S1", VisitKind.STOP, 8 * h + 2700, 9 * h, 12 * h + 2400, baskets=-212, households=200, serves_id="S1"
            ),
            Visit("D1", VisitKind.DEPOT, 13 * h + 1800, 13 * h + 1800, 13 * h + 1800),
        ),
        12_400,
        1800,
    )
    second = Route(
        "R2",
        "L1",
        1,
        (
            Visit("D1", VisitKind.LOAD, 8 * h, 8 * h, 8 * h + 1800, baskets=214),
            Visit("S2", VisitKind.STOP, 9 * h, 9 * h, 11 * h + 1800, baskets=-150, households=143, serves_id="S2"),
            Visit("S4", VisitKind.STOP, 12 * h, 12 * h, 13 * h, baskets=-64, households=61, serves_id="S4"),
            Visit("D1", VisitKind.DEPOT, 13 * h + 1800, 13 * h + 1800, 13 * h + 1800),
        ),
        15_900,
        2700,
    )
    return first, second


def _patrols() -> tuple[PatrolProblem, Solution]:
    h = 3600
    depot = Depot("D1", "IPD Sentul", 101.693, 3.174, "Sentul", 500)
    car = Vehicle("MPV1", VehicleKind.PATROL_CAR, "D1", 250_000, 12, 8 * h, 20 * h, police_district="Wangsa Maju")
    deliveries = tuple(
        Delivery(
            f"T{at}",
            f"hh{at}abcdef",
            f"PPR Jelatek, Blok {block}",
            101.7352 + at / 5000,
            3.1642,
            "Wangsa Maju",
            1,
            100,
            480,
            (TimeWindow(9 * h, 19 * h),),
            ("S1",),
            0,
        )
        for at, block in enumerate("AB", start=1)
    )
    pickup = PickupPoint("S1", "S1", "Wangsa Maju", 0, 9 * h, 600, 2)
    problem = PatrolProblem(
        date(2021, 7, 6),
        2,
        (depot,),
        (car,),
        (pickup,),
        deliveries,
        _matrix(("D1", "S1", *(d.location_id for d in deliveries))),
        22_000,
        (20 * h, 20 * h),
    )
    route = Route(
        "R3",
        "MPV1",
        0,
        (
            Visit("D1", VisitKind.DEPOT, 10 * h, 10 * h, 10 * h),
            Visit("S1", VisitKind.PICKUP, 10 * h + 900, 10 * h + 900, 10 * h + 1500, baskets=2, serves_id="S1"),
            Visit(deliveries[0].location_id, VisitKind.DROP, 10 * h + 1800, 10 * h + 1800, 10 * h + 2280, -1, 1, "T1"),
            Visit(deliveries[1].location_id, VisitKind.DROP, 10 * h + 2400, 10 * h + 2400, 10 * h + 2880, -1, 1, "T2"),
            Visit("D1", VisitKind.DEPOT, 11 * h, 11 * h, 11 * h),
        ),
        9_100,
        1500,
    )
    return problem, Solution(Status.OPTIMAL, (route,), (), 200, 200, 0.0, "or-tools")


def plan() -> Plan:
    """Two convoy days of one lorry and one patrol; PPR Batu Muda is left out with a reason."""
    depot = Depot("D1", "IPD Sentul", 101.693, 3.174, "Sentul", 500)
    lorry = Vehicle("L1", VehicleKind.LORRY, "D1", 3_000_000, 220, 8 * 3600, 18 * 3600, crew=3)
    left_out = replace(_stop(recommended()[0]), stop_id="S3", name="PPR Batu Muda", lon=101.684, lat=3.209)
    stops = (*(_stop(stop) for stop in recommended()), left_out)
    problem = ConvoyProblem(
        date(2021, 7, 6),
        2,
        (depot,),
        (lorry,),
        stops,
        _matrix(("D1", "S1", "S2", "S4", "S3")),
        22_000,
        1800,
        (20 * 3600, 20 * 3600),
    )
    unserved = Unserved(
        "S3",
        "PPR Batu Muda",
        UnservedReason.NO_TIME,
        (told("late", minutes=25),),
        (told("one_more_at", kind="lorry", place="D1"),),
        is_change_proved=True,
    )
    convoys = Solution(Status.FEASIBLE, _convoys(), (unserved,), 2900, 3000, 0.034, "or-tools")
    patrol_problem, patrols = _patrols()
    receipt = Receipt(7, "2021-07-05T18:00:00+08:00", 10.0, (("planner", "0.1.0"),), (), "schematic network", True)
    return Plan("KPN-20210706-7", "Kembara 6–7 Julai 2021", problem, convoys, patrol_problem, patrols, receipt)


def roads() -> gpd.GeoDataFrame:
    """Three roads, one of them listed in both directions."""
    jelatek = LineString([(101.7300, 3.1600), (101.7350, 3.1640), (101.7353, 3.1700)])
    pahang = LineString([(101.6980, 3.1720), (101.7100, 3.1850), (101.7210, 3.1890)])
    lane = LineString([(101.7210, 3.1890), (101.7200, 3.1900)])
    return gpd.GeoDataFrame(
        {
            "class": ["secondary", "primary", "primary", "local"],
            "name": ["Jalan Jelatek", "Jalan Pahang", "Jalan Pahang", None],
        },
        geometry=[jelatek, pahang, LineString(list(pahang.coords)[::-1]), lane],
        crs="EPSG:4326",
    )


def places() -> pd.DataFrame:
    """Two named places, one of them without a coordinate."""
    frame = pd.DataFrame(
        {
            "place_id": ["Q1", "Q2"],
            "name": ["Setapak", "Kampung Tanpa Titik"],
            "kind": ["locality", "kampung"],
            "lon": [101.718, None],
            "lat": [3.188, None],
            "police_district": ["Sentul", ""],
            "parliament": ["", ""],
            "units": pd.array([None, None], dtype="Int64"),
            "grade": ["medium", "memory"],
        }
    )
    return check(frame, PLACES)


def labels() -> MapLabels:
    """Labels of a demonstration map."""
    return MapLabels(
        "Kembara 6–7 Julai 2021",
        "DATA SINTETIK · SYNTHETIC DATA",
        "Rangkaian skematik, bukan untuk pandu arah",
        "Roads: hand-written example",
    )


def paths() -> dict[str, list[tuple[float, float]]]:
    """A driven line for the first route only; the others are drawn straight."""
    return {"R1": [(101.693, 3.174), (101.710, 3.185), (101.730, 3.160), (101.735, 3.164), (101.693, 3.174)]}


def shown(**changes: Any) -> Shown:
    """All of it as pages get it. ``hotspots`` and ``places`` change those of its need, which holds no household."""
    need = replace(nobody(changes.pop("places", places())), hotspots=changes.pop("hotspots", hotspots()))
    parts = {"need": need, "recommended": recommended(), "plan": plan(), "roads": roads(), "paths": paths()}
    return Shown(**(parts | {"labels": labels()} | changes))
