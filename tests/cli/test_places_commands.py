"""The commands of places keep to the contract: columns, exit codes, progress on stderr, results on stdout."""

import csv
import json
from pathlib import Path

COLUMNS = ["id", "place_name", "lat", "lon", "level", "radius_m", "probability", "runner_up", "reason"]


def test_geocode_writes_the_contract_columns_first(run, tmp_path: Path) -> None:
    """One line per input row in order; an empty place_name means not placed."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,address_text,postcode\nb,PPR Jelatek blok A-3-2,54200\na,rumah saya,\n", encoding="utf-8")
    code, said, _ = run("geocode", str(source), "--out", str(out))
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert code == 0
    assert "1 of 2 addresses placed" in said
    assert list(rows[0])[: len(COLUMNS)] == COLUMNS
    assert [(r["id"], r["place_name"], r["level"]) for r in rows] == [("b", "PPR Jelatek", "unit"), ("a", "", "none")]
    assert [r["reason"] for r in rows] == [
        "names PPR Jelatek; postcode speaks for another place",
        "no known place is named",
    ]


def test_bad_address_files_are_refused_with_all_faults(run, tmp_path: Path) -> None:
    """Exit code 3 and every fault, not only the first."""
    source = tmp_path / "in.csv"
    source.write_text("id,address_text,lat,lon\n1,x,3.1,east\n1,y,,\n,z,,\n", encoding="utf-8")
    code, _, err = run("geocode", str(source), "--out", str(tmp_path / "o.csv"))
    assert code == 3
    assert all(fault in err for fault in ("E1222", "E1223", "E1224"))
    source.write_text("nama,alamat\n", encoding="utf-8")
    assert "E1221" in run("geocode", str(source), "--out", str(tmp_path / "o.csv"))[2]


def test_imported_places_are_found_afterwards(run, tmp_path: Path) -> None:
    """What was unknown before the import is placed after it; a report tells what became of every row."""
    source, out, report = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "report.csv"
    source.write_text("id,address_text\n1,Blok A-1-2 PPR Anggun Ria\n", encoding="utf-8")
    mine = tmp_path / "mine.csv"
    mine.write_text("name,kind,lat,lon\nPPR Anggun Ria,ppr,3.15,101.71\nSalah,ppr,101.7,3.1\n", encoding="utf-8")
    assert "0 of 1" in run("geocode", str(source), "--out", str(out))[1]
    code, said, _ = run("gazetteer", "import", str(mine), "--report", str(report))
    assert code == 0
    assert "added     1" in said
    assert "E1204" in said
    assert "1 of 1" in run("geocode", str(source), "--out", str(out))[1]
    assert {r["action"] for r in csv.DictReader(report.open(encoding="utf-8"))} == {"added", "refused"}
    assert "PPR" not in run("gazetteer", "info")[2]


def test_coordinates_that_cannot_be_are_refused_row_by_row(run, tmp_path: Path) -> None:
    """Swapped, foreign, zero, half given and no number at all: each has its reason, the good row comes in."""
    mine, report = tmp_path / "mine.csv", tmp_path / "report.csv"
    rows = ["PPR Baik,ppr,3.15,101.71", "PPR Tukar,ppr,101.7,3.1", "PPR Jakarta,ppr,-6.2,106.8", "PPR Nol,ppr,0,0",
            "PPR Separuh,ppr,3.15,", "PPR Huruf,ppr,3.15,timur", "PPR Tak Hingga,ppr,nan,101.7"]  # fmt: skip
    mine.write_text("name,kind,lat,lon\n" + "\n".join(rows) + "\n", encoding="utf-8")
    code, said, _ = run("gazetteer", "import", str(mine), "--report", str(report))
    assert code == 0
    assert "added     1" in said
    reasons = [r["reason"][:5] for r in csv.DictReader(report.open(encoding="utf-8")) if r["action"] == "refused"]
    assert sorted(set(reasons)) == ["E1202", "E1203", "E1204", "E1205"]
    told = {r["name"].rpartition(" ")[2] for r in csv.DictReader(report.open(encoding="utf-8"))}
    assert {"2", "3", "4", "5", "6", "7"} <= told  # by row, so that each can be found and mended


def test_reverse_tells_place_district_and_constituency(run, tmp_path: Path) -> None:
    """A point in the city, without boundaries and within a box whose nearest edge is known."""
    source, out, areas = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "areas.geojson"
    source.write_text("id,lat,lon\nx,3.1390,101.6869\n", encoding="utf-8")
    code, said, _ = run("reverse", str(source), "--out", str(out))
    bare = next(csv.DictReader(out.open(encoding="utf-8")))
    assert (code, "1 points" in said, bare["boundary_m"]) == (0, True, "")
    assert bare["police_district"]
    ring = [[101.6, 3.1], [101.7, 3.1], [101.7, 3.2], [101.6, 3.2], [101.6, 3.1]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"parliament": "P.900"}, "geometry": shape}
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert run("reverse", str(source), "--out", str(out), "--boundaries", str(areas))[0] == 0
    row = next(csv.DictReader(out.open(encoding="utf-8")))
    assert row["parliament"] == "P.900"
    assert 1400 < float(row["boundary_m"]) < 1500  # 0.0131 degrees of longitude to the eastern edge


def test_reverse_refuses_what_is_no_point(run, tmp_path: Path) -> None:
    """A missing column, an empty coordinate, two swapped ones: each with its code, nothing written."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    for text, wanted in (
        ("id,lat\n1,3.1\n", "E1228"), ("id,lat,lon\n1,,101.7\n", "E1224"), ("id,lat,lon\n1,101.7,3.1\n", "E1204"),
    ):  # fmt: skip
        source.write_text(text, encoding="utf-8")
        code, _, err = run("reverse", str(source), "--out", str(out))
        assert (code != 0, wanted in err, out.exists()) == (True, True, False)
