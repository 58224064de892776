"""Read a fleet file (TOML): depots, vehicles, times, dated rules; everything wrong is named at once.

The file may name further rules files with ``include = ["rules.toml"]``, beside itself.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.adapters.fleet_fields import Faults, Table, vehicle_of
from planner.adapters.fleet_rules import breaks_of, rules_of
from planner.errors import Fault, raise_if_any
from planner.model.dispatch import DatedRule, Vehicle, VehicleKind
from planner.model.fleet import Fleet, FleetDepot
from planner.units import MALAYSIA_BOUNDS

BASKET_G = 22_000  # 20.1–21.1 kg net, 21–23 kg with packing (13-item PEMULIH basket)


def load_fleet(path: Path) -> Fleet:
    """The fleet of the TOML file at ``path``.

    Raises :class:`planner.errors.PlannerError` with codes E1520 … E1531, one for everything that is wrong.
    """
    faults: Faults = []
    tree = _merged(path, faults)
    raise_if_any(faults)
    fleet = parse_fleet(tree, faults)
    raise_if_any(faults)
    return fleet


def load_rules(path: Path) -> tuple[DatedRule, ...]:
    """The ``[[rule]]`` tables of the TOML file at ``path``, each under an id of its own.

    Raises :class:`planner.errors.PlannerError` with every fault: E1520 and E1521 for the file, E1522 for a file without
    rules, and those of :func:`parse_rules`.
    """
    faults: Faults = []
    tree = _merged(path, faults)
    raise_if_any(faults)
    rows = _rows(tree, "rule", faults)
    if not rows:
        faults.append(Fault("E1522", "the file holds no rule", "write each as a [[rule]] table", path.name))
    return parse_rules(rows, faults)


def parse_rules(rows: Sequence[dict[str, Any]], faults: Faults | None = None) -> tuple[DatedRule, ...]:
    """The rules of ``[[rule]]`` tables, each under an id of its own; ``faults`` are those found before.

    Raises :class:`planner.errors.PlannerError` with every fault: E1522 for a rule without an id, E1525, E1527, E1528,
    E1529, E1531.
    """
    found: Faults = [*(faults or ())]
    for i, row in enumerate(rows):
        Table(row, f"rule {i + 1}", found).text("id")
    rules = rules_of(rows, found)
    found.extend(_repeated("rule", [rule.rule_id for rule in rules]))
    raise_if_any(found)
    return rules


def _merged(path: Path, faults: Faults) -> dict[str, Any]:
    tree = _toml(path, faults)
    names = tree.pop("include", [])
    for name in names if isinstance(names, list) else [names]:
        part = path.parent / str(name)
        if part.parent.resolve() != path.parent.resolve():
            cause = f"include names {name!r}, which is not beside the fleet file"
            faults.append(Fault("E1521", cause, "include files from the same folder by name", path.name))
            continue
        for key, value in _toml(part, faults).items():
            if isinstance(value, list):
                tree[key] = [*tree.get(key, []), *value]
            else:
                tree.setdefault(key, value)
    return tree


def _toml(path: Path, faults: Faults) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        faults.append(Fault("E1520", f"cannot be opened: {error.strerror}", "give the path of a fleet file", path.name))
    except UnicodeDecodeError:
        faults.append(Fault("E1521", "is not UTF-8 text", "save it as UTF-8", path.name))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault("E1521", f"is not TOML: {error}", "correct that line", path.name))
    return {}


def parse_fleet(tree: dict[str, Any], faults: Faults) -> Fleet:
    """The fleet a parsed file describes; faults are added to ``faults`` and the rest is still read."""
    times = Table(tree.get("service", {}), "service", faults)
    day = Table(tree.get("day", {}), "day", faults)
    depots = tuple(_depot(row, i, faults) for i, row in enumerate(_rows(tree, "depot", faults)))
    shift = (day.clock("shift_start", "08:00"), day.clock("shift_end", "18:00"))
    vehicles = tuple(
        vehicle
        for i, row in enumerate(_rows(tree, "vehicle", faults))
        if (vehicle := vehicle_of(Table(row, f"vehicle {i + 1}", faults), shift)) is not None
    )
    floors = Table(tree.get("floors", {}), "floors", faults)
    services = tuple(str(kind) for kind in tree.get("services", {}).get("everywhere", []))
    _check(depots, vehicles, services, faults)
    open_s, close_s = day.clock("open", "09:00"), day.clock("close", "18:00")
    if close_s <= open_s:
        day.fault("close is not after open, so no hour would be open", "give a later close", "E1529")
    return Fleet(
        depots=depots,
        vehicles=vehicles,
        basket_g=times.whole("basket_g", BASKET_G, least=1),
        reload_s=60 * times.whole("reload_min", 30),
        setup_s=60 * times.whole("setup_min", 20),
        service_s_per_household=times.whole("seconds_per_household", 60),
        door_s=60 * times.whole("door_min", 10),
        max_reloads=times.whole("max_reloads", 1),
        curfew_s=day.clock("home_by", "20:00"),
        breaks=breaks_of(_rows(tree, "break", faults), faults),
        rules=rules_of(_rows(tree, "rule", faults), faults),
        floors=tuple((name, floors.whole(name, 0)) for name in floors.names),
        services=services,
        open_s=open_s,
        close_s=close_s,
    )


def _rows(tree: dict[str, Any], key: str, faults: Faults) -> list[dict[str, Any]]:
    rows = tree.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(Fault("E1522", f"{key} must be written as [[{key}]] tables", "see data/fleet", key))
        return []
    return rows


def _depot(row: dict[str, Any], place: int, faults: Faults) -> FleetDepot:
    table = Table(row, f"depot {place + 1}", faults)
    depot_id = table.text("id")
    lon, lat = table.number("lon"), table.number("lat")
    place_id = table.text("place_id", "")
    if not place_id and (lon is None or lat is None):
        cause = "a depot has neither place_id nor lon and lat"
        faults.append(Fault("E1523", cause, "name its gazetteer entry or give its coordinates", table.where))
    if lon is not None and lat is not None and not _is_here(lon, lat):
        cause = f"lat {lat}, lon {lon} lies outside Malaysia"
        faults.append(Fault("E1530", cause, "check latitude and longitude; they may be swapped", table.where))
    return FleetDepot(
        depot_id=depot_id,
        place_id=place_id,
        name=table.text("name", depot_id),
        police_district=table.text("police_district"),
        stock_baskets=table.whole("stock_baskets", 0),
        lon=lon,
        lat=lat,
    )


def _is_here(lon: float, lat: float) -> bool:
    west, south, east, north = MALAYSIA_BOUNDS
    return west <= lon <= east and south <= lat <= north


def _check(
    depots: tuple[FleetDepot, ...], vehicles: tuple[Vehicle, ...], services: tuple[str, ...], faults: Faults
) -> None:
    if not depots:
        faults.append(Fault("E1524", "the file names no depot", "add at least one [[depot]]"))
    if not vehicles:
        faults.append(Fault("E1524", "the file names no usable vehicle", "add at least one [[vehicle]]"))
    for what, names in (
        ("depot", [depot.depot_id for depot in depots]),
        ("vehicle", [vehicle.vehicle_id for vehicle in vehicles]),
    ):
        faults.extend(_repeated(what, names))
    known = {depot.depot_id for depot in depots}
    for vehicle in vehicles:
        if vehicle.depot_id not in known:
            cause = f"vehicle {vehicle.vehicle_id} stands at {vehicle.depot_id}, which is no depot of this file"
            faults.append(Fault("E1526", cause, "name one of the depots"))
    for kind in services:
        if kind not in set(VehicleKind):
            faults.append(Fault("E1527", f"unknown service {kind}", f"use one of {', '.join(VehicleKind)}"))


def _repeated(what: str, names: list[str]) -> Faults:
    return [
        Fault("E1525", f"{times} {what}s carry the id {name}", "give each its own id")
        for name, times in Counter(names).items()
        if times > 1
    ]
