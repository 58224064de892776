"""Why not, and what would help: a change called proved must serve the stop in a plan the checker accepts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model.dispatch import (
    ConvoyProblem,
    DatedRule,
    Looked,
    Route,
    Solution,
    Status,
    TimeWindow,
    UnservedReason,
    VehicleKind,
    Visit,
)
from planner.model.kinds import RuleKind, VisitKind
from planner.model.reason import told
from planner.routing import beside_doors, check_convoys, explain, solve_convoys
from planner.routing.clock import Clock
from planner.routing.core import CoreSolution
from planner.routing.why.changes import convoy_changes
from tests.routing.cases import FRIDAY, H, convoy_problem, helper, lorry, patrol_problem, random_convoys, stop


def _solved(problem: ConvoyProblem) -> Solution:
    solution = solve_convoys(problem, time_limit_s=0.4, seed=1)
    assert check_convoys(problem, solution) == ()
    return solution


def _handed(solution: Solution) -> dict[str, int]:
    handed: dict[str, int] = {}
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind == "stop":
                handed[visit.serves_id] = handed.get(visit.serves_id, 0) - visit.baskets
    return handed


COUNTER = VehicleKind.MOBILE_COUNTER
CASES = {
    "stock": (
        convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")], stock=38),
        "no_stock",
        told("depot_stock", baskets=2, place="ipd-a"),
    ),
    "window": (
        convoy_problem([stop("s1", 0.02, 0.0, windows=(TimeWindow(9 * H, 9 * H + 3000),))], [lorry("l1")]),
        "no_window",
        told("window_to", clock="09:55"),
    ),
    "shift": (
        convoy_problem([stop("s1", 0.02, 0.0)], [replace(lorry("l1"), shift_end_s=9 * H + 3300)]),
        "no_time",
        told("crew_time", minutes=5),
    ),
    "counter": (
        convoy_problem([stop("s1", 0.02, 0.0, services=(COUNTER,))], [lorry("l1")]),
        "no_escort|no_service_vehicle",
        told("one_more", kind=COUNTER),
    ),
    "part": (
        convoy_problem([stop("s1", 0.02, 0.0, 150, may_split=False)], [lorry("l1")]),
        "no_capacity",
        told("in_parts"),
    ),
    "day": (convoy_problem([stop("s1", 0.02, 0.0, days=(3,))], [lorry("l1")]), "no_day", told("any_day")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_binding_reason_and_the_smallest_change(name):
    """One stop, one thing missing: the reason names it, the change removes just that."""
    problem, reasons, step = CASES[name]
    solution = _solved(problem)
    (entry,) = explain(problem, solution, time_limit_s=10, seed=1)
    assert entry.reason in reasons.split("|")
    assert entry.steps == (step,)
    assert entry.is_change_proved


def test_no_road_has_no_change():
    """Nothing we can offer builds a road."""
    problem = convoy_problem([stop("s1", 0.02, 0.0)], [lorry("l1")])
    cut = replace(problem.travel, duration_s=((0, -1), (-1, 0)), distance_m=((0, -1), (-1, 0)))
    problem = replace(problem, travel=cut)
    (entry,) = explain(problem, _solved(problem), time_limit_s=5, seed=1)
    assert entry.reason is UnservedReason.UNREACHABLE
    assert (entry.steps, entry.is_change_proved) == ((), False)


@pytest.mark.parametrize("seed", [1, 4])
@pytest.mark.slow
def test_a_proved_change_really_serves_the_stop(seed):
    """Solving the changed problem afresh, with the stop a duty, serves it in full and passes the checker."""
    problem = replace(random_convoys(seed, 10, 1), floors=())
    solution = _solved(problem)
    left = replace(solution, unserved=solution.unserved[:3])
    proved = [entry for entry in explain(problem, left, time_limit_s=9, seed=1) if entry.is_change_proved]
    assert proved
    for entry in proved:
        changed = next((c.problem for c in convoy_changes(problem, solution, entry) if c.steps == entry.steps), problem)
        duty = tuple(replace(s, required=s.stop_id == entry.serves_id, prize=10**4) if s.stop_id == entry.serves_id
                     else s for s in changed.stops)  # fmt: skip
        changed = replace(changed, stops=duty)
        again = solve_convoys(changed, time_limit_s=1, seed=1)
        assert check_convoys(changed, again) == ()
        wanted = next(s.baskets for s in problem.stops if s.stop_id == entry.serves_id)
        assert _handed(again).get(entry.serves_id) == wanted, entry


def test_a_proof_takes_nothing_from_anyone():
    """Two stops and stock for one: what serves the second is stock, not the first stop's baskets."""
    problem = convoy_problem([stop("s1", 0.02, 0.0, 40, 90), stop("s2", 0.0, 0.02, 40, 10)], [lorry("l1")], stock=40)
    solution = _solved(problem)
    (entry,) = explain(problem, solution, time_limit_s=5, seed=1)
    assert (entry.serves_id, entry.reason) == ("s2", UnservedReason.NO_STOCK)
    assert entry.steps == (told("depot_stock", baskets=40, place="ipd-a"),)


def test_a_household_left_out_for_stock_is_explained():
    """Three households, food for two: the third needs baskets, and the change is proved."""
    from planner.routing import check_patrols, solve_patrols  # noqa: PLC0415

    problem = patrol_problem([(0.01, 0.0, 2, 90), (0.0, 0.01, 2, 80), (0.02, 0.0, 2, 10)], stock=4)
    problem = replace(problem, pickups=(problem.pickups[0], replace(problem.pickups[1], stock_baskets=0)))
    solution = solve_patrols(problem, time_limit_s=0.4, seed=1)
    assert check_patrols(problem, solution) == ()
    (entry,) = explain(problem, solution, time_limit_s=60, seed=1)
    assert (entry.serves_id, entry.reason) == ("d2", UnservedReason.NO_STOCK)
    assert (entry.steps[0].code, entry.steps[0].all("baskets")) == ("pickup_stock", ["2"])
    assert entry.is_change_proved


def test_a_third_in_the_car_lifts_a_crew_rule():
    """Two aboard where three are asked for: consent to cross districts would not help, one more aboard does."""
    from planner.routing import solve_patrols  # noqa: PLC0415

    crew = DatedRule("crew", RuleKind.CREW, FRIDAY, FRIDAY, limit=3)
    problem = patrol_problem([(0.01, 0.0, 2, 90)], rules=(crew,))
    (entry,) = explain(problem, solve_patrols(problem, time_limit_s=0.4, seed=1), time_limit_s=60, seed=1)
    step = told("aboard", crew=3, kind=VehicleKind.PATROL_CAR, place="ipd-a")
    assert (entry.reason, entry.steps) == (UnservedReason.RULE, (step,))
    assert entry.is_change_proved


def test_a_counter_at_hand_needs_no_change():
    """With its counter in the fleet the stop is served and nothing is explained."""
    problem = convoy_problem([stop("s1", 0.02, 0.0, services=(COUNTER,))], [lorry("l1"), helper("c1", COUNTER)])
    assert explain(problem, _solved(problem), time_limit_s=2, seed=1) == ()


def _crowded() -> tuple[ConvoyProblem, Solution]:
    """Six stops a day's lorry cannot all serve, for want of hours and of stock."""
    stops = [stop(f"s{k}", 0.03 * (k % 3 - 1), 0.02 + 0.02 * (k // 3), 60, 10 + k) for k in range(8)]
    problem = convoy_problem(stops, [replace(lorry("l1"), shift_end_s=12 * H)], stock=200)
    solution = _solved(problem)
    assert len(solution.unserved) >= 4
    return problem, solution


def test_the_explanation_does_not_go_by_the_clock(monkeypatch):
    """The same tries on a machine many times slower, and under any other hard limit, give the same explanation."""
    import time  # noqa: PLC0415

    from planner.routing import why  # noqa: PLC0415

    problem, solution = _crowded()
    monkeypatch.setattr(why, "tries_for", lambda *_: 8)
    first = explain(problem, solution, time_limit_s=60, seed=1)
    prove = why.convoys_serve

    def slowly(*args):
        time.sleep(0.05)
        return prove(*args)

    monkeypatch.setattr(why, "convoys_serve", slowly)
    assert explain(problem, solution, time_limit_s=120, seed=1) == first
    assert {entry.looked for entry in first} <= {Looked.NOT, Looked.ALL, Looked.BUDGET}


def test_an_explanation_that_was_cut_says_so(monkeypatch):
    """Tries beyond the limit's are counted as such; a clock that runs out first is told apart from that."""
    from planner.routing import why  # noqa: PLC0415

    problem, solution = _crowded()
    monkeypatch.setattr(why, "convoys_serve", lambda *_: False)
    spent = explain(problem, solution, time_limit_s=2, seed=1)
    assert {entry.looked for entry in spent} == {Looked.BUDGET}
    monkeypatch.setattr(why, "clock_of", lambda *_: Clock(0.0, 0.0))
    cut = explain(problem, solution, time_limit_s=1000, seed=1)
    assert {entry.looked for entry in cut} == {Looked.CLOCK}
    assert all(not entry.steps for entry in cut)
    monkeypatch.undo()
    monkeypatch.setattr(why, "convoys_serve", lambda *_: False)
    through = explain(problem, solution, time_limit_s=1000, seed=1)
    assert {entry.looked for entry in through} == {Looked.ALL}


def test_a_stop_served_in_part_keeps_its_part_and_stands_in_nobodys_way():
    """P has 60 of 120; U, in another district, lacks stock there: thirty more serve U and leave P as it is."""
    stops = [stop("P", 0.02, 0.0, 120, 500), stop("U", 0.1, 0.1, 30, 30, police_district="B")]
    ban = DatedRule("ban", RuleKind.DISTRICT_BAN, FRIDAY, FRIDAY)
    fleet = [lorry("l1", room=60), lorry("l2", "ipd-b", room=60)]
    problem = convoy_problem(stops, fleet, two_depots=True, max_reloads=0, rules=(ban,))
    problem = replace(problem, depots=(problem.depots[0], replace(problem.depots[1], stock_baskets=0)))
    solution = _solved(problem)
    assert _handed(solution) == {"P": 60}
    entry = {item.serves_id: item for item in explain(problem, solution, time_limit_s=10, seed=1)}["U"]
    assert (entry.steps, entry.is_change_proved) == ((told("depot_stock", baskets=30, place="ipd-b"),), True)
    depots = (problem.depots[0], replace(problem.depots[1], stock_baskets=30))
    assert _handed(_solved(replace(problem, depots=depots))) == {"P": 60, "U": 30}


def test_one_proof_takes_no_more_than_its_share_of_the_time(monkeypatch):
    """A search that thinks itself late runs to the end of its clock: that is a tenth of what is left, not all."""
    from planner.routing import why  # noqa: PLC0415
    from planner.routing.why import proof  # noqa: PLC0415

    problem, solution = _crowded()
    given: list[float] = []

    def noted(core, *, clock, start, **_):
        given.append(clock.left)
        return CoreSolution(start, 0, "none")

    monkeypatch.setattr(why, "tries_for", lambda *_: 40)
    monkeypatch.setattr(proof, "solve_core", noted)
    explain(problem, solution, time_limit_s=1000, seed=1)
    assert given
    assert max(given) <= 100


def test_a_proof_cut_by_its_own_share_says_so(monkeypatch):
    """Shares so small that every proof ends with its clock: nobody may say that all was tried, however much is left."""
    from planner.routing import why  # noqa: PLC0415

    problem, solution = _crowded()
    monkeypatch.setattr(why, "LEAST_SHARE", 0.0)
    monkeypatch.setattr(why, "LEAST_S", 0.0)
    monkeypatch.setattr(why, "tries_for", lambda *_: 10**6)
    monkeypatch.setattr(why, "convoys_serve", lambda *_: False)
    cut = explain(problem, solution, time_limit_s=1000, seed=1)
    assert {entry.looked for entry in cut} == {Looked.CLOCK}


def test_food_that_cars_load_for_doors_is_offered_to_no_stop():
    """Forty of sixty baskets are for doors: what is proved for the stop is more stock, not that all is well."""
    problem = convoy_problem([stop("s0", 0.02, 0.0, 40, 40)], [lorry("l1")], stock=60)
    problem = replace(problem, stops=(replace(problem.stops[0], may_split=False),))
    home = Visit("ipd-a", VisitKind.DEPOT, 8 * H, 8 * H, 8 * H)
    load = Visit("ipd-a", VisitKind.PICKUP, 8 * H, 8 * H, 8 * H + 600, 40, serves_id="ipd-a")
    cars = Solution(Status.FEASIBLE, (Route("r", "car", 0, (home, load, home), 0, 0),), (), 0, None, None, "")
    left = beside_doors(problem, cars)
    assert [depot.stock_baskets for depot in left.depots] == [20]
    nothing = solve_convoys(left, time_limit_s=0.5, seed=1)
    (entry,) = explain(left, nothing, time_limit_s=5, seed=1)
    assert str(entry.reason) == "no_stock"
    assert [step.code for step in entry.steps] == ["depot_stock"]
