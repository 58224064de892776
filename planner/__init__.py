"""Kembara Planner: from referrals to recommended next locations, convoys and patrol pickups.

The names of :mod:`planner.api` can be had from here; they are loaded when first asked for.
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

__all__ = [
    "Demonstration",
    "Need",
    "NeedWeights",
    "Order",
    "Plan",
    "RecommendedStop",
    "Result",
    "Role",
    "Taken",
    "Violation",
    "Workspace",
    "check_plan",
    "fairness",
    "in_words",
    "points",
    "silent_places",
    "suppress",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    return getattr(import_module("planner.api"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
