"""Changes read against the plan they are about: names become ids, and everything that does not fit is named at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.errors import Fault, raise_if_any
from planner.model.dispatch import Changes, Delivery, Plan
from planner.routing.patrol.food import headquarters

DAY_S = 24 * 3600


def fit(plan: Plan, changes: Changes) -> Changes:
    """``changes`` with ids of ``plan`` instead of names; PlannerError with one E1544 for each fault."""
    faults: list[Fault] = []
    known = _ids(plan, changes)
    vehicles = {v.vehicle_id for p in (plan.convoy_problem, plan.patrol_problem) if p for v in p.vehicles}
    faults += _moment(plan, changes)
    cancelled = _resolved(changes.cancelled, known, "cancelled", faults)
    pins = _pins(plan, changes, known, faults)
    closed = _roads(plan, changes.closed, known, "closed", faults)
    opened = _roads(plan, changes.opened, known, "opened", faults)
    faults += _not_to_be_opened(plan, closed, opened)
    for name in changes.lost:
        if name not in vehicles:
            faults.append(_fault("lost", f"the plan has no vehicle {name}"))
    faults += [_fault("pins", f"{name} is cancelled as well") for name, _ in pins if name in cancelled]
    faults += _districts(plan, changes)
    doors = tuple(_with_pickups(plan, door, faults) for door in changes.new_deliveries)
    faults += _repeated(plan, changes)
    raise_if_any(faults)
    return replace(
        changes, cancelled=tuple(cancelled), pins=tuple(pins), closed=closed, opened=opened, new_deliveries=doors
    )


def _roads(
    plan: Plan, pairs: Iterable[tuple[str, str]], known: dict[str, list[str]], field: str, faults: list[Fault]
) -> tuple[tuple[str, str], ...]:
    """The pairs of locations: a place is its stop and its doors, which patrol cars go to."""
    named = [_resolved(pair, known | _places(plan), field, faults) for pair in pairs]
    roads = [(pair[0], pair[1]) for pair in named if len(pair) == 2]
    faults += [_fault(field, "a road leads from a place to itself") for a, b in roads if a == b]
    sites = _sites(plan)
    return tuple((a, b) for one, other in roads for a in sites.get(one, [one]) for b in sites.get(other, [other]))


def _sites(plan: Plan) -> dict[str, list[str]]:
    """The locations of each stop and door."""
    doors = plan.patrol_problem.deliveries if plan.patrol_problem else ()
    at: dict[str, list[str]] = defaultdict(list)
    for door in doors:
        at[door.place_id].append(door.location_id)
    sites = {door.delivery_id: [door.location_id] for door in doors}
    for stop in plan.convoy_problem.stops:
        sites[stop.stop_id] = [stop.stop_id, *dict.fromkeys(at[stop.place_id] if stop.place_id else ())]
    return sites


def _not_to_be_opened(
    plan: Plan, closed: Iterable[tuple[str, str]], opened: Iterable[tuple[str, str]]
) -> Iterator[Fault]:
    """Roads that are opened though the same changes close them, or though nobody has closed them."""
    shut = {frozenset(road.places) for road in plan.convoy_problem.closed}
    now = {frozenset(pair) for pair in closed}
    for a, b in opened:
        if frozenset((a, b)) in now:
            yield _fault("opened", f"{a} to {b} is closed as well")
        elif frozenset((a, b)) not in shut:
            yield _fault("opened", f"{a} to {b} is not closed")


def _fault(field: str, cause: str) -> Fault:
    return Fault("E1544", cause, "correct the changes file; the run sheets give names", field)


def _ids(plan: Plan, changes: Changes) -> dict[str, list[str]]:
    """Served ids by id and by name, small and capital letters alike."""
    found: dict[str, list[str]] = defaultdict(list)
    for stop in (*plan.convoy_problem.stops, *changes.new_stops):
        for name in {stop.stop_id, stop.stop_id.casefold(), stop.name.casefold(), stop.place_id} - {""}:
            found[name].append(stop.stop_id)
    doors = plan.patrol_problem.deliveries if plan.patrol_problem else ()
    for door in (*doors, *changes.new_deliveries):
        for name in {door.delivery_id, door.delivery_id.casefold(), door.household_id} - {""}:
            found[name].append(door.delivery_id)
    return dict(found)


def _places(plan: Plan) -> dict[str, list[str]]:
    """Every place of the travel tables, by itself, and depots by name."""
    problems = [p for p in (plan.convoy_problem, plan.patrol_problem) if p]
    found = {name: [name] for problem in problems for name in problem.travel.location_ids}
    return found | {depot.name.casefold(): [depot.depot_id] for depot in plan.convoy_problem.depots}


def _resolved(names: Iterable[str], known: dict[str, list[str]], field: str, faults: list[Fault]) -> list[str]:
    made = []
    for name in names:
        ids = known.get(name) or known.get(name.casefold(), [])
        if len(ids) == 1:
            made.append(ids[0])
        elif ids:
            faults.append(_fault(field, f"{name!r} is the name of {len(ids)} places: {', '.join(sorted(ids))}"))
        else:
            faults.append(_fault(field, f"the plan knows no {name!r}"))
    return made


def _moment(plan: Plan, changes: Changes) -> list[Fault]:
    found = []
    if not 0 <= changes.day < plan.convoy_problem.days:
        days = plan.convoy_problem.days
        found.append(_fault("day", f"day {changes.day} is outside the plan, whose days are 0 to {days - 1}"))
    if not 0 <= changes.now_s < DAY_S:
        found.append(_fault("now", "it is no time of day"))
    return found


def _pins(plan: Plan, changes: Changes, known: dict[str, list[str]], faults: list[Fault]) -> list[tuple[str, int]]:
    made = []
    for name, day in changes.pins:
        made += [(stop_id, day) for stop_id in _resolved([name], known, "pins", faults)]
        if not changes.day <= day < plan.convoy_problem.days:
            faults.append(_fault("pins", f"{name} is pinned to day {day}, which is over or outside the plan"))
    return made


def _districts(plan: Plan, changes: Changes) -> list[Fault]:
    """New places in a police district the plan does not know: a misspelt one would be nobody's."""
    known = {depot.police_district for depot in plan.convoy_problem.depots}
    known |= {stop.police_district for stop in plan.convoy_problem.stops}
    if plan.patrol_problem:
        known |= {pickup.police_district for pickup in plan.patrol_problem.pickups}
        known |= {door.police_district for door in plan.patrol_problem.deliveries}
    new = [("new_stops", stop.stop_id, stop.police_district) for stop in changes.new_stops]
    new += [("new_deliveries", door.delivery_id, door.police_district) for door in changes.new_deliveries]
    return [
        _fault(field, f"{name}: the plan knows no police district {district!r}")
        for field, name, district in new
        if district not in known
    ]


def _with_pickups(plan: Plan, door: Delivery, faults: list[Fault]) -> Delivery:
    """``door`` with its district's headquarters when it names no pickup; a district without has those of all others.

    What a stop keeps for cars is promised to the doors of its own place.
    """
    if plan.patrol_problem is None:
        faults.append(_fault("new_deliveries", f"{door.delivery_id}: the plan has no patrols"))
        return door
    mine = headquarters(plan.patrol_problem.pickups, door.police_district)
    if not door.pickup_ids and not mine:
        faults.append(_fault("new_deliveries", f"{door.delivery_id}: there is no headquarters to load at"))
    return door if door.pickup_ids else replace(door, pickup_ids=mine)


def _repeated(plan: Plan, changes: Changes) -> list[Fault]:
    old = {stop.stop_id for stop in plan.convoy_problem.stops}
    old |= {door.delivery_id for door in (plan.patrol_problem.deliveries if plan.patrol_problem else ())}
    found = []
    for name in [s.stop_id for s in changes.new_stops] + [d.delivery_id for d in changes.new_deliveries]:
        if name in old:
            found.append(_fault("new", f"{name} is in the plan already, or twice among the new"))
        old.add(name)
    return found
