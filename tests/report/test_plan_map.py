"""The one-file map: whole, deterministic, and safe whatever the names hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.model.reason import told
from planner.report.base_layer import SCALE, roads_payload
from planner.report.map import plan_map
from planner.report.map_data import script_safe_json
from tests.report import fixtures


def page(**changes: object) -> str:
    """The fixture's map with ``changes``."""
    given_ = {
        name: getattr(fixtures, name)() for name in ("hotspots", "recommended", "plan", "roads", "paths", "labels")
    }
    return plan_map(**(given_ | changes)).decode("utf-8")


def data_of(html: str) -> dict:
    """The data inside a map, read back the way a browser finds it."""
    found = re.search(r'<script type="application/json" id="k-data">(.*?)</script>', html, re.S)
    return json.loads(found[1])


class Loads(HTMLParser):
    """Collects everything a page would load or link to."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.urls += [value for name, value in attrs if name in {"src", "href", "data", "action"} and value]


def test_map_loads_nothing_from_anywhere():
    """No element of the page names a file or a server, and its policy forbids asking for one."""
    html = page()
    reader = Loads()
    reader.feed(html)
    assert reader.urls == []
    assert "default-src 'none'" in html
    assert not re.search(r"url\((?!data:)[^)]*\.(png|svg|gif)", html)


def test_equal_inputs_give_equal_bytes():
    """Two maps of one plan are the same file."""
    assert page() == page()


def test_map_holds_hotspots_stops_routes_and_warnings():
    """What was given stands in the page's data: six hotspots, ranked stops, three routes, banner and notes."""
    data = data_of(page())
    assert [stop["rank"] for stop in data["recommended"]] == [1, 2, 3]
    assert len(data["hotspots"]) == 6
    assert {route["id"] for route in data["routes"]} == {"R1", "R2", "R3"}
    assert data["data_note"] == "DATA SINTETIK · SYNTHETIC DATA"
    assert data["network_note"]
    assert data["words"]["ms"].keys() == data["words"]["en"].keys()
    assert data["recommended"][2]["grade"] == "memory"


def test_route_follows_its_driven_line_and_falls_back_to_straight():
    """R1 has a driven line of five points; R2 has none and goes through its visits."""
    routes = {route["id"]: route for route in data_of(page())["routes"]}
    assert routes["R1"]["line"] == [[lat, lon] for lon, lat in fixtures.paths()["R1"]]
    assert len(routes["R2"]["line"]) == 4
    assert [visit["order"] for visit in routes["R2"]["visits"]] == [1, 2]


@pytest.mark.parametrize(
    "name",
    [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!--<script>",
        "{{ 7 * 7 }} {% raw %}",
        "\u2028\u2029 &lt;b&gt;",
    ],
)
def test_a_name_never_becomes_markup(name):
    """Whatever a name holds comes back from the page's data unchanged and adds no element to the page."""
    hotspots = fixtures.hotspots().assign(name=name)
    why = (told("waiting", name=name, stands="at", households=3),)
    html = page(hotspots=hotspots, recommended=(replace(fixtures.recommended()[0], name=name, why=why),))
    assert data_of(html)["hotspots"][0]["name"] == name
    assert html.count("<script") == page().count("<script")
    assert "<img" not in html


@given(st.text() | st.text("{%#}< "))
@settings(max_examples=200)
def test_json_in_a_script_has_no_mark_that_html_or_javascript_would_read(text):
    """Any text survives the trip through a script element, which it cannot close."""
    coded = script_safe_json({"t": text})
    assert not set(coded) & set("<>&\u2028\u2029")
    assert not any(mark in coded for mark in ("{{", "{%", "{#"))
    assert json.loads(coded) == {"t": text}


def test_title_is_escaped():
    """A title with a tag stays text."""
    labels = replace(fixtures.labels(), title="<b>x</b>")
    assert "<title>&lt;b&gt;x&lt;/b&gt;</title>" in page(labels=labels)


def test_map_without_anything_is_still_a_map():
    """No hotspots, no stops, no plan, no roads: a page that says so."""
    data = data_of(page(hotspots=fixtures.hotspots().iloc[:0], recommended=(), plan=None, roads=None, paths={}))
    assert data["routes"] == []
    assert data["bounds"] is None


def test_wrong_frame_is_refused_with_every_fault():
    """A frame without score and rank is refused, naming both."""
    with pytest.raises(PlannerError) as error:
        page(hotspots=fixtures.hotspots().drop(columns=["score", "rank"]))
    assert [fault.code for fault in error.value.faults] == ["E1001", "E1001"]


def test_roads_decode_to_where_they_were():
    """Delta-coded roads add up to the given coordinates within a metre, and both directions are drawn once."""
    coded = roads_payload(fixtures.roads())
    lines = {group["cls"]: group["lines"] for group in coded["groups"]}
    assert set(lines) == {"primary", "residential", "secondary"}
    assert len(lines["primary"]) == 1
    points, x, y = [], 0, 0
    for dx, dy in zip(lines["secondary"][0][::2], lines["secondary"][0][1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / SCALE, y / SCALE))
    assert points == [pytest.approx(point, abs=1e-5) for point in fixtures.roads().geometry[0].coords]
