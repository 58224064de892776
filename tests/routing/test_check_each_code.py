"""Each code of the checker, planted by itself into a plan that holds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from planner.model.dispatch import Solution, Status, TimeWindow, UnservedReason
from planner.model.kinds import VisitKind
from planner.routing import check_convoys, check_patrols, solve_convoys, solve_patrols
from tests.routing.cases import H, convoy_problem, lorry, patrol_problem, stop

PROBLEM = convoy_problem(
    [stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.02), stop("s3", 0.5, 0.5), stop("s4", 0.02, 0.02, 120)],
    [lorry("l1"), lorry("l2")],
    days=2,
)
DOORS = patrol_problem([(0.01 * i, 0.01, 1, 60) for i in range(4)])


@pytest.fixture(scope="module")
def good() -> Solution:
    made = solve_convoys(PROBLEM, time_limit_s=0.5, seed=1)
    assert check_convoys(PROBLEM, made) == ()
    assert [entry.serves_id for entry in made.unserved] == ["s3"]
    return made


@pytest.fixture(scope="module")
def rounds() -> Solution:
    made = solve_patrols(DOORS, time_limit_s=0.5, seed=1)
    assert check_patrols(DOORS, made) == ()
    return made


def _first(solution, kind=None, /, **changes):
    """The first route with its first visit of ``kind`` changed, or itself changed when no kind is given."""
    route = next(r for r in solution.routes if kind is None or any(v.kind == kind for v in r.visits))
    if kind is None:
        made = replace(route, **changes)
    else:
        at = next(k for k, visit in enumerate(route.visits) if visit.kind == kind)
        visits = (*route.visits[:at], replace(route.visits[at], **changes), *route.visits[at + 1 :])
        made = replace(route, visits=visits)
    return replace(solution, routes=tuple(made if r is route else r for r in solution.routes))


def _stops(**changes):
    return replace(PROBLEM, stops=tuple(replace(s, **changes) for s in PROBLEM.stops))


def _more_reloads(solution):
    route = solution.routes[0]
    load = replace(route.visits[0], kind=VisitKind.LOAD, baskets=0)
    return replace(solution, routes=(replace(route, visits=(route.visits[0], load, load, *route.visits[1:])),))


NO_ROAD = tuple(tuple(-1 for _ in row) for row in PROBLEM.travel.duration_s)
CONVOYS = {
    "amount": lambda p, s: (p, _first(s, "stop", baskets=-999)),
    "both": lambda p, s: (p, replace(s, unserved=(*s.unserved, replace(s.unserved[0], serves_id="s1")))),
    "clock": lambda p, s: (p, _first(s, "stop", departure_s=0)),
    "driving-time": lambda p, s: (p, _first(s, driving_s=1)),
    "empty": lambda p, s: (p, _first(s, visits=())),
    "floor": lambda p, s: (
        replace(p, floors=(("A", 4),)),
        replace(s, unserved=(replace(s.unserved[0], reason=UnservedReason.NOT_WORTH),)),
    ),
    "gap": lambda p, s: (p, replace(s, gap=0.5)),
    "home": lambda p, s: (p, _first(s, "depot", location_id="s1")),
    "households": lambda p, s: (p, _first(s, "stop", households=1)),
    "load-time": lambda p, s: (p, _first(s, "depot", start_s=s.routes[0].visits[0].departure_s)),
    "no-road": lambda p, s: (replace(p, travel=replace(p.travel, duration_s=NO_ROAD)), s),
    "reloads": lambda p, s: (p, _more_reloads(s)),
    "required": lambda p, s: (_stops(required=True), s),
    "same-id": lambda p, s: (p, replace(s, routes=tuple(replace(r, route_id="one") for r in s.routes) * 2)),
    "status": lambda p, s: (p, replace(s, status=Status.OPTIMAL, bound=s.objective + 1, gap=None)),
    "stop-day": lambda p, s: (_stops(days=(7,)), s),
    "unknown-day": lambda p, s: (p, _first(s, day=9)),
    "unknown-depot": lambda p, s: (replace(p, depots=()), s),
    "unknown-place": lambda p, s: (p, _first(s, "stop", location_id="nowhere")),
    "unknown-unserved": lambda p, s: (p, replace(s, unserved=(replace(s.unserved[0], serves_id="ghost"),))),
    "vehicle-day": lambda p, s: (replace(p, vehicles=tuple(replace(v, days=()) for v in p.vehicles)), s),
    "wrong-place": lambda p, s: (p, _first(s, "stop", serves_id="s3")),
    "kind": lambda p, s: (replace(p, vehicles=tuple(replace(v, kind="mobile_counter") for v in p.vehicles)), s),
    "shift": lambda p, s: (replace(p, vehicles=tuple(replace(v, shift_end_s=9 * H) for v in p.vehicles)), s),
    "window": lambda p, s: (_stops(windows=(TimeWindow(0, 60),)), s),
}  # fmt: skip
PATROLS = {
    "pickup-day": lambda p, s: (replace(p, pickups=tuple(replace(x, day=5) for x in p.pickups)), s),
    "unknown-delivery": lambda p, s: (p, _first(s, "drop", serves_id="ghost")),
    "unknown-pickup": lambda p, s: (p, _first(s, "pickup", serves_id="ghost")),
    "wrong-place": lambda p, s: (p, _first(s, "pickup", location_id="s0")),
    "twice": lambda p, s: (p, replace(s, routes=s.routes * 2)),
    "stock": lambda p, s: (replace(p, pickups=tuple(replace(x, stock_baskets=0) for x in p.pickups)), s),
    "silent": lambda p, s: (p, replace(s, routes=(), unserved=())),
}


@pytest.mark.parametrize("code", CONVOYS)
def test_a_fault_in_a_convoy_plan_is_found(good, code):
    """The planted fault is named by its own code."""
    problem, wrong = CONVOYS[code](PROBLEM, good)
    assert code in {violation.code for violation in check_convoys(problem, wrong)}


@pytest.mark.parametrize("code", PATROLS)
def test_a_fault_in_a_patrol_plan_is_found(rounds, code):
    """The planted fault is named by its own code."""
    problem, wrong = PATROLS[code](DOORS, rounds)
    assert code in {violation.code for violation in check_patrols(problem, wrong)}


def test_no_code_goes_untested():
    """Every code the checker can give is planted in a test of this folder."""
    root = Path(__file__).parents[2]
    sources = (root / "planner" / "routing" / "check").glob("*.py")
    codes = {code for path in sources for code in re.findall(r'out\.add\(\s*"([a-z-]+)"', path.read_text("utf-8"))}
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert len(codes) > 40
    assert [code for code in sorted(codes) if f'"{code}"' not in tests] == []
