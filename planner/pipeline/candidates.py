"""From hotspots and a fleet to dispatch problems: which stops, how much, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from planner.errors import Fault, raise_if_any
from planner.model.dispatch import Delivery, Depot, Stop, TimeWindow, VehicleKind
from planner.model.fleet import Fleet
from planner.model.need import RecommendedStop
from planner.model.place import Place
from planner.scoring.rows import records

COUNTERS = {"police_counter": VehicleKind.MOBILE_COUNTER, "jkm_registration": VehicleKind.MOBILE_OFFICE}


def depots(fleet: Fleet, places: Mapping[str, Place]) -> tuple[Depot, ...]:
    """The fleet's depots with their coordinates; every depot that no gazetteer entry locates is a fault."""
    found, faults = [], []
    for depot in fleet.depots:
        place = places.get(depot.place_id)
        lon = depot.lon if depot.lon is not None else place.lon if place else None
        lat = depot.lat if depot.lat is not None else place.lat if place else None
        if lon is None or lat is None:
            cause = f"depot {depot.depot_id} has no coordinate, and {depot.place_id or 'no place'} gives none"
            faults.append(Fault("E1035", cause, "name a located place_id, or give lon and lat", depot.depot_id))
            continue
        found.append(Depot(depot.depot_id, depot.name, lon, lat, depot.police_district, depot.stock_baskets))
    raise_if_any(faults)
    return tuple(found)


def _services(stop: RecommendedStop, fleet: Fleet) -> tuple[VehicleKind, ...]:
    """The counters a recommended stop should have, as far as the fleet has any."""
    owned = {vehicle.kind for vehicle in fleet.vehicles}
    return tuple(kind for word, kind in COUNTERS.items() if word in stop.services and kind in owned)


def stops(
    hotspots: pd.DataFrame,
    recommended: tuple[RecommendedStop, ...],
    fleet: Fleet,
    staying: Mapping[str, int],
    *,
    most: int = 60,
) -> tuple[Stop, ...]:
    """Candidate convoy stops: the recommended ones, and the next hotspots by rank up to ``most``.

    ``staying`` says how many households of a place cannot come: they are not in its queue, their baskets are brought.
    A stop's prize is the need met there: score times all households, so that a convoy that serves it meets that much.
    """
    first = [stop.hotspot_id for stop in recommended]
    ranked = hotspots.sort_values("rank", kind="stable")
    order = [*first, *(h for h in ranked["hotspot_id"] if h not in set(first))][:most]
    rows = ranked.set_index("hotspot_id", drop=False).loc[order]
    always = tuple(VehicleKind(name) for name in fleet.services)
    asked = {stop.hotspot_id: _services(stop, fleet) for stop in recommended}
    window = (TimeWindow(fleet.open_s, fleet.close_s),)
    return tuple(
        Stop(
            stop_id=f"stop-{row['hotspot_id']}",
            name=row["name"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            police_district=row["police_district"],
            parliament=row["parliament"],
            households=int(row["households"]) - staying.get(row["place_id"], 0),
            baskets=int(row["baskets"]),
            prize=max(1, round(row["score"] * row["households"])),
            setup_s=fleet.setup_s,
            service_s_per_household=fleet.service_s_per_household,
            windows=window,
            services=tuple(dict.fromkeys((*always, *asked.get(row["hotspot_id"], ())))),
            place_id=row["place_id"],
            hotspot_id=row["hotspot_id"],
        )
        for row in records(rows)
    )


def deliveries(homes: pd.DataFrame, pickups: Mapping[str, tuple[str, ...]], fleet: Fleet) -> tuple[Delivery, ...]:
    """One delivery for each of ``homes`` (see ``planner.pipeline.homebound``).

    ``pickups`` maps a place to the pickup ids at which patrol cars may load for its doors.
    """
    return tuple(
        Delivery(
            delivery_id=f"door-{row['household_id']}",
            household_id=row["household_id"],
            location_id=f"at-{row['place_id']}",
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            police_district=row["district"],
            baskets=row["baskets"],
            prize=100,
            service_s=fleet.door_s,
            windows=(TimeWindow(fleet.open_s, fleet.curfew_s),),
            pickup_ids=pickups[row["place_id"]],
            name=row["place_name"],
            place_id=row["place_id"],
        )
        for row in records(homes)
    )


def weekdays(start: date, days: int) -> tuple[int, ...]:
    """The weekday (0 Monday … 6 Sunday) of each day of a plan."""
    return tuple((start + timedelta(days=i)).weekday() for i in range(days))
