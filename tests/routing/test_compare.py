"""The comparison's own parts: a judge that finds planted faults, a ledger that resumes, a table that counts right."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cases import Case, in_turn, kuala_lumpur_cases
from benchmarks.compare import jobs_of
from benchmarks.instances import Instance, Point, to_core
from benchmarks.judge import judge
from benchmarks.ledger import Line, append, lines_in, newest_of
from benchmarks.summary import table
from planner.routing.engines.greedy import insert_all
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


def line(case: Case, engine: str, seed: int, value: float, commit: str = "", feasible: int = 1) -> Line:
    return Line(case.set_name, case.name, seed, engine, 10.0, 9.9, value, 2, feasible, "", commit)


def test_ledger_and_table(tmp_path):
    """What is written is read back; an older engine's lines do not count; gaps and wins are as by hand."""
    case = kuala_lumpur_cases([10], 1)[0]
    lines = [
        line(case, "product", 1, 50.0, "old"),
        line(case, "product", 1, 100.0, "new"),
        line(case, "product", 2, 90.0, "new"),
        line(case, "PyVRP", 1, 90.0),
        line(case, "PyVRP", 2, 0.0, feasible=0),
        line(case, "VROOM", 0, 95.0),
    ]
    path = tmp_path / "ledger.csv"
    for one in lines:
        append(path, one)
    assert lines_in(path) == lines
    assert [n.value for n in newest_of(lines) if n.engine == "product"] == [100.0, 90.0]
    text = table(lines_in(path), [case])
    assert "| kl10 | product | 2 | 0 | 5.00 | 0.0 |" in text
    assert "| kl10 | PyVRP | 1 | 1 | 10.00 | 0.0 | 2 | 0 | 0 |" in text
    assert "| kl10 | VROOM | 1 | 0 | 5.00 | 0.0 | 1 | 0 | 1 |" in text
    assert "product: 2 lines of new; not counted, of an older engine: 1 of old" in text


WRITER = "import sys; from tests.routing.test_compare import write; write(sys.argv[1:])"


def write(arguments: list[str]) -> None:
    """Two hundred lines of one engine, as a process of a comparison writes them."""
    case = kuala_lumpur_cases([10], 1)[0]
    for k in range(200):
        append(Path(arguments[0]), line(case, arguments[1], k, 1.0))


def test_two_processes_write_one_ledger(tmp_path):
    """Both begin at once on a ledger that is not there: one heading, and no line of either is lost or broken."""
    path = tmp_path / "ledger.csv"
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("product", "PyVRP")]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    written = lines_in(path)
    assert sorted((n.engine, n.seed) for n in written) == sorted(
        (e, k) for e in ("product", "PyVRP") for k in range(200)
    )
    assert path.read_text().count("set,case") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["ledger.csv"]
