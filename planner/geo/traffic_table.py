"""The traffic file's content as a :class:`Traffic`, checked with every fault named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.errors import Fault, raise_if_any
from planner.geo.roads import ROAD_CLASSES
from planner.geo.speeds import DAY_KINDS, Profile, Traffic


def parse_traffic(table: Mapping[str, Any]) -> Traffic:
    """A traffic table from the parsed TOML; raises E1308 with every fault."""
    raise_if_any(_faults(table))
    classes = table["classes"]
    delays = table["delays"]
    return Traffic(
        label=str(table["label"]),
        class_kmh=tuple(float(classes[name]["kmh"]) for name in ROAD_CLASSES),
        free_share=tuple(float(classes[name]["free_share"]) for name in ROAD_CLASSES),
        sensitivity=tuple(float(classes[name]["sensitivity"]) for name in ROAD_CLASSES),
        factors={kind: tuple(map(float, hours)) for kind, hours in table["congestion"].items()},
        crossing_s=float(delays["crossing_s"]),
        cross_greater_s=float(delays["cross_greater_s"]),
        signal_s=float(delays["signal_s"]),
        access_kmh=float(delays["access_kmh"]),
        profiles={name: Profile(name, **values) for name, values in table["profiles"].items()},
        sources=tuple(str(source) for source in table["sources"].values()),
    )


def _faults(table: Mapping[str, Any]) -> list[Fault]:
    parts = ("label", "classes", "congestion", "delays", "profiles", "sources")
    faults = [_fault(f"it has no {part}", part) for part in parts if part not in table]
    classes = table.get("classes", {})
    for name in ROAD_CLASSES:
        values = classes.get(name, {})
        if not all(_is_positive(values.get(key)) for key in ("kmh", "free_share", "sensitivity")):
            faults.append(_fault("kmh, free_share and sensitivity must be numbers above zero", f"classes.{name}"))
    for kind, hours in table.get("congestion", {}).items():
        if kind not in DAY_KINDS or len(hours) != 24 or not all(_is_positive(hour) for hour in hours):
            faults.append(_fault(f"24 factors above zero are needed, for one of {', '.join(DAY_KINDS)}", kind))
    if "weekday" not in table.get("congestion", {}):
        faults.append(_fault("congestion has no weekday", "congestion"))
    return faults


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and value > 0


def _fault(cause: str, where: str) -> Fault:
    return Fault("E1308", cause, "mend roads/traffic.toml in the data folder", where)
