"""Work in parts gives what work in one piece gives, and the independent checker agrees with it."""

import json
import os
import random
import signal
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.adapters.cluster import Here, Processes, WhenNeeded
from planner.cli import app
from planner.errors import PlannerError
from planner.geo.geocode import Geocoder
from planner.model.dispatch import ConvoyProblem, PatrolProblem
from planner.pipeline.districts import by_district, patrols_by_district, solve_by_district
from planner.pipeline.fan_out import FannedGeocoder
from planner.routing import check_convoys
from planner.settings import read_settings
from planner.units import ZONE
from planner.workspace import Workspace
from tests.routing.cases import patrol_problem, random_convoys

SECONDS = 1.0


@pytest.fixture(scope="module")
def two_workers():
    """Two processes that find the package where these tests found it."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(Path(planner.__file__).parents[1])
    with Processes(2) as opened:
        opened.map(abs, [1, 2])
        yield opened
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def addresses(count: int) -> pd.DataFrame:
    """Addresses of the demonstration, some of them nowhere."""
    names = [place.name for place in Workspace.open().gazetteer.places]
    texts = [
        f"Blok {n % 5}-{n % 18}-{n % 20}, {names[n % len(names)]}" if n % 9 else "entah di mana" for n in range(count)
    ]
    rest = {"postcode": "", "state": "", "lon": float("nan"), "lat": float("nan")}
    return pd.DataFrame({"id": [f"a{n}" for n in range(count)], "address_text": texts}).assign(**rest)


def test_addresses_in_parts(two_workers):
    """Two workers place seven hundred addresses exactly as one geocoder does, row for row."""
    gazetteer = Workspace.open().gazetteer
    given = addresses(700)
    expected = Geocoder(gazetteer).place(given)
    assert (expected["place_id"] == "").any()
    for workers in (Here(), two_workers):
        fanned = FannedGeocoder(gazetteer, workers, part_rows=150).place(given)
        pd.testing.assert_frame_equal(fanned, expected)


def test_what_was_found_out_about_a_building_changes_no_answer(monkeypatch):
    """A geocoder that remembers places every door as one that forgets each address before the next."""
    gazetteer = Workspace.open().gazetteer
    given = pd.concat([addresses(120), addresses(120)], ignore_index=True).assign(id=[str(n) for n in range(240)])
    given.loc[::3, ["lon", "lat"]] = (101.7, 3.15)
    given.loc[::4, "postcode"] = "54200"
    given.loc[::5, "state"] = "Selangor"
    remembers = Geocoder(gazetteer).place(given)
    monkeypatch.setattr("planner.geo.geocode.MOST_REMEMBERED", 0)
    pd.testing.assert_frame_equal(Geocoder(gazetteer).place(given), remembers)


@pytest.mark.usefixtures("two_workers")  # for the workers' path alone
def test_the_setting_fans_out_and_changes_nothing(tmp_path, monkeypatch):
    """With KEMBARA_CLUSTER=local:2 the workspace takes referrals to the same placements and households, row for row."""
    monkeypatch.setattr("planner.pipeline.fan_out.PART_ROWS", 200)
    home = {"KEMBARA_HOME": str(tmp_path), "KEMBARA_KEY": "a key for tests"}
    alone, fanned = (Workspace.open(read_settings({**home, "KEMBARA_CLUSTER": name})) for name in ("", "local:2"))
    assert type(alone.geocoder) is Geocoder
    rows = alone.synthetic(rows=700, seed=2, start=date(2021, 6, 22), days=15).rows
    rows = rows.assign(row=range(1, len(rows) + 1))
    told: list[str] = []
    words = {"channel": None, "now": datetime(2021, 7, 6, 20, tzinfo=ZONE)}
    there = fanned.take(rows, **words, progress=lambda stage, share, note="": told.append(note))
    assert any("on local:2" in note for note in told)
    here = alone.take(rows, **words)
    pd.testing.assert_frame_equal(there.placements, here.placements)
    pd.testing.assert_frame_equal(there.linkage.households, here.linkage.households)


def test_an_address_of_no_cluster_is_told_by_the_first_job():
    """A mistyped KEMBARA_CLUSTER is refused when workers are wanted, not passed over."""
    with pytest.raises(PlannerError, match="E2704"):
        WhenNeeded("http://host:8787").map(abs, [1])


@pytest.mark.parametrize("seed", range(20))
def test_every_stop_is_in_one_district(seed):
    """Nothing is lost and nothing doubled by the split, also when a district has no depot."""
    problem = random_convoys(seed)
    problem = replace(problem, stops=(*problem.stops[:-1], replace(problem.stops[-1], police_district="C")))
    parts = by_district(problem)
    for name in ("stops", "vehicles", "depots"):
        assert sorted(map(repr, getattr(problem, name))) == sorted(
            repr(item) for part in parts for item in getattr(part, name)
        )
    for part in parts:
        assert set(part.travel.location_ids) == {d.depot_id for d in part.depots} | {s.stop_id for s in part.stops}


def _without_joint_means(seed: int) -> ConvoyProblem:
    """A case whose districts need nothing from one another."""
    problem = random_convoys(seed)
    return replace(problem, stops=tuple(replace(stop, services=()) for stop in problem.stops), floors=())


@pytest.mark.slow  # each worker compiles the solver's search for itself
@pytest.mark.parametrize("seed", [1, 2])
def test_districts_solved_apart_hold_together(two_workers, seed):
    """The joined plan breaks nothing in the whole problem, accounts for every stop, and is the same on two workers."""
    problem = _without_joint_means(seed)
    here = solve_by_district(problem, Here(), time_limit_s=SECONDS, seed=seed)
    assert check_convoys(problem, here) == ()
    served = {visit.serves_id for route in here.routes for visit in route.visits if visit.kind == "stop"}
    assert served | {missed.serves_id for missed in here.unserved} == {stop.stop_id for stop in problem.stops}
    assert here.bound is None
    there = solve_by_district(problem, two_workers, time_limit_s=SECONDS, seed=seed)
    assert "cut by the clock" in here.engine + there.engine or there == here


def _two_districts(seed: int) -> PatrolProblem:
    """Doors of two or three districts; only two have cars, and some doors name a pickup of the other."""
    chance = random.Random(seed)
    problem = patrol_problem([(chance.random() / 9, chance.random() / 9, 1, 10) for _ in range(8)], cars=3)
    doors = tuple(replace(door, police_district=chance.choice("ABC")) for door in problem.deliveries)
    cars = tuple(replace(car, police_district=chance.choice("AB")) for car in problem.vehicles)
    pickups = (problem.pickups[0], replace(problem.pickups[1], police_district="B"))
    return replace(problem, deliveries=doors, vehicles=cars, pickups=pickups)


@pytest.mark.parametrize("seed", range(8))
def test_every_door_is_in_one_district(seed):
    """No patrol delivery, car or pickup is lost or doubled by the split, and a part holds all that its doors name."""
    problem = _two_districts(seed)
    parts = patrols_by_district(problem)
    doors = sorted(door.delivery_id for part in parts for door in part.deliveries)
    assert doors == sorted(door.delivery_id for door in problem.deliveries)
    cars = [vehicle.vehicle_id for part in parts for vehicle in part.vehicles]
    assert len(cars) == len(set(cars))
    for part in parts:
        known = {pickup.pickup_id for pickup in part.pickups}
        assert all(set(door.pickup_ids) <= known for door in part.deliveries)
        assert len({door.police_district for door in part.deliveries}) == 1


def _plan(tmp_path, monkeypatch, name: str, cluster: str) -> str:
    """The plan file that ``kembara plan --by-district`` writes, without the moment it was made at."""
    for key, value in {"KEMBARA_CLUSTER": cluster, "KEMBARA_HOME": str(tmp_path / "home")}.items():
        monkeypatch.setenv(key, value)
    words = ["--referrals", tmp_path / "rows.csv", "--fleet", "data/fleet/kuala_lumpur.toml", "--start", "2021-07-07"]
    words += ["--now", "2021-07-06", "--time-limit", "6", "--by-district", "--out", tmp_path / name]
    result = CliRunner().invoke(app, ["plan", *map(str, words)])
    assert result.exit_code == 0, (result.output, result.exception)
    return (tmp_path / name / "plan.json").read_text()


@pytest.mark.slow  # each worker loads the solver's search for itself
@pytest.mark.usefixtures("two_workers")  # for the workers' path alone
def test_the_command_plans_each_district_on_workers(tmp_path, monkeypatch):
    """``kembara plan --by-district`` writes the same plan on two workers as alone, and keeps every convoy at home."""
    made = Workspace.open().synthetic(rows=800, seed=5, start=date(2021, 6, 22), days=15).rows
    made.to_csv(tmp_path / "rows.csv", index=False)
    is_cut = False
    alone = _plan(tmp_path, monkeypatch, "alone", "")
    there = _plan(tmp_path, monkeypatch, "there", "local:2")
    plan, other = json.loads(alone), json.loads(there)
    for found in (plan["convoys"], other["convoys"], plan["patrols"] or {}, other["patrols"] or {}):
        is_cut |= "cut by the clock" in found.pop("engine", "")
    assert is_cut or other == plan
    home = {depot["depot_id"]: depot["police_district"] for depot in plan["convoy_problem"]["depots"]}
    of_car = {v["vehicle_id"]: home[v["depot_id"]] for v in plan["convoy_problem"]["vehicles"]}
    of_stop = {stop["stop_id"]: stop["police_district"] for stop in plan["convoy_problem"]["stops"]}
    assert plan["convoys"]["routes"]
    for route in plan["convoys"]["routes"]:
        for visit in route["visits"]:
            if visit["kind"] == "stop":
                district = of_stop[visit["serves_id"]]
                assert district == of_car[route["vehicle_id"]] or district not in home.values()


def _place_and_die(part):
    """Place addresses; the first worker to come here is killed in the middle."""
    marker, geocoder, given = part
    placed = geocoder.place(given)
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return placed
    os.kill(os.getpid(), signal.SIGKILL)
    return placed


def test_a_killed_worker_costs_no_row(two_workers, tmp_path):
    """A worker killed with its placements in hand: every row is there, as one geocoder places it."""
    geocoder, given = Geocoder(Workspace.open().gazetteer), addresses(300)
    parts = [(str(tmp_path / "died"), geocoder, given.iloc[start : start + 60]) for start in range(0, 300, 60)]
    found = pd.concat(two_workers.map(_place_and_die, parts), ignore_index=True)
    assert (tmp_path / "died").exists()
    pd.testing.assert_frame_equal(found, geocoder.place(given))
