"""The officials' brief: two pages of suppressed aggregates, map on the first, plan and fairness on the second."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import geopandas as gpd
import pandas as pd
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from planner.model.dispatch import Plan
from planner.model.kinds import VisitKind
from planner.model.labels import MapLabels
from planner.model.need import Fairness
from planner.report import fair_part
from planner.report.brief_map import BriefMap
from planner.report.figures import date_text, km_text, number_text, plan_day
from planner.report.pdf_fonts import BOLD, REGULAR, markup
from planner.report.public import by_district, headings, ranked, row_cells
from planner.report.route_layer import all_routes
from planner.report.summary import unserved_items
from planner.report.words import Language, told, word

_WIDTH = A4[0] - 36 * mm
_GREY = HexColor("#e9edf2")
_NAVY = HexColor("#12355b")
_BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9, leading=12)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=7.5, leading=10)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName=BOLD, fontSize=17, leading=21, textColor=_NAVY)
_PART = ParagraphStyle("part", parent=_BODY, fontName=BOLD, fontSize=11, leading=14, textColor=_NAVY, spaceBefore=6)
_TOP = 10
_AREAS = 12  # the least served: what two pages have room for
_AREA_WIDTHS = {"parliament": (0.3, 0.13, 0.12, 0.13, 0.17, 0.15), "police_district": (0.3, 0.13, 0.12, 0.13, 0.15)}


def _text(text: str, style: ParagraphStyle = _BODY) -> Paragraph:
    return Paragraph(markup(text), style)


def _grid(rows: Sequence[Sequence[str]], widths: Sequence[float], numbers_from: int) -> Table:
    cells = [[_text(cell, _SMALL) for cell in row] for row in rows]
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#b8c2cc")),
        ("BACKGROUND", (0, 0), (-1, 0), _GREY),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("ALIGN", (numbers_from, 0), (-1, -1), "RIGHT"),
    ]
    return Table(cells, colWidths=[share * _WIDTH for share in widths], style=style, repeatRows=1, hAlign="LEFT")


def _first_page(
    hotspots: pd.DataFrame, roads: gpd.GeoDataFrame | None, labels: MapLabels, language: Language
) -> list[Flowable]:
    rows = [headings(language), *(row_cells(row, language) for row in ranked(hotspots, _TOP))]
    roads_notes = (told(note, language) for note in (labels.network_note, labels.attribution))
    notes = (word("public.map_note", language), *roads_notes)
    return [
        _text(labels.title, _HEAD),
        _text(word("public.intro", language, places=number_text(len(hotspots)))),
        Spacer(1, 3 * mm),
        BriefMap(hotspots, roads, _WIDTH, 105 * mm),
        _text(" · ".join(filter(None, notes)), _SMALL),
        _text(word("public.top", language), _PART),
        _grid(rows, (0.08, 0.34, 0.17, 0.13, 0.1, 0.18), 3),
    ]


def _plan_part(plan: Plan | None, language: Language) -> list[Flowable]:
    if plan is None:
        return [_text(word("public.plan", language), _PART), _text(word("map.panel.no_plan", language))]
    rows = [[word(f"public.{key}", language) for key in ("day", "convoys", "patrols", "stops", "distance")]]
    for day in range(plan.convoy_problem.days):
        routes = [(kind, route) for kind, route in all_routes(plan) if route.day == day]
        stops = {
            visit.serves_id
            for kind, route in routes
            if kind == "convoy"
            for visit in route.visits
            if visit.kind == VisitKind.STOP
        }
        kinds = [kind for kind, _ in routes]
        metres = sum(route.distance_m for _, route in routes)
        rows.append(
            [
                date_text(plan_day(plan.convoy_problem.start, day), language),
                number_text(kinds.count("convoy")),
                number_text(kinds.count("patrol")),
                number_text(len(stops)),
                f"{km_text(metres)} km",
            ]
        )
    table = [_text(word("public.plan", language), _PART), _grid(rows, (0.36, 0.16, 0.16, 0.16, 0.16), 1)]
    if plan.is_visited_only:
        return table
    reasons = pd.Series([word(f"reason.{item.reason}", language) for item in unserved_items(plan)], dtype=object)
    left = [f"{reason}: {number_text(count)}" for reason, count in reasons.value_counts().items()]
    told = "; ".join(left) or word("summary.unserved_none", language)
    return [*table, Spacer(1, 2 * mm), _text(f"{word('summary.unserved', language)}: {told}.")]


def _district_part(hotspots: pd.DataFrame, language: Language) -> list[Flowable]:
    table = by_district(hotspots)
    head = [word(f"public.{key}", language) for key in ("district", "places", "at_least")]
    rows = [head, *([str(d), number_text(p), number_text(h)] for d, p, h in table.itertuples(index=False))]
    return [_text(word("public.districts", language), _PART), _grid(rows, (0.4, 0.2, 0.25), 1)]


def _fairness_part(found: Fairness | None, language: Language) -> list[Flowable]:
    """What the officials' page has in its panel: the sentence, the weeks, constituencies and police districts."""
    if found is None:
        return []
    shown = [_text(word("public.fairness", language), _PART), _text(fair_part.told(found, language))]
    weeks = fair_part.trend_rows(found, language)
    if weeks:
        each = 0.8 / (len(weeks[0]) - 1)
        shown += [Spacer(1, 1 * mm), _grid(weeks, (0.2, *(each for _ in weeks[0][1:])), 1)]
    for kind, widths in _AREA_WIDTHS.items():
        rows = fair_part.area_rows(found, kind, language, _AREAS)
        if len(rows) > 1:
            shown += [Spacer(1, 2 * mm), _text(word(f"ui.fair.{kind}", language)), _grid(rows, widths, 1)]
    return [*shown, _text(word("ui.fair.hidden", language), _SMALL)]


def _furniture(labels: MapLabels, made: str, language: Language) -> Callable[[Canvas, BaseDocTemplate], None]:
    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.saveState()
        if labels.data_note:
            canvas.setFillColor(black)
            canvas.rect(18 * mm, A4[1] - 14 * mm, _WIDTH, 6 * mm, fill=1, stroke=0)
            canvas.setFillColor(white)
            canvas.setFont(BOLD, 10)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 12.3 * mm, labels.data_note)
        canvas.setFillColor(black)
        canvas.setFont(REGULAR, 7.5)
        canvas.drawString(18 * mm, 9 * mm, f"{word('public.grade_mark', language)} · {made}")
        canvas.drawRightString(A4[0] - 18 * mm, 9 * mm, word("sheet.page", language, page=document.page))
        canvas.restoreState()

    return draw


def brief_pdf(
    *,
    hotspots: pd.DataFrame,
    plan: Plan | None,
    roads: gpd.GeoDataFrame | None,
    labels: MapLabels,
    made_at: str,
    language: Language = "ms",
    fairness: Fairness | None = None,
) -> bytes:
    """Two A4 pages for officials from **already suppressed** hotspots (schema HOTSPOTS); equal inputs, equal bytes.

    ``fairness`` is the ledger as the same reader may see it. A plan shows as counts of routes and stops a day; what it
    leaves out is counted by reason, unless the plan is cut to what it visits.
    """
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=18 * mm,
        bottomMargin=15 * mm,
        invariant=1,
        title=labels.title,
        author="Kembara Planner",
    )
    second = [
        *_plan_part(plan, language),
        *_district_part(hotspots, language),
        *_fairness_part(fairness, language),
    ]
    how = [_text(word("public.how", language), _PART), _text(word("public.how_text", language))]
    draw = _furniture(labels, made_at, language)
    story = [*_first_page(hotspots, roads, labels, language), PageBreak(), *second, *how]
    document.build(story, onFirstPage=draw, onLaterPages=draw)
    return buffer.getvalue()
