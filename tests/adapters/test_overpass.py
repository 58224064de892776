"""Fetching streets from a server that answers well, is busy, breaks off, or is not there."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest
import shapely

from planner.adapters.overpass import fetch_parts, forget_parts, tile_query, tiles
from planner.adapters.road_import import from_osm, import_roads
from planner.errors import PlannerError
from tests.adapters.local_server import serving
from tests.adapters.small_graphs import OSM

AREA = shapely.box(101.695, 3.145, 101.725, 3.165)  # crosses a tile border at 101.7
GOOD = (200, OSM.encode())


class Script:
    """Answers in order, the last one for ever; remembers the queries."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.queries: list[str] = []

    def __call__(self, _path, body):
        self.queries.append(parse_qs(body.decode())["data"][0])
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def fetch(script, folder):
    waits: list[float] = []
    with serving(script) as server:
        parts = fetch_parts(AREA, folder=folder, server=server, sleep=waits.append)
    return parts, waits


def test_tiles_make_one_network(tmp_path):
    """The tiles' answers overlap; joined they are the network of the whole file."""
    script = Script(GOOD)
    parts, waits = fetch(script, tmp_path / "parts")
    assert len(parts) == len(script.queries) == 2
    assert waits == []
    (tmp_path / "whole.osm").write_text(OSM, encoding="utf-8")
    whole = import_roads(tmp_path / "whole.osm", today=date(2026, 11, 22))
    joined = from_osm(parts, source="test", today=date(2026, 11, 22))
    assert joined.manifest.hash == whole.manifest.hash
    forget_parts(parts)
    assert not list((tmp_path / "parts").iterdir())


@pytest.mark.parametrize("trouble", [(429, b"busy"), (504, b"too slow"), (200, OSM.encode()[:-300])])
def test_a_busy_or_broken_server_is_asked_again(tmp_path, trouble):
    """429, 504 and half an answer are waited out, longer each time."""
    parts, waits = fetch(Script(trouble, trouble, GOOD), tmp_path)
    assert len(parts) == 2
    assert waits == [5.0, 15.0]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ((429, b""), "E3303"),
        ((400, b"bad query"), "E3303"),
        ((200, OSM.encode()[:-300]), "E3304"),
        ((200, b"<html>log in</html>"), "E3304"),
        ((200, b"<osm><remark>runtime error: timed out</remark></osm>"), "E3304"),
    ],
)
def test_trouble_that_stays_is_an_outside_failure(tmp_path, trouble, code):
    """After four tries the fault says what happened, what to do, and exits with 4."""
    with pytest.raises(PlannerError, match=code) as refused:
        fetch(Script(trouble), tmp_path)
    assert refused.value.exit_code == 4
    assert "roads import" in refused.value.faults[0].action
    assert not list(tmp_path.glob("*.osm"))


def test_a_second_run_goes_on_where_the_first_ended(tmp_path):
    """Tiles that came in are kept; only the missing one is asked for again."""
    with serving(first := Script(GOOD, (400, b""))) as server:
        with pytest.raises(PlannerError):
            fetch_parts(AREA, folder=tmp_path, server=server)
        first.answers = [GOOD]
        first.queries.clear()
        assert len(fetch_parts(AREA, folder=tmp_path, server=server)) == 2
        assert len(first.queries) == 1


def test_no_server_is_a_clear_message(tmp_path):
    """Offline is an outside failure with the way around it."""
    with pytest.raises(PlannerError, match="E3303") as refused:
        fetch_parts(AREA, folder=tmp_path, server="http://127.0.0.1:9", sleep=lambda _: None)
    assert "--bbox" in refused.value.faults[0].action
    with pytest.raises(PlannerError, match="E1310"):
        fetch_parts(AREA, folder=tmp_path, server="file:///etc/passwd")
    with pytest.raises(PlannerError, match="E1315"):
        fetch_parts(None, folder=tmp_path)


def test_the_grid_of_tiles_covers_the_area():
    """Every tile has the same fixed corners whatever the area, and together they cover it."""
    boxes = tiles((101.61, 3.03, 101.76, 3.25))
    assert shapely.union_all([shapely.box(*b) for b in boxes]).covers(shapely.box(101.61, 3.03, 101.76, 3.25))
    assert set(tiles((101.65, 3.11, 101.66, 3.12))) <= set(boxes)
    assert "(3.1,101.6,3.2,101.7)" in tile_query((101.6, 3.1, 101.7, 3.2))
