"""``kembara replan``: everything it writes, in both languages, and everything it refuses at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.adapters.change_files import read_changes
from planner.adapters.plan_files import plan_text, read_plan
from planner.cli import app
from planner.errors import PlannerError
from planner.model.dispatch import Changes, Plan, Unserved, UnservedReason
from planner.model.reason import Detail, told
from planner.report.figures import moment_text
from planner.routing import check_plan
from planner.routing.replanning.fit import fit
from planner.units import ZONE
from planner.workspace.running import versions
from tests.routing.cases import convoy_problem, lorry, stop
from tests.routing.test_replan import plan_of

RUN = CliRunner()
DOC = Path(__file__).parents[2] / "docs" / "changes.md"


@pytest.fixture(scope="module")
def plan() -> Plan:
    names = ("Pangsapuri Satu", "Pangsapuri Dua", "Pangsapuri Tiga", "Kembar", "Kembar")
    where = ((-0.02, 0.02), (0.0, 0.02), (0.02, 0.02), (0.03, 0.03), (0.0, 0.03))
    stops = [replace(stop(f"s{k}", *where[k]), name=name) for k, name in enumerate(names)]
    problem = convoy_problem(stops, [lorry("l1"), lorry("l2")], days=2)
    return plan_of(problem)


def _run(plan: Plan, folder: Path, changes: str):
    (folder / "plan.json").write_text(plan_text(plan), encoding="utf-8")
    (folder / "changes.toml").write_text(changes, "utf-8")
    args = ["replan", str(folder / "plan.json"), "--changes", str(folder / "changes.toml"), "--out", str(folder / "o")]
    return RUN.invoke(app, [*args, "--time-limit", "2"])


def test_the_folder_holds_papers_map_summary_and_differences(plan, tmp_path):
    """A stop cancelled by its name: run sheets and map of the new plan, and a sentence about it in both languages."""
    said = _run(plan, tmp_path, 'cancelled = ["pangsapuri dua"]\n')
    assert said.exit_code == 0, said.output
    out = tmp_path / "o"
    made = read_plan(out / "plan.json")
    assert check_plan(made) == ()
    assert made.plan_id != plan.plan_id
    routes = len(made.convoys.routes) + len(made.patrols.routes)
    for language, sentence in (("en", r"cancelled \(was"), ("ms", r"dibatalkan \(asalnya")):
        assert len(list((out / "run_sheets" / language).glob("*.pdf"))) == routes
        told = (out / f"differences.{language}.txt").read_text("utf-8")
        assert re.search(rf"Pangsapuri Dua: {sentence}", told)
        assert "s1" not in told
        assert (out / f"summary.{language}.txt").stat().st_size > 200
    assert (out / "map.html").stat().st_size > 100_000
    assert "Pangsapuri Dua: cancelled (was" in said.output


@pytest.mark.parametrize("is_demonstration", [False, True])
def test_the_new_plan_says_when_it_was_made_and_by_what(plan, tmp_path, monkeypatch, is_demonstration):
    """At eleven on the second day: made now, or in a demonstration at the moment it plays; the roads stay its first."""
    moment = datetime(2021, 7, 10, 11, 7, tzinfo=ZONE)
    monkeypatch.setattr("planner.cli.dispatch.clock", lambda: moment)
    old = replace(plan.receipt, is_demonstration=is_demonstration, hashes=(("roads", "r"),), is_by_district=True)
    said = _run(replace(plan, receipt=old), tmp_path, 'day = 1\nnow = "11:00"\n')
    assert said.exit_code == 0, said.output
    made = read_plan(tmp_path / "o" / "plan.json").receipt
    wanted = moment.replace(minute=0) if is_demonstration else moment
    assert (made.made_at, made.versions) == (wanted.isoformat(), versions())
    assert (made.seed, made.time_limit_s, made.hashes, made.is_by_district) == (1, 2.0, old.hashes, False)
    (sheet, *_) = (tmp_path / "o" / "run_sheets" / "en").glob("*.txt")
    assert moment_text(made.made_at, "en") in sheet.read_text("utf-8")


def test_every_fault_of_a_changes_file_is_named_at_once(plan, tmp_path):
    """A day outside, an unknown stop, vehicle and place, a shared name, a pin on what is cancelled: eight faults."""
    text = """
day = 5
cancelled = ["nowhere", "Kembar", "s0"]
lost = ["l9"]
closed = [["s0", "mars"], ["s1", "s1"]]
[pins]
s0 = 9
"""
    said = str(_run(plan, tmp_path, text).exception)
    assert said.count("E1544") == 8, said
    for piece in ("day 5", "nowhere", "2 places: s3, s4", "l9", "mars", "to itself", "pinned to day 9", "cancelled as"):
        assert piece in said
    assert not (tmp_path / "o").exists()


def test_the_example_of_the_documentation_is_read(tmp_path):
    """The changes file shown in docs/changes.md is a changes file, with new households and stops as it says."""
    text = re.search(r"```toml\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL).group(1)
    (tmp_path / "c.toml").write_text(text, "utf-8")
    found = read_changes(tmp_path / "c.toml")
    assert (found.day, found.now_s, found.pins) == (0, 37_800, (("PPR Intan Baiduri", 1),))
    assert [(d.delivery_id, d.baskets, d.prize) for d in found.new_deliveries] == [("urgent-1", 1, 1000)]
    assert [(s.name, s.baskets, s.households) for s in found.new_stops] == [("Balai Raya Jinjang", 40, 40)]


def test_the_travel_times_of_the_documentation_are_read(tmp_path):
    """The second example gives the ways to a new stop itself: seconds and metres, from row to column."""
    text = re.findall(r"```toml\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)[1]
    (tmp_path / "c.toml").write_text(text, "utf-8")
    travel = read_changes(tmp_path / "c.toml").travel
    assert travel.location_ids[-1] == "balai-raya"
    assert (travel.duration_s[0][2], travel.duration_s[2][0], travel.distance_m[1][2]) == (540, 560, 1800)


def test_a_new_place_on_other_roads_is_refused(plan, tmp_path):
    """The plan's straight lines are not the roads in use: no times are made up for a new stop."""
    text = '[[new_stops]]\nstop_id = "n"\nlon = 101.6\nlat = 3.1\npolice_district = "A"\nbaskets = 4\n'
    said = _run(plan, tmp_path, text)
    assert "E1546" in str(said.exception)


def test_a_plan_that_was_wrong_is_not_carried_on(plan, tmp_path):
    """A route of today raised by a metre before the replan: refused, and nothing is written."""
    first = plan.convoys.routes[0]
    wrong = replace(plan.convoys, routes=(replace(first, distance_m=first.distance_m + 1), *plan.convoys.routes[1:]))
    said = _run(replace(plan, convoys=wrong), tmp_path, 'day = 0\nnow = "12:00"\n')
    assert "E1545" in str(said.exception)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("command", ["explain", "replan"])
def test_a_plan_that_names_what_it_does_not_have_is_refused(plan, tmp_path, command):
    """An entry of the left-out list with a stop that is nowhere in the plan: said so, instead of a crash."""
    ghost = Unserved("ghost", "Ghost", UnservedReason.NO_TIME)
    wrong = replace(plan, convoys=replace(plan.convoys, unserved=(ghost, *plan.convoys.unserved)))
    if command == "replan":
        said = _run(wrong, tmp_path, "day = 0\n")
    else:
        (tmp_path / "wrong.json").write_text(plan_text(wrong), encoding="utf-8")
        said = RUN.invoke(app, ["explain", str(tmp_path / "wrong.json"), "--time-limit", "1"])
    assert "E1545" in str(said.exception)
    assert "ghost" in str(said.exception)


@pytest.mark.parametrize(
    "given",
    [
        {"details": (told("because {0.__class__}"),)},
        {"details": (told("room", baskets=3),)},
        {"details": (Detail("no_day", (("language", "en"),)),)},
        {"details": (Detail("closed", (("rule", "pkp"), ("until", "soon"), ("more", "0"))),)},
        {"steps": (told("one_more_at", kind="lorry"),)},
    ],
)
def test_a_reason_that_cannot_be_said_is_refused(plan, tmp_path, given):
    """A code nobody has words for, or one without its figures, was written into the file: its place is named."""
    entry = Unserved("s1", "S1", UnservedReason.NO_TIME, **given)
    wrong = replace(plan, convoys=replace(plan.convoys, unserved=(*plan.convoys.unserved, entry)))
    (tmp_path / "wrong.json").write_text(plan_text(wrong), encoding="utf-8")
    said = RUN.invoke(app, ["explain", str(tmp_path / "wrong.json"), "--time-limit", "1"])
    assert "E1543" in str(said.exception)
    assert f"convoys.unserved.{len(plan.convoys.unserved)}" in str(said.exception)


def test_a_new_household_loads_where_its_district_does(plan):
    """Without pickups of its own it gets its district's headquarters; what a stop keeps is promised to others."""
    door = replace(plan.patrol_problem.deliveries[0], delivery_id="new", pickup_ids=())
    (made,) = fit(plan, Changes(new_deliveries=(door,))).new_deliveries
    assert made.pickup_ids == ("p-depot",)
    with pytest.raises(PlannerError, match="no police district 'Z'"):
        fit(plan, Changes(new_deliveries=(replace(door, police_district="Z"),)))


def test_a_road_to_a_place_is_closed_for_lorries_and_for_cars(plan):
    """A stop's doors lie at a location of their own: the road there is shut as well, and one to a door by its name."""
    first = plan.convoy_problem.stops[0]
    stops = (replace(first, place_id="satu"), *plan.convoy_problem.stops[1:])
    door = replace(plan.patrol_problem.deliveries[0], place_id="satu")
    doors = replace(plan.patrol_problem, deliveries=(door, *plan.patrol_problem.deliveries[1:]))
    there = replace(plan, convoy_problem=replace(plan.convoy_problem, stops=stops), patrol_problem=doors)
    known = fit(there, Changes(closed=((first.name, "ipd-a"),))).closed
    assert set(known) == {(first.stop_id, "ipd-a"), (door.location_id, "ipd-a")}
    assert fit(there, Changes(closed=(("ipd-a", door.delivery_id),))).closed == (("ipd-a", door.location_id),)


@pytest.mark.parametrize(("closed", "cause"), [((("s1", "s0"),), "closed as well"), ((), "is not closed")])
def test_only_a_closed_road_is_opened(plan, closed, cause):
    """In whichever direction it is named."""
    with pytest.raises(PlannerError, match=cause):
        fit(plan, Changes(closed=closed, opened=(("s0", "s1"),)))
