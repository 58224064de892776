"""Run sheets on paper: A4, black on white, one card for each stop, with boxes to fill in by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, KeepTogether, SimpleDocTemplate, Spacer, Table

from planner.model.kinds import VisitKind
from planner.report.figures import date_text, number_text
from planner.report.links import google_link, waze_link
from planner.report.pdf_fonts import BOLD, REGULAR, markup
from planner.report.pdf_text import Text
from planner.report.sheet import RunSheet, SheetStop
from planner.report.sheet_day_text import convoy_pairs, home_line, hours_line
from planner.report.sheet_text import (
    block_text,
    contact_line,
    handover_line,
    households_line,
    items_line,
    made_line,
    plan_b_line,
    replaces_lines,
    services_line,
    timeline_text,
    title_text,
    totals_line,
    vehicle_line,
    wait_line,
)
from planner.report.words import Language, word
from planner.units import s_to_clock

_GREY = HexColor("#e6e6e6")
_BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9, leading=11.5)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8, leading=10)
_BOLD = ParagraphStyle("bold", parent=_BODY, fontName=BOLD)
_HEAD = ParagraphStyle("head", parent=_BOLD, fontSize=16, leading=20)
_CARD = ParagraphStyle("card", parent=_BOLD, fontSize=11.5, leading=14)
_WIDTH = A4[0] - 30 * mm


def _text(text: str, style: ParagraphStyle = _BODY) -> Text:
    return Text(markup(text), style)


def _pair(label: str, text: str) -> Text:
    return Text(f'<font name="{BOLD}">{markup(label)}:</font> {markup(text)}', _BODY)


def _head(sheet: RunSheet, language: Language) -> list[Flowable]:
    fields = [
        [
            _pair(word("sheet.vehicle", language), vehicle_line(sheet, language)),
            _pair(word("sheet.date", language), date_text(sheet.day, language)),
        ],
        [
            _pair(word("sheet.depot", language), sheet.depot),
            _pair(word("sheet.crew", language), str(sheet.vehicle.crew)),
        ],
        [
            _pair(word("sheet.home_by", language), home_line(sheet, language)),
            _pair(word("sheet.crew_hours", language), hours_line(sheet)),
        ],
        [_pair(word("sheet.officer", language), "_" * 24), _pair(word("sheet.signature", language), "_" * 24)],
    ]
    table = Table(
        fields,
        colWidths=[_WIDTH / 2] * 2,
        style=[
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )
    totals = Table(
        [[_text(totals_line(sheet, language), _BOLD)]],
        colWidths=[_WIDTH],
        style=[("BOX", (0, 0), (-1, -1), 1, black), ("BACKGROUND", (0, 0), (-1, -1), _GREY)],
    )
    return [
        _text(title_text(sheet, language), _HEAD),
        *(_text(line, _BOLD) for line in replaces_lines(sheet, language)),
        Spacer(1, 1 * mm),
        table,
        Spacer(1, 2 * mm),
        totals,
        *_convoy(sheet, language),
        Spacer(1, 3 * mm),
    ]


def _convoy(sheet: RunSheet, language: Language) -> list[Flowable]:
    """Who travels together and where they meet, in a frame of its own; nothing for a patrol."""
    rows = [[_pair(label, text)] for label, text in convoy_pairs(sheet, language)]
    style = [
        ("BOX", (0, 0), (-1, -1), 1, black),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
    ]
    return [Spacer(1, 2 * mm), Table(rows, colWidths=[_WIDTH], style=style)] if rows else []


def _overview(sheet: RunSheet, language: Language) -> Flowable:
    head: list[Flowable | str] = [
        _text(word(f"sheet.{key}", language), _BOLD)
        for key in ("order", "place", "arrive", "begins", "until", "households", "baskets")
    ]
    rows: list[list[Flowable | str | list[Flowable]]] = [[*head]]
    for at, stop in enumerate(sheet.stops):
        door = f" · {stop.reference}" if stop.reference else ""  # tells two doors of one place apart
        name = f"{stop.name}{door}" if stop.order else timeline_text(stop, at, language)
        passed = handover_line(stop, sheet, language) if not stop.order else ""  # a served stop's is on its card
        further = [_text(line, _SMALL) for line in (wait_line(stop, language), passed) if line]
        households = number_text(stop.households or stop.expected) if stop.order else ""
        rows.append(
            [
                _text(str(stop.order) if stop.order else "–"),
                [_text(name, _BOLD if stop.kind == VisitKind.BREAK else _BODY), *further],
                s_to_clock(stop.arrival_s),
                s_to_clock(stop.start_s),
                s_to_clock(stop.departure_s),
                households,
                number_text(stop.baskets) if stop.baskets else "",
            ]
        )
    widths = [11 * mm, _WIDTH - 108 * mm, 17 * mm, 17 * mm, 17 * mm, 26 * mm, 20 * mm]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, black),
        ("BACKGROUND", (0, 0), (-1, 0), _GREY),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONT", (2, 1), (-1, -1), REGULAR, 9),
        ("ALIGN", (2, 1), (-1, -1), "RIGHT"),
    ]
    breaks = [row for row, stop in enumerate(sheet.stops, start=1) if stop.kind == VisitKind.BREAK]
    style += [("FONT", (2, row), (-1, row), BOLD, 9) for row in breaks]  # small type on grey is lost on a worn printer
    return Table(rows, colWidths=widths, style=style, repeatRows=1)


def _slots(stop: SheetStop, language: Language) -> Flowable | None:
    if not stop.slots:
        return None
    head = [word(f"sheet.{key}", language) for key in ("slot_time", "slot_block", "households", "slot_come")]
    rows: list[list[Flowable | str]] = [list(head)]
    rows += [
        [
            f"{s_to_clock(slot.start_s)}–{s_to_clock(slot.end_s)}",
            _text(block_text(slot, language), _SMALL),
            str(slot.households),
            "",
        ]
        for slot in stop.slots
    ]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.4, black),
        ("FONT", (0, 0), (-1, -1), REGULAR, 8),
        ("FONT", (0, 0), (-1, 0), BOLD, 8),
        ("BACKGROUND", (0, 0), (-1, 0), _GREY),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    return Table(rows, colWidths=[26 * mm, 90 * mm, 22 * mm, 18 * mm], style=style)


def _outcome(language: Language) -> Flowable:
    labels = [word(f"sheet.{key}", language) for key in ("delivered", "absent", "refused", "not_found")]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.6, black),
        ("FONT", (0, 0), (-1, 0), REGULAR, 8),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
    ]
    return Table([labels, [""] * 4], colWidths=[_WIDTH / 4 - 1.2 * mm] * 4, rowHeights=[5 * mm, 8 * mm], style=style)


def _links(stop: SheetStop, language: Language) -> Text:
    links = (("Waze", waze_link(stop.lon, stop.lat)), ("Google Maps", google_link(stop.lon, stop.lat)))
    shown = " · ".join(f'<link href="{escape(url)}"><u>{name}</u></link>' for name, url in links)
    where = f"{stop.lat:.5f}, {stop.lon:.5f}"
    return Text(f'<font name="{BOLD}">{markup(word("sheet.navigate", language))}:</font> {shown} ({where})', _BODY)


def _card(stop: SheetStop, sheet: RunSheet, language: Language) -> Flowable:
    span = f"{s_to_clock(stop.start_s)}–{s_to_clock(stop.departure_s)}"
    parts: list[Flowable] = [_text(f"{stop.order}. {stop.name}    {span}", _CARD)]
    if stop.is_from_memory:
        parts.append(_text(f"! {word('sheet.note_memory', language)}", _BOLD))
    parts += [_text(wait_line(stop, language), _BOLD)] if stop.is_long_wait else []
    households = number_text(stop.households) if stop.households else households_line(stop, language)
    parts.append(_pair(word("sheet.households", language), households))
    parts.append(_pair(word("sheet.items", language), items_line(stop, language)))
    if stop.handovers:
        parts.append(_pair(word("sheet.keep", language), handover_line(stop, sheet, language)))
    if stop.kind == VisitKind.STOP:
        parts.append(_pair(word("sheet.services", language), services_line(stop, language)))
    if stop.reference:
        parts.append(_pair(word("sheet.reference", language), stop.reference))
    parts += [
        _pair(word("sheet.contact", language), contact_line(stop, language)),
        _pair(word("sheet.plan_b", language), plan_b_line(stop, sheet, language)),
        _links(stop, language),
    ]
    slots = _slots(stop, language)
    parts += [Spacer(1, 1.5 * mm), slots] if slots is not None else []
    parts += [Spacer(1, 1.5 * mm), _text(word("sheet.outcome", language), _SMALL), _outcome(language)]
    style = [
        ("BOX", (0, 0), (-1, -1), 1, black),
        ("BACKGROUND", (0, 0), (-1, 0), _GREY),
        ("LEFTPADDING", (0, 0), (-1, -1), 6),
    ]
    rows = [[part] for part in parts]
    return KeepTogether(
        [
            Table(
                rows,
                colWidths=[_WIDTH],
                style=[
                    *style,
                    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
                    ("HALIGN", (0, 0), (-1, -1), "LEFT"),
                ],
            ),
            Spacer(1, 3 * mm),
        ]
    )


def _furniture(sheet: RunSheet, language: Language) -> Callable[[Canvas, BaseDocTemplate], None]:
    """What stands on every page: the banner, the grade of the paper, the plan and the page number."""

    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.saveState()
        if sheet.is_demonstration:
            canvas.setFillColor(black)
            canvas.rect(15 * mm, A4[1] - 14 * mm, _WIDTH, 6 * mm, fill=1, stroke=0)
            canvas.setFillColor(white)
            canvas.setFont(BOLD, 10)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 12.3 * mm, word("map.synthetic", language))
        canvas.setFillColor(black)
        canvas.setFont(BOLD, 8)
        canvas.drawString(15 * mm, 11 * mm, word("sheet.restricted", language))
        canvas.setFont(REGULAR, 8)
        canvas.drawString(15 * mm, 7.5 * mm, made_line(sheet, language))
        canvas.drawRightString(A4[0] - 15 * mm, 7.5 * mm, word("sheet.page", language, page=document.page))
        canvas.restoreState()

    return draw


def sheet_pdf(sheet: RunSheet, language: Language) -> bytes:
    """A run sheet as an A4 PDF; equal sheets give equal bytes."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=15 * mm,
        rightMargin=15 * mm,
        topMargin=18 * mm,
        bottomMargin=17 * mm,
        invariant=1,
        title=f"{title_text(sheet, language)} {vehicle_line(sheet, language)} {sheet.day.isoformat()}",
        author="Kembara Planner",
        lang="ms-MY" if language == "ms" else "en-MY",
    )
    story: list[Flowable] = [*_head(sheet, language)]
    if sheet.served or any(stop.baskets for stop in sheet.stops):  # a vehicle that is stood down leaves at no hour
        story += [_overview(sheet, language), Spacer(1, 4 * mm)]
    cards = [_card(stop, sheet, language) for stop in sheet.served]
    draw = _furniture(sheet, language)
    document.build([*story, *cards], onFirstPage=draw, onLaterPages=draw)
    return buffer.getvalue()
