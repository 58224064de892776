"""Bad inputs of dispatch through ``kembara plan``: named with code, cause and action; the rest planned or refused."""

from __future__ import annotations

import json
import re
import sys
import urllib.parse
from pathlib import Path

import pytest

from planner.adapters.plan_files import read_plan
from planner.cli import main
from planner.model.dispatch import Plan
from planner.routing import check_plan
from planner.routing.engines.native.warm import main as compile_search
from tests.adapters.local_server import serving

ROWS = ["2021-07-05,A-{k}-2 PPR Jelatek,tiada beras" for _ in range(4)]
ROWS += ["2021-07-05,B-{k}-3 PPR Intan Baiduri,tiada beras" for _ in range(6)]
FLEET = """
[day]
open = "09:00"
close = "17:30"
[[depot]]
id = "ipd-sentul"
place_id = "ipd-sentul"
police_district = "Sentul"
stock_baskets = 200
[[vehicle]]
id = "lorry-1"
kind = "lorry"
depot = "ipd-sentul"
capacity_kg = 3000
capacity_baskets = 140
"""
ONE_MORE = '[[vehicle]]\nid = "lorry-1"\nkind = "van"\ndepot = "ipd-sentul"\n'
ONE_MORE += "capacity_kg = 900\ncapacity_baskets = 40\n"


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    compile_search()


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run ``kembara plan`` on two places; give its exit code, what it said, and the plan if there is one."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KEMBARA_ROADS", "crow-fly")

    def run(fleet: str, *more: str) -> tuple[int, str, Plan | None]:
        rows = [row.format(k=k) for k, row in enumerate(ROWS, 1)]
        (tmp_path / "rows.csv").write_text("\n".join(["tarikh,alamat,mesej", *rows]) + "\n", "utf-8")
        (tmp_path / "fleet.toml").write_text(fleet, "utf-8")
        out = tmp_path / "plan"
        words = ["--referrals", tmp_path / "rows.csv", "--fleet", tmp_path / "fleet.toml", "--start", "2021-07-07"]
        words += ["--now", "2021-07-06", "--time-limit", "2", "--out", out, *more]
        monkeypatch.setattr(sys, "argv", ["kembara", "plan", *map(str, words)])
        try:
            main()
            left = 0
        except SystemExit as ended:
            left = int(ended.code or 0)
        said = "".join(capsys.readouterr())
        made = read_plan(out / "plan.json") if (out / "plan.json").exists() else None
        assert made is None or check_plan(made) == ()
        return left, said, made

    return run


@pytest.mark.parametrize(
    ("old", "new", "code", "named"),
    [
        ("stock_baskets = 200", "stock_baskets = -3", "E1528", "stock_baskets"),
        ("[[vehicle]]", ONE_MORE + "[[vehicle]]", "E1525", "2 vehicles carry the id lorry-1"),
        ("capacity_baskets = 140", "capacity_baskets = -1", "E1528", "capacity_baskets"),
    ],
    ids=["negative stock", "two vehicles with one id", "negative room"],
)
def test_what_contradicts_itself_is_refused(plan, old, new, code, named):
    """Exit 3 with code, cause and action, and no folder."""
    left, said, made = plan(FLEET.replace(old, new, 1))
    assert (left, made) == (3, None)
    line = next(line for line in said.splitlines() if line.startswith(code))
    assert named in line
    assert re.search(r" → \w+", line)


def test_everything_that_contradicts_itself_is_named_at_once(plan):
    """Negative stock, negative room, one id twice, an unknown depot in one file: four lines, no folder."""
    bad = FLEET.replace("stock_baskets = 200", "stock_baskets = -3")
    bad = bad.replace("capacity_baskets = 140", "capacity_baskets = -1")
    bad += ONE_MORE + ONE_MORE.replace('"lorry-1"', '"van-2"').replace("ipd-sentul", "ipd-nowhere")
    left, said, made = plan(bad)
    assert (left, made) == (3, None)
    codes = [line[:5] for line in said.splitlines() if re.match(r"E15\d\d", line)]
    assert sorted(codes) == ["E1525", "E1526", "E1528", "E1528"]


def test_a_horizon_of_zero_days_is_a_usage_mistake(plan):
    """Exit 2, and the option and its least value are named."""
    left, said, made = plan(FLEET, "--days", "0")
    assert (left, made) == (2, None)
    assert "--days" in said
    assert "1" in said.split("--days")[1]


def test_a_window_that_is_never_open_is_named(plan):
    """Closing before opening serves nobody: nothing is written, and the cause says which times."""
    left, said, made = plan(FLEET.replace('close = "17:30"', 'close = "08:30"'))
    assert made is None
    assert left in (3, 5)
    assert re.search(r"E(1529|5001).*(close|no_window).* → \w+", said)


def test_a_demand_above_every_vehicle_is_met_in_parts(plan):
    """Six baskets with room for four and one reload: the plan brings what it can and says what is missing."""
    left, _, made = plan(FLEET.replace("capacity_baskets = 140", "capacity_baskets = 4"), "--days", "1")
    assert left == 0
    assert made is not None
    brought = -sum(v.baskets for r in made.convoys.routes for v in r.visits if v.kind == "stop")
    assert 4 < brought <= 8
    assert made.convoys.unserved
    assert all(entry.details for entry in made.convoys.unserved)


def _island(path: str, _body: bytes) -> tuple[int, bytes]:
    """An OSRM server on whose map PPR Jelatek, the one place east of 101.73, lies on an island."""
    url = urllib.parse.urlsplit(path)
    spots = [tuple(map(float, pair.split(","))) for pair in url.path.split("/")[-1].split(";")]
    if "/route/" in url.path:
        line = {"coordinates": [list(spot) for spot in spots], "type": "LineString"}
        return 200, json.dumps({"code": "Ok", "routes": [{"geometry": line}]}).encode()
    query = urllib.parse.parse_qs(url.query)
    sides = [[spots[int(i)] for i in query[side][0].split(";")] for side in ("sources", "destinations")]
    far = [
        [None if (a[0] > 101.73) != (b[0] > 101.73) else 1e5 * (abs(a[0] - b[0]) + abs(a[1] - b[1])) for b in sides[1]]
        for a in sides[0]
    ]
    seconds = [[None if m is None else m / 8 for m in row] for row in far]
    return 200, json.dumps({"code": "Ok", "durations": seconds, "distances": far}).encode()


def test_a_stop_without_a_road_is_named_and_the_rest_planned(plan, monkeypatch):
    """One place of two on an island: the other is served, the island's reason is that no road leads there."""
    with serving(_island) as server:
        monkeypatch.setenv("KEMBARA_ROADS", server)
        left, _, made = plan(FLEET)
    assert left == 0
    assert made is not None
    assert made.convoys.routes
    (entry,) = [entry for entry in made.convoys.unserved if "Jelatek" in entry.name]
    assert (entry.reason, entry.details[0].code) == ("unreachable", "no_road")
