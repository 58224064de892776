"""Plan, run sheets, officials and outcomes, each with data, empty and refused, on a real store."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from planner.errors import PlannerError
from planner.model.need import NeedWeights
from planner.report.outcome_sheet import read_outcomes
from planner.report.route_layer import vehicle_text
from planner.report.runsheets import run_sheets
from planner.report.words import word
from planner.roles import Role
from planner.ui import official_views, plan_views, session
from planner.ui.shown import Shown
from tests.report import fixtures
from tests.ui.conftest import page_script, result

PAGES = ("plan_page", "sheets_page", "officials_page", "outcomes_page")


@pytest.fixture
def page(monkeypatch, store):
    """Opens one page on a given result, as a given reader."""
    monkeypatch.setattr(session, "store_if_any", lambda: store)

    def open_page(name: str, shown: Shown | None, role: Role = Role.PLANNER, actor: str = "Aminah") -> AppTest:
        monkeypatch.setattr(session, "load_result", lambda: shown)
        at = AppTest.from_string(page_script(name), default_timeout=120)
        at.session_state["role"], at.session_state["actor"] = role, actor
        return at.run()

    return open_page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_data_and_empty(page, name):
    """No page breaks, with a plan or without anything; empty pages say so."""
    assert not page(name, result()).exception
    at = page(name, None)
    assert not at.exception
    assert at.info


def test_a_name_is_asked_for_where_it_is_needed(page):
    """Without a name the page asks on the spot, as a phone hides the side bar; once given, it goes on."""
    at = page("outcomes_page", result(), actor="")
    assert not at.tabs
    at.text_input(key="actor_here").set_value("Aminah").run()
    assert not at.exception
    assert at.tabs
    assert at.session_state["actor"] == "Aminah"


def test_ministry_may_not_approve_or_see_run_sheets(page):
    """A role without the right is told so and gets no button."""
    assert not page("plan_page", result(), role=Role.MINISTRY).button
    at = page("sheets_page", result(), role=Role.MINISTRY)
    assert at.info
    assert not at.get("download_button")


def test_sheets_page_offers_five_forms_and_all(page):
    """Five downloads for the chosen sheet and one for everything."""
    at = page("sheets_page", result())
    assert len(at.get("download_button")) == 6
    assert "PPR Jelatek" in "\n".join(mark.value for mark in at.markdown)


def test_officials_see_no_exact_count():
    """Published frames hold spans: no exact count of the case team is left in any cell, and caches are told apart."""
    given = result()
    public = official_views.published(given, Role.MINISTRY, NeedWeights())
    assert public.plan is None
    assert public.recommended == ()
    assert public.key != given.key
    shown = official_views.places_table(public, "ms").to_string()
    assert "143" not in shown
    assert "140–144" in shown


def test_planner_sees_the_officials_page_as_the_public_does():
    """The case team's page holds the published spans too, so that nobody copies an exact count out of it."""
    public = official_views.published(result(), Role.PLANNER, NeedWeights())
    assert public.hotspots["households"].max() == 200
    assert set(public.hotspots["households"] % 10) == {0}


def test_outcome_is_kept_and_feeds_the_next_recommendation(page, store):
    """Numbers told on the page become a visit of that place and day."""
    at = page("outcomes_page", result())
    at.number_input(key="count-delivered").set_value(190)
    at.number_input(key="count-absent").set_value(10)
    at.number_input[4].set_value(200)
    at.button[0].click().run()
    assert not at.exception
    visited = store.visited()
    assert visited["households"].to_list() == [190]
    assert visited["place_id"].to_list() == ["P1"]


def filled(**cells: object) -> bytes:
    """The first convoy's workbook with cells of its first outcome line filled in."""
    files = run_sheets(fixtures.plan(), fixtures.recommended(), language="ms")
    name = next(name for name in files if name.startswith("konvoi-2021-07-06") and name.endswith(".xlsx"))
    book = load_workbook(io.BytesIO(files[name]))
    page = book["hasil"]
    head = [cell.value for cell in page[1]]
    for key, value in cells.items():
        page.cell(row=3, column=head.index(key) + 1, value=value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_filled_in_workbook_comes_back():
    """The printed workbook, filled in, becomes outcomes with counts: of 212 baskets a car took 2, and 12 are left."""
    found = read_outcomes(filled(delivered=190, absent=10, baskets_left=12), fixtures.plan())
    assert [(o.kind, o.households, o.baskets) for o in found] == [("absent", 10, 0), ("delivered", 190, 198)]
    assert {o.serves_id for o in found} == {"S1"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a workbook", "E1602"),
        (b"x" * 5_000_001, "E1601"),
        ("delivered:banyak", "E1604"),
        ("delivered:-3", "E1604"),
        ("plan_id:other", "E1605"),
        ("order:9", "E1606"),
        ("", "E1607"),
    ],
)
def test_wrong_workbooks_are_refused_with_a_code(content, code):
    """Each wrong upload has its own code, and nothing is taken from it."""
    if isinstance(content, str):
        cells = {"delivered": 5} if content else {}
        if content:
            key, value = content.split(":")
            cells[key] = int(value) if value.lstrip("-").isdigit() else value
        content = filled(**cells)
    with pytest.raises(PlannerError) as error:
        read_outcomes(content, fixtures.plan())
    assert error.value.faults[0].code == code


def test_small_file_that_unpacks_to_much_is_refused_before_it_is_unpacked():
    """Half a megabyte that would become half a gigabyte costs no more memory than itself."""
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as page,
    ):
        for _ in range(500):
            page.write(b" " * 1_000_000)
    content = bomb.getvalue()
    assert len(content) < 1_000_000
    tracemalloc.start()
    with pytest.raises(PlannerError) as error:
        read_outcomes(content, fixtures.plan())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.value.faults[0].code == "E1601"
    assert most < 3_000_000


@pytest.mark.parametrize(
    ("content", "code"), [(b"%PDF-1.7 not a workbook", "E1602"), (b"PK\x03\x04" + b"x" * 6_000_000, "E1601")]
)
def test_wrong_upload_is_told_on_the_page_and_loses_nothing(page, store, content, code):
    """A wrong or a huge file reaches the page as a message; what was on record stays, and the page still works."""
    at = page("outcomes_page", result())
    at.number_input(key="count-delivered").set_value(190)
    at.button[0].click().run()
    at.file_uploader[0].upload("hasil.xlsx", content, "application/vnd.ms-excel").run()
    next(button for button in at.button if button.label == word("ui.outcomes.take", "ms")).click().run()
    assert not at.exception
    assert code in at.error[0].value
    assert store.visited()["households"].to_list() == [190]


def test_timeline_covers_each_vehicle_without_overlap():
    """A vehicle's spans follow one another and none begins before the last has ended."""
    spans = plan_views.timeline(fixtures.plan(), 1, "ms").sort_values(["vehicle", "start"])
    for _, own in spans.groupby("vehicle"):
        assert (own["end"].to_numpy()[:-1] <= own["start"].to_numpy()[1:]).all()
    assert set(spans["activity"]) >= {"Memandu", "Agihan", "Muat naik"}


def test_timeline_shows_no_drive_longer_than_the_road():
    """An hour goes by before the last leg of a car: the leg is drawn as long as it is, right before it arrives."""
    plan = fixtures.plan()
    route = plan.patrols.routes[0]
    home = route.visits[-1]
    late_s = home.arrival_s + 3600
    later = replace(home, arrival_s=late_s, start_s=late_s, departure_s=late_s)
    waiting = replace(route, visits=(*route.visits[:-1], later))
    plan = replace(plan, patrols=replace(plan.patrols, routes=(waiting,)))
    spans = plan_views.timeline(plan, route.day, "ms")
    own = spans[spans["vehicle"] == vehicle_text(plan, route.vehicle_id, "ms")]
    last = own[own["activity"] == "Memandu"].iloc[-1]
    names = plan.patrol_problem.travel.location_ids
    here, there = names.index(route.visits[-2].location_id), names.index(home.location_id)
    assert (last["end"] - last["start"]).seconds == plan.patrol_problem.travel.duration_s[here][there]
    assert (last["end"].hour * 60 + last["end"].minute) * 60 <= late_s
