"""The comparison's ledger, which resumes, and its table, which counts right and tells what it is measured from."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import compare
from benchmarks.cases import Case, kuala_lumpur_cases
from benchmarks.engines import ENGINES
from benchmarks.judge import Verdict
from benchmarks.ledger import Line, append, bring_up_to_date, lines_in, newest_of
from benchmarks.summary import table
from tests.routing.test_compare import zigzag


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
    rows = [row.strip("| ").split(" | ") for row in table(lines_in(path), [case]).splitlines()]
    assert rows[2][:8] == ["kl10", "1", "product", "2", "0", "5.00", "0.0", "1 this run's"]
    assert rows[3] == ["kl10", "1", "PyVRP", "1", "1", "10.00 †", "0.0 †", "1 this run's", "2", "0", "0"]
    assert rows[4] == ["kl10", "1", "VROOM", "1", "0", "5.00", "0.0", "1 this run's", "1", "0", "1"]
    assert rows[6][0].startswith("† of the plans that count alone")
    assert rows[8] == ["product: 2 lines of new; not counted, of an older engine: 1 of old"]


def test_one_core_and_two_are_not_mixed():
    """A line knows how many cores its run had, and is beside lines of the same alone."""
    case = kuala_lumpur_cases([10], 1)[0]
    lines = [line(case, "product", 1, 100.0, "c"), line(case, "VROOM", 0, 95.0)]
    lines += [replace(one, cores=2, value=one.value - 8) for one in lines]
    assert len({one.key for one in lines}) == 4
    rows = [row.strip("| ").split(" | ") for row in table(lines, [case]).splitlines()[2:6]]
    found = [(row[1], row[2], row[5], row[-3:]) for row in rows if row[2] == "VROOM"]
    assert found == [("1", "VROOM", "5.00", ["1", "0", "0"]), ("2", "VROOM", "13.00", ["1", "0", "0"])]


def test_what_gaps_are_measured_from_is_told(tmp_path):
    """A published value stays the measure until a run betters it; a peer asked for something else does not count."""
    (tmp_path / "bks.dat").write_text("instance;size;vehicles;cost\nmade;5;1;90\nother;5;1;70\n")
    made = replace(zigzag(), folder=tmp_path)
    other = replace(made, name="other", instance=replace(made.instance, name="other"))
    cost = made.vehicle_cost("VROOM")
    assert cost == 220
    lines = [replace(line(case, "VROOM", 0, 84.0), vehicles=1, vehicle_cost=cost) for case in (made, other)]
    lines += [replace(line(made, "OR-Tools", 0, 44.0), vehicles=2)]
    text = table(lines, [made, other])
    row = text.splitlines()[2].strip("| ").split(" | ")
    assert row[2:8] == ["VROOM", "2", "0", "10.00", "0.0", "1 published, 1 this run's"]  # 84 is 20 % above 70
    assert "OR-Tools |" not in text
    assert "not counted, told another cost of a vehicle: 1" in text


def test_a_ledger_with_an_older_heading_is_brought_up_to_date(tmp_path):
    """Nothing is written under columns that are not there; afterwards every line says one core and no cost."""
    path = tmp_path / "ledger.csv"
    path.write_text(
        "set,case,seed,engine,seconds,took,value,vehicles,feasible,fault,commit\na,b,1,PyVRP,10,9,5,2,1,,\n"
    )
    (old,) = lines_in(path)
    with pytest.raises(ValueError, match="older heading"):
        append(path, old)
    bring_up_to_date(path)
    append(path, replace(old, cores=2))
    assert [(one.cores, one.vehicle_cost, one.value) for one in lines_in(path)] == [(1, 0, 5.0), (2, 0, 5.0)]
    assert [p.name for p in tmp_path.iterdir()] == ["ledger.csv"]


class AtOnce:
    """Processes that answer at once, with one route worth five."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def submit(self, *_: object) -> Future:
        done = Future()
        done.set_result((Verdict(1, 5.0), 0.1))
        return done


@pytest.mark.parametrize("core", [None, 0])
def test_a_turn_leaves_no_engine_out(core, tmp_path, monkeypatch):
    """On two cores or on one alone: after each turn every engine has its line, and nothing is run twice."""
    monkeypatch.setattr(compare, "ProcessPoolExecutor", AtOnce)
    path, case = tmp_path / "ledger.csv", kuala_lumpur_cases([10], 1)[0]
    given = Namespace(ledger=path, minutes=None, seconds=1.0, seconds_large=1.0, engines=list(ENGINES), core=core)
    run = compare.Run(given, [1, 2])
    for seed in (1, 2):
        assert run.one(case, seed)
        found = {(one.engine, one.seed) for one in lines_in(path)}
        assert found >= {("product", seed), ("PyVRP", seed), ("VROOM", 0), ("OR-Tools", 0)}
    assert len(lines_in(path)) == len(found) == 6


WRITER = "import sys; from tests.routing.test_ledger import write; write(sys.argv[1:])"


def write(arguments: list[str]) -> None:
    """Two hundred lines of one engine, as a process of a comparison writes them."""
    case = kuala_lumpur_cases([10], 1)[0]
    for k in range(200):
        append(Path(arguments[0]), line(case, arguments[1], k, 1.0))


def test_two_processes_write_one_ledger(tmp_path):
    """Both begin at once on a ledger that is not there: one heading, and no line of either is lost or broken."""
    path = tmp_path / "ledger.csv"
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("product", "PyVRP")]
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    written = lines_in(path)
    assert sorted((n.engine, n.seed) for n in written) == sorted(
        (e, k) for e in ("product", "PyVRP") for k in range(200)
    )
    assert path.read_text().count("set,case") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["ledger.csv"]
