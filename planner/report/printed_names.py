"""What people copy from papers and screens, read back as a plan's ids: names, short references, names of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.errors import Fault, raise_if_any
from planner.model.dispatch import Changes, Delivery, Plan
from planner.report.route_layer import locations, served_name, vehicle_text, vehicles, with_reference
from planner.report.words import LANGUAGES

LEAST_PREFIX = 6
"""Characters of a reference that must be given; the papers print eight."""
_BEHIND = re.compile(r".*\(([^()]+)\)")


def served_by_name(plan: Plan, name: str) -> frozenset[str]:
    """Every stop and delivery of ``plan`` that ``name`` may mean.

    That is its id, its place's id or name, or a household's reference or the beginning of one, small and capital
    letters alike; ``Hulu Kelang (164c2208)``, as papers print it, is the household. Two households whose references
    begin alike are both meant.
    """
    wanted, found = name.strip().casefold(), locations(plan)
    stops = plan.convoy_problem.stops
    ids = {stop.stop_id for stop in stops if wanted in _folded((stop.stop_id, stop.place_id, stop.name))}
    for door in _doors(plan):
        place = found[door.delivery_id][0]
        names = (door.delivery_id, door.household_id, door.name, place)
        if wanted in _folded((*names, with_reference(place, door.household_id))):
            ids.add(door.delivery_id)
    return frozenset(ids or _by_reference(plan, wanted))


def as_ids(plan: Plan, changes: Changes) -> Changes:
    """``changes`` with ids of ``plan`` for what its papers print; a name that is not found stays as it is.

    :class:`PlannerError` with one E1544 for each name of several households.
    """
    faults: list[Fault] = []
    known = _known(plan, changes)
    raised = [_one(plan, name, known, faults) for name in (*changes.cancelled, *(stop for stop, _ in changes.pins))]
    raise_if_any(faults)
    cancelled, pinned = raised[: len(changes.cancelled)], raised[len(changes.cancelled) :]
    pins = tuple((name, day) for name, (_, day) in zip(pinned, changes.pins, strict=True))
    lost = tuple(_vehicle(plan, name) for name in changes.lost)
    return replace(changes, cancelled=tuple(cancelled), pins=pins, lost=lost)


def _known(plan: Plan, changes: Changes) -> set[str]:
    """What needs no reading: names of stops, which the replan resolves itself, and everything that is new."""
    stops, doors = (*plan.convoy_problem.stops, *changes.new_stops), (*_doors(plan), *changes.new_deliveries)
    found = {name for stop in stops for name in _folded((stop.stop_id, stop.place_id, stop.name))}
    return found | {name for door in doors for name in _folded((door.delivery_id, door.household_id))}


def _one(plan: Plan, name: str, known: set[str], faults: list[Fault]) -> str:
    if name.casefold() in known:
        return name
    ids = sorted(served_by_name(plan, name))
    if len(ids) > 1:
        cause = f"{name!r} is the name of {len(ids)} households: {', '.join(served_name(plan, one) for one in ids)}"
        faults.append(Fault("E1544", cause, "correct the changes file; the run sheets give names", "changes"))
    return ids[0] if len(ids) == 1 else name


def _vehicle(plan: Plan, name: str) -> str:
    known = vehicles(plan)
    if name in known:
        return name
    wanted = name.strip().casefold()
    ids = [one for one in known if wanted in _folded((one, *(vehicle_text(plan, one, lang) for lang in LANGUAGES)))]
    return ids[0] if len(ids) == 1 else name


def _by_reference(plan: Plan, wanted: str) -> Iterator[str]:
    """Deliveries whose reference begins as ``wanted``, or as what stands in brackets behind it."""
    behind = _BEHIND.fullmatch(wanted)
    start = behind[1] if behind is not None else wanted
    if len(start) < LEAST_PREFIX:
        return
    for door in _doors(plan):
        if any(one.startswith(start) for one in _folded((door.household_id, door.delivery_id))):
            yield door.delivery_id


def _doors(plan: Plan) -> tuple[Delivery, ...]:
    return plan.patrol_problem.deliveries if plan.patrol_problem is not None else ()


def _folded(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names} - {""}
