"""The command line end to end: good input gives whole results, bad input a clear refusal and nothing else."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from planner.cli import main


@pytest.fixture(scope="module")
def synthetic_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred synthetic rows."""
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    assert run("synthetic", "--rows", "300", "--seed", "5", "--out", path) == 0
    return path


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a home, and so a store, of its own."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))


def run(*words: object) -> int:
    """The exit code of ``kembara`` with ``words``."""
    before = sys.argv
    sys.argv = ["kembara", *map(str, words)]
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    finally:
        sys.argv = before
    return 0


def test_intake_tells_of_every_row_once(synthetic_file: Path, tmp_path: Path) -> None:
    """One line for each row, numbered from 1; quarantined lines carry a code, protection lines nothing."""
    out = tmp_path / "told.csv"
    assert run("intake", synthetic_file, "--out", out, "--now", "2021-07-06") == 0
    told = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert told["row"].tolist() == [str(i) for i in range(1, 301)]
    assert set(told["status"]) == {"accepted", "quarantined"}
    assert (told.loc[told["status"] == "quarantined", "code"] != "").all()
    protected = told[told["protection"].str.lower() == "true"]
    assert (protected[["code", "reason", "household_id", "place_name", "needs"]] == "").all(axis=None)


def test_importing_twice_changes_nothing(synthetic_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second import knows every referral already."""
    assert run("import", synthetic_file) == 0
    first = capsys.readouterr().out
    assert run("import", synthetic_file) == 0
    second = capsys.readouterr().out
    assert not first.startswith("0 new")
    assert second.startswith("0 new")


def test_a_first_import_makes_a_key_that_its_owner_alone_reads(tmp_path: Path) -> None:
    """Rows that may be of real people are never sealed under the key that everybody knows."""
    rows = tmp_path / "own.csv"
    rows.write_text("tarikh,alamat,mesej\n2021-07-05,A-1-2 PPR Jelatek,tiada beras\n", encoding="utf-8")
    assert run("import", rows) == 0
    key = tmp_path / "home" / "kembara.key"
    assert key.stat().st_mode & 0o777 == 0o600
    made = key.read_text("ascii")
    assert run("import", rows) == 0
    assert key.read_text("ascii") == made


def test_hotspots_come_in_every_format(synthetic_file: Path, tmp_path: Path) -> None:
    """GeoJSON, CSV and Parquet hold the same hotspots."""
    sizes = set()
    for ending in ("geojson", "csv", "parquet"):
        out = tmp_path / f"h.{ending}"
        assert run("hotspots", "--referrals", synthetic_file, "--out", out, "--now", "2021-07-06") == 0
        sizes.add(_rows(out))
    assert len(sizes) == 1
    assert sizes.pop() > 5


def _rows(path: Path) -> int:
    if path.suffix == ".geojson":
        return len(json.loads(path.read_text("utf-8"))["features"])
    return len(pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path))


def test_an_official_sees_no_small_count(synthetic_file: Path, tmp_path: Path) -> None:
    """For the ministry no cell under five shows, for the analyst none under ten."""
    for role, least in (("ministry", 5), ("analyst", 10)):
        out = tmp_path / f"{role}.csv"
        words = ("--referrals", synthetic_file, "--role", role, "--out", out, "--now", "2021-07-06")
        assert run("hotspots", *words) == 0
        shown = pd.to_numeric(pd.read_csv(out)["households"], errors="coerce").dropna()
        assert (shown >= least).all()


def test_recommend_names_five_places_and_why(
    synthetic_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each recommended stop is told in both languages."""
    out = tmp_path / "next.csv"
    assert run("recommend", "--referrals", synthetic_file, "--out", out, "--now", "2021-07-06") == 0
    stops = pd.read_csv(out)
    assert len(stops) == 5
    said = capsys.readouterr().out
    for stop in stops.to_dict("records"):
        for told in (stop["name"], stop["why_ms"], stop["why_en"], f"{stop['baskets']} baskets", stop["runner_up"]):
            assert str(told) in said
    assert stops["day"].min() == "2021-07-07"  # the evening of the 6th: the next morning is the first to go


def test_recommend_keeps_the_rules_of_the_fleet_it_is_given(
    synthetic_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cordon in the file of --fleet closes the place that came first; a floor that cannot be kept is told."""
    words = ("--referrals", synthetic_file, "--now", "2021-07-06")
    assert run("recommend", *words, "--out", tmp_path / "before.csv") == 0
    first = pd.read_csv(tmp_path / "before.csv").iloc[0]
    fleet = (Path(__file__).parents[1] / "data" / "fleet" / "kuala_lumpur.toml").read_text("utf-8")
    fleet = fleet.replace('include = ["rules.toml"]', "")
    rule = f'id = "shut"\nkind = "cordon"\nstart = 2021-07-01\nend = 2021-08-31\nplaces = ["{first["place_id"]}"]\n'
    own = _bad(tmp_path, "own.toml", f"{fleet}\n[floors]\nNowhere = 1\n[[rule]]\n{rule}".encode())
    assert run("recommend", *words, "--fleet", own, "--out", tmp_path / "after.csv") == 0
    assert first["name"] not in set(pd.read_csv(tmp_path / "after.csv")["name"])
    assert "Nowhere gets 0 of the 1 stops it should have at least" in capsys.readouterr().out


def test_rows_set_aside_are_told_and_the_rest_is_ranked(
    synthetic_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each cause comes once with its number of rows; the hotspots are those without these rows."""
    bad = _bad(
        tmp_path, "bad.csv", b"tarikh,alamat,mesej\n,PPR Jelatek,lapar\n,PPR Jelatek,lapar\n2099-01-01,PPR Raya,x\n"
    )
    words = ("--now", "2021-07-06", "--referrals", synthetic_file)
    assert run("hotspots", *words, "--out", tmp_path / "without.csv") == 0
    capsys.readouterr()
    assert run("hotspots", *words, "--referrals", bad, "--out", tmp_path / "with.csv") == 0
    said = capsys.readouterr().err
    assert re.search(r"E1103 \(2 rows, the first is row 301\): the date is missing", said)
    assert "E1104 (row 303)" in said
    assert (tmp_path / "with.csv").read_bytes() == (tmp_path / "without.csv").read_bytes()


@pytest.mark.parametrize("command", ["hotspots", "recommend", "export"])
def test_files_of_which_nothing_can_be_taken_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Unknown columns, unreadable dates, or no row at all: every cause at once, and no file is left."""
    role = ("--role", "planner") if command == "export" else ()
    cases = {
        b"a,b,c\n1,2,3\n": {"E1107"},
        b"tarikh,alamat,mesej\n": {"E1037"},
        b"tarikh,alamat,mesej\n,PPR Jelatek,lapar\n2099-01-01,PPR Raya,lapar\n": {"E1103", "E1104"},
    }
    for content, codes in cases.items():
        out = tmp_path / "o.csv"
        words = ("--referrals", _bad(tmp_path, "bad.csv", content), "--out", out, "--now", "2021-07-06", *role)
        assert run(command, *words) == 3
        assert set(re.findall(r"E1\d{3}", capsys.readouterr().err)) == codes
        assert not out.exists()


@pytest.mark.parametrize("role", ["pdrm", "ministry", "analyst"])
def test_an_official_reads_spans_and_no_exact_count(
    synthetic_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    """The upper end stands beside the lower one in every format; households without a place are not counted out."""
    for ending in ("csv", "parquet", "geojson"):
        out = tmp_path / f"{role}.{ending}"
        words = ("--referrals", synthetic_file, "--role", role, "--out", out, "--now", "2021-07-06")
        assert run("hotspots", *words) == 0
        assert "no place on the map" not in capsys.readouterr().out
        if ending == "geojson":
            shown = pd.DataFrame([f["properties"] for f in json.loads(out.read_text("utf-8"))["features"]])
        else:
            shown = pd.read_csv(out) if ending == "csv" else pd.read_parquet(out)
        span = 5 if role == "ministry" else 10
        assert (shown["households_to"] - shown["households"] == span - 1).all()
        assert not {"fragile", "reporting", "own_vulnerability", "wait_max_days"} & set(shown.columns)


def _bad(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00"), ("broken.xlsx", b"PK\x03\x04nothing")],
)
def test_an_unusable_file_is_refused_and_nothing_is_written(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 3, with code, cause and action, and no output file."""
    out = tmp_path / "told.csv"
    assert run("intake", _bad(tmp_path, name, content), "--out", out) == 3
    said = capsys.readouterr().err
    assert said.startswith("E1")
    assert "→" in said
    assert not out.exists()


def test_every_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files that are not there are two faults."""
    assert run("intake", tmp_path / "a.csv", tmp_path / "b.csv", "--out", tmp_path / "o.csv") == 3
    said = capsys.readouterr().err
    assert "a.csv" in said
    assert "b.csv" in said


def test_a_fleet_with_no_vehicle_is_refused(
    synthetic_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan without means is refused before any work, and no folder appears."""
    fleet = _bad(tmp_path, "fleet.toml", b"basket_kg = 22\n")
    out = tmp_path / "plan"
    words = ("--referrals", synthetic_file, "--fleet", fleet, "--start", "2021-07-07", "--out", out)
    assert run("plan", *words) == 3
    assert capsys.readouterr().err.startswith("E1")
    assert not out.exists()


def test_a_start_in_no_calendar_is_refused(data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The 31st of June is told to be none."""
    fleet = data_dir / "fleet" / "kuala_lumpur.toml"
    assert run("plan", "--fleet", fleet, "--start", "2021-06-31", "--out", tmp_path / "p") == 3
    assert "E1030" in capsys.readouterr().err


def test_usage_mistakes_exit_with_two() -> None:
    """An option nobody knows is a usage mistake."""
    assert run("demo", "--no-such-option") == 2


def test_an_ending_nobody_writes_is_refused(synthetic_file: Path, tmp_path: Path) -> None:
    """A .doc of hotspots is refused."""
    out = tmp_path / "h.doc"
    assert run("hotspots", "--referrals", synthetic_file, "--out", out) == 3
    assert not out.exists()


def test_a_fleet_without_a_basket_makes_no_plan(
    synthetic_file: Path, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 5 with the reasons counted, and no folder."""
    text = (data_dir / "fleet" / "kuala_lumpur.toml").read_text("utf-8")
    bare = _bad(tmp_path, "bare.toml", re.sub(r"stock_baskets = \d+", "stock_baskets = 0", text).encode())
    (tmp_path / "rules.toml").write_bytes((data_dir / "fleet" / "rules.toml").read_bytes())
    out = tmp_path / "plan"
    words = ("--referrals", synthetic_file, "--fleet", bare, "--start", "2021-07-07", "--now", "2021-07-06")
    assert run("plan", *words, "--time-limit", 2, "--out", out) == 5
    told = capsys.readouterr().err
    assert "E5001: no convoy can serve any place: There are not enough baskets in stock (" in told
    assert "stock_baskets of the depots in the fleet file" in told
    assert "no_stock" not in told
    assert "referrals: 297 accepted, 3 quarantined" in told
    assert not out.exists()
