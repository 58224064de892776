"""``kembara replan``: a changes file with places the plan has no times for, and a lorry of two that is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from planner.adapters.plan_files import read_plan
from planner.cli import main
from planner.model.dispatch import Plan
from planner.routing import check_plan
from planner.routing.engines.native.warm import main as compile_search

PLACES = ("PPR Jelatek", "PPR Intan Baiduri")
DEPOT = """
[[depot]]
id = "ipd-sentul"
place_id = "ipd-sentul"
police_district = "Sentul"
stock_baskets = 60
[[depot]]
id = "ipd-wangsa-maju"
place_id = "ipd-wangsa-maju"
police_district = "Wangsa Maju"
stock_baskets = 60
"""
VEHICLE = """
[[vehicle]]
id = "{name}"
kind = "{kind}"
depot = "{depot}"
capacity_kg = {kg}
capacity_baskets = {room}
"""
LORRIES = [("l1", "lorry", "ipd-sentul", 3000, 140), ("l2", "lorry", "ipd-wangsa-maju", 3000, 140)]
CARS = [("c1", "patrol_car", "ipd-sentul", 300, 10), ("c2", "patrol_car", "ipd-wangsa-maju", 300, 10)]


def _kembara(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["kembara", *map(str, words)])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan file on the embedded roads: two lorries, two cars, six households, some of them bedridden."""
    compile_search()
    folder = tmp_path_factory.mktemp("announced")
    rows = [
        f"2021-07-05,{k}-{k}-{k} {place},tiada beras{' dan ibu terlantar' if k < 3 else ''}"
        for place in PLACES
        for k in range(1, 5)
    ]
    (folder / "rows.csv").write_text("\n".join(["tarikh,alamat,mesej", *rows]) + "\n", "utf-8")
    fields = ("name", "kind", "depot", "kg", "room")
    fleet = DEPOT + "".join(VEHICLE.format(**dict(zip(fields, row, strict=True))) for row in LORRIES + CARS)
    (folder / "fleet.toml").write_text(fleet, "utf-8")
    words = ["--referrals", folder / "rows.csv", "--fleet", folder / "fleet.toml", "--start", "2021-07-07"]
    words += ["--now", "2021-07-06", "--time-limit", "3", "--out", folder / "plan"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("KEMBARA_HOME", str(folder / "home"))
        patched.delenv("KEMBARA_ROADS", raising=False)
        assert _kembara(patched, "plan", *words) == 0
    return folder / "plan" / "plan.json"


def _replanned(announced: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, changes: str) -> tuple[Plan, Plan]:
    monkeypatch.setenv("KEMBARA_HOME", str(folder / "home"))
    monkeypatch.delenv("KEMBARA_ROADS", raising=False)
    (folder / "changes.toml").write_text(changes, "utf-8")
    words = ("--changes", folder / "changes.toml", "--out", folder / "new", "--time-limit", 3)
    assert _kembara(monkeypatch, "replan", announced, *words) == 0
    made = read_plan(folder / "new" / "plan.json")
    assert check_plan(made) == ()
    return read_plan(announced), made


def test_a_new_household_leaves_the_announced_rounds_on_a_cars_times(announced, tmp_path, monkeypatch):
    """Times to the new door are worked out; announced legs of the cars keep theirs, and the checker accepts all."""
    first = read_plan(announced)
    assert first.patrols is not None
    assert first.patrols.routes
    door = first.patrol_problem.deliveries[0]
    changes = f"""
[[new_deliveries]]
delivery_id = "urgent-1"
lon = {door.lon + 0.004}
lat = {door.lat + 0.003}
police_district = "{door.police_district}"
"""
    before, after = _replanned(announced, tmp_path, monkeypatch, changes)
    served = {v.serves_id for route in after.patrols.routes for v in route.visits if v.kind == "drop"}
    assert "urgent-1" in served
    old, new = before.patrol_problem.travel, after.patrol_problem.travel
    lorry = after.convoy_problem.travel
    place = {name: k for k, name in enumerate(new.location_ids)}
    pairs = [(a, b) for a in old.location_ids for b in old.location_ids]
    told = {name: k for k, name in enumerate(old.location_ids)}
    assert all(new.duration_s[place[a]][place[b]] == old.duration_s[told[a]][told[b]] for a, b in pairs)
    slow = {name: k for k, name in enumerate(lorry.location_ids)}
    both = [(a, b) for a, b in pairs if a in slow and b in slow and a != b]
    assert any(lorry.duration_s[slow[a]][slow[b]] != old.duration_s[told[a]][told[b]] for a, b in both)


def test_a_lorry_lost_of_two(announced, tmp_path, monkeypatch):
    """The lorry drives no more, every stop is served by the other or named with a reason, and the papers say so."""
    lost = read_plan(announced).convoys.routes[0].vehicle_id
    before, after = _replanned(announced, tmp_path, monkeypatch, f'lost = ["{lost}"]\n')
    assert all(route.vehicle_id != lost for route in after.convoys.routes)
    served = {v.serves_id for route in after.convoys.routes for v in route.visits if v.kind == "stop"}
    left = {entry.serves_id for entry in after.convoys.unserved}
    assert served | left == {stop.stop_id for stop in before.convoy_problem.stops}
    assert served
    table = (tmp_path / "new" / "differences.tsv").read_text("utf-8").splitlines()
    assert len(table) > 1
    assert table[0].split("\t")[-4:] == ["before_ms", "before_en", "after_ms", "after_en"]
    assert any("Lori" in line and "Lorry" in line for line in table[1:])


def test_sheets_of_untouched_routes_keep_all_they_told(announced, tmp_path, monkeypatch):
    """Nothing happened but a note: each message is the announced one, with the plan it replaces and the note."""
    _replanned(announced, tmp_path, monkeypatch, 'note = "flood at the roundabout"\n')
    old = {path.name: path for path in (announced.parent / "run_sheets").rglob("*.txt")}
    new = {path.name: path for path in (tmp_path / "new" / "run_sheets").rglob("*.txt")}
    assert old
    assert old.keys() == new.keys()
    for name, path in new.items():
        lines = path.read_text("utf-8").splitlines()
        before = old[name].read_text("utf-8").splitlines()
        assert [line for line in lines if line not in before and not _is_of_replan(line)] == []
        assert len([line for line in lines if not _is_of_replan(line)]) == len(
            [line for line in before if not _is_of_replan(line)]
        )
        assert sum("flood at the roundabout" in line for line in lines) == 1
    assert any("× " in path.read_text("utf-8") for path in new.values())


def _is_of_replan(line: str) -> bool:
    starts = ("REPLACES plan ", "MENGGANTIKAN rancangan ", "What happened: ", "Apa yang berlaku: ", "Plan plan-")
    return line.startswith((*starts, "Rancangan plan-"))


def test_without_the_facts_beside_the_plan_the_announced_sheets_hold(announced, tmp_path, monkeypatch):
    """The plan file alone, in another folder: goods are not made up, and the sheets say whose still hold."""
    (tmp_path / "alone.json").write_bytes(announced.read_bytes())
    _replanned(tmp_path / "alone.json", tmp_path, monkeypatch, "day = 0\n")
    told = [path.read_text("utf-8") for path in (tmp_path / "new" / "run_sheets" / "en").glob("*.txt")]
    assert all("block times on the sheet of plan" in text for text in told)
    assert not (tmp_path / "new" / "sheet_facts.json").exists()


def test_a_replan_beside_the_announced_plan_keeps_it(announced, tmp_path, monkeypatch):
    """--out names the folder of the plan itself: the announced plan is still there afterwards, to the byte."""
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "plan.json").write_bytes(announced.read_bytes())
    _replanned(folder / "plan.json", tmp_path, monkeypatch, "day = 0\n")
    assert (folder / "earlier" / "plan.json").read_bytes() == announced.read_bytes()


def test_new_places_come_in_after_others_were_cancelled(announced, tmp_path, monkeypatch):
    """A stop and a household are cancelled, and later others are new: times to the new are worked out all the same."""
    first = read_plan(announced)
    off, door = first.convoy_problem.stops[0], first.patrol_problem.deliveries[0]
    cancelled = f'cancelled = ["{off.stop_id}", "{door.delivery_id}"]\n'
    (tmp_path / "first").mkdir()
    _, between = _replanned(announced, tmp_path / "first", monkeypatch, cancelled)
    assert off.stop_id not in {stop.stop_id for stop in between.convoy_problem.stops}
    changes = f"""
[[new_stops]]
stop_id = "balai"
lon = {off.lon + 0.004}
lat = {off.lat + 0.003}
police_district = "{off.police_district}"
baskets = 4
[[new_deliveries]]
delivery_id = "urgent-1"
lon = {door.lon + 0.004}
lat = {door.lat + 0.003}
police_district = "{door.police_district}"
"""
    _, after = _replanned(tmp_path / "first" / "new" / "plan.json", tmp_path, monkeypatch, changes)
    routes = (*after.convoys.routes, *after.patrols.routes)
    assert {"balai", "urgent-1"} <= {visit.serves_id for route in routes for visit in route.visits}
