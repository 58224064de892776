"""Run sheets: five forms, the same every time, readable by other programs, and free of people's names."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner.report.runsheets import run_sheets
from planner.report.sheet import build_sheets, time_slots
from tests.report import fixtures

KINDS = ("pdf", "xlsx", "gpx", "ics", "txt")


def files(language: str = "ms", **changes: object) -> dict[str, bytes]:
    """The fixture plan's sheets."""
    plan = replace(fixtures.plan(), **changes)
    return run_sheets(plan, fixtures.recommended(), language=language, paths=fixtures.paths())


def one(found: dict[str, bytes], start: str, ending: str) -> bytes:
    """The one file whose name starts and ends like this."""
    (name,) = [name for name in found if name.startswith(start) and name.endswith(ending)]
    return found[name]


def test_every_vehicle_day_has_its_five_forms():
    """Two convoy days and one patrol give three sheets in five forms."""
    assert len(files()) == 15
    assert {name.rsplit(".", 1)[1] for name in files()} == set(KINDS)


@pytest.mark.parametrize("language", ["ms", "en"])
def test_equal_plans_give_equal_bytes(language):
    """PDF, workbook and all others hold no clock and no chance."""
    assert files(language) == files(language)


def test_pdf_says_what_the_crew_needs(pdf_text):
    """Read by another program, the paper holds stop, slots, roles, plan B, banner and grade."""
    text = pdf_text(one(files(), "konvoi-2021-07-07", ".pdf"))
    for part in ("Lembaran Konvoi", "Rabu, 7 Julai 2021", "PPR Seri Semarak", "09:00–09:30", "Pengerusi KRT / JMB",
                 "PPR Batu Muda", "SYNTHETIC DATA", "TERHAD", "Koordinat daripada ingatan"):  # fmt: skip
        assert part in text, part


def test_banner_only_for_a_demonstration():
    """A real plan's message carries no synthetic banner."""
    real = replace(fixtures.plan().receipt, is_demonstration=False)
    assert "SYNTHETIC" in one(files(), "konvoi-2021-07-06", ".txt").decode()
    assert "SYNTHETIC" not in one(files(receipt=real), "konvoi-2021-07-06", ".txt").decode()


def test_workbook_never_holds_a_formula():
    """A stop named like a formula is text in the workbook."""
    stops = tuple(replace(stop, name="=HYPERLINK(0)") for stop in fixtures.plan().convoy_problem.stops)
    problem = replace(fixtures.plan().convoy_problem, stops=stops)
    book = load_workbook(io.BytesIO(one(files(convoy_problem=problem), "konvoi-2021-07-06", ".xlsx")))
    cells = [cell for page in book for row in page for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=HYPERLINK(0)" in {cell.value for cell in cells}


def test_gpx_is_valid_xml_with_waypoints_route_and_track():
    """Any XML reader finds two stops as waypoints, four route points and no track without a driven line."""
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    second = ET.fromstring(one(files(), "konvoi-2021-07-07", ".gpx"))
    assert [point.findtext("g:name", namespaces=space) for point in second.findall("g:wpt", space)] == [
        "1. PPR Seri Semarak",
        "2. PPR Kampung Baru Air Panas",
    ]
    assert len(second.findall("g:rte/g:rtept", space)) == 4
    assert second.find("g:trk", space) is None
    first = ET.fromstring(one(files(), "konvoi-2021-07-06", ".gpx"))
    assert len(first.findall("g:trk/g:trkseg/g:trkpt", space)) == 5


def test_calendar_times_are_malaysian_and_lines_are_folded():
    """9.00 in Kuala Lumpur is 01:00 UTC, and no line is over 75 octets."""
    calendar = one(files(), "konvoi-2021-07-06", ".ics")
    assert b"DTSTART:20210706T010000Z" in calendar
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    assert datetime(2021, 7, 6, 9, tzinfo=UTC)  # the day itself exists
    assert calendar.count(b"BEGIN:VEVENT") == 1


def test_patrol_sheet_has_block_and_reference_but_no_household():
    """A patrol's message names the block; the household's full key stays out."""
    text = one(files(), "rondaan", ".txt").decode()
    assert "Blok A" in text
    assert "hh1abcdef" not in text


def test_stops_meet_their_recommendation_by_hotspot():
    """A plan that names its stops its own way still brings the items, services and runner-up of the recommendation."""
    plan = fixtures.plan()
    stops = tuple(replace(stop, stop_id=f"plan-{stop.stop_id}") for stop in plan.convoy_problem.stops)
    visits = [
        tuple(replace(v, serves_id=f"plan-{v.serves_id}" if v.serves_id else "") for v in r.visits)
        for r in plan.convoys.routes
    ]
    routes = tuple(replace(route, visits=own) for route, own in zip(plan.convoys.routes, visits, strict=True))
    own = replace(
        plan, convoy_problem=replace(plan.convoy_problem, stops=stops), convoys=replace(plan.convoys, routes=routes)
    )
    sheets = build_sheets(own, fixtures.recommended())
    assert sheets[0].served[0].services == ("police_counter", "jkm_registration")
    assert sheets[0].served[0].alternative == ("runner", "PPR Seri Semarak")


def test_links_lead_to_the_stop():
    """Waze and Google links hold latitude before longitude of the stop."""
    text = one(files(), "konvoi-2021-07-06", ".txt").decode()
    assert "https://waze.com/ul?ll=3.16400%2C101.73500&navigate=yes" in text
    assert "destination=3.16400%2C101.73500" in text


def test_file_names_are_safe():
    """A vehicle id with a path in it cannot leave the folder."""
    vehicles = (replace(fixtures.plan().convoy_problem.vehicles[0], vehicle_id="../../x"),)
    routes = tuple(replace(route, vehicle_id="../../x") for route in fixtures.plan().convoys.routes)
    plan = fixtures.plan()
    found = files(
        convoy_problem=replace(plan.convoy_problem, vehicles=vehicles), convoys=replace(plan.convoys, routes=routes)
    )
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+", name) and ".." not in name for name in found)


@given(
    start=st.integers(0, 60_000),
    length=st.integers(1, 30_000),
    blocks=st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(1, 200)), max_size=5),
    households=st.integers(1, 600),
)
def test_slots_share_households_and_fill_the_time(start, length, blocks, households):
    """Slots touch, cover exactly the service time, differ by at most one household, and call every block."""
    slots = time_slots(start, start + length, households, blocks)
    assert slots[0].start_s == start
    assert slots[-1].end_s == start + length
    assert all(left.end_s == right.start_s for left, right in itertools.pairwise(slots))
    assert sum(slot.households for slot in slots) == households
    assert max(slot.households for slot in slots) - min(slot.households for slot in slots) <= 1
    called = {name for slot in slots for name in slot.blocks}
    assert called == {name for name, _ in blocks}


def test_split_visit_brings_its_share_of_items():
    """A visit with half the baskets brings half the items, rounded up."""
    plan = fixtures.plan()
    first = plan.convoys.routes[0]
    half = replace(first, visits=tuple(replace(v, baskets=v.baskets // 2) for v in first.visits))
    sheets = build_sheets(replace(plan, convoys=replace(plan.convoys, routes=(half,))), fixtures.recommended())
    assert sheets[0].served[0].items == (("bakul_makanan", 106), ("susu_bayi", 9))
