"""Plan and changes files that nobody could plan with: refused with a code where they are read, never a traceback."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.adapters.change_files import changes_of
from planner.adapters.plan_files import plan_of, plan_text
from planner.cli import app
from planner.errors import PlannerError
from planner.model.dispatch import Changes, Plan, Status
from planner.model.reason import told
from planner.pipeline.again import replayed
from planner.routing import prepare, replan, solve_convoys
from planner.routing.validate import validate_convoys
from tests.routing.cases import H, convoy_problem, lorry, stop, travel
from tests.routing.whole import RECEIPT, whole

RUN = CliRunner()


@pytest.fixture(scope="module")
def made() -> Plan:
    """A plan that comes out the same when it is replayed: it leaves out s3, with a change that would serve it."""
    prepare()
    stops = [stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.02), stop("s3", 0.01, 0.01, 40, 1)]
    problem = convoy_problem(stops, [lorry("l1")], stock=80)
    receipt = replace(RECEIPT, time_limit_s=20.0)  # far more than it takes, on a busy machine too
    plan = Plan("p", "Pelan", problem, solve_convoys(problem, time_limit_s=0.5, seed=1), None, None, receipt)
    plan = replayed(plan)
    assert [entry.is_change_proved for entry in plan.convoys.unserved] == [True]
    return plan


def _tree(plan: Plan) -> dict:
    return json.loads(plan_text(plan))


def _codes(tree: dict) -> list[str]:
    with pytest.raises(PlannerError) as caught:
        plan_of(json.dumps(tree))
    return [fault.code for fault in caught.value.faults]


def _at(tree: dict, path: str, value: object) -> dict:
    *way, last = path.split(".")
    at = tree
    for name in way:
        at = at[int(name)] if isinstance(at, list) else at[name]
    at[int(last) if isinstance(at, list) else last] = value
    return tree


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("convoy_problem.stops.0.prize", 10**18),
        ("convoy_problem.stops.0.lat", float("nan")),
        ("convoy_problem.depots.0.lon", float("inf")),
        ("convoy_problem.stops.0.baskets", 10**7),
        ("convoy_problem.vehicles.0.capacity_g", -(10**30)),
        ("convoy_problem.days", 10**6),
        ("convoys.gap", float("nan")),
        ("receipt.time_limit_s", float("nan")),
    ],
)
def test_a_figure_no_programme_has_is_refused_on_reading(made, path, value):
    """Too large, or no number at all: its path is named."""
    tree = _at(_tree(made), path, value)
    with pytest.raises(PlannerError) as caught:
        plan_of(json.dumps(tree))
    assert [fault.code for fault in caught.value.faults] == ["E1511"]
    assert path in str(caught.value)


def test_such_a_figure_is_not_planned_with_either(made):
    """A problem put together by a program is held to the same figures."""
    stops = (replace(made.convoy_problem.stops[0], prize=10**18), *made.convoy_problem.stops[1:])
    with pytest.raises(PlannerError) as caught:
        validate_convoys(replace(made.convoy_problem, stops=stops))
    assert [fault.code for fault in caught.value.faults] == ["E1511"]


def test_of_many_faults_every_kind_is_told_and_how_many_more_there_are(made):
    """Sixty routes without a number for their metres must not hide that a start is no date."""
    tree = _tree(made)
    tree["convoys"]["routes"] = [{**tree["convoys"]["routes"][0], "distance_m": "far"} for _ in range(60)]
    tree["convoys"]["status"] = "perhaps"
    tree["receipt"]["seed"] = "one"
    with pytest.raises(PlannerError) as caught:
        plan_of(json.dumps(tree))
    causes = [fault.cause for fault in caught.value.faults]
    assert len(causes) == 21
    assert {"E1543"} == {fault.code for fault in caught.value.faults}
    assert "and 42 more like these" in causes[-1]
    assert any("convoys.status" in cause for cause in causes)
    assert any("receipt.seed" in cause for cause in causes)


def test_fields_nobody_judged_are_all_counted(made, tmp_path):
    """A field on every stop does not hide one on the receipt."""
    tree = _tree(made)
    for one in tree["convoy_problem"]["stops"]:
        one["colour"] = "blue"
    tree["receipt"]["mood"] = "good"
    (tmp_path / "p.json").write_text(json.dumps(tree), "utf-8")
    said = RUN.invoke(app, ["check", str(tmp_path / "p.json")])
    assert said.exit_code == 0
    notes = [line.split("\t")[1:] for line in said.output.splitlines() if line.startswith("note")]
    assert [note[0] for note in notes] == ["convoy_problem.stops.0.colour", "receipt.mood"]
    assert "and in 2 more places" in notes[0][1]


def test_a_day_that_no_calendar_has_is_a_violation_and_cannot_be_replayed(made, tmp_path):
    """The last day of the calendar and two more: named by the checker, refused by a replay."""
    tree = _tree(made)
    tree["convoy_problem"] |= {"start": "9999-12-31", "days": 3, "curfew_s": [20 * H] * 3}
    (tmp_path / "p.json").write_text(json.dumps(tree), "utf-8")
    said = RUN.invoke(app, ["check", str(tmp_path / "p.json")])
    assert (said.exit_code, "problem-horizon" in said.output) == (3, True)
    for command in ("replay", "explain"):
        fault = RUN.invoke(app, [command, str(tmp_path / "p.json")]).exception
        assert isinstance(fault, PlannerError), command
        assert fault.faults[0].code == {"replay": "E1504", "explain": "E1545"}[command]


@pytest.mark.parametrize("receipt", [{"made_at": "yesterday"}, {"time_limit_s": -5.0}, {"time_limit_s": 0.0}])
def test_a_receipt_nothing_can_be_made_from_is_refused(made, receipt):
    """No moment, no time to search in: said before anything is searched."""
    with pytest.raises(PlannerError) as caught:
        replayed(replace(made, receipt=replace(made.receipt, **receipt)))
    assert [fault.code for fault in caught.value.faults] == ["E1548"]


@pytest.mark.parametrize("forged", ["bound", "status", "change", "nothing"])
def test_a_replay_finds_what_the_checker_cannot_know(made, tmp_path, forged):
    """A bound, a status or a proof that the search never gave: the checker has no bound of its own, a replay has."""
    convoys = made.convoys
    more = {
        "bound": {"bound": convoys.bound + 1, "gap": (convoys.bound + 1 - convoys.objective) / convoys.objective},
        "status": {"status": Status.OPTIMAL, "bound": convoys.objective, "gap": 0.0},
        "change": {"unserved": (replace(convoys.unserved[0], steps=(told("crew_time", minutes=5),)),)},
        "nothing": {},
    }[forged]
    path = tmp_path / "p.json"
    path.write_text(plan_text(replace(made, convoys=replace(convoys, **more))), encoding="utf-8")
    assert RUN.invoke(app, ["check", str(path)]).exit_code == 0
    said = RUN.invoke(app, ["replay", str(path)])
    assert (said.exit_code, said.output.splitlines()[-1]) == ((0, "the same plan") if forged == "nothing"
                                                             else (3, "another plan")), said.output  # fmt: skip


NEW_STOP = {"stop_id": "n", "lon": 101.62, "lat": 3.12, "police_district": "A", "baskets": 4}
NEW_DOOR = {"delivery_id": "u", "lon": 101.62, "lat": 3.12, "police_district": "A"}


@pytest.mark.parametrize("field", ["new_stops", "new_deliveries"])
@pytest.mark.parametrize(
    ("where", "named"),
    [
        ({"lon": 3.12, "lat": 101.62}, "lat 101.62, lon 3.12"),
        ({"lon": float("inf")}, "lon inf"),
        ({"lat": float("nan")}, "lat nan"),
        ({"lat": 52.5, "lon": 13.4}, "lat 52.5, lon 13.4"),
    ],
)
def test_a_new_place_lies_in_malaysia(field, where, named):
    """Swapped, endless, no number, or far away: refused by the code of a depot that is, with the coordinate."""
    one = (NEW_STOP if field == "new_stops" else NEW_DOOR) | where
    with pytest.raises(PlannerError) as caught:
        changes_of({field: [one]})
    assert [fault.code for fault in caught.value.faults] == ["E1530"]
    assert named in str(caught.value)
    assert f"{field}.0" in str(caught.value)


def test_a_figure_no_programme_has_is_refused_in_changes_too():
    """A prize of a million million million."""
    with pytest.raises(PlannerError) as caught:
        changes_of({"new_deliveries": [NEW_DOOR | {"prize": 10**18}]})
    assert [fault.code for fault in caught.value.faults] == ["E1511"]
    assert "new_deliveries.0.prize" in str(caught.value)


@pytest.mark.parametrize("field", ["new_stops", "new_deliveries"])
def test_a_new_place_lies_in_a_district_the_plan_knows(field):
    """A misspelt district would leave a stop to nobody and out of every floor: refused, as for a household."""
    plan = whole()
    read: Changes = changes_of({field: [(NEW_STOP if field == "new_stops" else NEW_DOOR) | {"police_district": "Z"}]})
    points = {d.depot_id: (d.lon, d.lat) for d in plan.convoy_problem.depots}
    points |= {s.stop_id: (s.lon, s.lat) for s in (*plan.convoy_problem.stops, *read.new_stops)}
    with pytest.raises(PlannerError) as caught:
        replan(plan, replace(read, travel=travel(points)), time_limit_s=0.5, seed=1)
    assert {fault.code for fault in caught.value.faults} == {"E1544"}
    assert "'Z'" in str(caught.value)
    assert field in str(caught.value)


def test_a_file_of_faults_keeps_its_order(tmp_path: Path):
    """Few faults are told as they come, with nothing about more."""
    with pytest.raises(PlannerError) as caught:
        changes_of({"canceled": ["s1"], "now": "25:99"})
    assert "more like these" not in str(caught.value)
