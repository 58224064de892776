"""Fleet, plan and changes files, and the commands that read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.adapters.change_files import changes_of, read_changes
from planner.adapters.fleet_files import load_fleet
from planner.adapters.plan_files import plan_of, plan_text, read_plan
from planner.cli import app
from planner.errors import PlannerError
from planner.model.dispatch import AsOf, Plan, Receipt
from planner.routing import check_plan, solve_convoys
from tests.routing.cases import FRIDAY, convoy_problem, lorry, stop

RUN = CliRunner()


@pytest.fixture(scope="module")
def plan() -> Plan:
    stops = [stop("s1", 0.02, 0.0), stop("s2", 0.0, 0.02), stop("s3", 0.01, 0.01, 40, 1)]
    problem = convoy_problem(stops, [lorry("l1")], stock=80)
    receipt = Receipt(1, "2021-07-09T07:00:00+08:00", 1.0, (("planner", "0"),), (), "straight lines")
    return Plan("p", "Pelan", problem, solve_convoys(problem, time_limit_s=0.5, seed=1), None, None, receipt)


@pytest.fixture
def plan_file(plan: Plan, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(plan_text(plan), encoding="utf-8")
    return path


def _codes(caught: pytest.ExceptionInfo[PlannerError]) -> list[str]:
    return [fault.code for fault in caught.value.faults]


def test_a_plan_file_reads_back_as_written(plan, plan_file):
    """The file holds the whole plan and nothing is lost; the same plan makes the same text."""
    assert read_plan(plan_file) == plan
    assert plan_text(read_plan(plan_file)) == plan_file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "code"), [("{", "E1541"), ("[" * 100_000, "E1541"), ("[]", "E1542"), ('{"schema": "other/9"}', "E1542")]
)
def test_what_is_no_plan_is_refused(text, code):
    """Broken JSON, another schema, a list: each its own code."""
    with pytest.raises(PlannerError) as caught:
        plan_of(text)
    assert _codes(caught) == [code]


def test_a_plan_with_a_wrong_field_names_it(plan):
    """A text where a number must be is named by its path."""
    tree = json.loads(plan_text(plan))
    tree["convoys"]["objective"] = "much"
    with pytest.raises(PlannerError, match=r"E1543.*convoys\.objective"):
        plan_of(json.dumps(tree))


def test_a_plan_with_an_unknown_kind_of_visit_names_it(plan):
    """A visit, or a rule, of a kind nobody knows is refused where it stands: nothing else would judge it."""
    tree = json.loads(plan_text(plan))
    tree["convoys"]["routes"][0]["visits"][1]["kind"] = "stroll"
    tree["convoy_problem"]["rules"] = [{"rule_id": "r", "kind": "fence", "start": "2021-07-02", "end": "2021-07-09"}]
    with pytest.raises(PlannerError) as caught:
        plan_of(json.dumps(tree))
    assert _codes(caught) == ["E1543", "E1543"]
    assert "convoy_problem.rules.0.kind" in str(caught.value)
    assert "convoys.routes.0.visits.1.kind" in str(caught.value)


def test_changes_are_read_with_clock_pins_and_closed_roads(tmp_path):
    """The example of the documentation, field by field."""
    path = tmp_path / "changes.toml"
    path.write_text('day = 1\nnow = "10:30"\ncancelled = ["s3"]\nclosed = [["s1", "s2"]]\n[pins]\ns1 = 1\n', "utf-8")
    found = read_changes(path)
    assert (found.day, found.now_s, found.cancelled) == (1, 10 * 3600 + 1800, ("s3",))
    assert (found.closed, found.pins) == ((("s1", "s2"),), (("s1", 1),))


def test_everything_wrong_in_a_changes_file_is_named_at_once():
    """A misspelt field and an impossible time give two faults."""
    with pytest.raises(PlannerError) as caught:
        changes_of({"canceled": ["s1"], "now": "25:99"})
    assert _codes(caught) == ["E1543", "E1543"]
    assert "canceled" in str(caught.value)
    with pytest.raises(PlannerError) as caught:
        changes_of({"canceled": ["s1"], "now": "25:99", "lost": 3})
    assert _codes(caught) == ["E1543", "E1543", "E1543"]


FLEET = """
[[depot]]
id = "d1"
lon = 101.6
lat = 3.1
police_district = "A"
stock_baskets = 10
[[vehicle]]
id = "l1"
kind = "lorry"
depot = "d1"
capacity_kg = 3000
capacity_baskets = 135
[[rule]]
id = "r1"
kind = "cordon"
start = 2021-07-03
places = ["PPR X"]
"""


def test_a_fleet_file_is_read(tmp_path):
    """Kilograms become grams; a rule without an end holds until further notice."""
    path = tmp_path / "fleet.toml"
    path.write_text(FLEET, "utf-8")
    fleet = load_fleet(path)
    assert (fleet.vehicles[0].capacity_g, fleet.depots[0].stock_baskets) == (3_000_000, 10)
    assert fleet.rules[0].start < FRIDAY < fleet.rules[0].end


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id = "l1"', 'id = "l1"\nshift_end = "07:00"', "E1529"),
        ("[[rule]]", '[day]\nopen = "18:00"\nclose = "09:00"\n[[rule]]', "E1529"),
        ("[[rule]]", '[day]\nopen = "09:00"\nclose = "09:00"\n[[rule]]', "E1529"),
        ("stock_baskets = 10", "stock_baskets = -1", "E1528"),
        ('kind = "lorry"', 'kind = "tank"', "E1527"),
        ('kind = "cordon"', 'kind = "fence"', "E1527"),
        ('depot = "d1"', 'depot = "d9"', "E1526"),
        ("lon = 101.6", "", "E1523"),
        ("lon = 101.6", "lon = 3.1", "E1530"),
        ("2021-07-03", "2021-07-33", "E1521"),
        ('places = ["PPR X"]', "", "E1531"),
        ('places = ["PPR X"]', "places = []", "E1531"),
        ("[[rule]]", "[[vehicle]]\nid = \"l1\"\nkind = \"van\"\ndepot = \"d1\"\n[[rule]]", "E1525"),
    ],
)  # fmt: skip
def test_a_fault_planted_into_a_fleet_file_is_named(tmp_path, old, new, code):
    """Each fault has its own code."""
    path = tmp_path / "fleet.toml"
    path.write_text(FLEET.replace(old, new, 1), "utf-8")
    with pytest.raises(PlannerError) as caught:
        load_fleet(path)
    assert code in _codes(caught)


def test_a_fleet_file_includes_only_from_beside_itself(tmp_path):
    """A path leading elsewhere is refused, not read."""
    path = tmp_path / "fleet.toml"
    path.write_text('include = ["../secret.toml"]\n' + FLEET, "utf-8")
    with pytest.raises(PlannerError) as caught:
        load_fleet(path)
    assert _codes(caught) == ["E1521"]


def test_check_says_yes_and_no(plan, plan_file):
    """Exit 0 for the plan; exit 3 and the fault's name once the total is raised by one."""
    good = RUN.invoke(app, ["check", str(plan_file)])
    assert (good.exit_code, "0 violations" in good.output) == (0, True)
    wrong = replace(plan, convoys=replace(plan.convoys, objective=plan.convoys.objective + 1))
    plan_file.write_text(plan_text(wrong), encoding="utf-8")
    bad = RUN.invoke(app, ["check", str(plan_file)])
    assert bad.exit_code == 3
    assert "objective" in bad.output


def test_explain_names_the_stop_the_reason_and_the_change(plan, plan_file):
    """Stock for two of three stops: the third wants 40 more baskets, proved."""
    said = RUN.invoke(app, ["explain", str(plan_file), "--time-limit", "5", "--format", "tsv"])
    assert said.exit_code == 0, said.output
    assert "s3\t" in said.output
    assert "\tno_stock\t" in said.output
    assert "40 more baskets in stock at IPD A (proved)" in said.output
    read = RUN.invoke(app, ["explain", str(plan_file), "--time-limit", "5", "--language", "ms"]).output
    assert "Stok bakul tidak mencukupi" in read
    assert "Perubahan terkecil: 40 bakul lagi dalam stok di IPD A (terbukti)" in read
    assert "\t" not in read
    assert "no_stock" not in read
    other = RUN.invoke(app, ["explain", str(plan_file), "--place", "S1", "--time-limit", "1"])
    assert "everything asked for is served" in other.output


def test_explain_of_a_changed_plan_offers_nothing_that_is_over(plan_file, tmp_path):
    """In the evening of the only day stock no longer helps; the file says when the plan was changed."""
    changes, out = tmp_path / "changes.toml", tmp_path / "new"
    changes.write_text('day = 0\nnow = "19:00"\n', "utf-8")
    said = RUN.invoke(
        app, ["replan", str(plan_file), "--changes", str(changes), "--out", str(out), "--time-limit", "2"]
    )
    assert said.exit_code == 0, said.output
    assert read_plan(out / "plan.json").as_of == AsOf(0, 19 * 3600)
    said = RUN.invoke(app, ["explain", str(out / "plan.json"), "--time-limit", "5"])
    assert said.exit_code == 0, said.output
    assert "S3" in said.output
    assert "proved" not in said.output


def test_a_plan_file_from_before_replans_noted_their_moment_is_read(plan, plan_file):
    """A file without the field is a plan as announced; where its id tells of a change, `explain` says what it lacks."""
    tree = json.loads(plan_file.read_text("utf-8"))
    del tree["as_of"]
    plan_file.write_text(json.dumps(tree), "utf-8")
    assert read_plan(plan_file) == plan
    args = ["explain", str(plan_file), "--place", "S1", "--time-limit", "1"]
    assert "does not say when" not in RUN.invoke(app, args).output
    plan_file.write_text(json.dumps({**tree, "plan_id": "p+5ec8e6"}), "utf-8")
    assert "does not say when" in RUN.invoke(app, args).output


def test_replan_writes_a_plan_that_holds_and_the_differences(plan_file, tmp_path):
    """One stop cancelled: it is removed, the stop that waited takes its baskets, the new plan passes."""
    changes, out = tmp_path / "changes.toml", tmp_path / "new"
    changes.write_text('cancelled = ["s1"]\n', "utf-8")
    args = ["replan", str(plan_file), "--changes", str(changes), "--out", str(out), "--time-limit", "2"]
    said = RUN.invoke(app, args)
    assert said.exit_code == 0, said.output
    made = read_plan(out / "plan.json")
    assert check_plan(made) == ()
    served = {v.serves_id for r in made.convoys.routes for v in r.visits if v.kind == "stop"}
    assert served == {"s2", "s3"}
    lines = (out / "differences.tsv").read_text(encoding="utf-8").splitlines()
    told = ["before_ms", "before_en", "after_ms", "after_en"]
    assert lines[0].split("\t") == ["kind", "serves_id", "before", "after", "name", *told]
    assert {line.split("\t")[1]: line.split("\t")[0] for line in lines[1:]}.items() >= {
        "s1": "removed",
        "s3": "added",
    }.items()


def test_check_says_what_it_did_not_judge(plan, plan_file):
    """A field nobody knows, on the plan, on a route and on a stop, is said by its path; the plan still passes."""
    tree = json.loads(plan_text(plan))
    tree["approved"] = True
    tree["convoys"]["routes"][0]["driver"] = "somebody"
    tree["convoy_problem"]["stops"][1]["ramp"] = 1
    plan_file.write_text(json.dumps(tree), "utf-8")
    said = RUN.invoke(app, ["check", str(plan_file)])
    assert said.exit_code == 0
    for field in ("approved", "convoys.routes.0.driver", "convoy_problem.stops.1.ramp"):
        assert f"note\t{field}\t" in said.output
    plan_file.write_text(plan_text(plan), encoding="utf-8")
    assert "note" not in RUN.invoke(app, ["check", str(plan_file)]).output
