"""Work in parts gives what work in one piece gives, and the independent checker agrees with it."""

import json
import os
import random
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
from planner.intake import link
from planner.intake.linking import candidates, settling
from planner.intake.linking.link import _joined
from planner.intake.linking.nodes import nodes_of
from planner.model.dispatch import ConvoyProblem, PatrolProblem
from planner.model.referral import Linkage
from planner.pipeline.districts import by_district, patrols_by_district, solve_by_district
from planner.pipeline.fan_out import FannedGeocoder
from planner.routing import check_convoys
from planner.settings import read_settings
from planner.units import ZONE
from planner.workspace import Workspace
from tests.pipeline.dying import place_or_die, settle_or_die
from tests.routing.cases import patrol_problem, random_convoys
from tests.still_clock import stand_still, still_map

SECONDS = 1.0
KEY = read_settings({}).key


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
    for name in (
        "pipeline.fan_out.PART_ROWS",
        "intake.linking.settling.PART_NODES",
        "intake.linking.households.PART_ROWS",
    ):
        monkeypatch.setattr(f"planner.{name}", 200)
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
    _same(there.linkage, here.linkage)


def _same(one: Linkage, other: Linkage) -> None:
    for name in ("households", "links", "review"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.fixture(scope="module")
def heard():
    """Five hundred referrals, where they were placed, and their linkage in one piece."""
    tools = Workspace.open()
    rows = tools.synthetic(rows=500, seed=5, start=date(2021, 6, 22), days=15).rows
    taken = tools.take(
        rows.assign(row=range(1, len(rows) + 1)), channel=None, now=datetime(2021, 7, 6, 20, tzinfo=ZONE)
    )
    return taken.intake.referrals, taken.placements, taken.linkage


def _decisions(referrals: pd.DataFrame, linkage: Linkage, seed: int) -> pd.DataFrame:
    """What people decided: on pairs they were asked about, and on pairs that share nothing."""
    chance = random.Random(seed)
    ids = referrals["referral_id"].tolist()
    pairs = list(linkage.review[["left_id", "right_id"]].itertuples(index=False, name=None))
    pairs = chance.sample(pairs, len(pairs) // 2) + [tuple(chance.sample(ids, 2)) for _ in range(60)]
    rows = [(left, right, chance.choice(["same", "different", "undone"])) for left, right in pairs]
    return pd.DataFrame(rows, columns=["left_id", "right_id", "decision"])


@pytest.mark.parametrize("size", [1, 7, 60, 800])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_linking_in_parts_is_linking(heard, monkeypatch, size, seed):
    """Households, links with reasons and pairs to review are those of one piece, whatever the parts, whatever people
    decided and in whatever order the rows come."""
    monkeypatch.setattr("planner.intake.linking.settling.PART_NODES", size)
    monkeypatch.setattr("planner.intake.linking.households.PART_ROWS", size * 3)
    referrals, placements, linkage = heard
    decisions = None if seed is None else _decisions(referrals, linkage, seed)
    whole = link(referrals, placements, key=KEY, decisions=decisions)
    assert (whole.links["reason"] != "heard_once").any()
    mixed = referrals.sample(frac=1.0, random_state=3)
    _same(link(mixed, placements, key=KEY, decisions=decisions, cluster=Here()), whole)


def test_what_hangs_together_is_in_one_part(heard, monkeypatch):
    """Whatever shares a key or was decided on is in one part, and nothing is in two."""
    monkeypatch.setattr("planner.intake.linking.settling.PART_NODES", 1)
    referrals, placements, _ = heard
    nodes = nodes_of(_joined(referrals, placements), KEY)
    parts = list(settling._together(settling.Part(nodes, {}, [(0, len(nodes) - 1, "same")])))
    part_of = {at: number for number, ats in enumerate(parts) for at in ats}
    assert sum(map(len, parts)) == len(part_of)
    assert len(parts) > 20
    assert part_of[0] == part_of[len(nodes) - 1]
    for left, right in candidates.pairs(candidates.blocks(nodes), nodes):
        assert part_of[left] == part_of[right]


def test_a_worker_lost_while_linking_costs_no_pair(heard, tmp_path, monkeypatch):
    """A worker killed in the middle of its part: the households are those of one piece."""
    monkeypatch.setattr(settling, "PART_NODES", 60)
    monkeypatch.setattr("planner.intake.linking.households.PART_ROWS", 100)
    monkeypatch.setenv("KEMBARA_TEST_FLAG", str(tmp_path / "died"))
    monkeypatch.setenv("PYTHONPATH", str(Path(planner.__file__).parents[1]))
    referrals, placements, linkage = heard
    whole = link(referrals, placements, key=KEY)

    class Dying(Processes):
        def map(self, function, parts):
            return super().map(settle_or_die if function is settling.settle else function, parts)

    with Dying(2) as cluster:
        _same(link(referrals, placements, key=KEY, cluster=cluster), whole)
    assert (tmp_path / "died").exists()
    assert len(whole.households) == len(linkage.households)


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
def test_districts_solved_apart_hold_together(two_workers, seed, monkeypatch):
    """The joined plan breaks nothing in the whole problem, accounts for every stop, and is the same on two workers."""
    still_map(Here, monkeypatch)
    still_map(Processes, monkeypatch)
    problem = _without_joint_means(seed)
    here = solve_by_district(problem, Here(), time_limit_s=SECONDS, seed=seed)
    assert check_convoys(problem, here) == ()
    served = {visit.serves_id for route in here.routes for visit in route.visits if visit.kind == "stop"}
    assert served | {missed.serves_id for missed in here.unserved} == {stop.stop_id for stop in problem.stops}
    assert here.bound is None
    there = solve_by_district(problem, two_workers, time_limit_s=SECONDS, seed=seed)
    assert not here.is_cut
    assert there == here


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
    stand_still(monkeypatch)
    still_map(WhenNeeded, monkeypatch)
    alone = _plan(tmp_path, monkeypatch, "alone", "")
    there = _plan(tmp_path, monkeypatch, "there", "local:2")
    plan, other = json.loads(alone), json.loads(there)
    for found in (plan["convoys"], other["convoys"], plan["patrols"] or {}, other["patrols"] or {}):
        assert not found.get("is_cut", False)
        found.pop("engine", "")
    assert other == plan
    home = {depot["depot_id"]: depot["police_district"] for depot in plan["convoy_problem"]["depots"]}
    of_car = {v["vehicle_id"]: home[v["depot_id"]] for v in plan["convoy_problem"]["vehicles"]}
    of_stop = {stop["stop_id"]: stop["police_district"] for stop in plan["convoy_problem"]["stops"]}
    assert plan["convoys"]["routes"]
    for route in plan["convoys"]["routes"]:
        for visit in route["visits"]:
            if visit["kind"] == "stop":
                district = of_stop[visit["serves_id"]]
                assert district == of_car[route["vehicle_id"]] or district not in home.values()


def test_a_killed_worker_costs_no_row(two_workers, tmp_path):
    """A worker killed with its placements in hand: every row is there, as one geocoder places it."""
    geocoder, given = Geocoder(Workspace.open().gazetteer), addresses(300)
    parts = [(str(tmp_path / "died"), geocoder, given.iloc[start : start + 60]) for start in range(0, 300, 60)]
    found = pd.concat(two_workers.map(place_or_die, parts), ignore_index=True)
    assert (tmp_path / "died").exists()
    pd.testing.assert_frame_equal(found, geocoder.place(given))
