"""Run sheets as GPX 1.1 for navigation devices: waypoints, the route through them, and the driven line."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.model.kinds import VisitKind
from planner.report.sheet import RunSheet, SheetStop
from planner.report.sheet_day_text import day_lines
from planner.report.sheet_text import households_line, made_line, replaces_lines, title_text, vehicle_line
from planner.report.words import Language, word
from planner.units import s_to_clock

_NAMESPACE = "http://www.topografix.com/GPX/1/1"


def _clean(text: str) -> str:
    return "".join(char for char in text if char >= " ")


def _point(parent: Element, tag: str, stop: SheetStop, language: Language) -> None:
    point = SubElement(parent, tag, lat=f"{stop.lat:.6f}", lon=f"{stop.lon:.6f}")
    SubElement(point, "name").text = _clean(f"{stop.order}. {stop.name}" if stop.order else stop.name)
    households = households_line(stop, language)
    SubElement(point, "desc").text = f"{s_to_clock(stop.start_s)}–{s_to_clock(stop.departure_s)}, {households}"


def _track(parent: Element, name: str, path: Sequence[tuple[float, float]]) -> None:
    track = SubElement(parent, "trk")
    SubElement(track, "name").text = name
    segment = SubElement(track, "trkseg")
    for lon, lat in path:
        SubElement(segment, "trkpt", lat=f"{lat:.6f}", lon=f"{lon:.6f}")


def sheet_gpx(sheet: RunSheet, language: Language, path: Sequence[tuple[float, float]] = ()) -> bytes:
    """A run sheet as GPX: every stop a waypoint, the day a route, ``path`` ((lon, lat) points) a track."""
    root = Element("gpx", xmlns=_NAMESPACE, version="1.1", creator="Kembara Planner")
    name = _clean(f"{title_text(sheet, language)} {vehicle_line(sheet, language)} {sheet.day.isoformat()}")
    about = SubElement(root, "metadata")
    SubElement(about, "name").text = name
    synthetic = f"{word('map.synthetic', language)}. " if sheet.is_demonstration else ""
    told = [*replaces_lines(sheet, language), *day_lines(sheet, language), made_line(sheet, language)]
    SubElement(about, "desc").text = _clean(synthetic + ". ".join(told))
    for stop in sheet.served:
        _point(root, "wpt", stop, language)
    route = SubElement(root, "rte")
    SubElement(route, "name").text = name
    for stop in (stop for stop in sheet.stops if stop.kind != VisitKind.BREAK):  # a break is no place to steer for
        _point(route, "rtept", stop, language)
    if path:
        _track(root, name, path)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
