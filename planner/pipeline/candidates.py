"""From hotspots and a fleet to dispatch problems: which stops, how much, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from planner.errors import Fault, raise_if_any
from planner.model.dispatch import Delivery, Depot, Stop, TimeWindow, VehicleKind
from planner.model.fleet import Fleet
from planner.model.need import RecommendedStop
from planner.model.place import Place

COUNTERS = {"police_counter": VehicleKind.MOBILE_COUNTER, "jkm_registration": VehicleKind.MOBILE_OFFICE}
LARGE_HOUSEHOLD = 8  # people from which a household takes two baskets (a basket is meant for four)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _is_large(size: Any) -> bool:  # noqa: ANN401 - an integer or pandas' missing value
    return not pd.isna(size) and int(size) >= LARGE_HOUSEHOLD


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


def baskets_by_hotspot(households: pd.DataFrame, hotspots: pd.DataFrame) -> pd.Series:
    """Baskets to bring per hotspot_id: one a household, two for a large one."""
    large = households["household_size"].fillna(0).astype(int) >= LARGE_HOUSEHOLD
    extra = large.groupby(households["place_id"]).sum()
    more = hotspots["place_id"].map(extra).fillna(0).astype(int)
    return pd.Series(hotspots["households"].to_numpy() + more.to_numpy(), index=hotspots["hotspot_id"].to_numpy())


def _services(stop: RecommendedStop, fleet: Fleet) -> tuple[VehicleKind, ...]:
    """The counters a recommended stop should have, as far as the fleet has any."""
    owned = {vehicle.kind for vehicle in fleet.vehicles}
    return tuple(kind for word, kind in COUNTERS.items() if word in stop.services and kind in owned)


def stops(
    hotspots: pd.DataFrame,
    households: pd.DataFrame,
    recommended: tuple[RecommendedStop, ...],
    fleet: Fleet,
    *,
    most: int = 60,
) -> tuple[Stop, ...]:
    """Candidate convoy stops: the recommended ones, and the next hotspots by rank up to ``most``.

    A stop's prize is the need met there: score times households, so that a convoy that serves it meets that much.
    """
    first = [stop.hotspot_id for stop in recommended]
    ranked = hotspots.sort_values("rank", kind="stable")
    order = [*first, *(h for h in ranked["hotspot_id"] if h not in set(first))][:most]
    rows = ranked.set_index("hotspot_id", drop=False).loc[order]
    baskets = baskets_by_hotspot(households, ranked)
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
            households=int(row["households"]),
            baskets=int(baskets[row["hotspot_id"]]),
            prize=max(1, round(row["score"] * row["households"])),
            setup_s=fleet.setup_s,
            service_s_per_household=fleet.service_s_per_household,
            windows=window,
            services=tuple(dict.fromkeys((*always, *asked.get(row["hotspot_id"], ())))),
            place_id=row["place_id"],
            hotspot_id=row["hotspot_id"],
        )
        for row in _records(rows)
    )


def deliveries(
    households: pd.DataFrame,
    places: pd.DataFrame,
    pickups: Mapping[str, tuple[str, ...]],
    fleet: Fleet,
) -> tuple[Delivery, ...]:
    """One delivery for each placed household that cannot come to a stop, in districts that have a pickup.

    ``pickups`` maps a police district to the pickup ids its patrol cars may load at.
    """
    homes = households[households["is_bedridden"] & households["lon"].notna() & (households["place_id"] != "")]
    known = places.set_index("place_id")
    district = homes["place_id"].map(known["police_district"]).fillna("")
    waiting = homes.assign(district=district, place_name=homes["place_id"].map(known["name"]).fillna(""))
    waiting = waiting[waiting["district"].isin(list(pickups))].sort_values("household_id", kind="stable")
    return tuple(
        Delivery(
            delivery_id=f"door-{row['household_id']}",
            household_id=row["household_id"],
            location_id=f"at-{row['place_id']}",
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            police_district=row["district"],
            baskets=2 if _is_large(row["household_size"]) else 1,
            prize=100,
            service_s=fleet.door_s,
            windows=(TimeWindow(fleet.open_s, fleet.curfew_s),),
            pickup_ids=pickups[row["district"]],
            name=row["place_name"],
        )
        for row in _records(waiting)
    )


def weekdays(start: date, days: int) -> tuple[int, ...]:
    """The weekday (0 Monday … 6 Sunday) of each day of a plan."""
    return tuple((start + timedelta(days=i)).weekday() for i in range(days))
