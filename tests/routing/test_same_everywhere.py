"""One small plan, written down: another Python, machine or day makes the same one to the last second."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import pytest

from planner.routing import check_convoys, solve_convoys
from tests.routing.cases import random_convoys
from tests.still_clock import stand_still

ROOT = Path(__file__).parents[2]
ENGINES = ("numba", "numpy", "ortools", "scipy")  # another version of these may find another plan that is as good


def pinned(name: str) -> str:
    """The version that constraints.txt holds."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return next(line.partition("==")[2] for line in lines if line.startswith(f"{name}=="))


def test_the_plan_is_the_one_written_down(monkeypatch):
    """Objective, bound and every route's visits with their times, in whole numbers, on counted work."""
    other = {name: version(name) for name in ENGINES if version(name) != pinned(name)}
    if other:
        pytest.skip(f"the plan was written down with the versions in constraints.txt, here are {other}")
    stand_still(monkeypatch)
    problem = random_convoys(7)
    solution = solve_convoys(problem, time_limit_s=4, seed=3)
    assert not solution.is_cut
    assert check_convoys(problem, solution) == ()
    told = json.dumps(
        sorted(
            [route.vehicle_id, route.day, visit.location_id, visit.arrival_s, visit.departure_s, visit.baskets]
            for route in solution.routes
            for visit in route.visits
        )
    ).encode()
    # A change of the search or of the bound that is meant to change plans writes these anew; nothing else may.
    assert (solution.objective, solution.bound) == (266_851, 331_012)
    assert hashlib.sha256(told).hexdigest()[:16] == "d77fd18923550646"
