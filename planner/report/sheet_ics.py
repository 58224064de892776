"""Run sheets as iCalendar (RFC 5545): one event for each stop, pickup and break, in Malaysian time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from planner.model.kinds import VisitKind
from planner.report.links import google_link
from planner.report.sheet import RunSheet, SheetStop
from planner.report.sheet_day_text import day_lines
from planner.report.sheet_text import (
    handover_line,
    items_line,
    plan_b_line,
    replaces_lines,
    timeline_text,
    vehicle_line,
)
from planner.report.words import Language, word
from planner.units import ZONE

_FOLD = 75  # octets on a line, RFC 5545 section 3.1


def _escaped(text: str) -> str:
    clean = "".join(char for char in text if char >= " " or char == "\n")
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """``line`` in pieces of at most 75 octets, never cutting a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode("utf-8"))
        if size + width > _FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])


def _utc(sheet: RunSheet, seconds: int) -> str:
    moment = datetime.combine(sheet.day, time(0), ZONE) + timedelta(seconds=seconds)
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _event(stop: SheetStop, sheet: RunSheet, language: Language, stamp: str) -> list[str]:
    title = word(f"sheet.event_{sheet.kind}", language, place=stop.name)
    synthetic = f"{word('map.synthetic', language)}\n" if sheet.is_demonstration else ""
    lines = [vehicle_line(sheet, language), items_line(stop, language)]
    if stop.handovers:
        lines.append(f"{word('sheet.keep', language)}: {handover_line(stop, sheet, language)}")
    lines += [plan_b_line(stop, sheet, language), *replaces_lines(sheet, language), *day_lines(sheet, language)]
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(f'{sheet.plan_id}-{sheet.route_id}-{stop.order}@kembara-planner')}",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{_utc(sheet, stop.start_s)}",
        f"DTEND:{_utc(sheet, max(stop.departure_s, stop.start_s + 60))}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(stop.name)}",
        f"GEO:{stop.lat:.6f};{stop.lon:.6f}",
        f"URL:{google_link(stop.lon, stop.lat)}",
        f"DESCRIPTION:{_escaped(synthetic + chr(10).join(lines))}",
        "END:VEVENT",
    ]


def _between(stop: SheetStop, sheet: RunSheet, language: Language, stamp: str) -> list[str]:
    """A pickup with what is loaded from whom, or a break: its times alone."""
    synthetic = word("map.synthetic", language) if sheet.is_demonstration else ""
    lines = (synthetic, vehicle_line(sheet, language), items_line(stop, language), handover_line(stop, sheet, language))
    told = [f"DESCRIPTION:{_escaped(chr(10).join(filter(None, lines)))}"] if stop.kind == VisitKind.PICKUP else []
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(f'{sheet.plan_id}-{sheet.route_id}-{stop.kind}-{stop.start_s}@kembara-planner')}",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{_utc(sheet, stop.start_s)}",
        f"DTEND:{_utc(sheet, max(stop.departure_s, stop.start_s + 60))}",
        f"SUMMARY:{_escaped(timeline_text(stop, 1, language))}",
        *told,
        "END:VEVENT",
    ]


def sheet_ics(sheet: RunSheet, language: Language) -> bytes:
    """A run sheet as a calendar that can be imported again and again: each stop keeps its id."""
    stamp = datetime.fromisoformat(sheet.made_at).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Kembara Planner//{language.upper()}", "CALSCALE:GREGORIAN"]
    for stop in sheet.stops:
        if stop.order:
            lines += _event(stop, sheet, language, stamp)
        elif stop.kind in {VisitKind.PICKUP, VisitKind.BREAK}:
            lines += _between(stop, sheet, language, stamp)
    return ("\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n").encode("utf-8")
