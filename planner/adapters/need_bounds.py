"""Figures of the need settings that no computation can bear, each with what it has to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from planner.model.need import NeedWeights

_MOST = 1e9
_ABOVE = 1e-6  # what "above 0" begins with
BOUNDS: dict[str, dict[str, tuple[float, float]]] = {
    "waiting": {
        "half_life_days": (_ABOVE, 3650),
        "target_wait_days": (_ABOVE, 3650),
        "cooldown_days": (7, 14),  # a basket lasts about a week
    },
    "points": {
        **dict.fromkeys(("bedridden", "disabled", "infant", "elderly", "large", "child"), (0, 1)),
        "large_size": (2, 100),
    },
    "scales": {
        **dict.fromkeys(("households", "rate", "unvisited_days", "distance_m"), (_ABOVE, _MOST)),
        "urgent_share": (0, 1),
        "access_shares": (0, 1),
    },
    "reporting": {
        "ratio": (_ABOVE, _MOST),
        "slack": (0, _MOST),
        "discount": (0, 1),
        "prior": (_ABOVE, _MOST),
        "strength": (0, 1),
        "limits": (0.05, 20),
    },
    "emergency": {"rate_ratio": (_ABOVE, _MOST)},
    "ranking": {"weight_doubt": (_ABOVE, _MOST), "least_features": (3, 10**6), "neighbours": (1, 1000)},
    "stops": {
        "capacity": (1, 10**6),
        "walk_m": (0, 20_000),
        "anchor": (0, 1),
        "severity": (0, 4),
        "hours": (0, 23),
        "friday_hours": (0, 23),
    },
}
"""Lowest and highest value (of each value of a list) by table and name."""


def out_of_bounds(content: Mapping[str, Any]) -> list[str]:
    """What is wrong with the figures of ``content``, whose names and kinds are already known to be right."""
    found = []
    for table, entries in BOUNDS.items():
        for name, (low, high) in entries.items():
            given = content.get(table, {}).get(name)
            values = given if isinstance(given, list) else [] if given is None else [given]
            if any(not low <= value <= high for value in values):
                least = "above 0" if low == _ABOVE else f"from {low:g}"
                found.append(f"{table}.{name} is {given!r}; it has to be {least} to {high:g}")
    return found + _together(content)


def _together(content: Mapping[str, Any]) -> list[str]:
    """Figures that are wrong only beside others."""
    found = []
    parts = content.get("shares", {})
    usual = NeedWeights()
    whole = sum(parts.get(name, getattr(usual, name)) for name in ("volume", "vulnerability", "urgency", "access"))
    if parts and not math.isclose(whole, 1.0, abs_tol=1e-9):
        found.append(f"the four shares add up to {whole:g}; they have to add up to 1")
    shares = content.get("scales", {}).get("access_shares")
    if shares is not None and not math.isclose(sum(shares), 1.0, abs_tol=1e-9):
        found.append(f"scales.access_shares add up to {sum(shares):g}; they have to add up to 1")
    limits = content.get("reporting", {}).get("limits")
    if limits is not None and not limits[0] <= 1.0 <= limits[1]:
        found.append(f"reporting.limits are {limits}; 1 (as usual) has to lie between them")
    caps = content.get("caps", {})
    for district, least in content.get("floors", {}).items():
        if least > caps.get(district, least):
            found.append(f"floors.{district} is {least}, above its cap of {caps[district]}")
    return found
