"""Read what has happened since a plan was announced (TOML); docs/changes.md shows every kind."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.adapters.plan_files import beyond_faults
from planner.errors import Fault, PlannerError, refuse
from planner.model.dispatch import Changes
from planner.units import MALAYSIA_BOUNDS, clock_to_s

_CHANGES = TypeAdapter(Changes)
_FIELDS = set(Changes.__dataclass_fields__)
_DAY = ({"open_s": 9 * 3600, "close_s": 18 * 3600},)


def read_changes(path: Path) -> Changes:
    """The changes in the file at ``path``.

    Otherwise :class:`planner.errors.PlannerError` E1540 (cannot be opened), E1541 (not TOML), or every fault in it:
    E1543 (a field), E1511 (a figure), E1530 (a place outside Malaysia).
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("E1540", f"cannot be opened: {error.strerror}", "give a changes file", path.name) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("E1541", f"is not TOML: {error}", "correct that line", path.name) from error
    return changes_of(tree, path.name)


def changes_of(tree: dict[str, Any], where: str = "changes") -> Changes:
    """The changes a parsed file describes; one fault (E1543, E1511, E1530) for everything wrong in it."""
    tree = dict(tree)
    faults = [
        Fault("E1543", f"unknown field {key}", "leave it out or correct its name", where)
        for key in tree
        if key not in {*Changes.__dataclass_fields__, "now"}
    ]
    if "now" in tree:
        try:
            tree["now_s"] = clock_to_s(str(tree.pop("now")))
        except ValueError as error:
            faults.append(Fault("E1543", str(error), 'write now = "10:30"', where))
    for field, usual in (("new_stops", _usual_stop), ("new_deliveries", _usual_door)):
        if isinstance(tree.get(field), list):
            tree[field] = [usual(item) if isinstance(item, dict) else item for item in tree[field]]
    if isinstance(tree.get("pins"), dict):
        tree["pins"] = list(tree["pins"].items())
    try:
        found = _CHANGES.validate_python({key: value for key, value in tree.items() if key in _FIELDS})
        faults += [*beyond_faults(found, where, but=("lon", "lat")), *_elsewhere(found, where)]
        if not faults:
            return found
    except ValidationError as error:
        faults += [
            Fault("E1543", f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "correct the file", where)
            for item in error.errors(include_url=False)
        ]
    raise PlannerError(faults)


def _elsewhere(changes: Changes, where: str) -> Iterator[Fault]:
    """E1530 for every new place outside Malaysia; a coordinate that is no number lies nowhere."""
    west, south, east, north = MALAYSIA_BOUNDS
    points = [(f"new_stops.{at}", stop.lon, stop.lat) for at, stop in enumerate(changes.new_stops)]
    points += [(f"new_deliveries.{at}", door.lon, door.lat) for at, door in enumerate(changes.new_deliveries)]
    for path, lon, lat in points:
        if not (west <= lon <= east and south <= lat <= north):
            cause = f"{path}: lat {lat}, lon {lon} lies outside Malaysia"
            yield Fault("E1530", cause, "check latitude and longitude; they may be swapped", where)


def _usual_stop(item: dict[str, Any]) -> dict[str, Any]:
    """A new stop with what a line from the operations room leaves unsaid: the usual set-up, queue and hours."""
    baskets = item.get("baskets", 0)
    usual = {"name": item.get("stop_id", ""), "parliament": "", "households": baskets, "prize": baskets}
    return usual | {"setup_s": 900, "service_s_per_household": 60, "windows": _DAY} | item


def _usual_door(item: dict[str, Any]) -> dict[str, Any]:
    """A new urgent household: one basket, ten minutes at the door, food from any pickup of its district."""
    name = item.get("delivery_id", "")
    usual = {"household_id": name, "location_id": f"at-{name}", "baskets": 1, "prize": 1000, "service_s": 600}
    return usual | {"windows": _DAY, "pickup_ids": ()} | item
