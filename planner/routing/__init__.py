"""Dispatch: convoys and patrol pickups, checked and explained."""

from __future__ import annotations

from planner.routing.check import check_convoys, check_patrols, check_plan
from planner.routing.convoy.solve import solve_convoys
from planner.routing.engines.native.prepare import prepare
from planner.routing.patrol.solve import solve_patrols
from planner.routing.replanning import replan
from planner.routing.why import explain

__all__ = [
    "check_convoys",
    "check_patrols",
    "check_plan",
    "explain",
    "prepare",
    "replan",
    "solve_convoys",
    "solve_patrols",
]
