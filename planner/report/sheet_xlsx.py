"""Run sheets as a workbook: the stops, and an outcome page that a crew fills in and brings back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.model.kinds import VisitKind
from planner.report.figures import date_text
from planner.report.links import google_link, waze_link
from planner.report.neutral import neutral
from planner.report.sheet import RunSheet, SheetStop
from planner.report.sheet_day_text import day_lines
from planner.report.sheet_text import (
    block_text,
    contact_line,
    handover_line,
    items_line,
    made_line,
    plan_b_line,
    replaces_lines,
    services_line,
    timeline_text,
    title_text,
    totals_line,
    vehicle_line,
)
from planner.report.words import Language, word
from planner.units import s_to_clock

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip file can name
_TOP = Alignment(vertical="top", wrap_text=True)  # one for all: openpyxl compares each new one with all it knows
OUTCOME_COLUMNS = ("delivered", "absent", "refused", "not_found")
OUTCOME_PAGES: dict[Language, str] = {"ms": "hasil", "en": "outcome"}


def _put(page: Worksheet, row: int, values: Sequence[object]) -> None:
    for column, value in enumerate(values, start=1):
        cell = page.cell(row=row, column=column, value=neutral(value))
        if isinstance(cell.value, str):
            cell.data_type = "s"  # never a formula, whatever the text begins with
        cell.alignment = _TOP


def _header(page: Worksheet, row: int) -> None:
    for cell in page[row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6E6E6")


def _stop_row(stop: SheetStop, at: int, sheet: RunSheet, language: Language) -> list[object]:
    """A served stop; of a car's pickup what it loads and from whom; of loading, a break or the way home its times."""
    times = [s_to_clock(value) for value in (stop.arrival_s, stop.start_s, stop.departure_s)]
    passed = handover_line(stop, sheet, language)
    if stop.kind == VisitKind.PICKUP:
        return ["", timeline_text(stop, 1, language), *times, "", stop.baskets, "", passed]
    if not stop.order:
        return ["", timeline_text(stop, at, language), *times, "", stop.baskets or ""]
    texts = [
        items_line(stop, language),
        passed,
        services_line(stop, language),
        contact_line(stop, language),
        plan_b_line(stop, sheet, language),
    ]
    links = [waze_link(stop.lon, stop.lat), google_link(stop.lon, stop.lat)]
    return [stop.order, stop.name, *times, stop.households or stop.expected, stop.baskets, *texts, *links]


def _stops_page(page: Worksheet, sheet: RunSheet, language: Language) -> None:
    page.title = title_text(sheet, language)[:31]
    tops = [f"{title_text(sheet, language)}: {vehicle_line(sheet, language)}", date_text(sheet.day, language)]
    tops += [*replaces_lines(sheet, language), totals_line(sheet, language)]
    tops += [*day_lines(sheet, language), made_line(sheet, language)]
    tops = [word("map.synthetic", language), *tops] if sheet.is_demonstration else tops
    for row, text in enumerate(tops, start=1):
        page.cell(row=row, column=1, value=str(neutral(text))).font = Font(bold=row <= 2)
    keys = (
        "order",
        "place",
        "arrive",
        "service",
        "until",
        "households",
        "baskets",
        "items",
        "passed_on",
        "services",
        "contact",
        "plan_b",
    )
    head = len(tops) + 2
    _put(page, head, [*(word(f"sheet.{key}", language) for key in keys), "Waze", "Google Maps"])
    _header(page, head)
    for at, stop in enumerate(sheet.stops if sheet.served else ()):
        _put(page, head + 1 + at, _stop_row(stop, at, sheet, language))
    for column, width in enumerate((6, 30, 9, 9, 9, 11, 9, 30, 34, 26, 34, 50, 24, 24), start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = page.cell(row=head + 1, column=3)
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _slots_page(page: Worksheet, sheet: RunSheet, language: Language) -> None:
    """Which blocks are called when at each stop, with a column to count who came."""
    page.title = word("sheet.slots", language)[:31]
    keys = ("order", "place", "slot_time", "until", "slot_block", "households", "slot_come")
    _put(page, 1, [word(f"sheet.{key}", language) for key in keys])
    _header(page, 1)
    called = [(stop, slot) for stop in sheet.served for slot in stop.slots]
    for row, (stop, slot) in enumerate(called, start=2):
        times = [s_to_clock(slot.start_s), s_to_clock(slot.end_s)]
        _put(page, row, [stop.order, stop.name, *times, block_text(slot, language), slot.households])
    for column, width in enumerate((6, 32, 9, 9, 60, 11, 9), start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "C2"
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _outcome_page(page: Worksheet, sheet: RunSheet, language: Language) -> None:
    """One line for each stop; the first row holds fixed keys, so that a filled-in page can be read back."""
    page.title = OUTCOME_PAGES[language]
    _put(page, 1, ["plan_id", "route_id", "order", "place", "planned", *OUTCOME_COLUMNS, "baskets_left"])
    _header(page, 1)
    keys = ("order", "place", "households", *OUTCOME_COLUMNS, "baskets_left")
    words = [word(f"sheet.{key}", language) for key in keys]
    _put(page, 2, ["", "", *words])
    for row, stop in enumerate(sheet.served, start=3):
        _put(page, row, [sheet.plan_id, sheet.route_id, stop.order, stop.name, stop.households])
    for column, width in enumerate((22, 14, 8, 32, 10, 12, 12, 12, 14, 12), start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "A3"


def _fixed(packed: bytes, made_at: str) -> bytes:
    """The same workbook with every moment in it set to when the plan was made, so equal sheets are equal bytes."""
    stamp = datetime.fromisoformat(made_at).strftime("%Y-%m-%dT%H:%M:%SZ")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp.encode(), data)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_xlsx(sheet: RunSheet, language: Language) -> bytes:
    """A run sheet as a workbook: the stops, the slots of each where there are any, and the outcomes to fill in."""
    book = Workbook()
    _stops_page(book.active, sheet, language)
    if any(stop.slots for stop in sheet.served):
        _slots_page(book.create_sheet(), sheet, language)
    _outcome_page(book.create_sheet(), sheet, language)
    buffer = io.BytesIO()
    book.save(buffer)
    return _fixed(buffer.getvalue(), sheet.made_at)
