"""The whole way in one command, on a small demonstration."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from planner.workspace import Workspace
from planner.workspace.running import heard
from planner.workspace.story import Demonstration
from tests.still_clock import stand_still
from tests.test_cli import run

ROWS, SEED = 600, 2


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder a demonstration leaves."""
    return demonstrated(tmp_path_factory.mktemp("demo"))


def demonstrated(folder: Path) -> Path:
    """A demonstration in ``folder``, whose searches end by their work and not by the clock."""
    with pytest.MonkeyPatch.context() as patch:
        stand_still(patch)
        assert run("demo", "--out", folder, "--rows", ROWS, "--seed", SEED, "--time-limit", 4, "--days", 3) == 0
    return folder


def test_it_leaves_a_plan_a_map_hotspots_and_sheets(out: Path) -> None:
    """Every file of the contract is there and holds something."""
    for name in ("plan.json", "map.html", "hotspots.geojson", "recommended.csv"):
        assert (out / name).stat().st_size > 500, name
    assert list((out / "run_sheets").rglob("*.pdf"))
    assert len(pd.read_csv(out / "recommended.csv")) == 5


def test_the_plan_passes_the_independent_checker(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``kembara check`` finds nothing."""
    assert run("check", out / "plan.json") == 0
    capsys.readouterr()


def test_a_spoilt_plan_does_not_pass(out: Path, tmp_path: Path) -> None:
    """The checker is not asleep: a basket out of nowhere is found."""
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    visit = next(v for r in plan["convoys"]["routes"] for v in r["visits"] if v["baskets"] < 0)
    visit["baskets"] -= 1
    spoilt = tmp_path / "plan.json"
    spoilt.write_text(json.dumps(plan), encoding="utf-8")
    assert run("check", spoilt) != 0


def test_nothing_says_who_anybody_is(out: Path) -> None:
    """No name, phone or identity number of the synthetic referrals is in any file the demonstration leaves."""
    story_rows = heard(Workspace.open(), Demonstration(rows=ROWS, seed=SEED)).rows
    digits = {re.sub(r"\D", "", p) for p in story_rows["phone"] if p} | {
        re.sub(r"\D", "", n) for n in story_rows["nric"] if n
    }
    names = {name.lower() for name in story_rows["name"] if name}
    for path in out.rglob("*"):
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore").lower()
        assert not {n for n in names if n in text}, path
        assert not digits & set(re.findall(r"\d{9,12}", re.sub(r"(?<=\d)[- ](?=\d)", "", text))), path


def test_everything_says_it_is_synthetic(out: Path) -> None:
    """The map and the papers carry the label, and the roads say they are schematic."""
    page = (out / "map.html").read_text("utf-8")
    assert "SINTETIK" in page.upper()
    assert "SCHEMATIC" in page.upper() or "SKEMATIK" in page.upper()
    assert json.loads((out / "plan.json").read_text("utf-8"))["receipt"]["is_demonstration"] is True


def test_the_same_seed_gives_the_same_files(out: Path, tmp_path: Path) -> None:
    """Hotspots, recommendations and the plan come out the same again, with what would serve those left out."""
    demonstrated(tmp_path)
    for name in ("hotspots.geojson", "recommended.csv"):
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name
    first, second = (json.loads((folder / "plan.json").read_text("utf-8")) for folder in (out, tmp_path))
    assert first["convoy_problem"] == second["convoy_problem"]
    for kind in ("convoys", "patrols"):
        assert not first[kind]["is_cut"]
        assert first[kind] == second[kind], kind
    assert first["plan_id"] == second["plan_id"]


def test_asking_about_an_unknown_place_is_no_comfort(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A typo is refused, not told to be served."""
    assert run("explain", out / "plan.json", "--place", "nowhere") == 3
    assert "E1036" in capsys.readouterr().err
