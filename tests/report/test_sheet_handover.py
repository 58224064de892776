"""What passes from a lorry to a patrol car: both papers tell it, and when loading begins, in both languages."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from planner.model.dispatch import Plan, Route
from planner.model.kinds import VisitKind
from planner.report.runsheets import run_sheets
from planner.report.sheet import RunSheet, build_sheets
from planner.report.sheet_handover import Handover
from planner.report.sheet_text import handover_line
from tests.report import fixtures

H = 3600


def shifted(route: Route, place: int, **times: int) -> Route:
    """``route`` with other times at one visit."""
    visits = list(route.visits)
    visits[place] = replace(visits[place], **times)
    return replace(route, visits=tuple(visits))


def plan(*, arrival_s: int = 10 * H + 900, start_s: int = 10 * H + 900, kept: int = 2) -> Plan:
    """The car loads 2 of ``kept`` baskets at S1, where lorry L1 is from 9:00 to 12:40."""
    made = fixtures.plan()
    assert made.patrols is not None
    assert made.patrol_problem is not None
    round_ = shifted(made.patrols.routes[0], 1, arrival_s=arrival_s, start_s=start_s, departure_s=start_s + 600)
    pickups = (replace(made.patrol_problem.pickups[0], stock_baskets=kept),)
    return replace(
        made,
        patrols=replace(made.patrols, routes=(round_,)),
        patrol_problem=replace(made.patrol_problem, pickups=pickups),
    )


def passed(made: Plan) -> dict[str, tuple[Handover, ...]]:
    """Everything passed on, by route."""
    sheets = build_sheets(made, fixtures.recommended())
    return {sheet.route_id: sum((stop.handovers for stop in sheet.stops), ()) for sheet in sheets}


def line(sheet: RunSheet, kind: VisitKind, language: str) -> str:
    """What the first visit of a kind says of it."""
    return handover_line(next(stop for stop in sheet.stops if stop.kind == kind), sheet, language)


def lines(made: Plan, language: str) -> tuple[str, str]:
    """What the lorry's paper says and what the car's does."""
    lorry, _, car = build_sheets(made, fixtures.recommended())
    return line(lorry, VisitKind.STOP, language), line(car, VisitKind.PICKUP, language)


def test_both_papers_tell_the_same_handover() -> None:
    """The lorry keeps for the car what the car takes from the lorry, and no other sheet says anything."""
    times = (10 * H + 900, 12 * H + 2400)
    assert passed(plan()) == {
        "R1": (Handover(2, "MPV1", "patrol_car", *times),),
        "R2": (),
        "R3": (Handover(2, "L1", "lorry", *times),),
    }


def test_while_the_lorry_is_there_the_baskets_are_kept() -> None:
    """The car loads at 10:15, the lorry stays until 12:40."""
    assert lines(plan(), "en") == (
        "keep 2 baskets for Patrol car MPV1, which loads at 10:15",
        "from Lorry L1, at the stop until 12:40",
    )
    assert lines(plan(), "ms") == (
        "asingkan 2 bakul untuk Kereta peronda MPV1, yang akan mengambilnya pada pukul 10:15",
        "daripada Lori L1, yang berada di hentian hingga pukul 12:40",
    )


def test_after_the_lorry_has_gone_the_papers_name_who_has_them() -> None:
    """The car loads at 14:00: the KRT / JMB chairman keeps the baskets from 12:40 on."""
    late = plan(arrival_s=14 * H, start_s=14 * H)
    assert lines(late, "en") == (
        "leave 2 baskets, sealed, with the KRT / JMB chairman at 12:40 for Patrol car MPV1, which loads at 14:00",
        "from the KRT / JMB chairman, left there by Lorry L1 at 12:40",
    )
    assert lines(late, "ms") == (
        "tinggalkan 2 bakul dalam keadaan bermeterai kepada Pengerusi KRT / JMB pada pukul 12:40; "
        "Kereta peronda MPV1 akan mengambilnya pada pukul 14:00",
        "daripada Pengerusi KRT / JMB; bakul ditinggalkan di situ oleh Lori L1 pada pukul 12:40",
    )


@pytest.mark.parametrize(("language", "wanted"), [("en", "no patrol car comes"), ("ms", "tiada kereta peronda datang")])
def test_baskets_that_no_car_comes_for_are_named(language: str, wanted: str) -> None:
    """Five are kept and the car takes two: three are on the lorry's paper with what to do with them."""
    lorry, car = lines(plan(kept=5), language)
    assert wanted in lorry
    assert "3 " in lorry.split(";")[1]
    assert wanted not in car


def test_two_lorries_share_what_a_car_takes() -> None:
    """The lorry that brings most keeps first; what it does not have the other does, and the car hears of both."""
    made = plan()
    vehicle, first = made.convoy_problem.vehicles[0], made.convoys.routes[0]
    big = shifted(first, 1, baskets=-1)
    routes = (big, replace(big, route_id="R9", vehicle_id="L9"))
    problem = replace(made.convoy_problem, vehicles=(vehicle, replace(vehicle, vehicle_id="L9")))
    made = replace(made, convoys=replace(made.convoys, routes=routes), convoy_problem=problem)
    found = passed(made)
    assert [(each.other, each.baskets) for each in (*found["R1"], *found["R9"])] == [("MPV1", 1), ("MPV1", 1)]
    assert [(each.other, each.baskets) for each in found["R3"]] == [("L1", 1), ("L9", 1)]
    car = build_sheets(made, ())[-1]
    assert line(car, VisitKind.PICKUP, "en").startswith("1 basket from Lorry L1, ")


def test_headquarters_need_no_handover() -> None:
    """Food loaded at a headquarters, or with its convoy gone from the plan, is passed on by nobody."""
    made = plan()
    assert passed(replace(made, convoys=replace(made.convoys, routes=()))) == {"R3": ()}
    assert made.patrol_problem is not None
    home = (replace(made.patrol_problem.pickups[0], day=None),)
    assert set(passed(replace(made, patrol_problem=replace(made.patrol_problem, pickups=home))).values()) == {()}


def files(made: Plan, start: str, language: str = "en") -> dict[str, bytes]:
    """One sheet's forms by ending."""
    found = run_sheets(made, fixtures.recommended(), language=language)
    return {name.rsplit(".", 1)[1]: content for name, content in found.items() if name.startswith(start)}


@pytest.mark.parametrize(
    ("language", "convoy", "patrol", "keeps", "takes"),
    [
        ("en", "convoy-2021-07-06", "patrol", "keep 2 baskets for Patrol car MPV1", "from Lorry L1"),
        ("ms", "konvoi-2021-07-06", "rondaan", "asingkan 2 bakul untuk Kereta peronda MPV1", "daripada Lori L1"),
    ],
)
def test_every_form_tells_it(language: str, convoy: str, patrol: str, keeps: str, takes: str) -> None:
    """Message, workbook and calendar of lorry and car say what is kept and from whom it comes."""
    for start, wanted in ((convoy, keeps), (patrol, takes)):
        made = files(plan(), start, language)
        assert wanted in made["txt"].decode()
        assert wanted in made["ics"].replace(b"\r\n ", b"").decode()
        cells = [str(cell.value) for row in load_workbook(io.BytesIO(made["xlsx"])).worksheets[0] for cell in row]
        assert [text for text in cells if wanted in text]


def test_a_wait_is_no_pickup_time() -> None:
    """A car that is there at 9:00 and loads at 10:15 is told 10:15, and until when it waits."""
    made = files(plan(arrival_s=9 * H), "patrol")
    assert "\n10:15 Pick up baskets: PPR Jelatek, 2 baskets\narrives 09:00, wait until 10:15\n" in made["txt"].decode()
    assert "\n09:00 Pick up" not in made["txt"].decode()
    event = made["ics"].replace(b"\r\n ", b"").split(b"BEGIN:VEVENT")[1].decode()
    assert "DTSTART:20210706T021500Z" in event
    for part in ("SYNTHETIC", "Patrol car MPV1\\n2 baskets", "from Lorry L1\\, at the stop until 12:40"):
        assert part in event, part
    rows = [[cell.value for cell in row[1:5]] for row in load_workbook(io.BytesIO(made["xlsx"])).worksheets[0]]
    assert ["Pick up baskets: PPR Jelatek", "09:00", "10:15", "10:25"] in rows
    assert "wait" not in files(plan(), "patrol")["txt"].decode().split("Pick up", 1)[1].split("*1.", 1)[0]


def test_paper_tells_arrival_and_begin_apart(pdf_text) -> None:
    """Read by another program: the car's timeline has arrival, begin and end; so has a lorry's stop after a wait."""
    waiting = plan(arrival_s=9 * H)
    lorry = shifted(waiting.convoys.routes[0], 1, arrival_s=8 * H + 2700, start_s=10 * H)
    waiting = replace(waiting, convoys=replace(waiting.convoys, routes=(lorry,)))
    for start, wanted in (
        (
            "patrol",
            ["09:00 10:15 10:25 2", "arrives 09:00, wait until 10:15", "from Lorry L1, at the stop until 12:40"],
        ),
        ("convoy", ["08:45 10:00 12:40", "arrives 08:45, wait until 10:00", "keep 2 baskets for Patrol car MPV1"]),
    ):
        text = " ".join(pdf_text(files(waiting, start)["pdf"]).split())
        assert [part for part in wanted if part not in text] == []
