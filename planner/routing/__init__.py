"""Dispatch: convoys and patrol pickups, checked and explained.

Names are loaded when first asked for: a second engine's process needs the core problem alone, and a search that is
given ten seconds should not spend one of them on loading the checker, the replan and the bound.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.routing.check import check_convoys, check_patrols, check_plan
    from planner.routing.convoy.solve import solve_convoys
    from planner.routing.engines.native.prepare import prepare
    from planner.routing.patrol.food import beside_doors, brought, headquarters
    from planner.routing.patrol.solve import solve_patrols
    from planner.routing.replanning import replan
    from planner.routing.why import explain

_HOMES = {
    "beside_doors": "patrol.food",
    "brought": "patrol.food",
    "headquarters": "patrol.food",
    "check_convoys": "check",
    "check_patrols": "check",
    "check_plan": "check",
    "explain": "why",
    "prepare": "engines.native.prepare",
    "replan": "replanning",
    "solve_convoys": "convoy.solve",
    "solve_patrols": "patrol.solve",
}

__all__ = [
    "beside_doors",
    "brought",
    "check_convoys",
    "check_patrols",
    "check_plan",
    "explain",
    "headquarters",
    "prepare",
    "replan",
    "solve_convoys",
    "solve_patrols",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'planner.routing' has no attribute {name!r}")
    return getattr(import_module(f"planner.routing.{_HOMES[name]}"), name)
