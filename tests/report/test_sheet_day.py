"""What a crew's paper says of its day: who travels together, when all rest, and by when it must be home."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from planner.model.day import breaks_on, companions, home_by_s, meeting
from planner.model.dispatch import Break, DatedRule, Depot, Plan, Route, Vehicle, VehicleKind, Visit
from planner.model.kinds import RuleKind, VisitKind
from planner.report.runsheets import run_sheets
from planner.report.sheet import RunSheet, build_sheets
from planner.report.sheet_day_text import convoy_lines, home_line, hours_line
from planner.routing.rules import today
from tests.report import fixtures

H = 3600
PRAYERS = Break(12 * H + 900, 14 * H + 2700, (0,), "Friday prayers")
NIGHT = DatedRule("night", RuleKind.CURFEW, date(2021, 7, 6), date(2021, 7, 6), at_s=17 * H)
ESCORT = DatedRule("escort", RuleKind.ESCORT, date(2021, 7, 6), date(2021, 7, 6))


def _drive(vehicle: str, depot: str, leave_s: int, arrive_s: int) -> Route:
    """One vehicle of convoy D1-C1: the stop S1 from 10:00 to 12:00, then S2 after the prayers, then home."""
    baskets = 100 if vehicle.startswith("L") else 0
    visits = (
        Visit(depot, VisitKind.DEPOT, leave_s - 1800, leave_s - 1800, leave_s, 2 * baskets),
        Visit("S1", VisitKind.STOP, arrive_s, 10 * H, 12 * H, -baskets, baskets, "S1"),
        Visit("S2", VisitKind.STOP, 14 * H + 3000, 14 * H + 3000, 16 * H, -baskets, baskets, "S2"),
        Visit(depot, VisitKind.DEPOT, 16 * H + 1200, 16 * H + 1200, 16 * H + 1200),
    )
    return Route(f"D1-C1-{vehicle}", vehicle, 0, visits, 9_000, 2400, "D1-C1")


def convoy_plan(**changes: object) -> Plan:
    """A lorry and JKM's office of IPD Sentul, joined at the first stop by the counter of IPD Wangsa Maju."""
    plan = fixtures.plan()
    problem = plan.convoy_problem
    lorry = problem.vehicles[0]
    office = replace(lorry, vehicle_id="O1", kind=VehicleKind.MOBILE_OFFICE)
    counter = Vehicle("C1", VehicleKind.MOBILE_COUNTER, "D2", 0, 0, 8 * H, 18 * H)
    routes = (
        _drive("L1", "D1", 9 * H, 9 * H + 2400),
        _drive("O1", "D1", 9 * H, 9 * H + 2400),
        _drive("C1", "D2", 9 * H + 1200, 9 * H + 2100),
    )
    depots = (*problem.depots, Depot("D2", "IPD Wangsa Maju", 101.739, 3.205, "Wangsa Maju", 300))
    problem = replace(problem, depots=depots, vehicles=(lorry, office, counter), breaks=(PRAYERS,))
    plan = replace(plan, convoys=replace(plan.convoys, routes=routes))
    return replace(plan, convoy_problem=replace(problem, rules=(NIGHT, ESCORT), **changes))


def sheets(plan: Plan | None = None) -> dict[str, RunSheet]:
    """The plan's sheets by vehicle (the fixture's lorry drives once here)."""
    return {sheet.vehicle.vehicle_id: sheet for sheet in build_sheets(plan or convoy_plan(), fixtures.recommended())}


def files(language: str, plan: Plan | None = None) -> dict[str, bytes]:
    """The lorry's forms by ending."""
    found = run_sheets(plan or convoy_plan(), fixtures.recommended(), language=language)
    return {name.rsplit(".", 1)[1]: content for name, content in found.items() if "-L1-" in name}


def test_home_by_is_the_earliest_of_shift_curfew_and_dated_rule():
    """The paper's hour is the one that the solvers hold the vehicle to, on days with the dated rule and without."""
    problem = convoy_plan().convoy_problem
    for vehicle in problem.vehicles:
        for day, expected in ((0, 17 * H), (1, 18 * H)):
            assert home_by_s(problem, vehicle, day) == expected
            assert home_by_s(problem, vehicle, day) == min(vehicle.shift_end_s, today(problem, day).home_by_s)


def test_breaks_of_a_day_are_those_the_solvers_keep_free():
    """The day's breaks in order of the clock; another day's are not shown."""
    tea = Break(10 * H, 10 * H + 900, (0, 1), "Tea")
    problem = replace(convoy_plan().convoy_problem, breaks=(PRAYERS, tea))
    for day in range(2):
        assert tuple((each.start_s, each.end_s) for each in breaks_on(problem, day)) == today(problem, day).pauses
    assert [each.name for each in breaks_on(problem, 0)] == ["Tea", "Friday prayers"]


def test_vehicles_of_one_depot_meet_there_and_of_two_at_the_first_stop():
    """Two that leave one depot together meet there; with a third from elsewhere all meet at the first stop."""
    lorry, office, counter = convoy_plan().convoys.routes
    assert meeting(lorry, (office,)) == lorry.visits[0]
    assert meeting(lorry, (office, counter)) == lorry.visits[1]
    assert meeting(counter, (lorry, office)) == counter.visits[1]
    later = replace(office, visits=(replace(office.visits[0], departure_s=10 * H), *office.visits[1:]))
    assert meeting(lorry, (later,)) == lorry.visits[1]


def test_vehicles_that_share_no_place_meet_nowhere():
    """After a replan a convoy's rest may have nothing in common: no place is made up."""
    lorry, _, counter = convoy_plan().convoys.routes
    alone = replace(counter, visits=(counter.visits[0], counter.visits[-1]))
    assert meeting(lorry, (alone,)) is None
    assert meeting(lorry, ()) is None


def test_companions_are_of_the_same_convoy_and_day():
    """A convoy's number comes again on another day, and a vehicle without one travels alone."""
    plan = convoy_plan()
    lorry, office, counter = plan.convoys.routes
    routes = (lorry, office, replace(counter, day=1))
    assert companions(lorry, routes) == (office,)
    assert companions(replace(lorry, convoy_id=""), (replace(office, convoy_id=""),)) == ()


def test_one_number_in_two_districts_is_two_convoys():
    """Districts planned by themselves each have a D1-C1: who is never at one place with a vehicle is no companion."""
    lorry, office, counter = convoy_plan().convoys.routes
    there = [replace(visit, location_id=f"{visit.location_id}-x") for visit in counter.visits]
    assert companions(lorry, (lorry, office, replace(counter, visits=tuple(there)))) == (office,)


def test_break_stands_in_the_timeline_between_the_stops_it_parts():
    """Friday's break is a line of its own from 12:15 to 14:45, between the visit before it and the one after."""
    lines = [(stop.kind, stop.start_s, stop.departure_s) for stop in sheets()["L1"].stops]
    assert lines[2] == ("break", PRAYERS.start_s, PRAYERS.end_s)
    assert [kind for kind, _, _ in lines] == ["depot", "stop", "break", "stop", "depot"]
    assert [stop.order for stop in sheets()["L1"].stops] == [0, 1, 0, 2, 0]
    assert all(stop.alternative[1] for stop in sheets()["L1"].served)


@pytest.mark.parametrize("span", [(6 * H, 7 * H), (17 * H, 18 * H)])
def test_break_outside_the_drive_is_not_on_the_sheet(span):
    """A crew that has not left, or is home, needs no line for a break."""
    pause = Break(*span, (0,), "Tea")
    assert [stop.kind for stop in sheets(convoy_plan(breaks=(pause,)))["L1"].stops].count("break") == 0


def test_break_that_the_plan_already_holds_is_not_told_twice():
    """A plan with a break among its visits keeps that line alone."""
    plan = convoy_plan()
    lorry = plan.convoys.routes[0]
    own = Visit("S1", VisitKind.BREAK, PRAYERS.start_s, PRAYERS.start_s, PRAYERS.end_s)
    route = replace(lorry, visits=(*lorry.visits[:2], own, *lorry.visits[2:]))
    plan = replace(plan, convoys=replace(plan.convoys, routes=(route,)))
    assert [stop.kind for stop in sheets(plan)["L1"].stops].count("break") == 1


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("ms", ["12:15–14:45 Rehat: Solat Jumaat (antara PPR Jelatek dan PPR Seri Semarak)", "Balik selewatnya: 17:00",
                "Kaunter bergerak PDRM C1 (IPD Wangsa Maju 09:20, tiba 09:35)", "Bertemu: PPR Jelatek, 10:00"]),
        ("en", ["12:15–14:45 Break: Friday prayers (between PPR Jelatek and PPR Seri Semarak)", "Home by: 17:00",
                "PDRM mobile counter C1 (IPD Wangsa Maju 09:20, arrives 09:35)", "Meet: PPR Jelatek, 10:00"]),
    ],
)  # fmt: skip
def test_message_tells_companions_break_and_home(language, wanted):
    """The crew's message names the other vehicles, where they meet, the break and the hour to be home."""
    text = files(language)["txt"].decode()
    assert [part for part in wanted if part not in text] == []
    clocks = re.findall(r"(?m)^(\d\d:\d\d)", text)
    assert clocks == sorted(clocks)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("ms", ["Balik selewatnya: 17:00", "Waktu anggota: 08:00–18:00", "Iringan / kaunter PDRM", "Solat Jumaat",
                "Bertemu: PPR Jelatek, 10:00", "12:15 14:45", "perintah berkurung 17:00"]),
        ("en", ["Home by: 17:00", "Crew hours: 08:00–18:00", "PDRM escort / mobile counter", "Friday prayers",
                "Meet: PPR Jelatek, 10:00", "12:15 14:45", "curfew 17:00"]),
    ],
)  # fmt: skip
def test_paper_tells_companions_break_and_home(language, wanted, pdf_text):
    """Read by another program, the paper holds the convoy, the break's line and the hour to be home."""
    text = " ".join(pdf_text(files(language)["pdf"]).split())
    assert [part for part in wanted if part not in text] == []


def test_workbook_has_the_break_as_a_row_that_is_no_stop():
    """The stops page shows the break between its stops; the outcome page to be filled in has served stops alone."""
    book = load_workbook(io.BytesIO(files("en")["xlsx"]))
    page = book.worksheets[0]
    rows = [[cell.value for cell in row[:5]] for row in page]
    at = next(i for i, row in enumerate(rows) if row[1] and str(row[1]).startswith("Break: Friday prayers"))
    assert rows[at][2:] == ["12:15", "12:15", "14:45"]
    assert [rows[at - 1][1], rows[at + 1][1]] == ["PPR Jelatek", "PPR Seri Semarak"]
    assert [rows[at - 2][1], rows[at + 2][1]] == ["Load baskets: IPD Sentul", "Returns: IPD Sentul"]
    assert [cell.value for cell in book["outcome"][2]][-1] == "Baskets left over"
    assert [row[3].value for row in book["outcome"].iter_rows(min_row=3)] == ["PPR Jelatek", "PPR Seri Semarak"]
    assert any("Home by: 17:00" in str(row[0]) for row in rows)
    assert any("Meet: PPR Jelatek, 10:00" in str(row[0]) for row in rows)


def test_calendar_has_the_break_and_devices_do_not():
    """The calendar blocks the break out in Malaysian time under an id of its own; a GPX route leads to places only."""
    calendar = files("en")["ics"].replace(b"\r\n ", b"")
    assert calendar.count(b"BEGIN:VEVENT") == 3
    assert b"DTSTART:20210706T041500Z\r\nDTEND:20210706T064500Z\r\nSUMMARY:Break: Friday prayers" in calendar
    assert b"Home by: 17:00" in calendar
    ids = re.findall(rb"UID:(.*)", calendar)
    assert len(set(ids)) == len(ids)
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    device = ET.fromstring(files("en")["gpx"])
    assert len(device.findall("g:rte/g:rtept", space)) == 4
    assert "Home by: 17:00" in (device.findtext("g:metadata/g:desc", namespaces=space) or "")


def test_counter_is_not_its_own_escort_and_a_lone_vehicle_says_so():
    """The counter's own sheet lists the lorry, not itself; a vehicle of no convoy is told that it goes alone."""
    lines = convoy_lines(sheets()["C1"], "en")
    assert any("Lorry L1 (IPD Sentul 09:00, arrives 09:40)" in line for line in lines)
    assert not any("C1" in line for line in lines)
    alone = build_sheets(fixtures.plan(), fixtures.recommended())
    assert convoy_lines(alone[0], "en") == ["Travels together: alone, no other vehicle of this plan"]
    assert convoy_lines(alone[-1], "en") == []  # a patrol never travels in a convoy


def test_hours_are_told_with_what_binds():
    """Crew hours are the vehicle's shift; the hour to be home names the shift's end and the curfew of that day."""
    lorry = sheets()["L1"]
    assert hours_line(lorry) == "08:00–18:00"
    assert home_line(lorry, "en") == "17:00 (crew hours end 18:00, curfew 17:00)"
    assert home_line(lorry, "ms") == "17:00 (waktu anggota tamat 18:00, perintah berkurung 17:00)"


def test_a_break_of_any_name_is_shown_as_text():
    """A break's name comes from a file: marks of paper, message and calendar in it stay words."""
    plan = convoy_plan(breaks=(replace(PRAYERS, name="=<b>*te;h*</b>"),))
    found = files("en", plan)
    assert b"te\\;h" in found["ics"].replace(b"\r\n ", b"")
    assert "*te;h*" not in found["txt"].decode()
    book = load_workbook(io.BytesIO(found["xlsx"]))
    assert not [cell for row in book.worksheets[0] for cell in row if cell.data_type == "f"]
    assert found["pdf"].startswith(b"%PDF")
