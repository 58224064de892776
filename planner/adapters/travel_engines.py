"""Which engine makes the minutes: the street network in use, an OSRM server, or straight lines."""

from __future__ import annotations

from collections.abc import Callable

from planner.adapters.crowfly import CrowFly
from planner.adapters.osrm import Osrm
from planner.adapters.road_files import load_traffic
from planner.errors import refuse
from planner.geo.roads import RoadNetwork
from planner.geo.travel import RoadTravel
from planner.ports import TravelTimes
from planner.settings import Settings

CROW_FLY = "crow-fly"


def open_travel(settings: Settings, network: Callable[[], RoadNetwork]) -> TravelTimes:
    """The engine that ``settings.roads`` names; each says in its ``source`` what it is, for plans' receipts.

    Empty: the street ``network``; ``http://host:5000``: an OSRM server, its times multiplied by the traffic table's
    weekday; ``crow-fly`` or ``crow-fly:1.4``: straight lines times a factor. Raises E1318 for anything else.
    """
    wanted = settings.roads.strip()
    if not wanted:
        return RoadTravel(network())
    traffic = load_traffic(settings.data_dir)
    if wanted.startswith(("http://", "https://")):
        return Osrm(wanted, factors=traffic.factors["weekday"])
    name, _, factor = wanted.partition(":")
    try:
        if name == CROW_FLY:
            return CrowFly(float(factor), traffic=traffic) if factor else CrowFly(traffic=traffic)
    except ValueError:
        pass  # a factor that is no number is refused below
    action = "leave it empty, or give an OSRM server's http address, crow-fly, or crow-fly:1.4"
    raise refuse("E1318", f"{wanted[:60]!r} is no source of travel times", action, "KEMBARA_ROADS")
