"""`kembara roads` from import to reset, as a user types it."""

from __future__ import annotations

import json

import geopandas as gpd
import osmnx
import pytest
import requests
import shapely
import typer
from typer.testing import CliRunner

from planner.adapters import overpass
from planner.cli import roads
from planner.errors import PlannerError
from tests.adapters.local_server import serving
from tests.adapters.small_graphs import OSM, graphml, square


@pytest.fixture
def kembara(tmp_path, monkeypatch):
    """Run the commands with a home of their own."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    app = typer.Typer()
    app.callback()(lambda: None)
    roads.register(app)

    def run(*words):
        return CliRunner().invoke(app, ["roads", *map(str, words)])

    return run


def test_import_replaces_the_demonstration_and_reset_brings_it_back(kembara, tmp_path):
    """After an import its network is in use with its manifest; after reset the demonstration is."""
    assert "schematic, not for navigation" in kembara("info").stdout
    (tmp_path / "town.graphml").write_text(graphml(*square()), encoding="utf-8")
    done = kembara("import", tmp_path / "town.graphml", "--label", "Our town")
    assert done.exit_code == 0, done.output
    info = kembara("info").stdout
    assert "Our town" in info
    assert "OpenStreetMap contributors" in info
    assert "posted" in info
    assert "Demonstration" in kembara("reset").stdout


def test_import_clips_to_a_box(kembara, tmp_path):
    """--bbox keeps what lies inside."""
    (tmp_path / "town.osm").write_text(OSM, encoding="utf-8")
    assert "3 nodes" in kembara("import", tmp_path / "town.osm", "--bbox", "101.69,3.14,101.715,3.17").stdout


def test_a_refused_file_leaves_the_network_in_use_alone(kembara, tmp_path):
    """A bad file is refused with its code, and nothing is half-written."""
    (tmp_path / "bad.graphml").write_text("<graphml>", encoding="utf-8")
    bad = kembara("import", tmp_path / "bad.graphml")
    assert isinstance(bad.exception, PlannerError)
    assert bad.exception.exit_code == 3
    assert not (tmp_path / "home").exists()
    unclear = kembara("fetch")
    assert isinstance(unclear.exception, PlannerError)
    assert unclear.exception.exit_code == 2


def _bad_files() -> dict[str, tuple[str, str, bytes]]:
    """The bad inputs the issue names: file, code, content."""
    nodes, edges = square()
    whole = graphml(nodes, edges)
    nameless = graphml(nodes, [(a, b, {k: v for k, v in tags.items() if k != "name"}) for a, b, tags in edges])
    bare = graphml({key: {"street_count": 3} for key in nodes}, edges)
    mixed = graphml(*square(geometry="LINESTRING (800000 350000, 801000 350000)"))
    single = graphml({"a": nodes["a"]}, [])
    return {
        "no name": ("town.graphml", "", nameless.encode()),
        "no geometry": ("town.graphml", "E1303", bare.encode()),
        "negative length": ("town.graphml", "E1302", graphml(*square(length="-5")).encode()),
        "missing length": ("town.graphml", "E1302", graphml(*square(length="")).encode()),
        "two coordinate systems": ("town.graphml", "E1313", mixed.encode()),
        "one node": ("town.graphml", "E1301", single.encode()),
        "graphml cut off": ("town.graphml", "E1311", whole[: len(whole) // 2].encode()),
        "osm cut off": ("town.osm", "E1312", OSM[: len(OSM) // 2].encode()),
        "pbf that is none": ("town.osm.pbf", "E1312", b"certainly no protocol buffer, however long it goes on"),
        "empty pbf": ("town.osm.pbf", "E1312", b""),
        "another kind of file": ("roads.shp", "E1314", b"x"),
    }


@pytest.mark.parametrize("case", list(_bad_files()))
def test_every_bad_input_of_the_issue_is_refused_with_code_cause_and_action(kembara, tmp_path, case):
    """Each is refused with exit 3, its code, a cause and an action; streets without names come in, and that is told."""
    name, code, data = _bad_files()[case]
    (tmp_path / name).write_bytes(data)
    done = kembara("import", tmp_path / name)
    if not code:
        assert done.exit_code == 0
        assert "no street has a name" in done.stdout
        return
    assert isinstance(done.exception, PlannerError)
    assert done.exception.exit_code == 3
    assert {fault.code for fault in done.exception.faults} == {code}
    assert all(fault.cause and fault.action and fault.where for fault in done.exception.faults)
    assert not (tmp_path / "home").exists()


def _gives(outline):
    return lambda _name: gpd.GeoDataFrame(geometry=[outline], crs="EPSG:4326")


def _raises(error):
    def fail(_name):
        raise error

    return fail


def test_a_place_is_found_fetched_and_resumed(kembara, tmp_path, monkeypatch):
    """`fetch --place` asks for the place's outline only, outlasts 429 and 504, and goes on after half an answer."""
    monkeypatch.setattr(osmnx, "geocode_to_gdf", _gives(shapely.box(101.695, 3.145, 101.725, 3.165)))
    monkeypatch.setattr(overpass.time, "sleep", lambda _s: None)
    defaults = list(overpass.fetch_parts.__kwdefaults__.items())
    monkeypatch.setattr(overpass.fetch_parts, "__kwdefaults__", {**dict(defaults), "sleep": lambda _s: None})
    asked: list[int] = []
    half, good = (200, OSM.encode()[:-300]), (200, OSM.encode())
    script = [(429, b""), (504, b""), good, half, half, half, half]

    def answer(_path, _body):
        asked.append(1)
        return script.pop(0) if script else good

    with serving(answer) as server:
        broken = kembara("fetch", "--place", "Sentul, Kuala Lumpur", "--server", server)
        assert isinstance(broken.exception, PlannerError)
        assert (broken.exception.faults[0].code, broken.exception.exit_code) == ("E3304", 4)
        assert len(list((tmp_path / "home" / "roads" / "parts").glob("*.osm"))) == 1
        asked.clear()
        done = kembara("fetch", "--place", "Sentul, Kuala Lumpur", "--server", server)
    assert done.exit_code == 0, done.output
    assert len(asked) == 1  # the tile that had come in was not asked for again
    assert "Streets of Sentul, Kuala Lumpur" in done.stdout
    assert not list((tmp_path / "home" / "roads" / "parts").glob("*"))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (requests.exceptions.ConnectionError("offline"), "E3303"),
        (requests.exceptions.Timeout("slow"), "E3303"),
        (osmnx._errors.InsufficientResponseError("nothing"), "E3305"),
        (TypeError("Nominatim did not geocode query to a geometry of type (Multi)Polygon"), "E3305"),
    ],
)
def test_a_place_that_cannot_be_found_says_why(kembara, monkeypatch, error, code):
    """Offline and unknown are different answers, both of an outside service, with the way around."""
    monkeypatch.setattr(osmnx, "geocode_to_gdf", _raises(error))
    done = kembara("fetch", "--place", "Kuala Lumpurr")
    assert isinstance(done.exception, PlannerError)
    assert done.exception.exit_code == 4
    assert done.exception.faults[0].code == code
    assert "--bbox" in done.exception.faults[0].action


def test_a_polygon_clips_and_a_bad_one_is_refused(kembara, tmp_path):
    """--polygon keeps what lies inside; a file without any area is refused."""
    (tmp_path / "town.osm").write_text(OSM, encoding="utf-8")
    area = tmp_path / "area.geojson"
    area.write_text(shapely.to_geojson(shapely.box(101.69, 3.14, 101.715, 3.17)), encoding="utf-8")
    assert "3 nodes" in kembara("import", tmp_path / "town.osm", "--polygon", area).stdout
    area.write_text(json.dumps({"type": "Point", "coordinates": [101.7, 3.1]}), encoding="utf-8")
    bad = kembara("import", tmp_path / "town.osm", "--polygon", area)
    assert isinstance(bad.exception, PlannerError)
    assert bad.exception.faults[0].code == "E1315"
