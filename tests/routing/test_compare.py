"""The comparison's own parts: a judge that finds planted faults, peers that solve what they are judged on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cases import Case, in_turn, kuala_lumpur_cases
from benchmarks.compare import jobs_of
from benchmarks.engines import problem_for
from benchmarks.instances import Instance, Point, to_core
from benchmarks.judge import judge
from benchmarks.peers import ortools_default, vroom_routes
from planner.routing.engines.greedy import insert_all
from planner.routing.engines.pyvrp_engine import propose
from planner.routing.solver import clock_of


def pairs() -> Instance:
    """Two pickups with their deliveries on a line, room for one load."""
    points = [
        Point(0, 0, 0, 0, 0, 100, 0),
        Point(1, 1, 0, 5, 0, 50, 1, pickup=0, delivery=2),
        Point(2, 2, 0, -5, 0, 50, 1, pickup=1, delivery=0),
        Point(3, 3, 0, 5, 10, 50, 1, pickup=0, delivery=4),
        Point(4, 4, 0, -5, 10, 20, 1, pickup=3, delivery=0),
    ]
    table = np.array([[abs(a.x - b.x) for b in points] for a in points], np.int64)
    return Instance("made", "sartori", points, 5, 2, 1, table)


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ([[1, 2, 3, 4]], ""),
        ([[1, 2], [3, 4], []], ""),
        ([[2, 1, 3, 4]], "too much aboard at 2"),
        ([[1, 4], [3, 2]], "4 delivered before its pickup"),
        ([[1, 3, 2, 4]], "too much aboard at 3"),
        ([[1, 2], [3], [4]], "3 routes, 2 vehicles"),
        ([[1, 2], [3]], "1 customers left out"),
        ([[1, 2, 3, 4, 4]], "a customer twice"),
        ([[1, 2, 3, 9]], "an unknown customer"),
        ([[3, 4, 1, 2], []], ""),
    ],
)
def test_the_judge_names_what_is_wrong(routes, fault):
    """Each planted fault is named, and plans without one are worth their driving."""
    verdict = judge(pairs(), 2, routes)
    assert verdict.fault == fault
    assert (verdict.value > 0) == (not fault)


def test_the_judge_knows_time():
    """A window that closes before the vehicle comes, and a depot that does."""
    instance = pairs()
    tight = [replace(point, closes=8) if point.number == 4 else point for point in instance.points]
    assert judge(replace(instance, points=tight), 2, [[1, 2, 3, 4]]).fault == "late at 4"
    early = [replace(point, closes=15) if point.number == 0 else point for point in instance.points]
    assert judge(replace(instance, points=early), 2, [[1, 2, 3, 4]]).fault == "home late"


def test_generated_cases_are_judged_in_their_own_seconds():
    """Plain insertion on a generated case passes the judge, which is no part of it."""
    case = kuala_lumpur_cases([30], 1)[0]
    core = to_core(case.instance, case.vehicles)
    rows = insert_all(core, clock_of(20))
    verdict = judge(case.instance, case.vehicles, [[node + 1 for node in row] for row in rows])
    assert verdict.fault == ""
    assert verdict.value == sum(case.instance.points[node + 1].prize for row in rows for node in row) > 0


def zigzag() -> Case:
    """Two pairs on either side of the depot, by turns in time: two vehicles drive 44, one drives 84."""
    points = [
        Point(0, 0, 0, 0, 0, 200, 0),
        Point(1, -10, 0, 5, 0, 12, 0, pickup=0, delivery=2),
        Point(2, -11, 0, -5, 80, 85, 0, pickup=1, delivery=0),
        Point(3, 10, 0, 5, 40, 45, 0, pickup=0, delivery=4),
        Point(4, 11, 0, -5, 120, 130, 0, pickup=3, delivery=0),
    ]
    legs = np.array([[abs(a.x - b.x) for b in points] for a in points], np.int64)
    instance = Instance("made", "sartori", points, 10, 2, 1, legs)
    return Case("made", "made", instance, 2, None)


def pyvrp_rows(core):
    """PyVRP's rows after 500 iterations, however long they take."""
    left = iter(range(500))
    return propose(core, 1, lambda: next(left, None) is None)


@pytest.mark.parametrize("name", ["PyVRP", "VROOM", "OR-Tools"])
def test_a_peer_is_told_that_vehicles_come_first_where_they_do(name):
    """With what it is told each peer does with one vehicle; without, it would drive less with two."""
    case = zigzag()
    solve = {
        "PyVRP": pyvrp_rows,
        "VROOM": lambda core: vroom_routes(case.instance, core, 5, 0),
        "OR-Tools": lambda core: ortools_default(case.instance, core, 1, 0),
    }[name]
    for core, vehicles, minutes in ((problem_for(name, case), 1, 84), (to_core(case.instance, 2), 2, 44)):
        routes = [[node + 1 for node in row] for row in solve(core)]
        verdict = judge(case.instance, 2, routes)
        assert (verdict.fault, verdict.vehicles, verdict.value) == ("", vehicles, minutes)
    plain = kuala_lumpur_cases([10], 1)[0]
    assert not problem_for(name, plain).shift_fixed.any()
    assert not problem_for("product", case).shift_fixed.any()  # it is asked for the fewest first


def test_a_part_of_the_work_is_balanced():
    """After a third of all turns each set has had about a third of its own."""
    cases = kuala_lumpur_cases([10, 20], 3) + kuala_lumpur_cases([30], 1)
    turns = list(in_turn(cases, [1, 2, 3, 4, 5, 6]))
    assert len(turns) == len({(case.name, seed) for case, seed in turns}) == 42
    third = [case.set_name for case, _ in turns[:14]]
    assert third.count("kl10") == third.count("kl20") == 6
    assert third.count("kl30") == 2


def test_one_thread_peers_share_the_cores():
    """The product alone, PyVRP with OR-Tools or with its own next seed, nothing twice."""
    batches = jobs_of(2, [1, 2, 3], ["product", "PyVRP", "VROOM", "OR-Tools"])
    assert batches == [[("product", 2)], [("VROOM", 0)], [("PyVRP", 2), ("OR-Tools", 0), ("PyVRP", 3)]]
