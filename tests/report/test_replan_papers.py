"""What a replan tells: what was asked for and is not served, what was cancelled, and what the new sheets replace."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from planner.adapters.sheet_facts import NAME, facts_beside, facts_text
from planner.model.difference import differences
from planner.model.dispatch import Changes, Plan, Status, Unserved, UnservedReason
from planner.model.kinds import SERVED
from planner.model.papers import Replaced, SheetFacts
from planner.model.reason import told
from planner.report.differences import difference_text
from planner.report.runsheets import run_sheets
from planner.report.sheet import build_sheets
from planner.report.sheet_message import whatsapp_text
from planner.report.sheet_text import replaces_lines, totals_line
from tests.report import fixtures
from tests.report.test_sheet_day import convoy_plan

PLAN = fixtures.plan()


def with_new_door(plan: Plan) -> Plan:
    """``plan`` after a replan with a new urgent household that nobody serves."""
    problem, patrols = plan.patrol_problem, plan.patrols
    door = replace(problem.deliveries[0], delivery_id="urgent-1", household_id="urgent-1")
    left = Unserved("urgent-1", "urgent-1", UnservedReason.NO_DAY, (told("door_no_day"),))
    return replace(
        plan,
        plan_id=f"{plan.plan_id}+1a2b3c",
        patrol_problem=replace(problem, deliveries=(*problem.deliveries, door)),
        patrols=replace(patrols, unserved=(left,)),
    )


def with_broken_pin(plan: Plan) -> Plan:
    """``plan`` after a replan in which PPR Batu Muda must be served on the second day, and cannot be."""
    stops = tuple(
        replace(stop, required=True, days=(1,)) if stop.stop_id == "S3" else stop for stop in plan.convoy_problem.stops
    )
    convoys = replace(plan.convoys, status=Status.INFEASIBLE)
    return replace(plan, convoy_problem=replace(plan.convoy_problem, stops=stops), convoys=convoys)


@pytest.mark.parametrize(
    ("language", "first"),
    [
        (
            "en",
            "- NOT served: PPR Jelatek, Blok A (urgent-1). No day fits (no car of its district is free on its day).",
        ),
        ("ms", "- TIDAK dilayan: PPR Jelatek, Blok A (urgent-1). Tiada hari yang sesuai"),
    ],
)
def test_a_new_household_that_nobody_serves_is_told_first(language, first):
    """Nothing else changed, so no difference would name it: it is the first line, and "nothing" is not said."""
    after = with_new_door(PLAN)
    assert differences(PLAN, after) == ()
    lines = difference_text(PLAN, after, (), language).splitlines()
    told_first = next(line for line in lines if line.startswith("- "))
    assert told_first.startswith(first)
    assert not any("Nothing is served differently" in line or "Tiada layanan" in line for line in lines)


def test_a_pin_that_cannot_be_kept_is_told_with_its_day_and_reason():
    """The stop, the day asked for, the reason and what is behind it, in both languages."""
    after = with_broken_pin(PLAN)
    english = difference_text(PLAN, after, (), "en")
    assert "- NOT possible: PPR Batu Muda cannot be served on Wed 7/7 as asked. There is not enough working time" in (
        english
    )
    assert "25 minutes more" in english
    assert "- TIDAK DAPAT DIPENUHI: PPR Batu Muda tidak dapat dilayan pada Rab 7/7" in difference_text(
        PLAN, after, (), "ms"
    )


def test_a_new_stop_served_in_part_is_not_told_as_left_out():
    """S1 is new, and 4 of its baskets are missing: it is served, but not whole."""
    stops = tuple(stop for stop in PLAN.convoy_problem.stops if stop.stop_id != "S1")
    before = replace(PLAN, convoy_problem=replace(PLAN.convoy_problem, stops=stops))
    left = Unserved("S1", "PPR Jelatek", UnservedReason.NO_STOCK, (told("brought", brought=212, wanted=216),))
    after = replace(PLAN, convoys=replace(PLAN.convoys, unserved=(left,)))
    english = difference_text(before, after, (), "en")
    assert "- Served IN PART only: PPR Jelatek. There are not enough baskets in stock (212 of 216 baskets" in english
    assert "NOT" not in english
    assert "- Dilayan SEBAHAGIAN sahaja: PPR Jelatek." in difference_text(before, after, (), "ms")


def test_a_household_pinned_in_vain_is_told_too():
    """A door of the announced plan, unserved then and now: the pin names it, whatever the plan holds of the day."""
    before = with_new_door(PLAN)
    assert "NOT" not in difference_text(before, before, (), "en")
    told_now = difference_text(before, before, (), "en", Changes(pins=(("urgent-1", 1),)))
    assert "NOT possible: PPR Jelatek, Blok A (urgent-1) cannot be served on Wed 7/7 as asked. No day fits" in told_now


def test_a_pinned_stop_is_not_its_homes():
    """A stop and an unserved home under one name: the pin is the stop's, which is served, so nothing failed."""
    before = with_new_door(PLAN)
    doors = tuple(replace(door, name="PPR Jelatek") for door in before.patrol_problem.deliveries)
    before = replace(before, patrol_problem=replace(before.patrol_problem, deliveries=doors))
    assert "NOT" not in difference_text(before, before, (), "en", Changes(pins=(("PPR Jelatek", 0),)))


def test_a_plan_that_keeps_everything_tells_of_no_failure():
    """An announced plan's own left-out stop is not new, and is told in the summary alone."""
    assert "NOT" not in difference_text(PLAN, PLAN, (), "en")
    assert "Nothing is served differently." in difference_text(PLAN, PLAN, (), "en")


def test_cancelled_is_told_apart_from_no_longer_served():
    """A stop that the new plan is not asked for any more was cancelled; one that it leaves out is no longer served."""
    convoys = replace(PLAN.convoys, routes=PLAN.convoys.routes[1:])
    left_out = replace(PLAN, convoys=convoys)
    stops = tuple(stop for stop in PLAN.convoy_problem.stops if stop.stop_id != "S1")
    cancelled = replace(left_out, convoy_problem=replace(PLAN.convoy_problem, stops=stops))
    name = PLAN.convoy_problem.stops[0].name
    for after, english, malay in (
        (left_out, "no longer served (was", "tidak lagi dilayan (asalnya"),
        (cancelled, "cancelled (was", "dibatalkan (asalnya"),
    ):
        found = differences(PLAN, after)
        assert f"- {name}: {english}" in difference_text(PLAN, after, found, "en")
        assert f"- {name}: {malay}" in difference_text(PLAN, after, found, "ms")


def test_a_vehicle_that_drives_no_more_is_named_with_its_day():
    """The lorry's first day is gone, with its run sheet: its crew, who hold the announced one, are told."""
    after = replace(PLAN, convoys=replace(PLAN.convoys, routes=PLAN.convoys.routes[1:]))
    text = difference_text(PLAN, after, differences(PLAN, after), "en")
    assert "Stood down, nothing left to serve: Lorry L1 (Tue 6/7)." in text
    assert (
        "Kenderaan yang tugasnya dibatalkan kerana tiada lagi yang perlu dilayan: Lori L1 (Sel 6/7)."
        in difference_text(PLAN, after, differences(PLAN, after), "ms")
    )
    assert "Stood down" not in difference_text(PLAN, PLAN, (), "en")


def test_the_note_of_the_changes_and_the_plan_replaced_are_told():
    """What happened stands in the differences and on every sheet, with the id of the plan replaced."""
    text = difference_text(PLAN, PLAN, (), "ms", Changes(note="banjir\n di\x1b bulatan"))
    assert f"MENGGANTIKAN rancangan {PLAN.plan_id}" in text
    assert "Apa yang berlaku: banjir di bulatan" in text
    found = run_sheets(PLAN, (), language="en", replaces=Replaced("old-plan", "flood at the *roundabout*"))
    for name, content in found.items():
        if name.endswith(".txt"):
            assert "REPLACES plan old-plan\nWhat happened: flood at the roundabout\n" in content.decode()
        if name.endswith(".gpx"):
            assert b"REPLACES plan old-plan" in content
        if name.endswith(".ics"):
            assert b"REPLACES plan old-plan" in content.replace(b"\r\n ", b"")
        if name.endswith(".xlsx"):
            cells = [cell.value for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
            assert "REPLACES plan old-plan" in cells
    assert not any(b"REPLACES" in content for content in run_sheets(PLAN, (), language="en").values())


def test_paper_says_which_plan_it_replaces(pdf_text):
    """Read by another program, the paper names the plan and the note."""
    found = run_sheets(PLAN, (), language="ms", replaces=Replaced("old-plan", "banjir"))
    pdf = next(content for name, content in found.items() if name.endswith(".pdf"))
    text = pdf_text(pdf)
    assert "MENGGANTIKAN rancangan old-plan" in text
    assert "Apa yang berlaku: banjir" in text


def test_only_untouched_routes_keep_the_announced_goods():
    """Where goods and blocks are not found again, a sheet of an untouched route says that the announced ones hold."""
    routes = PLAN.convoys.routes
    replaces = Replaced("old-plan", standing=frozenset({routes[0].route_id}))
    sheets = {sheet.route_id: sheet for sheet in build_sheets(PLAN, (), replaces=replaces)}
    holds = "The goods, services and block times on the sheet of plan old-plan still hold."
    assert holds in replaces_lines(sheets[routes[0].route_id], "en")
    assert holds not in replaces_lines(sheets[routes[1].route_id], "en")


def test_facts_come_back_as_they_were_written(tmp_path):
    """Beside their own plan they are read; those of another plan, broken ones and none at all are no facts."""
    facts = SheetFacts(PLAN.plan_id, fixtures.recommended(), {"S1": (("A", 12), ("", 3))})
    (tmp_path / NAME).write_text(facts_text(facts), "utf-8")
    plan_file = tmp_path / "plan.json"
    assert facts_beside(plan_file, PLAN.plan_id) == facts
    assert facts_beside(plan_file, "another") is None
    for broken in ("", "{}", "[1]", '{"plan_id": 3}', "\x00"):
        (tmp_path / NAME).write_text(broken, "utf-8")
        assert facts_beside(plan_file, PLAN.plan_id) is None
    assert facts_beside(tmp_path / "nowhere" / "plan.json", PLAN.plan_id) is None


@pytest.mark.parametrize(("language", "stood_down"), [("en", "Stood down"), ("ms", "Tugas dibatalkan")])
def test_a_vehicle_with_nothing_left_is_stood_down(language, stood_down):
    """A route of which only leaving and coming home is left is no run: no stops, no meeting, no hour to leave."""
    plan = convoy_plan()
    counter = plan.convoys.routes[2]
    bare = replace(counter, visits=tuple(v for v in counter.visits if v.kind not in SERVED))
    plan = replace(plan, convoys=replace(plan.convoys, routes=(*plan.convoys.routes[:2], bare)))
    sheet = next(sheet for sheet in build_sheets(plan, ()) if sheet.vehicle.vehicle_id == "C1")
    text = whatsapp_text(sheet, language).decode()
    assert stood_down in text
    for left in ("0 stops", "0 hentian", "all leave", "bertolak bersama", "09:20"):
        assert left not in text


@pytest.mark.parametrize(("language", "expect"), [("en", "200 households to expect"), ("ms", "dijangka 200 isi rumah")])
def test_a_counter_is_told_how_many_to_expect(language, expect):
    """The lorry hands out to 200 households in all, 100 a stop: the counter that meets it is told so, not nought."""
    plan = convoy_plan()
    sheets = {sheet.vehicle.vehicle_id: sheet for sheet in build_sheets(plan, ())}
    assert [stop.expected for stop in sheets["C1"].served] == [100, 100]
    assert [stop.expected for stop in sheets["L1"].served] == [0, 0]
    assert expect in totals_line(sheets["C1"], language)
    text = whatsapp_text(sheets["C1"], language).decode()
    assert expect.replace("200", "100") in text
    assert "\n0 " not in text
