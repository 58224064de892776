"""Places fetched from a server that answers well, is busy, breaks off or is not there; the same as from a file."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import osmnx
import pytest
import shapely

from planner.adapters.osm_online import fetch_places, places_query
from planner.adapters.osm_places import read_incoming
from planner.cli import main
from planner.errors import PlannerError
from tests.adapters import small_places
from tests.adapters.local_server import serving

AREA = shapely.box(101.695, 3.195, 101.735, 3.235)  # four tiles: it crosses 101.7 and 3.2
GOOD = (200, small_places.OSM.encode())
OUTLINE = {
    "place_id": 1, "osm_type": "relation", "osm_id": 7, "lat": "3.21", "lon": "101.71", "class": "boundary",
    "type": "administrative", "importance": 0.7, "display_name": "Bandar Uji, Malaysia", "name": "Bandar Uji",
    "boundingbox": ["3.201", "3.23", "101.701", "101.735"],
    "geojson": json.loads(shapely.to_geojson(shapely.box(101.701, 3.201, 101.735, 3.219))),
}  # fmt: skip


class Script:
    """Answers questions to Overpass in order, the last one for ever, and questions to Nominatim with an outline."""

    def __init__(self, *answers: tuple[int, bytes], outlines: object = (OUTLINE,)) -> None:
        self.answers, self.outlines = list(answers), outlines
        self.asked: list[str] = []

    def __call__(self, path: str, body: bytes) -> tuple[int, bytes]:
        if urlsplit(path).path == "/search":
            return 200, json.dumps(list(self.outlines)).encode()
        self.asked.append(parse_qs(body.decode())["data"][0])
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def fetch(script: Script, folder: Path):
    waits: list[float] = []
    with serving(script) as server:
        return *fetch_places(AREA, folder=folder, server=server, sleep=waits.append), waits


def test_tiles_give_the_places_of_the_whole_file_once(tmp_path: Path) -> None:
    """Four overlapping answers, five places, the one whose outline is not whole told once; no tile is left behind."""
    script = Script(GOOD)
    places, faults, waits = fetch(script, tmp_path / "parts")
    whole = tmp_path / "OpenStreetMap.osm"
    whole.write_text(small_places.OSM, encoding="utf-8")
    expected, _ = read_incoming(whole)
    keys = ("place_id", "name", "kind", "lon", "lat", "aliases", "radius_m")
    assert [[getattr(p, k) for k in keys] for p in places] == [[getattr(p, k) for k in keys] for p in expected]
    assert [fault.code for fault in faults] == ["E1212"]
    assert (len(script.asked), waits) == (4, [])
    assert not list((tmp_path / "parts").iterdir())


def test_the_question_names_kinds_box_and_outlines() -> None:
    """Only named things that may be places are asked for, with the members of relations."""
    query = places_query((101.6, 3.1, 101.7, 3.2))
    assert "[bbox:3.1,101.6,3.2,101.7]" in query
    assert 'nwr["name"]["building"~"^(apartments|residential)$"];' in query
    assert 'nwr["name"]["highway"];' in query
    assert query.endswith("(._;>;);out body;")


@pytest.mark.parametrize("trouble", [(429, b"busy"), (504, b"slow"), (200, GOOD[1][:-40])])
def test_a_busy_or_broken_server_is_asked_again(tmp_path: Path, trouble: tuple[int, bytes]) -> None:
    """Too many requests, a timeout and half an answer are waited out."""
    places, _, waits = fetch(Script(trouble, trouble, GOOD), tmp_path)
    assert {place.name for place in places} == small_places.PLACES
    assert waits == [5.0, 15.0]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((429, b"busy"), "E3303"), ((400, b"bad query"), "E3303"), ((200, b"<html>sign in</html>"), "E3304"),
        ((200, b'<osm><remark>runtime error: out of memory</remark></osm>'), "E3304"),
        ((200, b"<osm><node></osm>"), "E3304"),
    ],
)  # fmt: skip
def test_a_lasting_failure_has_a_code(tmp_path: Path, answer: tuple[int, bytes], code: str) -> None:
    """Refused, no OpenStreetMap data, a remark of failure, unreadable: each ends with a reason, none with places."""
    with pytest.raises(PlannerError) as caught:
        fetch(Script(answer), tmp_path)
    assert (caught.value.faults[0].code, caught.value.exit_code) == (code, 4)


def test_what_came_before_a_failure_is_not_asked_for_again(tmp_path: Path) -> None:
    """Two tiles, then a refusal; the next run asks for the other two alone."""
    script = Script(GOOD, GOOD, (400, b"no"))
    with serving(script) as server:
        with pytest.raises(PlannerError):
            fetch_places(AREA, folder=tmp_path, server=server, sleep=lambda _: None)
        script.answers, script.asked = [GOOD], []
        places, _ = fetch_places(AREA, folder=tmp_path, server=server, sleep=lambda _: None)
    assert len(script.asked) == 2
    assert {place.name for place in places} == small_places.PLACES


@pytest.fixture
def kembara(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs ``kembara gazetteer import`` with a home of its own; gives exit code, stdout and stderr."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(osmnx.settings, "use_cache", False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kembara", "gazetteer", "import", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return run


def test_a_place_is_found_fetched_merged_and_reported(kembara, tmp_path: Path, monkeypatch) -> None:
    """By name: only what lies in the outline comes in; a second run adds nothing; twins and conflicts are told."""
    report = tmp_path / "report.csv"
    with serving(Script(GOOD)) as server:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", f"{server}/")
        asked = ("--place", "Bandar Uji, Malaysia", "--server", server, "--report", str(report))
        code, said, _ = kembara(*asked)
        assert code == 0
        assert "added     3" in said  # the flat and the street lie north of the outline
        assert "refused   1" in said
        again = kembara(*asked)[1]
        assert "merged    3" in again
        assert "added" not in again
    assert "E1212" in report.read_text(encoding="utf-8")


def test_an_unknown_place_and_two_sources_are_refused(kembara, monkeypatch) -> None:
    """E3305 for a name nobody knows; E2302 when the source is not one."""
    with serving(Script(GOOD, outlines=())) as server:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", f"{server}/")
        code, _, err = kembara("--place", "Tiada Di Mana", "--server", server)
    assert code == 4
    assert "E3305" in err
    code, _, err = kembara("--place", "Sentul", "--bbox", "101.6,3.1,101.7,3.2")
    assert code == 2
    assert "E2302" in err
    assert kembara()[0] == 2
