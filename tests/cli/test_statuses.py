"""Each status of a plan, and the receipt's promise, reached through the command as a person would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.adapters.gazetteer_files import load_gazetteer
from planner.adapters.plan_files import plan_text, read_plan
from planner.cli import app
from planner.errors import PlannerError
from planner.model.dispatch import Looked, Plan, Status
from planner.routing import check_plan, solve_convoys
from planner.routing.convoy import solve
from planner.routing.core import CoreSolution
from planner.routing.engines.native.warm import main as compile_search
from planner.settings import read_settings
from tests.cli.test_bad_plans import FLEET, ROWS
from tests.routing.cases import convoy_problem, lorry, stop
from tests.still_clock import COMMAND, stand_still

RUN = CliRunner()
CARS = """
[[vehicle]]
id = "car-1"
kind = "patrol_car"
depot = "ipd-sentul"
capacity_kg = 300
capacity_baskets = 10
shift_end = "09:40"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    compile_search()
    stand_still(monkeypatch)
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KEMBARA_ROADS", "crow-fly")
    return tmp_path


def _plan(folder: Path, rows: list[str], fleet: str, seconds: int = 3):
    (folder / "rows.csv").write_text("\n".join(["tarikh,alamat,mesej", *rows]) + "\n", "utf-8")
    (folder / "fleet.toml").write_text(fleet, "utf-8")
    words = ["plan", "--referrals", folder / "rows.csv", "--fleet", folder / "fleet.toml", "--start", "2021-07-07"]
    words += ["--now", "2021-07-06", "--time-limit", seconds, "--out", folder / "plan"]
    return RUN.invoke(app, list(map(str, words)))


def _rows(more: str = "") -> list[str]:
    return [row.format(k=k) + (more if k % 2 else "") for k, row in enumerate(ROWS, 1)]


def test_a_workable_plan_says_how_far_it_may_be_from_the_best(home):
    """Driving cannot be done without, so the bound stays above: workable, with its gap."""
    said = _plan(home, _rows(), FLEET)
    assert said.exit_code == 0, said.output
    assert read_plan(home / "plan" / "plan.json").convoys.status is Status.FEASIBLE
    assert "workable" in said.output


def test_a_plan_that_nothing_can_beat_is_called_proved(home):
    """The only place lies where the lorry stands: everyone is served, nothing is driven, the bound is met."""
    places = load_gazetteer(read_settings().data_dir, home).places
    jelatek = next(place for place in places if place.name == "PPR Jelatek")
    at = f'place_id = ""\nlon = {jelatek.lon}\nlat = {jelatek.lat}'
    rows = [row for row in _rows() if "Jelatek" in row]
    said = _plan(home, rows, FLEET.replace('place_id = "ipd-sentul"', at))
    assert said.exit_code == 0, said.output
    made = read_plan(home / "plan" / "plan.json")
    assert (made.convoys.status, made.convoys.gap) == (Status.OPTIMAL, 0.0)
    assert "proved best" in said.output


def test_a_pin_nobody_can_keep_is_not_possible_and_says_why(home):
    """Pinned to today with the only lorry lost: files are written, the status and the reason are told."""
    problem = convoy_problem([stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.02)], [lorry("l1")])
    made = solve_convoys(problem, time_limit_s=0.5, seed=1)
    plan = Plan("p", "Pelan", problem, made, None, None, _receipt(home))
    (home / "plan.json").write_text(plan_text(plan), encoding="utf-8")
    (home / "changes.toml").write_text('day = 0\nnow = "07:00"\nlost = ["l1"]\n[pins]\ns2 = 0\n', "utf-8")
    words = ["replan", home / "plan.json", "--changes", home / "changes.toml", "--out", home / "new"]
    said = RUN.invoke(app, list(map(str, words)))
    assert said.exit_code == 0, said.output
    after = read_plan(home / "new" / "plan.json")
    assert after.convoys.status is Status.INFEASIBLE
    assert "not possible" in (home / "new" / "summary.en.txt").read_text("utf-8")
    assert {entry.serves_id: entry.details[0].code for entry in after.convoys.unserved}["s2"] == "no_day"


def _receipt(home: Path):
    made = home / "plan" / "plan.json"
    if not made.exists():
        assert _plan(home, _rows(), FLEET).exit_code == 0
    return read_plan(made).receipt


def test_a_search_cut_before_it_found_anything_says_so(home, monkeypatch):
    """No route, though places could be reached: exit by the error for time, not by one that blames the fleet."""

    def cut(problem, **_):
        return CoreSolution(((),) * problem.shifts, 0, "native search", is_cut=True)

    monkeypatch.setattr(solve, "solve_core", cut)
    said = _plan(home, _rows(), FLEET)
    assert isinstance(said.exception, PlannerError)
    assert [fault.code for fault in said.exception.faults] == ["E5002"]
    assert not (home / "plan").exists()


def test_no_time_and_not_possible_are_told_apart(monkeypatch):
    """A cut search may have missed a required stop; one that no vehicle can reach is impossible however long."""
    near = stop("s1", 0.02, 0.0, required=True)
    far = stop("s2", 0.02, 0.0, required=True, days=(5,))

    def cut(problem, **_):
        return CoreSolution(((),) * problem.shifts, 0, "native search", is_cut=True)

    monkeypatch.setattr(solve, "solve_core", cut)
    found = {}
    for one in (near, far):
        problem = convoy_problem([one], [lorry("l1")])
        found[one.stop_id] = solve_convoys(problem, time_limit_s=0.5, seed=1)
        plan = Plan("p", "", problem, found[one.stop_id], None, None, None)
        assert check_plan(plan) == ()
    assert [made.status for made in found.values()] == [Status.NO_TIME, Status.INFEASIBLE]


def _kembara(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with other hash seeds than ours and a clock that stands still as here."""
    env = os.environ | {"KEMBARA_HOME": str(home / "home"), "KEMBARA_ROADS": "crow-fly", "PYTHONHASHSEED": "77"}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    words = (sys.executable, "-c", COMMAND, *map(str, words))
    return subprocess.run(words, capture_output=True, text=True, timeout=900, check=False, env=env)


def test_a_receipt_makes_the_same_plan_in_another_process(home):
    """Convoys, patrols, reasons and changes come out the same; a smaller stock in the file does not pass."""
    rows = [row for row in _rows(" dan ibu terlantar") if "Intan Baiduri" in row]
    said = _plan(home, rows, FLEET + CARS, seconds=5)
    assert said.exit_code == 0, said.output
    path = home / "plan" / "plan.json"
    plan = read_plan(path)
    assert plan.patrols is not None
    assert not plan.convoys.is_cut
    assert not plan.patrols.is_cut
    assert plan.patrols.unserved
    looked = {entry.looked for entry in plan.patrols.unserved if not entry.steps}
    assert looked <= {Looked.ALL, Looked.BUDGET}, "the plan itself looked for a change"
    again = _kembara(home, "replay", path)
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "the same plan"), again.stdout + again.stderr
    tree = json.loads(path.read_text("utf-8"))
    tree["convoy_problem"]["depots"][0]["stock_baskets"] = 2
    path.write_text(json.dumps(tree), "utf-8")
    other = _kembara(home, "replay", path)
    assert (other.returncode, other.stdout.splitlines()[-1]) == (3, "another plan")


def test_a_replan_is_not_replayed_from_its_file(home):
    """Its file holds neither the announced plan nor the changes."""
    receipt = _receipt(home)
    path = home / "plan" / "plan.json"
    plan = read_plan(path)
    changed = replace(plan, plan_id=f"{plan.plan_id}+abcdef", receipt=receipt)
    path.write_text(plan_text(changed), encoding="utf-8")
    said = RUN.invoke(app, ["replay", str(path)])
    assert [fault.code for fault in said.exception.faults] == ["E1547"]
