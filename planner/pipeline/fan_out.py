"""Jobs that fall into parts, handed to a cluster: addresses by the thousand, convoys by police district.

Both give what one machine gives, to the last row: an address is placed by itself, and the districts' problems are the
same problems wherever they are solved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from planner.frames import ADDRESSES, check
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.model.dispatch import ConvoyProblem, Solution, Status, Stop
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.ports import Cluster
from planner.progress import Progress, silent
from planner.routing import solve_convoys

PART_ROWS = 5_000
# The worst status of any district is the whole's.
_BY_WORTH = (Status.OPTIMAL, Status.FEASIBLE, Status.NO_TIME, Status.INFEASIBLE)


class FannedGeocoder(Geocoder):
    """A geocoder whose long lists are placed by a cluster, ``PART_ROWS`` addresses at a time."""

    def __init__(self, gazetteer: Gazetteer, cluster: Cluster, *, part_rows: int | None = None) -> None:
        super().__init__(gazetteer)
        self._plain = Geocoder(gazetteer)  # what travels to the workers: no connection, no cluster
        self._cluster = cluster
        self._part_rows = part_rows or PART_ROWS

    def place(self, addresses: pd.DataFrame, *, progress: Progress = silent) -> pd.DataFrame:
        """As :meth:`Geocoder.place`, row for row in the same order."""
        check(addresses, ADDRESSES)
        if len(addresses) <= self._part_rows:
            return self._plain.place(addresses, progress=progress)
        starts = range(0, len(addresses), self._part_rows)
        progress("geocode", None, f"{len(starts)} parts on {self._cluster.name}")
        parts = [(self._plain, addresses.iloc[start : start + self._part_rows]) for start in starts]
        return pd.concat(self._cluster.map(_place_part, parts), ignore_index=True)


def _place_part(part: tuple[Geocoder, pd.DataFrame]) -> pd.DataFrame:
    geocoder, addresses = part
    return geocoder.place(addresses)


def solve_by_district(
    problem: ConvoyProblem, cluster: Cluster, *, time_limit_s: float, seed: int, progress: Progress = silent
) -> Solution:
    """Convoys planned in each police district by itself, ``time_limit_s`` for each, and put together.

    Convoys stay in their district, as under a ban on crossing. There is no bound for the whole: districts that help
    one another might do better. Errors as ``solve_convoys``.
    """
    parts = by_district(problem)
    progress("districts", None, f"{len(parts)} on {cluster.name}")
    return together(cluster.map(_solve_part, [(part, time_limit_s, seed) for part in parts]))


def _solve_part(part: tuple[ConvoyProblem, float, int]) -> Solution:
    problem, time_limit_s, seed = part
    return solve_convoys(problem, time_limit_s=time_limit_s, seed=seed)


def by_district(problem: ConvoyProblem) -> tuple[ConvoyProblem, ...]:
    """One problem for each police district with a depot; every stop, vehicle and floor is in exactly one of them.

    A stop whose district has no depot goes to the district whose depot drives there fastest.
    """
    homes = {depot.depot_id: depot.police_district for depot in problem.depots}
    found = []
    for district in sorted(set(homes.values())):
        depots = tuple(depot for depot in problem.depots if depot.police_district == district)
        stops = tuple(stop for stop in problem.stops if _home(stop, homes, problem.travel) == district)
        wanted = {stop.police_district for stop in stops} | {district}
        part = replace(
            problem,
            depots=depots,
            stops=stops,
            vehicles=tuple(vehicle for vehicle in problem.vehicles if homes[vehicle.depot_id] == district),
            travel=_only(problem.travel, [*(depot.depot_id for depot in depots), *(stop.stop_id for stop in stops)]),
            floors=tuple(floor for floor in problem.floors if floor[0] in wanted),
        )
        found.append(part)
    return tuple(found)


def together(solutions: Iterable[Solution]) -> Solution:
    """The districts' solutions as one: routes and unserved of all, the worst status, no bound."""
    given = tuple(solutions)
    status = max((solution.status for solution in given), key=_BY_WORTH.index, default=Status.OPTIMAL)
    return Solution(
        # Optimal in each district alone is not proved for the whole.
        status=Status.FEASIBLE if status is Status.OPTIMAL and len(given) > 1 else status,
        routes=tuple(route for solution in given for route in solution.routes),
        unserved=tuple(missed for solution in given for missed in solution.unserved),
        objective=sum(solution.objective for solution in given),
        bound=given[0].bound if len(given) == 1 else None,
        gap=given[0].gap if len(given) == 1 else None,
        engine=f"{len(given)} districts, each by {given[0].engine}" if given else "nothing to do",
    )


def _home(stop: Stop, homes: dict[str, str], travel: TravelMatrix) -> str:
    if stop.police_district in homes.values():
        return stop.police_district
    at = travel.location_ids.index(stop.stop_id)
    seconds = {depot: travel.duration_s[travel.location_ids.index(depot)][at] for depot in sorted(homes)}
    nearest = min(seconds, key=lambda depot: (seconds[depot] == UNREACHABLE, seconds[depot]))
    return homes[nearest]


def _only(travel: TravelMatrix, ids: list[str]) -> TravelMatrix:
    at = {name: number for number, name in enumerate(travel.location_ids)}
    chosen = [at[name] for name in dict.fromkeys(ids)]
    return replace(
        travel,
        location_ids=tuple(travel.location_ids[i] for i in chosen),
        duration_s=travel.duration_s.only(chosen),
        distance_m=travel.distance_m.only(chosen),
    )
